"""The documented header of a real vendor's earnings exports, with rows made up to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goodstanding.incentives.models import Earning, State
from goodstanding.incentives.rules.header import header_remarks
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.receiving import receive_earnings
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import balances, earning_row, earnings_csv, make_participant

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

REPORTS = ("earnings-default.md", "earnings-growth.md", "earnings-marketplace.md")


def _headers(realdata: Path) -> dict[str, list[str]]:
    text = (realdata / "partner-center-fields.json").read_text(encoding="utf-8")
    fields = json.loads(text)
    return {report: fields[report]["Schema"] for report in (*REPORTS, "earnings-store.md")}


def test_every_documented_column_is_known(realdata: Path) -> None:
    headers = _headers(realdata)

    assert len(headers["earnings-default.md"]) == 101
    assert {report: header_remarks(header) for report, header in headers.items()} == {
        report: [] for report in headers
    }


@pytest.mark.parametrize("report", REPORTS)
def test_an_export_with_the_real_header_is_imported(realdata: Path, report: str) -> None:
    header = _headers(realdata)[report]
    program, _partner = make_participant()
    rows = [
        earning_row("E-1", transaction="T-1"),
        earning_row("E-1", transaction="T-2"),
        earning_row("E-1", transaction="T-3"),
        earning_row("E-1", amount="-160.00"),
        earning_row("E-2", amount="12.3456", status="UPCOMING", payment=""),
    ]
    known = set(header)
    content = earnings_csv(
        *({name: cell for name, cell in row.items() if name in known} for row in rows),
        header=header,
    )

    held = receive_earnings(
        program.pk, file_name="earnings.csv", content=content, actor=SYSTEM, at=NOON
    )
    done = apply_earnings(held.pk, actor=SYSTEM, at=NOON)

    assert done.state == State.APPLIED
    assert [row.outcome for row in done.rows.order_by("number")] == [
        "created",
        "unchanged",
        "unchanged",
        "created",
        "created",
    ]
    assert balances(Earning.objects.get(external_id="E-1")) == Balances(
        program_fund=-108_000, partner_paid=108_000
    )
    assert Earning.objects.get(external_id="E-2").amount_minor == 1_235
