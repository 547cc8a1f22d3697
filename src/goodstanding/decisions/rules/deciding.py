"""The decision call: from the rows of a standing to yes, no or unknown, with reasons.

No if a row stops or holds what decides the question; else unknown if a fact is missing that
could stop it; else yes. What is not known is never taken for a no, nor for a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.decisions.rules import remedies
from goodstanding.decisions.rules.questions import DECIDING_EFFECT, HOLDABLE_EFFECTS, Question
from goodstanding.decisions.rules.reasons import (
    Category,
    Reason,
    ReasonCode,
    Remedy,
    Unit,
    UnitKind,
    Weight,
)
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_effects import Answer, Effects, effects_of
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
)
from goodstanding.rulebook.pack import Unit as CountedFor
from goodstanding.rulebook.units import read_unit

_GAPS: dict[str, ReasonCode] = {
    Note.AMOUNTS_MISSING: ReasonCode.AMOUNTS_NOT_KNOWN,
    Note.OTHER_CURRENCY: ReasonCode.AMOUNTS_NOT_KNOWN,
    Note.LIST_NOT_DECLARED: ReasonCode.PEOPLE_NOT_DECLARED,
    Note.PLACE_UNKNOWN: ReasonCode.PLACE_NOT_KNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One row of a standing: a duty or a measure, and how it stands."""

    kind: Kind
    source: str
    unit: str | None
    status: Status
    rank: int
    have: int | None = None
    need: int | None = None
    due_at: datetime | None = None
    since: datetime | None = None  #: When a measure began.
    until: datetime | None = None  #: When the calendar ends a measure.
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The location a question is about, and the legal entity it belongs to."""

    location: str
    entity: str
    region: str = ""  #: Empty: nobody said.


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one question. ``held`` are effects that wait although the answer is yes."""

    answer: Answer
    reasons: tuple[Reason, ...]
    held: tuple[str, ...] = ()


def decide(
    question: Question,
    grounds: Iterable[Ground],
    *,
    pack: Pack,
    enrolled: bool,
    place: Place | None = None,
) -> Decision:
    """Return whether a partner, or one location of it, may do what is asked.

    Reasons are in the order of the grounds, which is the worst first; whatever is missing
    comes after whatever stops.
    """
    deciding = DECIDING_EFFECT[question]
    if deciding not in pack.effects:
        return _unknown(ReasonCode.NOT_IN_RULES, deciding, remedies.EXTEND_RULES)
    found = [] if enrolled else [_not_enrolled(deciding)]
    effects = effects_of(pack)
    for ground in grounds:
        if _binds(ground, pack, place):
            found += _weighed(ground, (deciding, *HOLDABLE_EFFECTS[question]), effects, pack)
    found = [r for r in found if r.effect == deciding or r.weight is Weight.HOLDS]
    found.sort(key=lambda reason: (reason.effect != deciding, reason.weight is Weight.COULD_STOP))
    held = {r.effect for r in found if r.weight is Weight.HOLDS}
    return Decision(
        answer=_answer([r for r in found if r.effect == deciding]),
        reasons=tuple(found),
        held=tuple(sorted(held)),
    )


def without_rules(question: Question) -> Decision:
    """Return the answer where no rule book is in force: nobody has said what may stop this."""
    deciding = DECIDING_EFFECT[question]
    return _unknown(ReasonCode.NO_RULES, deciding, remedies.PUBLISH_RULES)


def _unknown(code: ReasonCode, effect: str, remedy: Remedy) -> Decision:
    reason = Reason(
        code=code,
        category=Category.AUTHORIZATION,
        weight=Weight.COULD_STOP,
        effect=effect,
        remedy=remedy,
    )
    return Decision(answer=Answer.UNKNOWN, reasons=(reason,))


def _not_enrolled(effect: str) -> Reason:
    return Reason(
        code=ReasonCode.NOT_ENROLLED,
        category=Category.AUTHORIZATION,
        weight=Weight.STOPS,
        effect=effect,
        remedy=remedies.ENROL,
    )


def _answer(reasons: Sequence[Reason]) -> Answer:
    weights = {reason.weight for reason in reasons}
    if weights & {Weight.STOPS, Weight.HOLDS}:
        return Answer.NO
    return Answer.UNKNOWN if weights else Answer.YES


def _binds(ground: Ground, pack: Pack, place: Place | None) -> bool:
    """Return whether a row is about what was asked: a row binds its own unit and nothing else.

    A location's rows bind the location; an entity's bind the partner and the entity's own
    locations, in a region only those there; all others bind the whole partner.
    """
    unit = unit_of(ground, pack)
    if unit is not None and unit.kind is UnitKind.LOCATION:
        return place is not None and unit.identifier == place.location
    if place is None or unit is None or unit.kind is UnitKind.ROLE:
        return True
    if unit.kind is UnitKind.REGION:
        return unit.identifier == place.region
    return unit.identifier == place.entity and unit.region in {None, place.region}


