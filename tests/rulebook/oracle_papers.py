"""What attest and show ask of one unit, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

from goodstanding.rulebook.pack import Attest, Obligation, Show

from .oracle import Duty, Partner, due_of, earliest, floor, latest, over, wait_of
from .worlds import Fact


def papers(partner: Partner, verb: Attest | Show) -> list[Fact]:
    """Return the statements or documents of the partner that a duty could be about."""
    relation, name = (
        ("statements", verb.statement) if isinstance(verb, Attest) else ("documents", verb.document)
    )
    return [row for row in partner.known(relation) if row["name"] == name]


def paper(partner: Partner, obligation: Obligation, unit: Fact) -> Duty:
    """Return the duty to hold a paper."""
    verb = obligation.verb
    assert isinstance(verb, Attest | Show)
    due = due_of(obligation)
    duty = Duty(unit["unit"], unit["zone"], None, need=1, at_location=verb.per == "location")
    if not unit["bound"]:
        duty.note = "place-unknown"
        return duty
    named = unit["unit"] or str(partner.partner_id)
    ends = []
    for row in papers(partner, verb):
        if row["unit"] == named and partner.reached(row["from_at"]):
            until_at, until_on = _end(verb, row, unit["zone"])
            if until_at is None or until_at > row["from_at"]:
                ends.append((until_at, until_on, str(row["id"])))
    holding = [end for end in ends if end[0] is None or end[0] > partner.as_of]
    duty.met = bool(holding)
    duty.have = len(holding[:1])
    duty.fact = min((name for _, _, name in holding), default=None)
    duty.instants = [until_at for until_at, _, _ in ends]
    lapsed_on = latest(until_on for _, until_on, _ in ends)
    duty.lapsed = lapsed_on is not None
    if any(until_at is None for until_at, _, _ in ends):
        return duty
    anchor = unit["assigned_on"]
    if due.anchor == "service":
        entity = None if verb.per == "partner" else unit["entity_id"]
        anchor = partner.served_on(obligation.name, entity)
    if anchor is not None:
        wait = wait_of(obligation)
        waits = [wait.after(d) for d in (anchor, unit["assigned_on"], lapsed_on) if d]
        duty.due_on = latest([*waits, floor(partner.pack, obligation)])
    elif not duty.met:
        duty.note = "not-served"
    return duty


def _end(verb: Attest | Show, row: Fact, zone: str) -> tuple[datetime | None, date | None]:
    """Return when a paper ends, and its last day: its own end, or that of its validity."""
    if not isinstance(verb, Attest) or verb.valid is None:
        return row["until_at"], row["until_on"]
    expires_on = verb.valid.after(row["from_on"])
    until_at: datetime = earliest([over(expires_on, zone), row["until_at"]])
    until_on: date = earliest([expires_on, row["until_on"]])
    return until_at, until_on
