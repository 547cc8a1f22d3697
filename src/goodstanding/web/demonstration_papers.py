"""What the invented companies sold and stated, and the one duty that is waived for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.agreements.rules.statements import StatedUnit, StatementTerms
from goodstanding.agreements.services.stating import state
from goodstanding.cases.services.waiving import agree_to_waiver, propose_waiver
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import change
from goodstanding.partners.acting import SIGNATORY
from goodstanding.partners.models import Affiliation, LocationProfile
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.services.amounts import record_amounts
from goodstanding.programs.models import Program
from goodstanding.rulebook.pack import Unit
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.actor import Actor
from goodstanding.values.days import add_months
from goodstanding.values.keys import PartnerKey
from goodstanding.web.demonstration_data import SEED
from goodstanding.web.demonstration_story import CHUNK, signature_of

METRIC, CURRENCY = "revenue", "USD"
MONTHS = 14
#: Every so many locations sells next to nothing, or lacks a month.
POOR_EVERY, GAP_EVERY = 23, 31
#: Every so many companies has not stated that it follows the code.
SILENT_EVERY = 7
WAIVED, WAIVED_DUTY = "R-2020", "trained"
_POOR_MINOR, _USUAL_MINOR = (1_500, 6_500), (60_000, 900_000)

FOLLOWED = StatementTerms(
    name="code-followed",
    obligation="yearly-attestation",
    title="Each legal entity attests every year that it follows the code.",
    clause="partner-agreement#attestation",
    per=Unit.ENTITY,
    valid=Duration(months=12),
    pack_version=1,
)


def bring_in_amounts(
    program: Program, reseller_ids: Sequence[UUID], *, actor: Actor, at: datetime
) -> None:
    """Record what each reseller's location turned over in the 14 full months before ``at``."""
    random = Random(SEED)  # noqa: S311 -- an invented world is no secret.
    first = at.date().replace(day=1)
    said: dict[Month, MonthAmount | None] = {}
    for number, location_id in enumerate(_locations(reseller_ids, at=at)):
        low, high = _POOR_MINOR if number % POOR_EVERY == POOR_EVERY - 1 else _USUAL_MINOR
        gap = random.randint(1, MONTHS) if number % GAP_EVERY == GAP_EVERY - 1 else None
        for back in range(1, MONTHS + 1):
            amount = MonthAmount(amount_minor=random.randint(low, high), currency=CURRENCY)
            if back != gap:
                month_on = add_months(first, -back)
                said[Month(location_id=location_id, metric=METRIC, month_on=month_on)] = amount
    record_amounts(said, program_id=program.pk, actor=actor, at=at)


def _locations(reseller_ids: Sequence[UUID], *, at: datetime) -> list[UUID]:
    """Return the locations in the order in which the partners came in."""
    found: dict[UUID, list[UUID]] = {}
    for place in LocationProfile.objects.filter(in_force(at), partner_id__in=reseller_ids).order_by(
        "location_id"
    ):
        found.setdefault(place.partner_id, []).append(place.location_id)
    return [location_id for partner_id in reseller_ids for location_id in found.get(partner_id, ())]


def state_for(program: Program, partner_ids: Sequence[UUID], *, at: datetime) -> None:
    """Let most signatories state that their company follows the code."""
    signers = dict(
        Affiliation.objects.filter(
            in_force(at), partner_id__in=partner_ids, role=SIGNATORY
        ).values_list("partner_id", "person_id")
    )
    stating = [one for number, one in enumerate(partner_ids) if (number + 1) % SILENT_EVERY]
    for start in range(0, len(stating), CHUNK):
        with change(actor=Actor.system("demonstration"), at=at):
            for partner_id in stating[start : start + CHUNK]:
                _state(program, partner_id, signers[partner_id], at=at)


def _state(program: Program, partner_id: UUID, signer_id: UUID, *, at: datetime) -> None:
    places = LocationProfile.objects.filter(in_force(at), partner_id=partner_id)
    entities = sorted(set(places.values_list("entity_id", flat=True)))
    state(
        FOLLOWED,
        program_id=program.pk,
        partner_id=partner_id,
        units=[StatedUnit(entity_id=entity_id) for entity_id in entities],
        text=f"I state for this company that this holds today: {FOLLOWED.title}",
        signature=signature_of(Person.objects.get(pk=signer_id).name),
        tell=False,
        actor=Actor.person(signer_id),
        at=at,
    )


def waive_one(
    program: Program,
    staff: Mapping[str, Person],
    known: Mapping[str, UUID],
    *,
    at: datetime,
) -> None:
    """Waive one duty of one reseller for two months: one officer proposes, another agrees."""
    proposal = propose_waiver(
        PartnerKey(program.pk, known[WAIVED]),
        obligation=WAIVED_DUTY,
        until_on=(at + timedelta(days=60)).date(),
        reason="Their office was flooded. They train when they are back in it.",
        no_tie=True,
        actor=Actor.person(staff["Katrin Vogel"].pk),
        at=at,
    )
    agree_to_waiver(proposal.pk, no_tie=True, actor=Actor.person(staff["Sam Whitaker"].pk), at=at)
