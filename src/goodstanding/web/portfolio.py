"""What a distributor may know of its resellers: the duties everybody has, and nothing else.

Nothing leaks because nothing secret is read. Lines are made from the rows of duties alone, and
how an authorization stands follows from them; findings, allegations, measures, appeals and
money are never asked for, and states, dates, order and counts follow from duties, never from the
level a partner is at. One line follows from the level, whatever the level follows from: that
orders are stopped, which a distributor meets anyway as soon as it places one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import PartnerProfile, Relationship
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
)
from goodstanding.standing import engine
from goodstanding.standing.engine import Row
from goodstanding.standing.models import PartnerStanding, StandingReason
from goodstanding.standing.services import behind

#: What a distributor meets itself when it orders for a reseller. Other effects (money, badge,
#: access) are between the vendor and the reseller.
ORDER_EFFECTS = frozenset({"new-orders", "seat-changes", "transfers", "renewals"})
WEEK = timedelta(days=7)
_DUTY, _RIGHT = "obligation", "authorization"
MET = ("fulfilled", "waived")
_AT_ONCE = 200


class Category(StrEnum):
    """What a line is about: a closed list. Whatever is not harmless is ``other``, or nothing."""

    AGREEMENT = "agreement"
    TRAINING = "training"
    CONTACT = "contact"
    AUTHORIZATION = "authorization"
    PAYMENT_DATA = "payment-data"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is open at one reseller: a duty, or that orders are stopped."""

    partner_id: UUID
    partner_name: str
    category: Category
    duty: Row | None  #: None where orders are stopped.

    @property
    def due_at(self) -> datetime | None:
        """When the duty is due, if a date is known."""
        return self.duty.due_at if self.duty else None

    def this_week(self, *, at: datetime) -> bool:
        """Return whether it is late, or will be within seven days."""
        return self.due_at is not None and self.due_at <= at + WEEK


def category_of(obligation: Obligation) -> Category:
    """Return what a duty is about, by what it asks for."""
    match obligation.verb:
        case Accept():
            return Category.AGREEMENT
        case Pass():
            return Category.TRAINING
        case Reach():
            return Category.CONTACT
        case Attest():
            return Category.AGREEMENT
        case Attain() | Show() | Composed():
            return Category.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The duty rows of some partners at an instant, and whether orders are stopped for them."""

    pack: Pack
    rows: dict[UUID, list[Row]]
    rights: dict[UUID, list[Row]]  #: What each location is authorized to do, and how that stands.
    stopped: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCount:
    """For how many resellers a duty is fulfilled, and for how many it is open."""

    title: str
    category: Category
    fulfilled: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A distributor's resellers in a program, with everything open, the soonest date first."""

    names: dict[UUID, str]
    lines: tuple[Line, ...]
    duties: Duties | None  #: None before the first rule book.

    @property
    def with_something_open(self) -> int:
        """How many resellers have something open."""
        return len({line.partner_id for line in self.lines})

    def counts(self) -> Counter[Category]:
        """Return how many lines each category has."""
        return Counter(line.category for line in self.lines)

    def by_duty(self) -> list[DutyCount]:
        """Return each duty of the rule book with its counts, in the order of the rule book."""
        if self.duties is None:
            return []
        bound: dict[str, set[UUID]] = defaultdict(set)
        unmet: dict[str, set[UUID]] = defaultdict(set)
        for partner_id, rows in self.duties.rows.items():
            for row in rows:
                bound[row.source].add(partner_id)
                if row.status not in MET:
                    unmet[row.source].add(partner_id)
        return [
            DutyCount(
                title=obligation.title,
                category=category_of(obligation),
                fulfilled=len(bound[obligation.name] - unmet[obligation.name]),
                open=len(unmet[obligation.name]),
            )
            for obligation in self.duties.pack.obligations
            if bound[obligation.name]
        ]


def resellers_of(distributor_id: UUID, *, program_id: UUID, at: datetime) -> dict[UUID, str]:
    """Return who buys through a distributor in a program at an instant, with their names."""
    downstream = Relationship.objects.filter(
        in_force(at), program_id=program_id, distributor_id=distributor_id
    )
    return dict(
        PartnerProfile.objects.filter(
            in_force(at), partner_id__in=downstream.values("reseller_id")
        ).values_list("partner_id", "name")
    )


