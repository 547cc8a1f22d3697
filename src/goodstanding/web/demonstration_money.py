"""What some invented partners have earned, in a file with the header of the vendor's export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources

from goodstanding.accounts.models import Person
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.receiving import receive_earnings
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.web.demonstration_partners import participant_number

SENT, UPCOMING = "SENT", "UPCOMING"
REBATE, FUND = "Core rebate", "Marketing development fund"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedEarning:
    """Something earned; the export repeats it on a row for each of its transactions."""

    number: str
    partner: str  #: The number of the partner.
    amount: str
    currency: str
    lever: str = REBATE
    status: str = SENT
    days_ago: int = 30  #: How long before the import it was earned.
    rows: int = 1


EARNINGS = (
    InventedEarning(number="E-7001", partner="R-1001", amount="1860.00", currency="EUR", rows=2),
    InventedEarning(
        number="E-7002", partner="R-1001", amount="640.00", currency="EUR", lever=FUND,
        status=UPCOMING, days_ago=12,
    ),
    InventedEarning(number="E-7003", partner="R-2003", amount="2410.50", currency="EUR"),
    InventedEarning(
        number="E-7004", partner="R-2003", amount="900.00", currency="EUR", lever=FUND, days_ago=20
    ),
    InventedEarning(
        number="E-7005", partner="R-2005", amount="515.25", currency="AED", status=UPCOMING
    ),
    InventedEarning(number="E-7006", partner="R-2011", amount="128000", currency="JPY", rows=3),
)  # fmt: skip


def bring_in_earnings(program: Program, *, sender: Person, at: datetime) -> None:
    """Import the invented earnings, as somebody of finance does each month."""
    actor = Actor.person(sender.pk)
    held = receive_earnings(
        program.pk,
        file_name="earnings.csv",
        content=earnings_csv(EARNINGS, at=at),
        actor=actor,
        at=at,
    )
    apply_earnings(held.pk, actor=actor, at=at)


def earnings_csv(earnings: Iterable[InventedEarning], *, at: datetime) -> bytes:
    """Return a file with every column the export is documented to have, most of them empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _header(), restval="")
    writer.writeheader()
    for earning in earnings:
        for row in range(1, earning.rows + 1):
            writer.writerow(_row(earning, row, at=at))
    return text.getvalue().encode()


def _header() -> list[str]:
    folder = resources.files("goodstanding.web") / "demonstration_texts"
    return (folder / "earnings-header.csv").read_text(encoding="utf-8").strip().split(",")


def _row(earning: InventedEarning, row: int, *, at: datetime) -> dict[str, str]:
    earned_on = (at - timedelta(days=earning.days_ago)).date().isoformat()
    return {
        "earningId": earning.number,
        "participantId": participant_number(earning.partner),
        "earningAmount": earning.amount,
        "transactionCurrency": earning.currency,
        "earningDate": earned_on,
        "lever": earning.lever,
        "paymentStatus": earning.status,
        "paymentId": f"P-{earning.number}" if earning.status == SENT else "",
        "transactionId": f"T-{earning.number}-{row}",
        "transactionDate": earned_on,
    }
