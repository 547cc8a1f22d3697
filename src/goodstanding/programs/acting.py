"""Opening a vendor-side page: the program in the address, and a right in force in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import grants_in_force
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError

P = ParamSpec("P")

ATTRIBUTE = "vendor_side"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSide:
    """Somebody of the vendor at work in one program, with the rights they hold there."""

    person: Person
    program: Program
    roles: frozenset[Role]
    at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of whatever is done on this page."""
        return Actor.person(self.person.pk)


VendorView = Callable[Concatenate[HttpRequest, VendorSide, P], HttpResponse]


def vendor_side(*roles: Role) -> Callable[[VendorView[P]], Callable[..., HttpResponse]]:
    """Let people with one of ``roles`` in the program of the address open a view.

    Without any right in the program it does not exist for them (404). With another right the
    page says which one it needs (403).
    """

    def decorate(view: VendorView[P]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = request.user
            assert isinstance(person, Person)
            program = Program.objects.filter(code=str(kwargs.pop("program"))).first()
            if program is None:
                raise Http404
            at = clock.now()
            held = frozenset(
                Role(role)
                for role in grants_in_force(person.pk, at=at)
                .filter(program_id=program.pk)
                .values_list("role", flat=True)
            )
            if not held:
                raise Http404
            if not held.intersection(roles):
                needed = " or ".join(role.label.lower() for role in roles)
                raise NotPermittedError(
                    f"This page needs the right of {needed}. Ask the operator of your "
                    "installation for it."
                )
            side = VendorSide(person=person, program=program, roles=held, at=at)
            setattr(request, ATTRIBUTE, side)
            return view(request, side, *args, **kwargs)

        return opened

    return decorate
