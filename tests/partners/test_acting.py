"""Opening a distributor's page: its account managers may, nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from goodstanding.accounts.models import Person
from goodstanding.partners.acting import DistributorSide, distributor_side
from goodstanding.partners.models import Partner, Tier
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import NotPermittedError
from tests.builders import SYSTEM, make_affiliate, make_partner, make_program

pytestmark = pytest.mark.django_db


@distributor_side
def desk(request: HttpRequest, side: DistributorSide) -> HttpResponse:
    """Say whose desk was opened, and by whom."""
    assert request.distributor_side == side  # type: ignore[attr-defined] # for the shell
    assert side.actor == Actor.person(side.person.pk)
    return HttpResponse(f"{side.program.code} {side.distributor_name}")


def _distributor(program: Program) -> Partner:
    return make_partner(program, name="Northwind Distribution", tier=Tier.DISTRIBUTOR)


def _open(person: Person | AnonymousUser, program: Program, distributor: Partner) -> HttpResponse:
    request = RequestFactory().get("/desk/")
    request.user = person
    return desk(request, program=program.code, partner=distributor.pk)


def test_an_account_manager_opens_the_distributors_page() -> None:
    program = make_program(code="contoso")
    distributor = _distributor(program)
    manager = make_affiliate(distributor, role="distributor-manager")

    response = _open(manager, program, distributor)

    assert response.content == b"contoso Northwind Distribution"


def test_another_of_the_distributors_people_is_told_which_role_it_needs() -> None:
    program = make_program()
    distributor = _distributor(program)
    signatory = make_affiliate(distributor, role="signatory")

    with pytest.raises(NotPermittedError, match="needs the role of distributor manager"):
        _open(signatory, program, distributor)


def test_for_the_manager_of_another_distributor_the_page_does_not_exist() -> None:
    program = make_program()
    other = make_affiliate(_distributor(program), role="distributor-manager")

    with pytest.raises(Http404):
        _open(other, program, _distributor(program))


def test_in_a_program_without_the_distributor_the_page_does_not_exist() -> None:
    distributor = _distributor(make_program())
    manager = make_affiliate(distributor, role="distributor-manager")

    with pytest.raises(Http404):
        _open(manager, make_program(), distributor)


def test_a_former_manager_finds_nothing() -> None:
    program = make_program()
    distributor = _distributor(program)
    manager = make_affiliate(distributor, role="distributor-manager")
    end_affiliation(manager.affiliations.get().fact_id, actor=SYSTEM, at=clock.now())

    with pytest.raises(Http404):
        _open(manager, program, distributor)


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    program = make_program()

    response = _open(AnonymousUser(), program, _distributor(program))

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/desk/")
