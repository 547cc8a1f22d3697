"""The addresses that say who owns whom, and the shapes of their answers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from goodstanding.accounts.models import TokenScope
from goodstanding.apikit.calling import BearerToken, Caller, caller_of
from goodstanding.apikit.errors import NotForGoBetweensError, NotFoundHereError
from goodstanding.apikit.parameters import Parameters, Reference
from goodstanding.apikit.problems import ProblemOut
from goodstanding.partners.models import Ownership
from goodstanding.partners.rules.columns import OWN_NAMESPACE
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.rules.stake_planning import Company
from goodstanding.partners.rules.stakes import (
    Pair,
    Stake,
    StakeChange,
    read_share,
    shown_share,
)
from goodstanding.partners.selectors.ownerships import companies_named
from goodstanding.partners.services.owning import record_ownership

router = Router(tags=["Ownership"])

_REFUSALS: dict[int, type[ProblemOut]] = dict.fromkeys((400, 401, 403, 404, 422, 429), ProblemOut)
_ENTITY = "our identifier (a UUID), or a number with its namespace, such as `lei:5299…`."


class EntityNotFoundError(NotFoundHereError):
    """No legal entity of the token's program is called this."""

    code = "entity_not_found"


class OwnershipOut(Schema):
    """A legal entity owns a share of another, directly."""

    id: UUID = Field(description="Stays the same when what is said of the share is corrected.")
    partner: UUID
    owner: UUID = Field(description="The legal entity that owns.")
    owned: UUID = Field(description="The legal entity that is owned.")
    share_percent: str = Field(description="Exactly, such as `80` or `33.33`.")
    from_on: date = Field(description="The first day, by the calendar of what is owned.")
    until_on: date | None = Field(description="The last day; null: no end is known.")
    source: str = Field(description="Where it is written.")
    recorded_at: datetime

    @classmethod
    def of(cls, row: Ownership) -> OwnershipOut:
        """Return what is known of a share as it is told."""
        return cls(
            id=row.fact_id,
            partner=row.partner_id,
            owner=row.owner_id,
            owned=row.owned_id,
            share_percent=shown_share(row.share_basis_points).removesuffix(" %"),
            from_on=row.from_on,
            until_on=row.until_on,
            source=row.source,
            recorded_at=row.recorded_at,
        )


class OwnershipsOut(Schema):
    """Who owns an entity, and whom it owns, as it is known now; what is over stays in."""

    entity: UUID
    owners: list[OwnershipOut]
    owned: list[OwnershipOut]


class OwnershipIn(Schema):
    """That a legal entity owns a share of another, from a day on."""

    owner: str = Field(description=f"The legal entity that owns: {_ENTITY}")
    owned: str = Field(description=f"The legal entity that is owned: {_ENTITY}")
    share_percent: str = Field(description="More than 0 and at most 100, such as `80` or `33.33`.")
    from_on: date = Field(description="The first day, by the calendar of what is owned.")
    until_on: date | None = Field(default=None, description="The last day; null: none is known.")
    source: str = Field(description="Where it is written, such as a register and its number.")


class OwnershipRecordedOut(Schema):
    """What became of what was said."""

    change: StakeChange
    ownership: OwnershipOut


@router.get(
    "/ownerships",
    auth=BearerToken(TokenScope.OWNERSHIPS_READ),
    response={200: OwnershipsOut, **_REFUSALS},
    url_name="ownerships",
    operation_id="ownerships",
    summary="Who owns this legal entity, and whom does it own?",
    openapi_extra={
        "parameters": [
            {
                "in": "query",
                "name": "entity",
                "description": f"The legal entity: {_ENTITY}",
                "schema": {"type": "string"},
                "required": True,
            }
        ]
    },
)
def ownerships(request: HttpRequest) -> OwnershipsOut:
    """List the shares that are known of one legal entity, the earliest first."""
    caller = _vendor_caller(request)
    given = Parameters(dict(request.GET.lists()))
    entity = given.reference("entity", required=True)
    given.check()
    assert entity is not None
    company = _meant([entity], caller)[0]
    rows = Ownership.objects.filter(superseded_at=None).order_by("valid_from", "fact_id")
    return OwnershipsOut(
        entity=company.entity_id,
        owners=[OwnershipOut.of(row) for row in rows.filter(owned_id=company.entity_id)],
        owned=[OwnershipOut.of(row) for row in rows.filter(owner_id=company.entity_id)],
    )


@router.post(
    "/ownerships",
    auth=BearerToken(TokenScope.OWNERSHIPS_WRITE),
    response={200: OwnershipRecordedOut, **_REFUSALS, 409: ProblemOut},
    url_name="ownership_record",
    operation_id="record_ownership",
    summary="Record that a legal entity owns a share of another",
)
def record(request: HttpRequest, said: OwnershipIn) -> OwnershipRecordedOut:
    """Record a share of one legal entity of a partner that another one owns.

    The same share again changes nothing, not even its source. The same first day corrects what is
    known; a later first day ends an open share the day before, as a share that changes. Standing
    follows at once.
    """
    caller = _vendor_caller(request)
    given = Parameters({"owner": [said.owner], "owned": [said.owned]})
    owner, owned = (given.reference(name, required=True) for name in ("owner", "owned"))
    given.check()
    assert owner is not None
    assert owned is not None
    stake = Stake(
        share_basis_points=read_share(said.share_percent),
        from_on=said.from_on,
        until_on=said.until_on,
    )
    one, other = _meant([owner, owned], caller)
    recorded = record_ownership(
        Pair(one.entity_id, other.entity_id),
        stake,
        program_id=caller.program_id,
        source=said.source,
        actor=caller.actor,
        at=caller.at,
    )
    return OwnershipRecordedOut(change=recorded.change, ownership=OwnershipOut.of(recorded.row))


def _vendor_caller(request: HttpRequest) -> Caller:
    caller = caller_of(request)
    if caller.go_between_id is not None:
        raise NotForGoBetweensError("Who owns whom is between the vendor and the partner.")
    return caller


def _meant(references: list[Reference], caller: Caller) -> list[Company]:
    """Return the legal entities that a caller names, in order."""
    numbers = [
        Number(OWN_NAMESPACE, str(one))
        if isinstance(one, UUID)
        else Number(one.namespace, one.value)
        for one in references
    ]
    named = companies_named(numbers, program_id=caller.program_id, at=caller.at)
    for reference, number in zip(references, numbers, strict=True):
        if number not in named:
            raise EntityNotFoundError(
                f"No legal entity of this program is called {reference}. Give its identifier or a "
                "number of it, or import it first."
            )
    return [named[number] for number in numbers]