def unit_of(ground: Ground, pack: Pack) -> Unit | None:
    """Return the part of the partner a row is about; None: the whole partner."""
    if ground.unit is None:
        return None
    if ground.kind is not Kind.OBLIGATION:
        return Unit(kind=UnitKind.LOCATION, identifier=ground.unit)
    obligation = pack.obligation(ground.source)
    match obligation.verb:
        case Reach():
            kind = UnitKind.ROLE
        case _ if obligation.per is CountedFor.LOCATION:
            kind = UnitKind.LOCATION
        case _:
            return _part(ground.unit)
    return Unit(kind=kind, identifier=ground.unit)


def _part(text: str) -> Unit:
    """Return the entity, the region or the entity in a region that a row names."""
    name = read_unit(text)
    if not name.identifier:
        return Unit(kind=UnitKind.REGION, identifier=name.region or "")
    return Unit(kind=UnitKind.ENTITY, identifier=name.identifier, region=name.region)


def _weighed(
    ground: Ground, asked: Sequence[str], effects: Effects, pack: Pack
) -> Iterable[Reason]:
    """Yield what a row does to each effect that is asked about."""
    stopped = effects.stopped(kind=ground.kind, source=ground.source, rank=ground.rank)
    held = effects.held(kind=ground.kind, source=ground.source)
    for effect in asked:
        if effect in stopped:
            yield _reason(ground, Weight.STOPS, effect, pack)
        elif effect in held:
            yield _reason(ground, Weight.HOLDS, effect, pack)
        elif _could_stop(ground, effect, effects):
            yield _reason(ground, Weight.COULD_STOP, effect, pack)


def _could_stop(ground: Ground, effect: str, effects: Effects) -> bool:
    if ground.kind is Kind.MEASURE:
        return ground.note == Note.NOT_IN_PACK
    answer = effects.may(
        effect, kind=ground.kind, source=ground.source, rank=ground.rank, status=ground.status
    )
    return answer is Answer.UNKNOWN


def _reason(ground: Ground, weight: Weight, effect: str, pack: Pack) -> Reason:
    if ground.kind is Kind.MEASURE:
        return _reason_of_measure(ground, weight, effect, pack)
    if ground.kind is Kind.AUTHORIZATION:
        return _reason_of_authorization(ground, weight, effect, pack)
    obligation = pack.obligation(ground.source)
    code, category = _words(obligation, ground)
    return Reason(
        code=code,
        category=category,
        weight=weight,
        effect=effect,
        remedy=remedies.remedy_of_gap(obligation, ground.note),
        source=ground.source,
        title=obligation.title,
        clause=None if obligation.clause is None else str(obligation.clause),
        unit=unit_of(ground, pack),
        have=ground.have,
        need=ground.need,
        due_at=ground.due_at,
    )


def _words(obligation: Obligation, ground: Ground) -> tuple[ReasonCode, Category]:
    match obligation.verb:
        case Accept():
            code, category = ReasonCode.AGREEMENT_NOT_ACCEPTED, Category.AGREEMENT
        case Pass():
            code, category = ReasonCode.TRAINING_NOT_PASSED, Category.TRAINING
        case Attain():
            code, category = ReasonCode.AMOUNT_NOT_REACHED, Category.OTHER
        case Reach():
            code, category = ReasonCode.CONTACT_NOT_REACHED, Category.CONTACT
        case Attest():
            code, category = ReasonCode.STATEMENT_MISSING, Category.AGREEMENT
        case Show():
            code, category = ReasonCode.DOCUMENT_MISSING, Category.OTHER
        case _:
            code, category = ReasonCode.TOO_FEW_MET, Category.OTHER
    if ground.status is Status.UNKNOWN:
        code = _GAPS.get(ground.note or "", ReasonCode.FACT_MISSING)
    return code, category


def _reason_of_authorization(ground: Ground, weight: Weight, effect: str, pack: Pack) -> Reason:
    authorization = pack.authorization(ground.source)
    code = ReasonCode.AUTHORIZATION_NOT_KEPT
    remedy = remedies.remedy_of_authorization(authorization, pack)
    if ground.note == Note.FINAL:
        code, remedy = ReasonCode.AUTHORIZATION_ENDED, remedies.ASK_THE_VENDOR
    elif ground.status is Status.UNKNOWN:
        code = ReasonCode.FACT_MISSING
    return Reason(
        code=code,
        category=Category.AUTHORIZATION,
        weight=weight,
        effect=effect,
        remedy=remedy,
        source=ground.source,
        title=authorization.title,
        unit=unit_of(ground, pack),
        have=ground.have,
        need=ground.need,
        due_at=ground.due_at,
    )


def _reason_of_measure(ground: Ground, weight: Weight, effect: str, pack: Pack) -> Reason:
    known = ground.note != Note.NOT_IN_PACK
    return Reason(
        code=ReasonCode.MEASURE_IN_FORCE if known else ReasonCode.MEASURE_NOT_IN_RULES,
        category=Category.OTHER,
        weight=weight,
        effect=effect,
        remedy=remedies.remedy_of_measure(pack.measure(ground.source), until=ground.until)
        if known
        else remedies.ASK_THE_VENDOR,
        source=ground.source,
        title=ground.source.replace("-", " "),
        unit=unit_of(ground, pack),
        since=ground.since,
        until=ground.until,
    )
