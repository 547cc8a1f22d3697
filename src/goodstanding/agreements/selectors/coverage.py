"""What a partner has accepted, for which companies, and what it still has to accept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.accounts.models import Invitation, SignInLink
from goodstanding.agreements.models import Acceptance, AgreementVersion
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import EntityProfile, LocationProfile

#: Per agreement and legal entity.
_Accepted = dict[tuple[UUID, UUID], list[AgreementVersion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location of a company, as it is now."""

    location_id: UUID
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A legal entity of a partner with its locations, as they are at an instant."""

    entity_id: UUID
    name: str
    country: str
    locations: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A version that a partner has to accept for companies that have not done so."""

    version: AgreementVersion
    needed: AgreementVersion  #: The material version it covers: itself, or an earlier one.
    in_effect: bool
    open: tuple[Entity, ...]
    covered: tuple[Entity, ...]
    before: AgreementVersion | None  #: What the partner accepted last; none if it never did.


def entities_of(partner_id: UUID, *, at: datetime) -> tuple[Entity, ...]:
    """Return the legal entities of a partner at an instant, by name, with their locations."""
    places: dict[UUID, list[Place]] = {}
    for profile in LocationProfile.objects.filter(in_force(at), partner_id=partner_id).order_by(
        "name", "location_id"
    ):
        place = Place(location_id=profile.location_id, name=profile.name, zone=profile.zone)
        places.setdefault(profile.entity_id, []).append(place)
    return tuple(
        Entity(
            entity_id=profile.entity_id,
            name=profile.name,
            country=profile.country,
            locations=tuple(places.get(profile.entity_id, ())),
        )
        for profile in EntityProfile.objects.filter(in_force(at), partner_id=partner_id).order_by(
            "name", "entity_id"
        )
    )


def mailbox_proven(person_id: UUID) -> bool:
    """Return whether a person ever opened what we sent to their mail address."""
    return (
        SignInLink.objects.filter(person_id=person_id, used_at__isnull=False).exists()
        or Invitation.objects.filter(person_id=person_id, accepted_at__isnull=False).exists()
    )


def to_accept(partner_id: UUID, program_id: UUID, *, at: datetime) -> tuple[Asked, ...]:
    """Return what a partner has to accept, what is in effect first.

    Of each agreement at most two versions are asked for: the newest in effect, where the newest
    material version in effect is not accepted; and the newest announced one, where a material
    version is announced. A later version includes the earlier ones from its effect on: who
    accepted only what is announced has still not accepted what binds now.
    """
    entities = entities_of(partner_id, at=at)
    if not entities:
        return ()
    accepted = _accepted_versions(partner_id, program_id, at=at)
    by_agreement: dict[UUID, list[AgreementVersion]] = {}
    for version in (
        AgreementVersion.objects.filter(agreement__program_id=program_id, published_at__lte=at)
        .select_related("agreement")
        .order_by("agreement__title", "agreement", "position")
    ):
        by_agreement.setdefault(version.agreement_id, []).append(version)
    asked = []
    for versions in by_agreement.values():
        binding = [version for version in versions if version.effective_at <= at]
        announced = versions if any(v.material for v in versions[len(binding) :]) else []
        asked += [
            found
            for some in (binding, announced)
            if (found := _asked(some, entities, accepted, at=at)) is not None
        ]
    return tuple(sorted(asked, key=lambda one: (not one.in_effect, one.version.effective_at)))


def acceptances_of(partner_id: UUID, program_id: UUID) -> QuerySet[Acceptance]:
    """Return everything a partner accepted in a program, the latest first."""
    return (
        Acceptance.objects.filter(partner_id=partner_id, version__agreement__program_id=program_id)
        .select_related("version__agreement", "signer")
        .order_by("-accepted_at", "-version__position", "pk")
    )


def last_accepted(
    partner_id: UUID, agreement_id: UUID, *, below: int, at: datetime
) -> Acceptance | None:
    """Return the partner's newest acceptance of a version before ``below``, if there is one."""
    return (
        Acceptance.objects.filter(
            partner_id=partner_id,
            version__agreement_id=agreement_id,
            version__position__lt=below,
            accepted_at__lte=at,
        )
        .select_related("version")
        .order_by("-version__position", "-accepted_at")
        .first()
    )


def entity_names(entity_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return what companies were called at an instant."""
    return dict(
        EntityProfile.objects.filter(in_force(at), entity_id__in=list(entity_ids)).values_list(
            "entity_id", "name"
        )
    )


def _accepted_versions(partner_id: UUID, program_id: UUID, *, at: datetime) -> _Accepted:
    """Return the versions accepted by an instant, per agreement and legal entity, in order."""
    found: _Accepted = {}
    for row in (
        Acceptance.objects.filter(
            partner_id=partner_id,
            version__agreement__program_id=program_id,
            location=None,
            accepted_at__lte=at,
        )
        .select_related("version__agreement")
        .order_by("version__position")
    ):
        found.setdefault((row.version.agreement_id, row.entity_id), []).append(row.version)
    return found


def _asked(
    versions: list[AgreementVersion],
    entities: tuple[Entity, ...],
    accepted: _Accepted,
    *,
    at: datetime,
) -> Asked | None:
    """Return what is asked for where ``versions`` are all there are."""
    needed = next((version for version in reversed(versions) if version.material), None)
    if needed is None:
        return None
    newest = versions[-1]
    opened: list[Entity] = []
    covered: list[Entity] = []
    earlier: list[AgreementVersion] = []
    for entity in entities:
        held = [
            version
            for version in accepted.get((newest.agreement_id, entity.entity_id), [])
            if version.position <= newest.position
        ]
        if held and held[-1].position >= needed.position:
            covered.append(entity)
        else:
            opened.append(entity)
            earlier += held[-1:]
    if not opened:
        return None
    return Asked(
        version=newest,
        needed=needed,
        in_effect=newest.effective_at <= at,
        open=tuple(opened),
        covered=tuple(covered),
        before=min(earlier, key=lambda version: version.position, default=None),
    )