def portfolio_of(distributor_id: UUID, *, program_id: UUID, at: datetime) -> Portfolio:
    """Return what is open at a distributor's own resellers, while the relationship lasts."""
    names = resellers_of(distributor_id, program_id=program_id, at=at)
    duties = duties_of(names, program_id=program_id, at=at)
    lines = lines_of(duties, names) if duties else []
    return Portfolio(names=names, lines=tuple(lines), duties=duties)


def lines_of(duties: Duties, names: Mapping[UUID, str]) -> list[Line]:
    """Return what is open, the soonest date first; what has no date comes last, by name."""
    lines = [
        Line(
            partner_id=partner_id,
            partner_name=names[partner_id],
            category=category_of(duties.pack.obligation(row.source)),
            duty=row,
        )
        for partner_id, rows in duties.rows.items()
        for row in rows
        if row.status not in MET
    ]
    lines += [
        Line(
            partner_id=partner_id,
            partner_name=names[partner_id],
            category=Category.OTHER,
            duty=None,
        )
        for partner_id in duties.stopped
    ]
    return sorted(lines, key=_soonest)


def _soonest(line: Line) -> tuple[bool, float, str, str, str, str]:
    due = line.due_at
    return (
        due is None,
        due.timestamp() if due else 0.0,
        line.partner_name.casefold(),
        str(line.partner_id),
        line.duty.source if line.duty else "~",  # after the duties, whose names are small letters
        (line.duty.unit or "") if line.duty else "",
    )


def duties_of(partner_ids: Iterable[UUID], *, program_id: UUID, at: datetime) -> Duties | None:
    """Return the duties of partners and their states; None before the first rule book.

    Stored answers are used while they are true; the others are asked of the rule book's text.
    """
    version = version_in_force(program_id, as_of=at)
    if version is None:
        return None
    pack, wanted = pack_of(version), list(partner_ids)
    stored = PartnerStanding.objects.filter(
        program_id=program_id,
        partner_id__in=wanted,
        pack_version_id=version.pk,
        computed_at__lte=at,
    ).exclude(behind(at=at))
    ranks = dict(stored.values_list("partner_id", "rank"))
    rows = _stored_rows(program_id, list(ranks), kind=_DUTY)
    rights = _stored_rows(program_id, list(ranks), kind=_RIGHT)
    others = [partner_id for partner_id in wanted if partner_id not in ranks]
    for start in range(0, len(others), _AT_ONCE):
        for row in engine.answer(version, others[start : start + _AT_ONCE], as_of=at):
            if row.kind == "partner":
                ranks[row.partner_id] = row.rank
            elif row.kind == _DUTY:
                rows[row.partner_id].append(row)
            elif row.kind == _RIGHT:
                rights[row.partner_id].append(row)
    return Duties(pack=pack, rows=rows, rights=rights, stopped=_stopped(pack, ranks))


def _stopped(pack: Pack, ranks: dict[UUID, int]) -> frozenset[UUID]:
    stopping = {level.rank for level in pack.levels if level.stops & ORDER_EFFECTS}
    return frozenset(partner_id for partner_id, rank in ranks.items() if rank in stopping)


_COLUMNS = (
    *("program_id", "partner_id", "kind", "source", "unit", "status", "level", "rank"),
    *("have", "need", "due_at", "fact", "note", "turns_at"),
)


def _stored_rows(
    program_id: UUID, partner_ids: Sequence[UUID], *, kind: str
) -> dict[UUID, list[Row]]:
    rows: dict[UUID, list[Row]] = defaultdict(list)
    for found in StandingReason.objects.filter(
        program_id=program_id, partner_id__in=partner_ids, kind=kind
    ).values(*_COLUMNS):
        empty = {name: found[name] or None for name in ("unit", "level", "fact", "note")}
        rows[found["partner_id"]].append(Row(**{**found, **empty}))
    return rows
