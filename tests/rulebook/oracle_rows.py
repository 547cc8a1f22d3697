"""From duties to the rows of one partner: waivers, countdowns, measures and the worst row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goodstanding.rulebook.pack import Obligation, Pack

from .oracle import GRAVITY, Duty, Partner, earliest, over
from .oracle_authorizations import Judged, authorization_rows
from .oracle_turns import recorded_instants
from .oracle_verbs import duties
from .oracle_workdays import calendar_of, in_workdays, rolled
from .worlds import Answer, World


def answers(world: World, pack: Pack, *, as_of: datetime, known_at: datetime) -> list[Answer]:
    """Return every row of the result, in no order."""
    keys = {
        (row["program_id"], row["partner_id"])
        for relation in ("enrolments", "measures")
        for row in world.of(relation)
    }
    own = world.by_partner()
    return [
        row
        for program_id, partner_id in keys
        for row in partner_rows(
            Partner(own[partner_id], pack, program_id, partner_id, as_of, known_at)
        )
    ]


def partner_rows(partner: Partner) -> list[Answer]:
    """Return the partner's own row and one for each reason."""
    obligations = []
    judged: list[Judged] = []
    ranks, most = list[int](), partner.pack.location_rank
    for obligation in partner.pack.obligations:
        if obligation.part:
            continue
        for duty in duties(partner, obligation):
            one = _judged(partner, obligation, duty)
            row = one.row
            obligations.append(row)
            judged.append(one)
            ranks.append(min(row.rank, most) if duty.at_location else row.rank)
    granted = authorization_rows(partner, judged)
    others = [*granted, *_measure_rows(partner)]
    ranks += [min(row.rank, most) if row.unit else row.rank for row in others]
    rows = [*obligations, *others]
    rank = max(ranks, default=0)
    instants = [*(row.turns_at for row in rows), *recorded_instants(partner)]
    enrolled = any(partner.holds(row) for row in partner.known("enrolments"))
    statuses = [row.status for row in (*obligations, *granted)]
    status = max(statuses, key=GRAVITY.index, default="fulfilled")
    own = Answer(
        program_id=partner.program_id,
        partner_id=partner.partner_id,
        kind="partner",
        source=partner.pack.program,
        unit=None,
        status=status,
        level=partner.pack.levels[rank].name,
        rank=rank,
        have=sum(row.status in ("fulfilled", "waived") for row in obligations),
        need=len(obligations),
        due_at=earliest(
            row.due_at for row in obligations if row.status in ("pending", "grace", "overdue")
        ),
        fact=None,
        note=None if enrolled else "not-enrolled",
        turns_at=partner.ahead(instants),
    )
    return [own, *rows]


def _judged(partner: Partner, obligation: Obligation, duty: Duty) -> Judged:
    """Return a duty with its row, and the day it falls due."""
    waivers = [
        waiver
        for waiver in partner.known("waivers")
        if waiver["obligation"] == obligation.name
        and waiver["unit"] in (None, duty.unit)
        and partner.reached(waiver["from_at"])
    ]
    held = [waiver for waiver in waivers if partner.holds(waiver)]
    due_on = counted_on = duty.due_on
    if due_on is not None:
        calendar = calendar_of(partner, obligation.per, duty.unit)
        due_on = in_workdays(partner, obligation, calendar, due_on)
        counted_on = max([due_on, *(waiver["until_on"] for waiver in waivers)])
        due_on = rolled(partner, calendar, counted_on)
    due_at = None if due_on is None else over(due_on, duty.zone)
    instants = [*duty.instants, *(waiver["until_at"] for waiver in waivers), due_at]
    fact = duty.fact if duty.met else None
    if duty.met:
        status = "fulfilled"
    elif held:
        status = "waived"
        fact = min(str(waiver["waiver_id"]) for waiver in held)
    elif duty.met is None:
        status = "unknown"
    elif due_at is None or (due_at > partner.as_of and not duty.lapsed):
        status = "pending"
    else:
        status = "overdue" if due_at <= partner.as_of else "grace"
    rank, steps = _level(partner, obligation, status, due_on, duty.zone)
    instants += steps
    row = Answer(
        program_id=partner.program_id,
        partner_id=partner.partner_id,
        kind="obligation",
        source=obligation.name,
        unit=duty.unit or None,
        status=status,
        level=partner.pack.levels[rank].name,
        rank=rank,
        have=None if status == "unknown" else duty.have,
        need=None if status == "unknown" else duty.need,
        due_at=due_at,
        fact=fact,
        note=duty.note,
        turns_at=partner.ahead(instants),
    )
    return Judged(duty, row, due_on, counted_on)


def _level(
    partner: Partner, obligation: Obligation, status: str, due_on: date | None, zone: str
) -> tuple[int, list[datetime]]:
    """Return the rank a duty has come to, and the instant of each step of its countdown."""
    if obligation.countdown is None:
        return 0, []
    countdown, rank, instants = partner.pack.countdown(obligation.countdown), 0, []
    if countdown.grace and status in ("grace", "overdue"):
        rank = partner.pack.level(countdown.grace).rank
    for step in countdown.steps:
        if due_on is not None:
            instants.append(over(due_on + timedelta(days=step.days), zone))
            if step.level and status == "overdue" and partner.reached(instants[-1]):
                rank = max(rank, partner.pack.level(step.level).rank)
    return rank, instants


def _measure_rows(partner: Partner) -> list[Answer]:
    rows = []
    for fact in partner.known("measures"):
        if not partner.holds(fact):
            continue
        named = [m for m in partner.pack.measures if m.name == fact["measure"]]
        levels = [partner.pack.level(m.level) for m in named if m.level]
        level = levels[0] if levels else partner.pack.levels[0]
        rows.append(
            Answer(
                program_id=partner.program_id,
                partner_id=partner.partner_id,
                kind="measure",
                source=fact["measure"],
                unit=None if fact["location_id"] is None else str(fact["location_id"]),
                status="in-force",
                level=level.name,
                rank=level.rank,
                have=None,
                need=None,
                due_at=None,
                fact=str(fact["measure_id"]),
                note=None if named else "not-in-pack",
                turns_at=fact["until_at"],
            )
        )
    return rows
