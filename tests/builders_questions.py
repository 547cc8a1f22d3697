"""Makers of questions: a program with somebody at every desk, and questions on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from goodstanding.accounts.models import Person, Role
from goodstanding.partners.models import Partner, Relationship
from goodstanding.programs.models import Program
from goodstanding.questions.models import Guidance, Question
from goodstanding.questions.rules.routing import About
from goodstanding.questions.services.answering import answer
from goodstanding.questions.services.asking import Subject, ask
from goodstanding.questions.services.between import relay
from goodstanding.questions.services.guiding import publish_guidance
from goodstanding.values.actor import Actor
from goodstanding.values.ids import new_id
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    make_affiliate,
    make_downstream,
    make_officer,
    make_partner,
    make_person,
    make_program,
)

#: Noon of a Tuesday; the next days are working days.
ASKED = NOON
HOUR = timedelta(hours=1)
GENERAL = Subject(about=About.GENERAL)
QUESTION = "Does the course count for people who join in December?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desks:
    """A program in which a reseller buys through a distributor, and somebody at every desk."""

    program: Program
    distributor: Partner
    manager: Person
    partner: Partner
    asker: Person
    officer: Person
    pdm: Person

    @property
    def key(self) -> PartnerKey:
        """The reseller in its program."""
        return PartnerKey(self.program.pk, self.partner.pk)

    @property
    def way(self) -> UUID:
        """The relationship in which the reseller buys through the distributor."""
        return Relationship.objects.get(
            program=self.program,
            reseller=self.partner,
            distributor=self.distributor,
            superseded_at=None,
            valid_until=None,
        ).fact_id


def who(person: Person) -> Actor:
    """Return a person as an actor."""
    return Actor.person(person.pk)


def make_desks(*, program: Program | None = None, at: datetime = NOON) -> Desks:
    """Return a program with somebody at every desk."""
    where = program or make_program()
    distributor = make_partner(where, name="Northwind Distribution", at=at)
    partner = make_downstream(where, distributor, name="Litware Systemhaus", at=at)
    return Desks(
        program=where,
        distributor=distributor,
        manager=make_affiliate(
            distributor, role="distributor-manager", person=make_person(name="Ines Costa"), at=at
        ),
        partner=partner,
        asker=make_affiliate(partner, person=make_person(name="Jonas Brandt"), at=at),
        officer=make_officer(where),
        pdm=make_officer(where, role=Role.PDM, name="Nils Berg"),
    )


def make_question(
    desks: Desks,
    subject: Subject = GENERAL,
    *,
    straight: bool = False,
    asker: Person | None = None,
    words: str = QUESTION,
    once: UUID | None = None,
    at: datetime = ASKED,
) -> Question:
    """Return a question, asked through the distributor unless it goes straight to the vendor."""
    return ask(
        subject,
        key=desks.key,
        words=words,
        way=None if straight else desks.way,
        once=once or new_id(),
        actor=who(asker or desks.asker),
        at=at,
    )


def make_relayed(desks: Desks, *, remark: str = "They have six new people.") -> Question:
    """Return a question that the distributor passed on to the vendor."""
    question = make_question(desks)
    return relay(question.pk, remark=remark, actor=who(desks.manager), at=ASKED + HOUR)


def make_answered(desks: Desks, *, words: str = "Yes, until the end of January.") -> Question:
    """Return a question that the vendor answered, after the distributor relayed it."""
    question = make_relayed(desks)
    return answer(question.pk, words=words, actor=who(desks.officer), at=ASKED + 2 * HOUR)


def make_guidance(desks: Desks) -> Guidance:
    """Return guidance that was made of an answered question."""
    return publish_guidance(
        make_answered(desks).pk,
        asks="Does the course count for people who join late in the year?",
        answers="It does, if they pass it before the end of January.",
        actor=who(desks.officer),
        at=ASKED + 3 * HOUR,
    )
