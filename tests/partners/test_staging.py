"""Checking a file: what its columns say, and what each row would do."""

from __future__ import annotations

import pytest

from goodstanding.partners.models import (
    ExternalId,
    ImportState,
    PartnerImport,
    PartnerProfile,
    StagedRow,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services import staging
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import (
    receive_file,
    stage_claimed,
    stage_import,
    stage_later,
)
from goodstanding.programs.models import Program
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_program
from tests.builders_partners import csv_of, make_import, make_staged, outcomes_of

pytestmark = pytest.mark.django_db

CONTOSO = {"id:crm": "9", "partner": "Contoso", "tier": "distributor", "country": "US"}


def _received(program: Program, content: bytes) -> PartnerImport:
    return receive_file(
        program.pk, file_name="partners.csv", content=content, mode=Mode.STOP, actor=SYSTEM, at=NOON
    )


def _claimed(program: Program, content: bytes) -> PartnerImport:
    return stage_later(_received(program, content).pk, chosen={})


def test_columns_of_a_file_are_chosen_and_unused_ones_named() -> None:
    program = make_program()

    done = make_import(
        program,
        csv_of({"Account": "9", "Company": "Contoso", "Fax": "none"}),
        chosen={"Account": "id:crm", "Company": "partner"},
    )

    assert done.remarks == ["The column “Fax” is not used."]
    assert PartnerProfile.objects.get().name == "Contoso"


def test_rows_that_begin_before_today_are_told_of_before_anything_is_applied() -> None:
    program = make_program()
    content = csv_of(CONTOSO | {"from": "2020-02-29"})

    staged = make_staged(program, content)
    make_import(program, content)
    again = make_staged(program, content)

    (remark,) = staged.remarks
    assert remark.startswith("1 row begins before today, the earliest on 2020-02-29. ")
    assert not PartnerProfile.objects.filter(valid_from__gt=NOON).exists()
    assert again.remarks == []


def test_a_reason_names_the_files_own_column() -> None:
    refused = make_staged(
        make_program(),
        csv_of({"Account": "9", "Company": ""}),
        chosen={"Account": "id:crm", "Company": "partner"},
    )

    assert refused.rows.get().refusals == [
        ["Company", "This partner is not known yet. Give its name."]
    ]


def test_a_name_can_be_the_id() -> None:
    program = make_program()
    content = csv_of({"partner": "ACME  Corp"}, {"partner": "Acme Corp"}, {"partner": "Litware"})

    done = make_import(program, content, names="web")
    again = make_import(program, content, names="web")

    assert outcomes_of(done) == ["created", "unchanged", "created"]
    assert outcomes_of(again) == ["unchanged"] * 3
    assert sorted(map(str, ExternalId.objects.all())) == ["web:acme corp", "web:litware"]


def test_columns_that_do_not_do_leave_the_file_waiting() -> None:
    received = receive_file(
        make_program().pk,
        file_name="C:\\files\\partners.csv",
        content=b"Name,Fax\nContoso,1\n",
        mode=Mode.STOP,
        actor=SYSTEM,
        at=NOON,
    )

    with pytest.raises(ColumnMappingError, match="No column holds an ID"):
        stage_import(received.pk, chosen={}, at=NOON)

    received.refresh_from_db()
    assert (received.state, received.file_name) == (ImportState.UPLOADED, "partners.csv")
    assert not StagedRow.objects.exists()
    with pytest.raises(ConflictError, match="not chosen yet"):
        apply_import(received.pk, actor=SYSTEM, at=NOON)


def test_columns_are_chosen_once() -> None:
    staged = make_staged(make_program(), csv_of(CONTOSO))

    with pytest.raises(ConflictError, match="Send the file again"):
        stage_import(staged.pk, chosen={}, at=NOON)


def test_the_same_file_waiting_is_the_same_import_and_checked_again() -> None:
    program = make_program()
    first = make_staged(program, csv_of(CONTOSO))
    make_import(program, csv_of(CONTOSO, {"id:crm": "8", "partner": "Litware"}))

    again = make_staged(program, csv_of(CONTOSO))

    assert again.pk == first.pk
    assert outcomes_of(again) == ["unchanged"]
    assert PartnerImport.objects.count() == 2


def test_a_file_may_be_checked_later_and_is_checked_once() -> None:
    claimed = _claimed(make_program(), csv_of(CONTOSO))
    waiting = (claimed.state, claimed.rows.count())
    with pytest.raises(ConflictError, match="are being checked"):
        apply_import(claimed.pk, actor=SYSTEM, at=NOON)

    stage_claimed(claimed.pk, at=NOON)
    rows = list(claimed.rows.values_list("pk", "outcome"))
    stage_claimed(claimed.pk, at=NOON)

    claimed.refresh_from_db()
    assert waiting == (ImportState.CHECKING, 0)
    assert (claimed.state, bytes(claimed.content)) == (ImportState.STAGED, b"")
    assert [outcome for _pk, outcome in rows] == ["created"]
    assert list(claimed.rows.values_list("pk", "outcome")) == rows
    assert not PartnerProfile.objects.exists()


def test_a_check_that_dies_leaves_the_file_to_be_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claimed = _claimed(make_program(), csv_of(CONTOSO, {"id:crm": "8", "partner": "Litware"}))
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(staging, "_ROWS_AT_ONCE", 1)
        keep = staging._staged_row
        broken.setattr(
            staging,
            "_staged_row",
            lambda held, row: keep(held, row) if row.record.number == 2 else 1 // 0,
        )
        stage_claimed(claimed.pk, at=NOON)
    claimed.refresh_from_db()
    left = (claimed.state, claimed.rows.count())

    stage_claimed(claimed.pk, at=NOON)

    assert left == (ImportState.CHECKING, 0)
    assert outcomes_of(claimed) == ["created", "created"]


def test_a_bad_row_found_later_refuses_the_file() -> None:
    claimed = _claimed(make_program(), csv_of(CONTOSO, {"id:crm": "8"}))

    stage_claimed(claimed.pk, at=NOON)

    claimed.refresh_from_db()
    assert claimed.state == ImportState.REFUSED
    assert outcomes_of(claimed) == ["created", "refused"]
    assert claimed.rows.get(says__isnull=True).outcome == "refused"


def test_a_file_sent_again_is_checked_anew_until_it_is_being_applied() -> None:
    program = make_program()
    first = _claimed(program, csv_of(CONTOSO))

    while_checked = _claimed(program, csv_of(CONTOSO))
    stage_claimed(first.pk, at=NOON)
    make_import(program, csv_of(CONTOSO, {"id:crm": "8", "partner": "Litware"}))
    once_checked = _claimed(program, csv_of(CONTOSO))
    stage_claimed(first.pk, at=NOON)
    PartnerImport.objects.filter(pk=first.pk).update(state=ImportState.APPLYING)
    while_applied = _claimed(program, csv_of(CONTOSO))

    assert {while_checked.pk, once_checked.pk, while_applied.pk} == {first.pk}
    assert (while_checked.state, once_checked.state) == (ImportState.CHECKING,) * 2
    assert while_applied.state == ImportState.APPLYING
    assert outcomes_of(first) == ["unchanged"]
    assert PartnerImport.objects.count() == 2


def test_an_own_identifier_that_is_none_is_refused() -> None:
    refused = make_staged(
        make_program(), csv_of({"id:goodstanding": "x", "partner": "Contoso", "id:crm": "1"})
    )

    assert outcomes_of(refused) == ["refused"]
    assert "is not an identifier of this installation" in refused.rows.get().refusals[0][1]
