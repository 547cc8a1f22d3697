"""Importing who owns whom: rows, what is wrong with them, pages and the command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event, EventPartner
from goodstanding.evidence.payloads import Private
from goodstanding.partners.commands import import_group
from goodstanding.partners.models import (
    ImportState,
    Ownership,
    PartnerImport,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from tests.builders import NOON, SYSTEM, make_entity, make_partner
from tests.builders_accounts import client_of
from tests.builders_ownership_files import (
    ROW,
    THIRD,
    import_shares,
    known_by_owned,
    make_numbered_group,
    number,
)
from tests.builders_ownerships import Group, owns, stake
from tests.builders_partners import csv_of, outcomes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return make_numbered_group()


def _reasons(done: PartnerImport) -> list[str]:
    return [
        f"{row.number} {column}: {reason}"
        for row in done.rows.order_by("number")
        for column, reason in row.refusals
    ]


def test_a_row_becomes_a_share_of_the_entities_its_ids_name(group) -> None:
    done = import_shares(group, ROW)

    row = Ownership.objects.get()
    assert outcomes_of(done) == ["created"]
    assert (row.owner_id, row.owned_id) == (group.parent.pk, group.affiliate.pk)
    assert (row.share_basis_points, row.source) == (8000, "HRB 4711")
    assert done.rows.get().partner_id == group.partner.pk


def test_our_own_identifiers_name_entities_too(group) -> None:
    row = {
        "owner id:goodstanding": str(group.parent.pk),
        "owned id:goodstanding": str(group.third.pk),
        "share": "33,33 %",
        "from": "2025-03-01",
    }

    import_shares(group, row, source="A list")

    assert known_by_owned() == [(3333, date(2025, 3, 1), None)]


def test_a_dry_run_changes_nothing(group) -> None:
    staged = import_shares(group, ROW, apply=False)

    assert staged.state == ImportState.STAGED
    assert outcomes_of(staged) == ["created"]
    assert known_by_owned() == []


def test_the_event_proves_each_row_and_touches_the_partner(group) -> None:
    done = import_shares(group, ROW, ROW | {"owned id:lei": "THIRD"})

    event = Event.objects.get(name="ownerships.imported")
    items = [bytes(row.item) for row in done.rows.order_by("number")]
    assert items_root(items).hex().encode() in bytes(event.bytes)
    assert event.subject == f"import:{done.pk}"
    assert EventPartner.objects.get(event=event).partner_id == group.partner.pk


def test_what_proves_a_row_names_what_it_wrote_and_ended_and_hides_its_words(group) -> None:
    import_shares(group, ROW)
    first = Ownership.objects.get()

    done = import_shares(group, ROW | {"share": "60", "from": "2026-01-01"})

    row = done.rows.get()
    item = json.loads(bytes(row.item))
    said = json.dumps(row.says, sort_keys=True, ensure_ascii=False)
    assert row.says is not None
    assert row.says["source"] == "HRB 4711"
    assert item["says"] == Private(said, bytes(row.salt)).digest
    assert len(bytes(row.salt)) == 16
    assert item["ownership"] == str(Ownership.objects.get(share_basis_points=6000).fact_id)
    assert (item["ended"], item["ended_on"]) == (str(first.fact_id), "2025-12-31")
    assert (item["partner"], item["outcome"]) == (str(group.partner.pk), "updated")


def test_the_same_file_again_changes_nothing(group) -> None:
    import_shares(group, ROW)

    again = import_shares(group, ROW)

    assert outcomes_of(again) == ["unchanged"]
    assert Ownership.objects.count() == 1
    assert Event.objects.filter(name="ownerships.imported").count() == 1


def test_a_later_share_follows_and_the_same_first_day_corrects(group) -> None:
    import_shares(group, ROW)

    follows = import_shares(group, ROW | {"share": "60", "from": "2026-01-01"})
    corrects = import_shares(group, ROW | {"share": "75", "until": "2025-12-31"})

    assert outcomes_of(follows) == outcomes_of(corrects) == ["updated"]
    assert follows.rows.get().notes == ["It was known: 80 % from 2025-03-01."]
    assert corrects.rows.get().notes == ["It was known: 80 % from 2025-03-01 until 2025-12-31."]
    assert known_by_owned() == [
        (7500, date(2025, 3, 1), date(2025, 12, 31)),
        (6000, date(2026, 1, 1), None),
    ]


def test_a_history_in_one_file_is_written_in_its_order(group) -> None:
    done = import_shares(group, ROW, ROW | {"share": "90", "from": "2026-01-01"})

    assert outcomes_of(done) == ["created", "updated"]
    assert known_by_owned() == [
        (8000, date(2025, 3, 1), date(2025, 12, 31)),
        (9000, date(2026, 1, 1), None),
    ]


def test_who_gives_away_makes_room_wherever_its_row_stands(group) -> None:
    import_shares(group, ROW)

    done = import_shares(
        group,
        ROW | THIRD | {"share": "70", "from": "2026-01-01"},
        ROW | {"share": "30", "from": "2026-01-01"},
    )

    assert outcomes_of(done) == ["created", "updated"]
    assert sorted(known_by_owned()) == [
        (3000, date(2026, 1, 1), None),
        (7000, date(2026, 1, 1), None),
        (8000, date(2025, 3, 1), date(2025, 12, 31)),
    ]


def test_skipping_leaves_what_is_known(group) -> None:
    import_shares(group, ROW)

    done = import_shares(
        group,
        ROW | {"share": "60"},
        ROW | {"share": "50", "from": "2026-01-01"},
        ROW | {"owned id:lei": "THIRD"},
        mode=Mode.SKIP,
    )

    assert outcomes_of(done) == ["unchanged", "unchanged", "created"]
    assert done.rows.get(number=2).notes == [
        "Left out: it is known to own 80 % from 2025-03-01, and what is known stays as it is."
    ]
    assert [share for share, _, _ in known_by_owned()] == [8000, 8000]


def test_every_bad_cell_is_told_with_its_row_and_column(group) -> None:
    done = import_shares(
        group,
        ROW | {"share": "many", "from": "1.3.2025", "until": "2025-02-30"},
        ROW | {"share": "0"},
        ROW | {"until": "2025-01-01"},
        ROW | {"from": "1999-12-31"},
        ROW | {"owner id:lei": "", "source": ""},
        ROW | {"owned id:lei": "x" * 129, "source": "y" * 201},
        ROW | {"source": "HRB \u202e1174"},
    )

    assert _reasons(done) == [
        "2 share: “many” is not a share. Write percent, such as 80 or 33.33.",
        "2 from: “1.3.2025” is not a day. Write it as year-month-day: 2026-08-01.",
        "2 until: “2025-02-30” is not a day. Write it as year-month-day: 2026-08-01.",
        "3 share: 0 % cannot be owned. Give more than 0 % and at most 100 %.",
        "4 until: It ends on 2025-01-01, before it begins on 2025-03-01. Correct one of the days.",
        "5 from: 1999-12-31 is before 2000-01-01, where our calendar starts. Give that day.",
        "6 : The row holds no ID of the entity that owns. Add one.",
        "6 source: Nothing says where this is written. Add it.",
        "7 owned id:lei: The ID has 129 characters; 128 fit. Shorten it.",
        "7 source: The source has 201 characters; 200 fit. Shorten it.",
        "8 source: A sign in the source is not shown, and may turn what is read. Type it anew.",
    ]
    assert done.state == ImportState.REFUSED
    assert known_by_owned() == []


def test_ids_have_to_name_two_entities_of_one_partner(group) -> None:
    other = make_partner(group.program, name="Litware")
    number(group, "OTHER", make_entity(other, name="Litware Inc."), partner=other)
    number(group, "PARTNER", None)
    both = {"owner id:lei": "PARENT", "owner id:goodstanding": str(group.third.pk)}

    done = import_shares(
        group,
        ROW | {"owner id:lei": "NOBODY"},
        ROW | {"owner id:lei": "PARTNER"},
        ROW | {"owner id:goodstanding": "no identifier"},
        ROW | {"owned id:lei": "PARENT"},
        ROW | {"owned id:lei": "OTHER"},
        ROW | both,
        ROW | {"owned id:lei": "NOBODY"},
        mode=Mode.UPDATE,
    )

    unknown = "No legal entity of this program has the ID"
    assert _reasons(done) == [
        f"2 owner id:lei: {unknown} lei:NOBODY. Import the entity first, or correct the ID.",
        f"3 owner id:lei: {unknown} lei:PARTNER. Import the entity first, or correct the ID.",
        (
            f"4 owner id:goodstanding: {unknown} goodstanding:no identifier. Import the entity "
            "first, or correct the ID."
        ),
        "5 : Both IDs name Fabrikam GmbH, and nobody owns itself. Correct one.",
        (
            "6 : Fabrikam GmbH and Litware Inc. belong to different partners. A partner is a whole "
            "group: import both entities under one partner first."
        ),
        (
            f"7 : lei:PARENT and goodstanding:{group.third.pk} are different entities. Correct the "
            "IDs."
        ),
        f"8 owned id:lei: {unknown} lei:NOBODY. Import the entity first, or correct the ID.",
    ]
    assert known_by_owned() == []


def test_rows_that_cannot_be_true_together_are_refused(group) -> None:
    owns(group, group.third, group.affiliate, stake(30))

    done = import_shares(
        group,
        ROW | {"share": "60"},
        ROW | {"share": "60"},
        ROW | {"share": "61"},
        ROW | {"owner id:lei": "THIRD", "share": "50", "from": "2026-09-01"},
        mode=Mode.UPDATE,
    )

    assert outcomes_of(done) == ["created", "unchanged", "refused", "refused"]
    assert done.rows.get(number=3).notes == ["Row 2 says the same."]
    assert _reasons(done) == [
        "4 share: Row 2 says 60 % from 2025-03-01 of the same two. Keep one.",
        (
            "5 share: Others own 60 % of it on 2026-09-01, so that only 40 % are left, not 50 %. "
            "End or correct theirs first."
        ),
    ]


def test_what_turned_bad_since_the_check_stops_all_of_it(group) -> None:
    staged = import_shares(group, ROW, ROW | {"owned id:lei": "THIRD"}, apply=False)
    owns(group, group.third, group.affiliate, stake(30, from_on=date(2025, 3, 1)))

    done = apply_import(staged.pk, actor=SYSTEM, at=NOON)

    assert done.state == ImportState.REFUSED
    assert "so that only 70 % are left" in _reasons(done)[0]
    assert known_by_owned() == [(3000, date(2025, 3, 1), None)]


def test_the_columns_have_to_say_both_entities(group) -> None:
    with pytest.raises(ColumnMappingError, match="No column holds an ID of the entity that owns"):
        import_shares(group, {"owned id:lei": "AFFILIATE", "share": "80", "from": "2025-03-01"})

    assert known_by_owned() == []


def test_the_source_of_a_whole_file_is_one_short_line(group) -> None:
    rows = {name: ROW[name] for name in ROW if name != "source"}

    for source, sentence in (
        ("Register of Hamburg, HRB 4711, as confirmed by a letter of 3 March", "up to 64 char"),
        ("  ", "Nothing says where this is written"),
    ):
        with pytest.raises(ColumnMappingError, match=sentence):
            import_shares(group, rows, source=source)
    assert known_by_owned() == []
    import_shares(group, rows, source=" HRB  4711 ")

    assert Ownership.objects.get().source == "HRB 4711"


def test_an_officer_imports_on_the_pages(group) -> None:
    client = client_of(group.officer)
    program = {"program": group.program.code}
    rows = {"Parent": "PARENT", "Child": "AFFILIATE", "Percent": "80", "Since": "2025-03-01"}

    sent = client.post(
        reverse("vendor_import_ownerships", kwargs=program),
        {"file": SimpleUploadedFile("owners.csv", csv_of(rows)), "mode": "stop"},
    )
    asked = client.get(sent["Location"]).content.decode()
    checked = client.post(
        sent["Location"],
        {
            "column_0": "owner id:lei",
            "column_1": "owned id:lei",
            "column_2": "share",
            "column_3": "from",
            "metric": "Commercial register",
        },
    )
    report = client.get(checked["Location"]).content.decode()
    client.post(f"{checked['Location']}apply/")
    every = client.get(reverse("vendor_imports", kwargs=program)).content.decode()

    assert "ID of the entity that is owned" in asked
    assert "1 row would change something" in " ".join(report.split())
    assert Ownership.objects.get().source == "Commercial register"
    assert "Who owns whom" in every


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(import_group, ["ownerships", *arguments])


def test_the_command_tries_first_and_then_applies(group, tmp_path: Path) -> None:
    file = tmp_path / "owners.csv"
    file.write_bytes(csv_of({name: ROW[name] for name in ROW if name != "source"}))
    told = (str(file), "--program", group.program.code, "--source", "HRB 4711")

    dry = _run(*told, "--dry-run")
    before = known_by_owned()
    done = _run(*told)

    assert "This was a dry run: no ownership was changed." in dry.output
    assert before == []
    assert "1 rows are done: 1 created" in done.output
    assert known_by_owned() == [(8000, date(2025, 3, 1), None)]
