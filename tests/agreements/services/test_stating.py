"""Stating what the rule book asks: who may, for whom, what is recorded, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import Statement
from goodstanding.agreements.rules.signature import Identification
from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.agreements.services.stating import state, withdraw_statement
from goodstanding.evidence.models import Event, EventPartner, EventPrivate
from goodstanding.notices.models import Notice
from goodstanding.rulebook.pack import Unit
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
    make_officer,
    make_person,
    make_program,
)
from tests.builders_agreements import Signing, make_signature, make_signing, make_terms
from tests.threads import all_at_once

ordinary = pytest.mark.django_db
SENTENCE = "Fabrikam GmbH follows the partner code."


@pytest.fixture
def signing() -> Signing:
    made = make_signing(make_program())
    make_location(made.entity, zone="America/New_York")
    return made


def _program_of(signing: Signing):
    return signing.partner.memberships.get().program_id


def _state(signing: Signing, *, signer: Person | None = None, at: datetime = NOON, **said):
    arguments = {
        "program_id": _program_of(signing),
        "partner_id": signing.partner.pk,
        "units": [StatedUnit(entity_id=signing.entity.pk)],
        "text": SENTENCE,
        "signature": make_signature(),
        "actor": Actor.person((signer or signing.signer).pk),
        "at": at,
    }
    return state(said.pop("terms", make_terms()), **{**arguments, **said})


def _events(name: str = "statement.made") -> int:
    return Event.objects.filter(name=name).count()


@ordinary
def test_a_statement_is_a_fact_of_the_rule_book(signing) -> None:
    (made,) = _state(signing)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT program_id, partner_id, id, unit, name, from_at, from_on, until_at, until_on, "
            "known_until FROM facts.statements"
        )
        rows = cursor.fetchall()
    assert rows == [
        (
            _program_of(signing),
            signing.partner.pk,
            made.fact_id,
            str(signing.entity.pk),
            "code-followed",
            NOON,
            date(2026, 9, 1),
            datetime(2027, 9, 2, 4, 0, tzinfo=UTC),  # The end of the day in New York.
            date(2027, 9, 1),
            None,
        )
    ]


@ordinary
def test_a_statement_of_the_whole_partner_names_the_partner(signing) -> None:
    _state(signing, terms=make_terms(per=Unit.PARTNER), units=[StatedUnit()])

    with connection.cursor() as cursor:
        cursor.execute("SELECT unit FROM facts.statements")
        assert cursor.fetchall() == [(str(signing.partner.pk),)]


@ordinary
def test_what_identifies_the_signer_lies_beside_the_log(signing) -> None:
    _state(signing)

    event = Event.objects.get(name="statement.made")
    private = dict(EventPrivate.objects.filter(event=event).values_list("field", "value"))
    assert private["typed_name"] == "Maria Vogel"
    assert private["text"] == SENTENCE
    assert b"Vogel" not in bytes(event.bytes)
    assert b"code-followed" in bytes(event.bytes)
    assert EventPartner.objects.get(event=event).partner_id == signing.partner.pk


@ordinary
def test_several_units_share_one_receipt(signing) -> None:
    other = make_entity(signing.partner, name="Fabrikam SARL")
    make_location(other)
    units = [StatedUnit(entity_id=entity.pk) for entity in (signing.entity, other)]

    made = _state(signing, units=units)

    assert len({statement.receipt for statement in made}) == 1
    assert {statement.entity_id for statement in made} == {signing.entity.pk, other.pk}
    assert _events() == 2


@ordinary
def test_stating_twice_on_a_day_is_one_statement(signing) -> None:
    (first,) = _state(signing)

    (again,) = _state(signing, signer=make_affiliate(signing.partner), at=NOON + timedelta(hours=1))

    assert again == first
    assert _events() == 1


@ordinary
def test_stating_on_a_later_day_renews(signing) -> None:
    (first,) = _state(signing)

    (renewed,) = _state(signing, at=NOON + timedelta(days=1))

    assert renewed != first
    assert renewed.until_on == date(2027, 9, 2)


@ordinary
def test_the_whole_partner_and_a_location_are_units_too(signing) -> None:
    place = make_location(signing.entity, name="Fabrikam Bonn", zone="Europe/Berlin")
    (whole,) = _state(signing, terms=make_terms(per=Unit.PARTNER), units=[StatedUnit()])
    (local,) = _state(
        signing,
        terms=make_terms(per=Unit.LOCATION, valid=None),
        units=[StatedUnit(location_id=place.pk)],
    )

    assert (whole.entity_id, whole.location_id, whole.zone) == (None, None, "Europe/Berlin")
    assert (local.location_id, local.zone, local.until_on) == (place.pk, "Europe/Berlin", None)


@ordinary
@pytest.mark.parametrize(
    ("_case", "changed", "error", "sentence"),
    [
        ("nobody chosen", {"units": []}, InvalidValueError, "Choose at least one unit"),
        ("another kind", {"units": [StatedUnit()]}, InvalidValueError, "for each entity"),
        (
            "a stranger's",
            {"units": [StatedUnit(entity_id=new_id())]},
            InvalidValueError,
            "does not belong to this partner now",
        ),
        (
            "to come",
            {"at": clock.now() + timedelta(days=400)},
            InvalidValueError,
            "what is to come",
        ),
        ("a machine", {"actor": SYSTEM}, NotPermittedError, "never a machine"),
        (
            "another program",
            {"program_id": new_id()},
            NotPermittedError,
            "Only a signatory of the partner can sign",
        ),
    ],
)
def test_a_refusal_leaves_no_trace(signing, _case, changed, error, sentence) -> None:
    with pytest.raises(error, match=sentence):
        _state(signing, **changed)

    assert not Statement.objects.exists()
    assert _events() == 0


@ordinary
def test_only_a_signatory_states(signing) -> None:
    seller = make_affiliate(signing.partner, role="sales")

    with pytest.raises(NotPermittedError, match="Only a signatory"):
        _state(signing, signer=seller)

    assert not Statement.objects.exists()


@ordinary
def test_a_link_to_a_shared_mailbox_signs_nothing(signing) -> None:
    office = make_affiliate(signing.partner, person=make_person(email="office@example.com"))

    with pytest.raises(NotPermittedError, match="several people may read"):
        _state(
            signing,
            signer=office,
            signature=make_signature(identified_by=Identification.LINK),
        )

    assert not Statement.objects.exists()


@ordinary
def test_a_withdrawn_statement_held_until_then(signing) -> None:
    (made,) = _state(signing)
    later = NOON + timedelta(days=30)

    ended = withdraw_statement(
        made.fact_id,
        partner_id=signing.partner.pk,
        reason="We found a gift.",
        actor=Actor.person(signing.signer.pk),
        at=later,
    )

    assert (ended.valid_from, ended.valid_until, ended.until_on) == (NOON, later, date(2026, 10, 1))
    made.refresh_from_db()
    assert made.superseded_at == ended.recorded_at
    event = Event.objects.get(name="statement.withdrawn")
    assert b"gift" not in bytes(event.bytes)


@ordinary
def test_after_a_withdrawal_it_can_be_stated_again_the_same_day(signing) -> None:
    (made,) = _state(signing)
    _withdraw(signing, made, at=NOON)

    (again,) = _state(signing)

    assert again.fact_id != made.fact_id
    assert Statement.objects.filter(superseded_at=None).count() == 2


def _withdraw(
    signing: Signing,
    made: Statement,
    *,
    reason: str = "A mistake.",
    signer: Person | None = None,
    at: datetime = NOON,
) -> Statement:
    return withdraw_statement(
        made.fact_id,
        partner_id=signing.partner.pk,
        reason=reason,
        actor=Actor.person((signer or signing.signer).pk),
        at=at,
    )


@ordinary
def test_what_is_withdrawn_has_ended_or_has_no_reason_is_not_withdrawn(signing) -> None:
    (made,) = _state(signing)

    with pytest.raises(InvalidValueError, match="Say why"):
        _withdraw(signing, made, reason="  ")
    with pytest.raises(NotPermittedError, match="Only a signatory"):
        _withdraw(signing, made, signer=make_affiliate(signing.partner, role="sales"))
    with pytest.raises(ConflictError, match="ended by itself"):
        _withdraw(signing, made, at=NOON + timedelta(days=400))
    assert _events("statement.withdrawn") == 0

    _withdraw(signing, made)
    with pytest.raises(ConflictError, match="withdrawn already"):
        _withdraw(signing, made)
    assert _events("statement.withdrawn") == 1


@ordinary
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("name", "Code followed", "statement_name_is_a_code"),
        ("text_sha256", "short", "statement_hash_is_sha256"),
        ("receipt", "", "statement_has_a_receipt"),
        ("authority", "", "statement_states_the_authority"),
        ("identified_by", "phone", "statement_states_how_identified"),
        ("zone", "", "statement_has_a_zone"),
        ("until_on", date(2027, 9, 1), "statement_ends_on_a_day_where_it_ends"),
        (
            "valid_from",
            clock.now() + timedelta(days=400),
            "statement_is_not_from_the_future",
        ),
    ],
)
def test_the_database_refuses_half_a_statement(signing, column, value, constraint) -> None:
    row = {
        "program_id": _program_of(signing),
        "partner": signing.partner,
        "entity": signing.entity,
        "name": "code-followed",
        "text_sha256": "0" * 64,
        "signer": signing.signer,
        "authority": "director",
        "identified_by": "password",
        "zone": "UTC",
        "valid_from": NOON,
        "from_on": NOON.date(),
    }

    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Statement.objects.create(**{**row, column: value})

    assert not Statement.objects.exists()


@ordinary
def test_the_database_refuses_an_edit(signing) -> None:
    (made,) = _state(signing)

    with pytest.raises(DatabaseError, match="superseded_at set, once"), transaction.atomic():
        Statement.objects.filter(pk=made.pk).update(name="other")

    made.refresh_from_db()
    assert made.name == "code-followed"


@pytest.mark.usefixtures("committed")
def test_two_signatories_at_once_make_one_statement(signing) -> None:
    people = [signing.signer, make_affiliate(signing.partner)]

    given = all_at_once(*(partial(_state, signing, signer=person) for person in people))

    statement = Statement.objects.get()
    assert given == [(statement,)] * 2
    assert _events() == 1


@ordinary
def test_the_contacts_get_a_receipt_once(signing) -> None:
    program = signing.partner.memberships.get().program
    make_officer(program)

    _state(signing)
    _state(signing, at=NOON + timedelta(hours=1))

    notice = Notice.objects.get()
    assert notice.text.kind == "receipt"
    assert notice.partner_id == signing.partner.pk
    assert list(notice.text.subjects.values_list("code", flat=True)) == ["yearly-attestation"]
