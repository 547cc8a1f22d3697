"""The addresses of the decision call, and the shapes of its answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from goodstanding.accounts.models import TokenScope
from goodstanding.apikit.calling import BearerToken, caller_of
from goodstanding.apikit.parameters import Parameters
from goodstanding.apikit.problems import ProblemOut
from goodstanding.decisions.rules.questions import Question
from goodstanding.decisions.rules.reasons import (
    Category,
    Reason,
    ReasonCode,
    RemedyCode,
    UnitKind,
    Weight,
)
from goodstanding.decisions.selectors.accepted import (
    AgreementStatus,
    EntityAccepted,
    agreement_status,
)
from goodstanding.decisions.selectors.answers import Answered, Asked, answer_to
from goodstanding.programs.models import PackVersion
from goodstanding.rulebook.compile_effects import Answer

router = Router(tags=["Decisions"])

REFUSALS: dict[int, type[ProblemOut]] = dict.fromkeys((400, 401, 403, 404, 422, 429), ProblemOut)
PARTNER = (
    "The partner: our identifier (a UUID), or a number with its namespace, such as `mpn:1234567`. "
    "The number of a location means that location."
)


def parameter(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a parameter of an address as OpenAPI describes it."""
    return {"in": "query", "name": name, "description": description, "schema": schema, **more}


AS_OF = parameter(
    "as_of",
    "The instant asked about, with its offset; now unless given.",
    {"type": "string", "format": "date-time"},
)
KNOWN_AT = parameter(
    "known_at",
    "Judge by what was recorded at this instant; by today's knowledge unless given.",
    {"type": "string", "format": "date-time"},
)


class RemedyOut(Schema):
    """What takes a reason away."""

    code: RemedyCode
    sentence: str


class UnitOut(Schema):
    """The part of the partner a reason is about."""

    kind: UnitKind
    identifier: str
    region: str | None = Field(default=None, description="Only what of it lies in this region.")


class ReasonOut(Schema):
    """One thing that stands in the way, or could."""

    code: ReasonCode
    category: Category
    weight: Weight
    effect: str = Field(description="The effect of the rule book that is stopped or held.")
    source: str | None = Field(description="The duty's or measure's name in the rule book.")
    title: str | None
    clause: str | None
    unit: UnitOut | None = Field(description="Null: the whole partner.")
    have: int | None = Field(description="How many are done; null where nobody knows.")
    need: int | None = Field(description="How many must be; null where nobody knows.")
    due_at: datetime | None = Field(description="The first moment after the due day.")
    since: datetime | None = Field(description="When a measure began.")
    until: datetime | None = Field(description="When the calendar ends a measure; null: not by it.")
    remedy: RemedyOut


class PackOut(Schema):
    """The version of the rule book that judged."""

    version: int
    id: UUID
    effective_at: datetime | None

    @classmethod
    def of(cls, version: PackVersion) -> PackOut:
        """Return a version as it is told."""
        return cls(version=version.number, id=version.pk, effective_at=version.effective_at)


class DecisionOut(Schema):
    """Yes, no or unknown. Unknown is not no: a fact is missing, and the reasons say which."""

    question: Question
    answer: Answer
    partner: UUID
    location: UUID | None
    as_of: datetime = Field(description="The instant that was asked about.")
    known_at: datetime | None = Field(description="Whose knowledge counted; null: today's.")
    provisional: bool = Field(description="Somebody is recording what was known at `known_at`.")
    next_change_at: datetime | None = Field(
        description="Before this the answer changes only if something new is recorded."
    )
    pack: PackOut | None = Field(description="Null: no rule book was in force.")
    held: list[str] = Field(description="Effects that wait although the answer may be yes.")
    reasons: list[ReasonOut] = Field(description="Worst first. Empty for a plain yes.")


class VersionOut(Schema):
    """A version of an agreement."""

    position: int
    text_sha256: str
    effective_at: datetime


class EntityAcceptedOut(Schema):
    """How far one legal entity of the partner has come."""

    entity: UUID
    accepted: bool
    version: int | None = Field(description="The newest version accepted; null: none was.")
    accepted_at: datetime | None
    role: str | None = Field(description="In which role the signer accepted.")
    remedy: RemedyOut | None = Field(description="Null where nothing is to do.")


class AgreementStatusOut(Schema):
    """Whether an agreement is accepted for every legal entity of a partner."""

    agreement: str
    partner: UUID
    as_of: datetime
    accepted: bool | None = Field(description="Null: no legal entity of the partner is known.")
    in_force: VersionOut | None = Field(description="Null: no version has taken effect.")
    entities: list[EntityAcceptedOut]


