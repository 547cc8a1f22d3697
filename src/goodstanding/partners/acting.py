"""Opening a partner's or distributor's page: which one, in which program, and as what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from goodstanding.accounts.models import Person
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import Affiliation, Membership, PartnerProfile
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError
from goodstanding.values.keys import PartnerKey

P = ParamSpec("P")

ATTRIBUTE = "acting"
DISTRIBUTOR_ATTRIBUTE = "distributor_side"

SIGNATORY = "signatory"
COMPLIANCE = "compliance"
DEPUTY = "deputy"
DISTRIBUTOR_MANAGER = "distributor-manager"

#: Who may speak for the partner: see its standing, answer, ask, appeal.
CONTACTS = frozenset({SIGNATORY, COMPLIANCE, DEPUTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A person at work for one partner in one program, in the roles they hold there now."""

    person: Person
    program: Program
    partner_id: UUID
    partner_name: str
    roles: frozenset[str]
    at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of whatever is done on this page."""
        return Actor.person(self.person.pk)

    @property
    def key(self) -> PartnerKey:
        """What standing is asked for."""
        return PartnerKey(self.program.pk, self.partner_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributorSide:
    """A distributor's account manager at work in one program, for those it sells to there.

    Whose data the manager may see is asked anew for each page: who buys through
    ``distributor_id`` at ``at``, and nobody else.
    """

    person: Person
    program: Program
    distributor_id: UUID
    distributor_name: str
    at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of whatever is done on this page."""
        return Actor.person(self.person.pk)


PartnerView = Callable[Concatenate[HttpRequest, Acting, P], HttpResponse]
DistributorView = Callable[Concatenate[HttpRequest, DistributorSide, P], HttpResponse]


def roles_held(person_id: UUID, partner_id: UUID, *, at: datetime) -> frozenset[str]:
    """Return the roles in which a person acts for a partner at an instant."""
    return frozenset(
        Affiliation.objects.filter(
            in_force(at), person_id=person_id, partner_id=partner_id
        ).values_list("role", flat=True)
    )


def acting_for(*roles: str) -> Callable[[PartnerView[P]], Callable[..., HttpResponse]]:
    """Let people who act for the partner in the address open a view.

    Without ``roles`` anybody who acts for the partner may. A partner one does not act for does
    not exist (404); one's own without the role says whom to ask (403).
    """

    def decorate(view: PartnerView[P]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            acting = _acting(
                request, str(kwargs.pop("program")), UUID(str(kwargs.pop("partner"))), roles
            )
            setattr(request, ATTRIBUTE, acting)
            return view(request, acting, *args, **kwargs)

        return opened

    return decorate


def distributor_side(view: DistributorView[P]) -> Callable[..., HttpResponse]:
    """Let account managers of the distributor in the address open a view.

    The partner of the address is the distributor itself. One that a person does not act for
    does not exist (404); one's own without the role says whom to ask (403).
    """

    @login_required
    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        acting = _acting(
            request,
            str(kwargs.pop("program")),
            UUID(str(kwargs.pop("partner"))),
            (DISTRIBUTOR_MANAGER,),
        )
        side = DistributorSide(
            person=acting.person,
            program=acting.program,
            distributor_id=acting.partner_id,
            distributor_name=acting.partner_name,
            at=acting.at,
        )
        setattr(request, DISTRIBUTOR_ATTRIBUTE, side)
        return view(request, side, *args, **kwargs)

    return opened


def _acting(request: HttpRequest, code: str, partner_id: UUID, roles: tuple[str, ...]) -> Acting:
    person = request.user
    assert isinstance(person, Person)
    at = clock.now()
    held = roles_held(person.pk, partner_id, at=at)
    membership = (
        Membership.objects.filter(partner_id=partner_id, program__code=code)
        .select_related("program")
        .first()
    )
    if not held or membership is None:
        raise Http404
    if roles and not held.intersection(roles):
        needed = " or ".join(role.replace("-", " ") for role in roles)
        raise NotPermittedError(f"This page needs the role of {needed}. Ask your signatory for it.")
    return Acting(
        person=person,
        program=membership.program,
        partner_id=partner_id,
        partner_name=PartnerProfile.objects.filter(in_force(at), partner_id=partner_id)
        .values_list("name", flat=True)
        .get(),
        roles=held,
        at=at,
    )
