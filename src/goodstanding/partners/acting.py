"""Opening a partner's page: which partner, in which program, and as what."""

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


PartnerView = Callable[Concatenate[HttpRequest, Acting, P], HttpResponse]


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
            person = request.user
            assert isinstance(person, Person)
            code, partner_id = str(kwargs.pop("program")), UUID(str(kwargs.pop("partner")))
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
                raise NotPermittedError(
                    f"This page needs the role of {needed}. Ask your signatory for it."
                )
            acting = Acting(
                person=person,
                program=membership.program,
                partner_id=partner_id,
                partner_name=PartnerProfile.objects.filter(in_force(at), partner_id=partner_id)
                .values_list("name", flat=True)
                .get(),
                roles=held,
                at=at,
            )
            setattr(request, ATTRIBUTE, acting)
            return view(request, acting, *args, **kwargs)

        return opened

    return decorate
