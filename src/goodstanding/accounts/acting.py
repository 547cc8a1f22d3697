"""Opening an operator's page."""

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
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operating:
    """An operator at work on the installation."""

    person: Person
    at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of whatever is done on this page."""
        return Actor.person(self.person.pk)


OperatorView = Callable[Concatenate[HttpRequest, Operating, P], HttpResponse]


def operator_only(view: OperatorView[P]) -> Callable[..., HttpResponse]:
    """Let operators open a view.

    For people without any vendor-side right it does not exist (404). With another right the page
    says which one it needs (403).
    """

    @login_required
    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        assert isinstance(person, Person)
        at = clock.now()
        roles = set(grants_in_force(person.pk, at=at).values_list("role", flat=True))
        if not roles:
            raise Http404
        if Role.OPERATOR not in roles:
            raise NotPermittedError(
                "This page needs the right of operator. Ask an operator of your installation."
            )
        return view(request, Operating(person=person, at=at), *args, **kwargs)

    return opened
