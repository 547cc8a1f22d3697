"""Importing what locations are authorized to do: rows, pages and the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event
from goodstanding.partners.commands import import_group
from goodstanding.partners.models import (
    Authorization,
    ExternalId,
    ImportKind,
    ImportState,
    LegalEntity,
    PartnerImport,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from tests.builders import NOON, SYSTEM, make_location
from tests.builders_accounts import client_of
from tests.builders_authorizations import Counter, make_counter
from tests.builders_partners import csv_of, outcomes_of

pytestmark = pytest.mark.django_db

ROW = {
    "location id:mpn": "4711",
    "authorization": "Reseller",
    "granted on": "2025-03-01",
    "until": "",
}


@pytest.fixture
def counter() -> Counter:
    made = make_counter()
    _number(made, "4711")
    return made


def _number(counter: Counter, value: str, *, location=None) -> None:
    ExternalId.objects.create(
        namespace="mpn",
        value=value,
        partner=counter.partner,
        location=location or counter.location,
        valid_from=NOON,
    )


def _import(counter: Counter, *rows, mode=Mode.STOP, name="", apply=True) -> PartnerImport:
    received = receive_file(
        counter.program.pk,
        file_name="authorizations.csv",
        content=csv_of(*rows),
        mode=mode,
        kind=ImportKind.AUTHORIZATIONS,
        actor=SYSTEM,
        at=NOON,
    )
    staged = stage_import(received.pk, chosen={}, metric=name, at=NOON)
    if not apply or staged.state == ImportState.REFUSED:
        return staged
    return apply_import(staged.pk, actor=SYSTEM, at=NOON)


def _known() -> list[tuple[str, date, date | None]]:
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("name", "granted_on", "until_on"))


def _reasons(done: PartnerImport) -> list[str]:
    return [
        f"{column}: {reason}"
        for row in done.rows.order_by("number")
        for column, reason in row.refusals
    ]


def test_a_row_becomes_an_authorization(counter) -> None:
    done = _import(counter, ROW)

    assert outcomes_of(done) == ["created"]
    assert _known() == [("reseller", date(2025, 3, 1), None)]
    assert done.rows.get().partner_id == counter.partner.pk


def test_the_event_proves_each_row(counter) -> None:
    done = _import(counter, ROW, ROW | {"granted on": "2024-01-01", "until": "2024-12-31"})

    event = Event.objects.get(name="authorizations.imported")
    items = [bytes(row.item) for row in done.rows.order_by("number")]
    assert items_root(items).hex().encode() in bytes(event.bytes)
    assert event.subject == f"import:{done.pk}"
    assert len(_known()) == 2


def test_what_is_known_of_rights_and_days_is_read_once_for_all_rows_of_a_chunk(counter) -> None:
    entity = LegalEntity.objects.get()
    reads = list[int]()
    for first, last in ((5000, 5002), (6000, 6006)):
        for number in range(first, last):
            _number(counter, str(number), location=make_location(entity, name=f"At {number}"))
        rows = [ROW | {"location id:mpn": str(number)} for number in range(first, last)]
        with CaptureQueriesContext(connection) as queries:
            _import(counter, *rows)
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        reads.append(sum("partners_authorization" in one or "programs_day" in one for one in asked))

    assert reads[0] == reads[1]


def test_the_same_file_again_changes_nothing(counter) -> None:
    _import(counter, ROW)

    again = _import(counter, ROW)

    assert outcomes_of(again) == ["unchanged"]
    assert Authorization.objects.count() == 1
    assert Event.objects.filter(name="authorizations.imported").count() == 1


def test_a_later_file_corrects_the_days_and_says_what_they_were(counter) -> None:
    _import(counter, ROW)
    before = Authorization.objects.get()

    done = _import(counter, ROW | {"granted on": "2025-04-01", "until": "2026-12-31"})

    assert outcomes_of(done) == ["updated"]
    assert done.rows.get().notes == ["It was known from 2025-03-01."]
    assert _known() == [("reseller", date(2025, 4, 1), date(2026, 12, 31))]
    assert Authorization.objects.get(superseded_at=None).fact_id == before.fact_id


def test_skipping_leaves_what_is_known(counter) -> None:
    _import(counter, ROW)

    done = _import(counter, ROW | {"granted on": "2025-04-01"}, mode=Mode.SKIP)

    assert outcomes_of(done) == ["unchanged"]
    assert _known() == [("reseller", date(2025, 3, 1), None)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"location id:mpn": "1"}, "location id:mpn: No location of this program has the ID mpn:1"),
        ({"location id:mpn": ""}, ": The row holds no ID"),
        ({"authorization": "shop"}, "authorization: The rules in force know no authorization"),
        ({"authorization": "?!"}, "authorization: “?!” cannot name an authorization"),
        ({"granted on": "1 March"}, "granted on: “1 March” is not a day. Write it as"),
        ({"granted on": "2025-02-30"}, "granted on: “2025-02-30” is not a day."),
        ({"granted on": "1999-01-01"}, "granted on: 1999-01-01 is before 2000-01-01"),
        ({"granted on": "2029-01-01"}, "granted on: 2029-01-01 is more than a year ahead"),
        ({"until": "soon"}, "until: “soon” is not a day."),
        ({"until": "2025-02-01"}, "until: It ends on 2025-02-01, before it begins on 2025-03-01."),
    ],
)
def test_a_row_that_cannot_be_used_says_why(counter, changed, reason) -> None:
    done = _import(counter, ROW | changed)

    assert done.state == ImportState.REFUSED
    assert [one for one in _reasons(done) if reason in one] != []
    assert Authorization.objects.exists() is False
    assert Event.objects.filter(name="authorizations.imported").exists() is False


def test_two_ids_of_two_locations_are_refused(counter) -> None:
    _number(counter, "12", location=make_location(counter.location.profiles.get().entity))

    done = _import(
        counter,
        {**ROW, "location id:goodstanding": str(counter.location.pk)},
    )
    mixed = _import(
        counter,
        {**ROW, "location id:mpn": "12", "location id:goodstanding": str(counter.location.pk)},
    )

    assert outcomes_of(done) == ["created"]
    assert "are different locations. Correct the IDs." in _reasons(mixed)[0]


def test_rows_of_one_file_do_not_contradict_each_other(counter) -> None:
    done = _import(counter, ROW, ROW, ROW | {"granted on": "2025-05-01"}, mode=Mode.UPDATE)

    assert outcomes_of(done) == ["created", "unchanged", "refused"]
    assert done.rows.get(number=3).notes == ["Row 2 says the same."]
    assert _reasons(done) == [
        "granted on: Row 2 says the same location holds it from 2025-03-01. Keep one."
    ]


def test_one_row_does_not_swallow_two_known_terms(counter) -> None:
    _import(counter, ROW | {"until": "2025-06-30"}, ROW | {"granted on": "2025-07-01"})

    done = _import(counter, ROW | {"granted on": "2025-04-01"})

    assert "this would be both. Correct the days." in _reasons(done)[0]
    assert len(_known()) == 2


def test_one_authorization_may_stand_for_the_whole_file(counter) -> None:
    row = {name: value for name, value in ROW.items() if name != "authorization"}

    _import(counter, row, name="reseller")

    assert _known() == [("reseller", date(2025, 3, 1), None)]


def test_columns_that_say_too_little_are_refused_with_every_reason(counter) -> None:
    with pytest.raises(ColumnMappingError) as refused:
        _import(counter, {"authorisation": "reseller", "since": "2025-03-01"}, name="?!")

    assert [sentence.split(",")[0] for sentence in refused.value.sentences] == [
        "No column holds an ID of a location",
        "No column says “granted on”",
        "“?!” cannot name an authorization. Use small letters",
    ]


def test_columns_that_say_it_twice_or_not_at_all_are_refused(counter) -> None:
    row = {name: value for name, value in ROW.items() if name != "authorization"}

    with pytest.raises(ColumnMappingError, match="Leave the authorization of the whole file empty"):
        _import(counter, ROW, name="reseller")
    with pytest.raises(ColumnMappingError, match="Nothing says what is authorized"):
        _import(counter, row)


def _run(counter: Counter, tmp_path: Path, *arguments: str) -> Result:
    file = tmp_path / "authorizations.csv"
    file.write_bytes(csv_of(ROW))
    return CliRunner().invoke(
        import_group,
        ["authorizations", str(file), "--program", counter.program.code, *arguments],
    )


def test_a_dry_run_of_the_command_changes_nothing(counter, tmp_path) -> None:
    done = _run(counter, tmp_path, "--dry-run")

    assert done.exit_code == 0
    assert "1 rows were checked: 1 created" in done.output
    assert "This was a dry run: no authorization was changed." in done.output
    assert Authorization.objects.exists() is False


def test_the_command_imports(counter, tmp_path) -> None:
    done = _run(counter, tmp_path)

    assert done.exit_code == 0
    assert _known() == [("reseller", date(2025, 3, 1), None)]


def test_an_officer_sends_a_file_on_the_pages(counter) -> None:
    client = client_of(counter.officer)
    parts = {"program": counter.program.code}
    body = {"file": SimpleUploadedFile("a.csv", csv_of(ROW)), "mode": Mode.STOP.value}

    sent = client.post(reverse("vendor_import_authorizations", kwargs=parts), body)
    columns = client.get(sent["Location"])
    fields = {f"column_{position}": name for position, name in enumerate(ROW)}
    checked = client.post(sent["Location"], {**fields, "another": "", "metric": ""})
    report = client.get(checked["Location"])
    held = PartnerImport.objects.get()
    client.post(reverse("vendor_import_apply", kwargs={**parts, "held": held.pk}))

    assert "What is authorized" in columns.content.decode()
    assert "Would be created" in report.content.decode()
    assert _known() == [("reseller", date(2025, 3, 1), None)]
    listed = client.get(reverse("vendor_imports", kwargs=parts)).content.decode()
    assert "Import authorizations" in listed
