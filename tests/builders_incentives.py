"""Makers for earnings, clawbacks, pauses and holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from goodstanding.incentives.models import Earning, EarningsImport, LedgerEntry, State
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.selectors.balances import balances_of
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.incentives.services.clawbacks import Line, claw_back_many
from goodstanding.incentives.services.receiving import receive_earnings
from goodstanding.partners.models import Partner
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.programs.models import Program
from goodstanding.values.actor import Actor
from goodstanding.values.ids import new_id
from tests.builders import NOON, SYSTEM, make_partner, make_program

PARTICIPANT = "5120447"
AUGUST = datetime(2026, 8, 14, 9, 30, tzinfo=UTC)

#: The columns a test names as arguments, and how the vendor spells them.
SPELLED = {
    "earning_id": "earningId",
    "participant": "participantId",
    "amount": "earningAmount",
    "currency": "transactionCurrency",
    "earned": "earningDate",
    "calculated": "calculationDate",
    "lever": "lever",
    "fund": "fundCategory",
    "status": "paymentStatus",
    "payment": "paymentId",
    "paid_on": "paymentDate",
    "rate": "earningExchangeRate",
    "rate_on": "exchangeRateDate",
    "reason": "reasonCode",
    "about": "externalReferenceId",
    "transaction": "transactionId",
}


def earning_row(earning_id: str = "E-1", **said: str) -> dict[str, str]:
    """Return a row of the export, by the vendor's column names."""
    usual = {
        "earning_id": earning_id,
        "participant": PARTICIPANT,
        "amount": "1240.00",
        "currency": "EUR",
        "earned": "2026-08-14",
        "lever": "Core rebate",
        "status": "SENT",
        "payment": "P-1",
    }
    return {SPELLED[name]: value for name, value in {**usual, **said}.items()}


def earnings_csv(*rows: Mapping[str, str], header: Sequence[str] = ()) -> bytes:
    """Return a file with these rows, under a header of its own or every column any row names."""
    names = list(header) or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def make_participant(
    program: Program | None = None, *, number: str = PARTICIPANT, name: str = "Litware"
) -> tuple[Program, Partner]:
    """Return a program and a partner of it that the export knows by a number."""
    program = program or make_program()
    partner = make_partner(program, name=name)
    assign_external_id(partner.pk, namespace="mpn", value=number, actor=SYSTEM, at=NOON)
    return program, partner


def receive(program: Program, *rows: Mapping[str, str], skip: bool = False) -> EarningsImport:
    """Return an import whose rows are checked."""
    return receive_earnings(
        program.pk,
        file_name="earnings.csv",
        content=earnings_csv(*rows),
        skip_refused=skip,
        actor=SYSTEM,
        at=NOON,
    )


def import_rows(program: Program, *rows: Mapping[str, str], skip: bool = False) -> EarningsImport:
    """Return an import that was applied, as far as its rows allow."""
    held = receive(program, *rows, skip=skip)
    if held.state == State.REFUSED:
        return held
    return apply_earnings(held.pk, actor=SYSTEM, at=NOON)


def make_earning(
    program: Program | None = None, partner: Partner | None = None, **said: str
) -> Earning:
    """Return an earning out of a file; ``said`` are cells of its row."""
    if program is None or partner is None:
        program, partner = make_participant(program, number=said.get("participant", PARTICIPANT))
    number = said.pop("earning_id", f"E-{uuid4().hex[:8]}")
    import_rows(program, earning_row(number, **said))
    return Earning.objects.get(program=program, external_id=number)


def claw_back(
    earning_id: UUID, *, cause_id: UUID, amount_minor: int, actor: Actor, at: datetime
) -> LedgerEntry:
    """Return the entry that takes part of one earning back."""
    line = Line(earning_id=earning_id, amount_minor=amount_minor)
    return claw_back_many([line], cause_id=cause_id, actor=actor, at=at)[0]


def balances(earning: Earning) -> Balances:
    """Return what an earning comes to."""
    return balances_of([earning.pk])[earning.pk]


def accounts(entry: LedgerEntry) -> dict[str, int]:
    """Return what an entry moved, by account."""
    return {posting.account: posting.amount_minor for posting in entry.postings.all()}


def a_cause() -> UUID:
    """Return the identifier of an act of a higher room."""
    return new_id()