@router.get(
    "/decisions",
    auth=BearerToken(TokenScope.DECISIONS),
    response={200: DecisionOut, **REFUSALS},
    url_name="decisions",
    operation_id="decide",
    summary="May this partner …?",
    openapi_extra={
        "parameters": [
            parameter("partner", PARTNER, {"type": "string"}, required=True),
            parameter(
                "question",
                "What the partner wants to do.",
                {"type": "string", "enum": list(Question)},
                required=True,
            ),
            parameter(
                "location",
                "One location of the partner, named like a partner. Without it the partner is "
                "judged as a whole, and what binds a single location does not count.",
                {"type": "string"},
            ),
            AS_OF,
            KNOWN_AT,
        ]
    },
)
def decide(request: HttpRequest) -> DecisionOut:
    """Ask right before letting a partner order, earn or use a badge.

    Branch on `answer`, and on the `code` of each reason where it matters; show sentences to
    people. Ask again at `next_change_at`, and before each act that matters: whatever is recorded
    meanwhile counts at once.
    """
    caller = caller_of(request)
    given = Parameters(dict(request.GET.lists()))
    partner = given.reference("partner", required=True)
    question = given.choice("question", Question)
    location = given.reference("location")
    as_of, known_at = given.instant("as_of"), known_already(given, at=caller.at)
    given.check()
    assert partner is not None
    assert question is not None
    asked = Asked(
        question=question, partner=partner, location=location, as_of=as_of, known_at=known_at
    )
    return _decision(answer_to(asked, caller=caller))


def known_already(given: Parameters, *, at: datetime) -> datetime | None:
    """Return ``known_at`` as it was given, and note that it is refused where it lies ahead."""
    known_at = given.instant("known_at")
    if known_at is not None and known_at > at:
        given.refuse(
            "known_at",
            "in_the_future",
            "“known_at” lies in the future, and nobody knows yet what will be recorded. Leave it "
            "out to judge by what is known today.",
        )
    return known_at


@router.get(
    "/agreements/{code}/status",
    auth=BearerToken(TokenScope.AGREEMENTS),
    response={200: AgreementStatusOut, **REFUSALS},
    url_name="agreement_status",
    operation_id="agreementStatus",
    summary="Has this partner accepted this agreement?",
    openapi_extra={
        "parameters": [parameter("partner", PARTNER, {"type": "string"}, required=True)]
    },
)
def status(request: HttpRequest, code: str) -> AgreementStatusOut:
    """Say for each legal entity of a partner which version it accepted, when and in which role.

    Who signed is not said: that is on the receipt, for those whose business it is.
    """
    caller = caller_of(request)
    given = Parameters(dict(request.GET.lists()))
    partner = given.reference("partner", required=True)
    given.check()
    assert partner is not None
    return _agreement(agreement_status(code, partner, caller=caller))


def _decision(answered: Answered) -> DecisionOut:
    version = answered.version
    return DecisionOut(
        question=answered.question,
        answer=answered.decision.answer,
        partner=answered.partner_id,
        location=answered.location_id,
        as_of=answered.as_of,
        known_at=answered.known_at,
        provisional=answered.provisional,
        next_change_at=answered.next_change_at,
        pack=PackOut.of(version) if version else None,
        held=list(answered.decision.held),
        reasons=[_reason(reason) for reason in answered.decision.reasons],
    )


def _reason(reason: Reason) -> ReasonOut:
    unit = reason.unit
    return ReasonOut(
        code=reason.code,
        category=reason.category,
        weight=reason.weight,
        effect=reason.effect,
        source=reason.source,
        title=reason.title,
        clause=reason.clause,
        unit=UnitOut(kind=unit.kind, identifier=unit.identifier, region=unit.region)
        if unit
        else None,
        have=reason.have,
        need=reason.need,
        due_at=reason.due_at,
        since=reason.since,
        until=reason.until,
        remedy=RemedyOut(code=reason.remedy.code, sentence=reason.remedy.sentence),
    )


def _agreement(status: AgreementStatus) -> AgreementStatusOut:
    version = status.in_force
    return AgreementStatusOut(
        agreement=status.agreement.code,
        partner=status.partner_id,
        as_of=status.at,
        accepted=status.accepted,
        in_force=VersionOut(
            position=version.position,
            text_sha256=version.text_sha256,
            effective_at=version.effective_at,
        )
        if version
        else None,
        entities=[_entity(one, status) for one in status.entities],
    )


def _entity(one: EntityAccepted, status: AgreementStatus) -> EntityAcceptedOut:
    given = one.acceptance
    remedy = None
    if not one.covered and status.asked is not None:
        remedy = RemedyOut(
            code=RemedyCode.ACCEPT_AGREEMENT,
            sentence=f"A signatory of the partner accepts version {status.asked.position} of "
            f"“{status.agreement.code}” for this legal entity.",
        )
    return EntityAcceptedOut(
        entity=one.entity_id,
        accepted=one.covered,
        version=given.version.position if given else None,
        accepted_at=given.accepted_at if given else None,
        role=given.authority if given else None,
        remedy=remedy,
    )
