"""Importing partners: staged first, then applied chunk by chunk, each with its event."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Acceptance
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.partners.models import (
    Affiliation,
    Enrolment,
    EntityProfile,
    ExternalId,
    ImportState,
    LocationProfile,
    Membership,
    Partner,
    PartnerProfile,
    Relationship,
)
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services import applying, applying_rows
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import end_affiliation, end_relationship
from goodstanding.programs.models import Day, WorkDay
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_partner, make_program
from tests.builders_partners import csv_of, make_import, make_staged, outcomes_of
from tests.builders_standing import make_agreement, make_rules, pack_text

pytestmark = pytest.mark.django_db

CONTOSO = {"id:crm": "9", "partner": "Contoso", "tier": "distributor", "country": "US"}
FABRIKAM = {
    "id:crm": "17",
    "partner": "Fabrikam",
    "country": "Germany",
    "distributor": "9",
    "entity": "Fabrikam GmbH",
    "entity id:lei": "LEI1",
    "location": "Hamburg",
    "location id:mpn": "22",
    "region": "EMEA",
    "person email": "Ada@example.com",
    "person name": "Ada Novak",
    "person role": "signatory",
    "from": "2025-01-01",
}
BERLIN_2025 = datetime(2024, 12, 31, 23, tzinfo=UTC)


def _facts() -> dict[str, int]:
    """Count everything an import could touch."""
    tables = (
        Affiliation,
        Enrolment,
        EntityProfile,
        ExternalId,
        LocationProfile,
        Membership,
        Partner,
        PartnerProfile,
        Person,
        Relationship,
        Event,
        EventPrivate,
    )
    return {table.__name__: table.objects.count() for table in tables}


def test_a_row_makes_everything_it_names_known() -> None:
    program = make_program()

    done = make_import(program, csv_of(FABRIKAM, CONTOSO))

    assert outcomes_of(done) == ["created", "created"]
    assert done.state == ImportState.APPLIED
    fabrikam = PartnerProfile.objects.get(name="Fabrikam")
    assert (fabrikam.country, fabrikam.valid_from) == ("DE", BERLIN_2025)
    place = LocationProfile.objects.get()
    assert (place.name, place.region, place.zone, place.zone_assumed) == (
        "Hamburg",
        "emea",
        "Europe/Berlin",
        True,
    )
    assert place.from_on.isoformat() == "2025-01-01"
    assert sorted(map(str, ExternalId.objects.all())) == ["crm:17", "crm:9", "lei:LEI1", "mpn:22"]
    ada = Affiliation.objects.get()
    assert (ada.person.email, ada.role, ada.location_id) == (
        "ada@example.com",
        "signatory",
        place.location_id,
    )
    relation = Relationship.objects.get()
    assert relation.reseller_id == fabrikam.partner_id
    assert Enrolment.objects.get(partner_id=fabrikam.partner_id).tier == "reseller"
    assert Membership.objects.filter(program=program).count() == 2


def test_a_zone_that_is_new_is_told_to_the_engine() -> None:
    kathmandu = FABRIKAM | {"country": "Nepal", "location": "Kathmandu"}

    done = make_import(make_program(), csv_of(kathmandu, CONTOSO))

    assert outcomes_of(done) == ["created", "created"]
    assert LocationProfile.objects.get().zone == "Asia/Kathmandu"
    assert Day.objects.filter(zone="Asia/Kathmandu").exists()


def test_a_country_that_is_new_is_told_to_the_engine_once_due_days_count_its_working_days() -> None:
    program = make_program()
    make_agreement(program)
    rolling = pack_text(program).replace("zone:", "calendar: DE\nroll: following\nzone:", 1)
    make_rules(program, text=rolling)
    kathmandu = FABRIKAM | {"country": "Nepal", "location": "Kathmandu"}

    make_import(program, csv_of(kathmandu, CONTOSO))

    assert set(WorkDay.objects.values_list("calendar", flat=True)) == {"DE", "NP"}


def test_a_chunk_is_one_event_that_proves_its_rows_and_holds_no_name() -> None:
    program = make_program()

    done = make_import(program, csv_of(CONTOSO, FABRIKAM))

    event = Event.objects.get(name="partners.imported")
    content = json.loads(bytes(event.bytes))["content"]
    items = [bytes(row.item) for row in done.rows.order_by("number")]
    assert (content["count"], content["created"], content["updated"]) == (2, 2, 0)
    assert (content["first_row"], content["last_row"]) == (2, 3)
    assert content["items_root"] == items_root(items).hex()
    assert content["file_sha256"] == done.file_sha256
    assert event.subject == f"import:{done.pk}"
    assert EventPartner.objects.filter(event=event).count() == 2
    everything = b"".join([*items, *(bytes(e.bytes) for e in Event.objects.all())])
    for word in (b"Contoso", b"Fabrikam", b"Hamburg", b"ada@example.com", b"Novak", b"LEI1"):
        assert word not in everything


def test_importing_twice_changes_nothing() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO, FABRIKAM))
    before = _facts()

    again = make_import(program, csv_of(CONTOSO, FABRIKAM))

    assert outcomes_of(again) == ["unchanged", "unchanged"]
    assert again.state == ImportState.APPLIED
    assert _facts() == before


def test_applying_twice_changes_nothing() -> None:
    program = make_program()
    done = make_import(program, csv_of(CONTOSO))
    before = _facts()

    again = apply_import(done.pk, actor=SYSTEM, at=NOON)

    assert again.applied_at == done.applied_at
    assert _facts() == before


def test_staging_changes_no_fact() -> None:
    program = make_program()
    before = _facts()

    staged = make_staged(program, csv_of(CONTOSO, FABRIKAM))

    assert staged.state == ImportState.STAGED
    assert outcomes_of(staged) == ["created", "created"]
    assert _facts() == before


def test_under_stop_one_bad_row_applies_nothing() -> None:
    program = make_program()
    before = _facts()

    refused = make_import(program, csv_of(CONTOSO, {"id:crm": "18", "country": "Atlantis"}))

    assert refused.state == ImportState.REFUSED
    assert outcomes_of(refused) == ["created", "refused"]
    assert refused.rows.get(number=3).refusals[0][0] == "country"
    assert _facts() == before
    with pytest.raises(ConflictError, match="This import was refused"):
        apply_import(refused.pk, actor=SYSTEM, at=NOON)
    assert _facts() == before


def test_a_row_that_turned_bad_since_it_was_checked_stops_all() -> None:
    program = make_program()
    staged = make_staged(program, csv_of(CONTOSO, FABRIKAM))
    assign_external_id(
        make_partner(name="Litware").pk, namespace="lei", value="LEI1", actor=SYSTEM, at=NOON
    )
    before = _facts()

    refused = apply_import(staged.pk, actor=SYSTEM, at=NOON)

    assert refused.state == ImportState.REFUSED
    assert refused.rows.get(number=3).refusals == [
        [
            "entity id:lei",
            "lei:LEI1 is the ID of a partner. Check the number, or use another namespace.",
        ]
    ]
    assert _facts() == before


@pytest.mark.parametrize(
    ("mode", "name", "outcomes"),
    [
        (Mode.SKIP, "Contoso", ["unchanged", "refused", "created"]),
        (Mode.UPDATE, "Contoso World", ["updated", "refused", "created"]),
    ],
)
def test_otherwise_bad_rows_are_left_out(mode: Mode, name: str, outcomes: list[str]) -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO))

    done = make_import(
        program,
        csv_of(
            CONTOSO | {"partner": "Contoso World"},
            {"id:crm": "18", "tier": "gold"},
            FABRIKAM,
        ),
        mode=mode,
    )

    assert outcomes_of(done) == outcomes
    assert done.state == ImportState.APPLIED
    current = PartnerProfile.objects.filter(superseded_at=None, valid_until=None)
    assert set(current.values_list("name", flat=True)) == {name, "Fabrikam"}


def test_a_rename_keeps_the_name_before_it() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO | {"from": "2025-01-01"}))

    make_import(program, csv_of(CONTOSO | {"partner": "Contoso World", "from": "2026-01-01"}))

    spans = PartnerProfile.objects.filter(superseded_at=None).order_by("valid_from")
    new_york = datetime(2026, 1, 1, 5, tzinfo=UTC)
    assert [(span.name, span.valid_until) for span in spans] == [
        ("Contoso", new_york),
        ("Contoso World", None),
    ]
    assert spans[1].valid_from == new_york
    assert PartnerProfile.objects.exclude(superseded_at=None).get().name == "Contoso"


def test_a_correction_from_the_same_day_replaces_the_span() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO | {"from": "2025-01-01"}))

    make_import(program, csv_of(CONTOSO | {"partner": "Contoso Ltd", "from": "2025-01-01"}))

    held = PartnerProfile.objects.get(superseded_at=None)
    before = PartnerProfile.objects.exclude(superseded_at=None).get()
    assert (held.name, held.valid_from, held.fact_id) == (
        "Contoso Ltd",
        before.valid_from,
        before.fact_id,
    )


def test_several_rows_of_one_file_may_change_one_thing() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO | {"from": "2025-01-01"}))

    done = make_import(
        program,
        csv_of(
            {"id:crm": "9", "partner": "Contoso World", "from": "2026-01-01", "country": ""},
            {"id:crm": "9", "partner": "", "from": "2026-02-01", "country": "CA"},
        ),
    )

    spans = PartnerProfile.objects.filter(superseded_at=None).order_by("valid_from")
    assert outcomes_of(done) == ["updated", "updated"]
    assert [(span.name, span.country) for span in spans] == [
        ("Contoso", "US"),
        ("Contoso World", "US"),
        ("Contoso World", "CA"),
    ]


def test_a_tier_changes_by_a_span_of_its_own() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO | {"tier": "direct", "from": "2025-01-01"}))

    make_import(program, csv_of(CONTOSO))

    spans = Enrolment.objects.filter(superseded_at=None).order_by("valid_from")
    assert [(span.tier, span.valid_until) for span in spans] == [
        ("direct", NOON),
        ("distributor", None),
    ]


def test_what_has_ended_begins_again_after_its_end() -> None:
    program = make_program()
    make_import(program, csv_of(CONTOSO, FABRIKAM))
    end_affiliation(Affiliation.objects.get().fact_id, actor=SYSTEM, at=NOON)
    end_relationship(Relationship.objects.get().fact_id, actor=SYSTEM, at=NOON)

    again = make_import(program, csv_of(CONTOSO, FABRIKAM))

    assert outcomes_of(again) == ["unchanged", "updated"]
    open_again = Affiliation.objects.get(superseded_at=None, valid_until=None)
    assert open_again.valid_from == NOON
    assert Relationship.objects.get(superseded_at=None, valid_until=None).valid_from == NOON


def test_an_import_creates_structure_only() -> None:
    program = make_program()

    make_import(program, csv_of(CONTOSO, FABRIKAM))

    assert not Acceptance.objects.exists()
    assert set(Event.objects.values_list("name", flat=True)) == {
        "person.added",
        "partners.imported",
    }


def test_chunks_are_transactions_with_an_event_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    program, told = make_program(), []
    rows = [{"id:crm": str(n), "partner": f"Partner {n}"} for n in range(5)]
    staged = make_staged(program, csv_of(*rows), mode=Mode.UPDATE)

    apply_import(
        staged.pk, actor=SYSTEM, at=NOON, progress=lambda first, last: told.append((first, last))
    )

    counts = [
        json.loads(bytes(event.bytes))["content"]["count"]
        for event in Event.objects.filter(name="partners.imported").order_by("seq")
    ]
    assert counts == [2, 2, 1]
    assert told == [(2, 3), (4, 5), (6, 6)]


def test_a_wide_chunk_is_a_matter_of_the_whole_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying_rows, "_REACH_MAX", 1)
    program, other = make_program(), make_program()
    rows = [{"id:crm": str(n), "partner": f"Partner {n}"} for n in range(2)]
    make_import(other, csv_of(*rows))

    make_import(program, csv_of(*rows))

    reached = Event.objects.filter(name="partners.imported").order_by("seq")
    assert next(event.program_id for event in reached) == other.pk
    assert {event.program_id for event in list(reached)[1:]} == {program.pk, other.pk}
    assert not EventPartner.objects.filter(event__in=reached).exists()
