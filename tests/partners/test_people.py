"""A partner's contacts look after their own people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.accounts.models import Person
from goodstanding.evidence.models import Event
from goodstanding.partners.models import Affiliation, DeclaredList, Partner, Tier
from goodstanding.partners.services.people import (
    call_list_complete,
    let_person_go,
    name_person,
    roles_that_can_be_given,
)
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def key() -> PartnerKey:
    program = make_program()
    return PartnerKey(program.pk, make_partner(program).pk)


@pytest.fixture
def signatory(key: PartnerKey) -> Person:
    return _someone(key, "signatory")


def _someone(key: PartnerKey, role: str) -> Person:
    return make_affiliate(Partner.objects.get(pk=key.partner_id), role=role)


def _name(key: PartnerKey, actor: Person, **given: object) -> Affiliation:
    said = {"email": "Ben@Example.com", "name": "Ben Ray", "role": "sales", "location_id": None}
    return name_person(key, actor=Actor.person(actor.pk), at=LATER, **(said | given))  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize("role", ["signatory", "compliance"])
def test_a_contact_names_a_person_with_evidence(key: PartnerKey, role: str) -> None:
    contact = _someone(key, role)

    named = _name(key, contact)

    assert (named.person.email, named.person.name, named.role) == (
        "ben@example.com",
        "Ben Ray",
        "sales",
    )
    assert (named.zone, named.valid_from) == ("Europe/Berlin", LATER)
    events = Event.objects.filter(actor=f"person:{contact.pk}").order_by("seq")
    assert [event.name for event in events] == ["person.added", "affiliation.started"]
    assert events[1].partners.get().partner_id == key.partner_id


def test_naming_twice_adds_nothing(key: PartnerKey, signatory: Person) -> None:
    first = _name(key, signatory)
    events = Event.objects.count()

    again = _name(key, signatory, name="Benjamin Ray")

    assert again.pk == first.pk
    assert Event.objects.count() == events


def test_a_person_at_a_location_runs_on_its_clock(key: PartnerKey, signatory: Person) -> None:
    place = make_location(make_entity(Partner.objects.get(pk=key.partner_id)), zone="Asia/Tokyo")

    named = _name(key, signatory, location_id=place.pk)

    assert (named.location_id, named.zone) == (place.pk, "Asia/Tokyo")


@pytest.mark.parametrize("role", ["deputy", "sales"])
def test_others_may_not_name_let_go_or_declare(key: PartnerKey, role: str) -> None:
    someone = _someone(key, role)
    actor = Actor.person(someone.pk)
    before = (Affiliation.objects.count(), Person.objects.count(), Event.objects.count())

    with pytest.raises(NotPermittedError, match="signatory or compliance contact"):
        _name(key, someone)
    with pytest.raises(NotPermittedError):
        let_person_go(key, Affiliation.objects.get().fact_id, actor=actor, at=LATER)
    with pytest.raises(NotPermittedError):
        call_list_complete(key, actor=actor, at=LATER)

    assert (
        Affiliation.objects.count(),
        Person.objects.count(),
        Event.objects.count(),
    ) == before
    assert not DeclaredList.objects.exists()


def test_another_partners_location_or_an_unknown_role_is_refused(
    key: PartnerKey, signatory: Person
) -> None:
    elsewhere = make_location(make_entity(make_partner(name="Litware")))
    before = (Person.objects.count(), Event.objects.count())

    with pytest.raises(InvalidValueError, match="not one of yours"):
        _name(key, signatory, location_id=elsewhere.pk)
    with pytest.raises(InvalidValueError, match="cannot be given"):
        _name(key, signatory, role="distributor-manager")

    assert (Person.objects.count(), Event.objects.count()) == before


def test_a_distributor_names_managers() -> None:
    program = make_program()
    distributor = make_partner(program, tier=Tier.DISTRIBUTOR)

    roles = roles_that_can_be_given(PartnerKey(program.pk, distributor.pk), at=NOON)

    assert roles[-1] == "distributor-manager"


def test_a_role_in_use_can_be_given_again(key: PartnerKey) -> None:
    _someone(key, "warehouse")

    assert roles_that_can_be_given(key, at=NOON)[-1] == "warehouse"


def test_a_person_is_let_go_from_now_on(key: PartnerKey, signatory: Person) -> None:
    named = _name(key, signatory)

    ended = let_person_go(
        key, named.fact_id, actor=Actor.person(signatory.pk), at=LATER + timedelta(hours=1)
    )

    assert ended.valid_until == LATER + timedelta(hours=1)
    assert Event.objects.filter(name="affiliation.ended").count() == 1


def test_the_last_who_can_manage_people_stays(key: PartnerKey, signatory: Person) -> None:
    only = Affiliation.objects.get()
    actor = Actor.person(signatory.pk)

    with pytest.raises(ConflictError, match="Name another signatory"):
        let_person_go(key, only.fact_id, actor=actor, at=LATER)

    assert not Affiliation.objects.exclude(valid_until=None).exists()
    _someone(key, "compliance")
    assert let_person_go(key, only.fact_id, actor=actor, at=LATER).valid_until == LATER


def test_another_partners_people_are_not_there(key: PartnerKey, signatory: Person) -> None:
    make_affiliate(make_partner(name="Litware"), role="finance")
    foreign = Affiliation.objects.get(role="finance")

    with pytest.raises(Affiliation.DoesNotExist):
        let_person_go(key, foreign.fact_id, actor=Actor.person(signatory.pk), at=LATER)

    assert Affiliation.objects.get(role="finance").valid_until is None


def test_a_list_is_declared_complete_once(key: PartnerKey, signatory: Person) -> None:
    actor = Actor.person(signatory.pk)

    first = call_list_complete(key, actor=actor, at=LATER)
    again = call_list_complete(key, actor=actor, at=LATER)

    assert again.pk == first.pk
    assert Event.objects.filter(name="list.declared").count() == 1
    assert DeclaredList.objects.get().name == "people"
