"""The address that says where a partner stands, and the shape of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from goodstanding.accounts.models import TokenScope
from goodstanding.apikit.calling import BearerToken, caller_of
from goodstanding.apikit.parameters import Parameters
from goodstanding.decisions.api import (
    AS_OF,
    KNOWN_AT,
    PARTNER,
    REFUSALS,
    PackOut,
    UnitOut,
    known_already,
    parameter,
)
from goodstanding.decisions.rules.deciding import Ground, unit_of
from goodstanding.decisions.selectors.standings import StandingAnswered, standing_answer
from goodstanding.rulebook.compile import Kind, PartState
from goodstanding.rulebook.compile_tables import Note, Status
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.rules.needs import NEWLY_NAMED, Pieces
from goodstanding.standing.rules.way_back import Act, ActKind
from goodstanding.standing.ways import Way

router = Router(tags=["Standing"])


class LevelOut(Schema):
    """A level of the rule book."""

    name: str
    title: str
    rank: int = Field(description="0 is the best.")


class PartOut(Schema):
    """A part of a duty that is made of parts, and how it stands."""

    of: str = Field(description="The duty, or the part, that it is a part of.")
    source: str = Field(description="Its name in the rule book.")
    title: str
    unit: UnitOut | None = Field(description="Null: the whole partner.")
    state: PartState
    have: int | None = Field(description="How many are done; null where nobody knows.")
    need: int | None = Field(description="How many must be; null where nobody knows.")
    note: Note | None = Field(description="Why it stands so, where the state does not say it all.")


class RowOut(Schema):
    """A duty, an authorization or a measure, and how it stands."""

    kind: Kind
    source: str = Field(description="Its name in the rule book.")
    title: str | None = Field(description="Null for measures.")
    clause: str | None
    unit: UnitOut | None = Field(description="Null: the whole partner.")
    status: Status
    level: LevelOut
    have: int | None = Field(description="How many are done; null where nobody knows.")
    need: int | None = Field(description="How many must be; null where nobody knows.")
    due_at: datetime | None = Field(description="The first moment after the due day.")
    since: datetime | None = Field(description="When a measure began.")
    until: datetime | None = Field(description="When the calendar ends a measure; null: not by it.")
    note: Note | None = Field(description="Why it stands so, where the status does not say it all.")
    parts: list[PartOut] = Field(
        description="How each of its parts stands, and theirs; empty where it has none."
    )


class ActOut(Schema):
    """One thing somebody does once."""

    kind: ActKind
    subject: str = Field(description="The agreement, course, contact role, statement or document.")
    unit: str | None = Field(description="For which part of the partner; null: the whole.")
    person: UUID | None = Field(description="Who; null: anybody who may.")
    instead: list[str] = Field(
        description="The units, such as a parent that owns enough, whose act would do as well."
    )
    counts_for: list[str] = Field(description="The units it counts for beside its own.")


class ChoiceOut(Schema):
    """Which parts of a duty the acts meet."""

    source: str = Field(description="The duty, or the part, that has the parts.")
    unit: str | None = Field(description="For which part of the partner; null: the whole.")
    least: int = Field(description="So many parts have to be met.")
    met: list[str] = Field(description="Parts that are met already.")
    chosen: list[str] = Field(description="Parts that the acts meet.")
    others: list[str] = Field(description="Parts nothing has to be done for.")


class SoonerOut(Schema):
    """More acts, after which less has to be waited for."""

    acts: list[ActOut]
    ready_at: datetime | None = Field(description="Null: as soon as the acts are done.")


class LackingOut(Schema):
    """What an authorization waits for that nothing the partner does meets by itself."""

    source: str = Field(description="The authorization.")
    unit: str | None
    obligations: list[str] = Field(description="The duties, by name.")


class WayBackOut(Schema):
    """The fewest acts after which the partner stands best, as things are known now."""

    acts: list[ActOut]
    ready_at: datetime | None = Field(
        description="When what has to be waited for is over: a measure that ends by itself, an "
        "amount that is reached; null: as soon as the acts are done."
    )
    sooner: SoonerOut | None = Field(
        description="Where waiting saves acts: the way that is over first; null: there is none."
    )
    choices: list[ChoiceOut] = Field(description="Of duties made of parts, which are meant.")
    beside: list[ActOut] = Field(
        description="Acts that an authorization needs which acts alone do not bring back."
    )
    lacking: list[LackingOut] = Field(
        description="By such authorization, what no act of the partner meets."
    )
    complete: bool = Field(description="False: something stays that no act of the partner ends.")
    shortest: bool = Field(description="False: there were too many ways to look at all of them.")


class StandingOut(Schema):
    """Where a partner stands, and why."""

    partner: UUID
    as_of: datetime = Field(description="The instant that was asked about.")
    known_at: datetime | None = Field(description="Whose knowledge counted; null: today's.")
    provisional: bool = Field(description="Somebody is recording what was known at `known_at`.")
    next_change_at: datetime | None = Field(
        description="Before this the answer changes only if something new is recorded."
    )
    pack: PackOut | None = Field(description="Null: no rule book was in force.")
    enrolled: bool = Field(description="Whether the partner takes part at that instant.")
    level: LevelOut | None = Field(description="Null: no rule book was in force.")
    reasons: list[RowOut] = Field(description="Every duty, authorization and measure, worst first.")
    way_back: WayBackOut | None = Field(
        description="Null: it stands best, or another instant than now was asked about."
    )


@router.get(
    "/standing",
    auth=BearerToken(TokenScope.STANDING),
    response={200: StandingOut, **REFUSALS},
    url_name="standing",
    operation_id="standing",
    summary="Where does this partner stand, and why?",
    openapi_extra={
        "parameters": [
            parameter("partner", PARTNER, {"type": "string"}, required=True),
            AS_OF,
            KNOWN_AT,
        ]
    },
)
def standing(request: HttpRequest) -> StandingOut:
    """Show a partner its standing in your own portal, with what leads out of it.

    To decide whether an order goes through ask `/decisions`: it knows what stops what. Who a
    person in `way_back` is, only Goodstanding's own pages say.
    """
    caller = caller_of(request)
    given = Parameters(dict(request.GET.lists()))
    partner = given.reference("partner", required=True)
    as_of, known_at = given.instant("as_of"), known_already(given, at=caller.at)
    given.check()
    assert partner is not None
    return _standing(standing_answer(partner, as_of=as_of, known_at=known_at, caller=caller))


def _standing(answered: StandingAnswered) -> StandingOut:
    found = answered.standing
    return StandingOut(
        partner=answered.partner_id,
        as_of=answered.as_of,
        known_at=answered.known_at,
        provisional=found is not None and found.provisional,
        next_change_at=answered.next_change_at,
        pack=PackOut.of(found.version) if found else None,
        enrolled=found is not None and found.whole.note != Note.NOT_ENROLLED,
        level=_level(found.pack, found.whole.rank) if found else None,
        reasons=[_row(ground, found.pack, answered.pieces) for ground in answered.grounds]
        if found
        else [],
        way_back=_way(answered.way) if answered.way else None,
    )


def _row(ground: Ground, pack: Pack, pieces: Pieces) -> RowOut:
    unit = unit_of(ground, pack)
    title, clause = _named(ground, pack)
    return RowOut(
        kind=ground.kind,
        source=ground.source,
        title=title,
        clause=clause,
        unit=UnitOut(kind=unit.kind, identifier=unit.identifier, region=unit.region)
        if unit
        else None,
        status=ground.status,
        level=_level(pack, ground.rank),
        have=ground.have,
        need=ground.need,
        due_at=ground.due_at,
        since=ground.since,
        until=ground.until,
        note=Note(ground.note) if ground.note else None,
        parts=list(_parts(ground, pack, pieces)),
    )


def _named(ground: Ground, pack: Pack) -> tuple[str | None, str | None]:
    """Return the title and the clause of what a row is about."""
    match ground.kind:
        case Kind.OBLIGATION:
            obligation = pack.obligation(ground.source)
            return obligation.title, str(obligation.clause) if obligation.clause else None
        case Kind.AUTHORIZATION:
            return pack.authorization(ground.source).title, None
        case _:
            return None, None


def _level(pack: Pack, rank: int) -> LevelOut:
    level = pack.levels[rank]
    return LevelOut(name=level.name, title=level.title, rank=level.rank)


def _parts(ground: Ground, pack: Pack, pieces: Pieces) -> Iterator[PartOut]:
    """Yield the parts of a duty, each before its own."""
    for piece in pieces.get((ground.source, ground.unit), ()):
        part = replace(ground, source=piece.source, unit=piece.unit)
        unit = unit_of(part, pack)
        yield PartOut(
            of=ground.source,
            source=piece.source,
            title=pack.obligation(piece.source).title,
            unit=UnitOut(kind=unit.kind, identifier=unit.identifier, region=unit.region)
            if unit
            else None,
            state=piece.state,
            have=piece.have,
            need=piece.need,
            note=Note(piece.note) if piece.note else None,
        )
        yield from _parts(part, pack, pieces)


def _way(way: Way) -> WayBackOut:
    return WayBackOut(
        acts=[_act(act, way) for act in way.acts],
        ready_at=way.ready_at,
        sooner=SoonerOut(
            acts=[_act(act, way) for act in way.sooner.acts], ready_at=way.sooner.ready_at
        )
        if way.sooner
        else None,
        choices=[
            ChoiceOut(
                source=choice.source,
                unit=choice.unit,
                least=choice.least,
                met=list(choice.met),
                chosen=list(choice.chosen),
                others=list(choice.others),
            )
            for choice in way.choices
        ],
        beside=[_act(act, way) for act in way.beside],
        lacking=[
            LackingOut(
                source=source, unit=unit or None, obligations=sorted({name for name, _ in needs})
            )
            for (source, unit), needs in way.lacking.items()
            if needs
        ],
        complete=not way.remaining,
        shortest=way.shortest,
    )


def _act(act: Act, way: Way) -> ActOut:
    return ActOut(
        kind=act.kind,
        subject=act.subject,
        unit=act.unit or None,
        person=UUID(act.person) if act.person and act.person != NEWLY_NAMED else None,
        instead=list(way.instead.get(act, ())),
        counts_for=list(way.counts_for.get(act, ())),
    )
