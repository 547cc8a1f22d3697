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
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.values.errors import ConflictError
from tests.builders import NOON, SYSTEM, make_program
from tests.builders_partners import csv_of, make_import, make_staged, outcomes_of

pytestmark = pytest.mark.django_db

CONTOSO = {"id:crm": "9", "partner": "Contoso", "tier": "distributor", "country": "US"}


def test_columns_of_a_file_are_chosen_and_unused_ones_named() -> None:
    program = make_program()

    done = make_import(
        program,
        csv_of({"Account": "9", "Company": "Contoso", "Fax": "none"}),
        chosen={"Account": "id:crm", "Company": "partner"},
    )

    assert done.remarks == ["The column “Fax” is not used."]
    assert PartnerProfile.objects.get().name == "Contoso"


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


def test_an_own_identifier_that_is_none_is_refused() -> None:
    refused = make_staged(
        make_program(), csv_of({"id:goodstanding": "x", "partner": "Contoso", "id:crm": "1"})
    )

    assert outcomes_of(refused) == ["refused"]
    assert "is not an identifier of this installation" in refused.rows.get().refusals[0][1]
