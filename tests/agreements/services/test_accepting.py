"""Accepting a version: who may, for whom, what is recorded, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Acceptance, AgreementVersion
from goodstanding.agreements.rules.signature import Authority, Identification
from goodstanding.agreements.services.accepting import accept
from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.notices.models import Proof
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Subject
from goodstanding.partners.models import Affiliation
from goodstanding.partners.services.taking_part import end_affiliation
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.ids import new_id
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_agreements import (
    CODE_2,
    LATER,
    Signing,
    make_accepted,
    make_office,
    make_published,
    make_signature,
    make_signing,
)
from tests.builders_notices import make_notice
from tests.threads import at_once

ordinary = pytest.mark.django_db


def _given() -> int:
    return Event.objects.filter(name="acceptance.given").count()


def _refused(version: AgreementVersion, signing: Signing, error, sentence: str, **said) -> None:
    """Assert that an acceptance is refused with a sentence and leaves nothing behind."""
    arguments = {
        "partner_id": signing.partner.pk,
        "entity_ids": [signing.entity.pk],
        "signature": make_signature(),
        "actor": Actor.person(signing.signer.pk),
        "at": NOON,
    }
    before = (Acceptance.objects.count(), _given())

    with pytest.raises(error, match=sentence):
        accept(version.pk, **{**arguments, **said})

    assert (Acceptance.objects.count(), _given()) == before


@ordinary
def test_records_who_accepted_exactly_what() -> None:
    office = make_office()
    version = make_published(office)
    signing = make_signing(office.program)
    location = make_location(signing.entity)

    (acceptance,) = make_accepted(version, signing)

    assert (acceptance.signer, acceptance.entity) == (signing.signer, signing.entity)
    assert (acceptance.accepted_at, acceptance.zone) == (NOON, "Europe/Berlin")
    assert acceptance.text_sha256 == version.text_sha256
    event = Event.objects.get(name="acceptance.given")
    content = json.loads(bytes(event.bytes))["content"]
    said = {name: content[name] for name in ("role", "authority", "identified_by", "position")}
    assert said == {
        "role": "signatory",
        "authority": "director",
        "identified_by": "password",
        "position": 1,
    }
    assert content["location_ids"] == [str(location.pk)]
    assert content["unticked_by_default"] is True
    assert content["email_verified"] is False
    assert content["accepted_at"] == "2026-09-01T12:00:00.000000Z"
    assert EventPartner.objects.filter(event=event).values_list("partner_id", flat=True).get() == (
        signing.partner.pk
    )


@ordinary
def test_accepting_proves_that_the_call_to_accept_has_arrived() -> None:
    office = make_office()
    version = make_published(office)
    signing = make_signing(office.program)
    call = make_notice(
        office.program, signing.partner, subjects=(Subject(code="partner-code", position=1),)
    )

    make_accepted(version, signing, at=LATER)
    make_accepted(version, signing, at=LATER)

    proof = Proof.objects.get()
    assert (proof.notice_id, proof.person_id, proof.how) == (call.pk, signing.signer.pk, "act")
    assert served_at(call.pk, known_at=clock.now()) == LATER


@ordinary
def test_what_identifies_the_signer_lies_beside_the_bytes() -> None:
    office = make_office()
    version = make_published(office)
    signing = make_signing(office.program)

    accept(
        version.pk,
        partner_id=signing.partner.pk,
        entity_ids=[signing.entity.pk],
        signature=make_signature(
            authority=Authority.AUTHORIZED,
            authorized_by="Marked Director",
            typed_name="Marked Signer",
            ip="203.0.113.99",
        ),
        actor=Actor.person(signing.signer.pk),
        at=NOON,
    )

    event = Event.objects.get(name="acceptance.given")
    private = dict(EventPrivate.objects.filter(event=event).values_list("field", "value"))
    assert private == {
        "email": signing.signer.email,
        "typed_name": "Marked Signer",
        "authority_statement": "Can you bind Fabrikam GmbH? Yes, I am a director or officer",
        "authorized_by": "Marked Director",
        "control_label": "I accept the Partner Code, version 1.",
        "ip": "203.0.113.99",
        "user_agent": "Testbrowser/1.0",
    }
    assert not any(value.encode() in bytes(event.bytes) for value in private.values())


@ordinary
def test_accepting_again_returns_the_first_acceptance() -> None:
    office = make_office()
    version = make_published(office)
    signing = make_signing(office.program)
    colleague = make_affiliate(signing.partner)

    first = make_accepted(version, signing)
    again = make_accepted(version, signing, at=LATER)
    by_colleague = make_accepted(version, signing, signer=colleague, at=LATER)

    assert first == again == by_colleague
    assert by_colleague[0].signer == signing.signer
    assert (Acceptance.objects.count(), _given()) == (1, 1)


@ordinary
def test_one_act_for_several_companies_has_one_receipt() -> None:
    office = make_office()
    version = make_published(office)
    signing = make_signing(office.program)
    second = make_entity(signing.partner, name="Fabrikam AG")

    both = make_accepted(version, signing, entities=[signing.entity, second])

    assert {acceptance.entity_id for acceptance in both} == {signing.entity.pk, second.pk}
    assert len({acceptance.receipt for acceptance in both}) == 1
    assert _given() == 2


@ordinary
def test_the_version_accepted_before_is_remembered() -> None:
    office = make_office()
    first = make_published(office)
    second = make_published(office, text=CODE_2)
    signing = make_signing(office.program)
    make_accepted(first, signing)

    (acceptance,) = make_accepted(second, signing, at=NOON + timedelta(hours=1))

    assert acceptance.prior_version == first


@ordinary
@pytest.mark.parametrize("actor", [SYSTEM, Actor.token(new_id())])
def test_a_machine_never_accepts(actor: Actor) -> None:
    office = make_office()

    _refused(
        make_published(office),
        make_signing(office.program),
        NotPermittedError,
        "never a machine",
        actor=actor,
    )


@ordinary
def test_only_a_signatory_in_office_accepts() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    compliance = make_affiliate(signing.partner, role="compliance")
    left = make_affiliate(signing.partner)
    affiliation = Affiliation.objects.get(person=left)
    end_affiliation(affiliation.fact_id, actor=SYSTEM, at=NOON + timedelta(hours=1))
    elsewhere = make_affiliate(make_partner(office.program))
    sentence = "Only a signatory of the partner"

    for person in (compliance, elsewhere, office.author, make_person()):
        _refused(
            version, signing, NotPermittedError, sentence, actor=Actor.person(person.pk), at=NOON
        )
    _refused(
        version,
        signing,
        NotPermittedError,
        sentence,
        actor=Actor.person(left.pk),
        at=NOON + timedelta(hours=1),
    )


@ordinary
def test_a_partner_of_another_program_cannot_accept() -> None:
    version = make_published(make_office())

    _refused(version, make_signing(make_program()), NotPermittedError, "Only a signatory")


@ordinary
def test_a_company_of_another_partner_or_none_is_refused() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    foreign = make_entity(make_partner(office.program))

    _refused(version, signing, InvalidValueError, "does not belong", entity_ids=[foreign.pk])
    _refused(version, signing, InvalidValueError, "at least one company", entity_ids=[])


@ordinary
def test_nobody_accepts_in_the_future_or_before_publication() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    tomorrow = clock.now() + timedelta(days=1)

    _refused(version, signing, InvalidValueError, "in the future", at=tomorrow)
    later = make_published(office, text=CODE_2, at=LATER)
    _refused(later, signing, ConflictError, "not published then", at=NOON)


@ordinary
def test_a_replaced_version_is_accepted_no_more() -> None:
    office = make_office()
    first, signing = make_published(office), make_signing(office.program)
    second = make_published(office, text=CODE_2)

    make_accepted(first, signing, at=second.effective_at - timedelta(microseconds=1))
    late = make_signing(office.program, name="Litware")
    _refused(first, late, ConflictError, "replaced by version 2", at=second.effective_at)


@ordinary
def test_who_accepted_what_is_announced_can_still_accept_what_binds_now() -> None:
    office = make_office()
    first, signing = make_published(office), make_signing(office.program)
    make_accepted(make_published(office, text=CODE_2), signing)

    (acceptance,) = make_accepted(first, signing)

    assert (acceptance.version, acceptance.prior_version) == (first, None)


@ordinary
def test_a_link_to_a_mailbox_of_several_people_is_not_enough() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    shared = make_affiliate(
        signing.partner, person=make_person(email="info@fabrikam.example", name="Office")
    )
    by_link = make_signature(identified_by=Identification.LINK)

    _refused(
        version,
        signing,
        NotPermittedError,
        "several people may read",
        actor=Actor.person(shared.pk),
        signature=by_link,
    )
    (acceptance,) = accept(
        version.pk,
        partner_id=signing.partner.pk,
        entity_ids=[signing.entity.pk],
        signature=by_link,
        actor=Actor.person(signing.signer.pk),
        at=NOON,
    )
    assert acceptance.identified_by == "link"


@ordinary
def test_a_person_whose_address_was_erased_accepts_nothing() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    Person.objects.filter(pk=signing.signer.pk).update(email=None)

    _refused(version, signing, NotPermittedError, "no mail address of yours")


@ordinary
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("authority", "", "acceptance_states_the_authority"),
        ("identified_by", "", "acceptance_states_how_identified"),
        ("text_sha256", "", "acceptance_hash_is_sha256"),
        ("receipt", "", "acceptance_has_a_receipt"),
        ("zone", "", "acceptance_states_the_zone"),
        (
            "accepted_at",
            clock.now() + timedelta(days=400),
            "acceptance_is_not_from_the_future",
        ),
    ],
)
def test_the_database_refuses_an_empty_field_and_the_future(column, value, constraint) -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    row = {
        "version": version,
        "partner": signing.partner,
        "entity": signing.entity,
        "signer": signing.signer,
        "authority": "director",
        "identified_by": "password",
        "text_sha256": version.text_sha256,
        "accepted_at": NOON,
    }

    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Acceptance.objects.create(**{**row, column: value})

    assert not Acceptance.objects.exists()


@pytest.mark.usefixtures("committed")
def test_two_signatories_at_once_accept_once() -> None:
    office = make_office()
    version, signing = make_published(office), make_signing(office.program)
    people = [signing.signer, make_affiliate(signing.partner)]

    given = at_once(
        *(partial(make_accepted, version, signing, signer=person, at=NOON) for person in people)
    )

    acceptance = Acceptance.objects.get()
    assert given == [(acceptance,)] * 2
    assert _given() == 1
