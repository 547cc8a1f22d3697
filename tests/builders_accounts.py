"""Makers and steps for tests of people, signing in and letters."""

from __future__ import annotations

import re
from datetime import datetime

from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from goodstanding.accounts.models import IdentifiedBy, Person, Role
from goodstanding.accounts.selectors import IDENTIFIED_BY
from goodstanding.accounts.services import give_grant, set_password
from goodstanding.values.actor import Actor
from tests.builders import NOON, SYSTEM, make_person

PASSWORD = "eleven green herons wade"


def make_reader(
    *, name: str = "Maria Vogel", email: str | None = None, password: str = PASSWORD
) -> Person:
    """Return a person who signs in with a password."""
    person = make_person(name=name, email=email)
    return set_password(
        person.pk,
        password,
        identified_by=IdentifiedBy.PASSWORD,
        actor=Actor.person(person.pk),
        at=NOON,
    )


def make_operator(*, name: str = "Olga Petrov", at: datetime = NOON) -> Person:
    """Return a person who looks after the installation."""
    person = make_person(name=name)
    give_grant(person.pk, role=Role.OPERATOR, program_id=None, actor=SYSTEM, at=at)
    return person


def client_of(person: Person, *, identified_by: IdentifiedBy = IdentifiedBy.PASSWORD) -> Client:
    """Return a browser in which a person is signed in, known by what is said."""
    client = Client()
    client.force_login(person)
    session = client.session
    session[IDENTIFIED_BY] = identified_by.value
    session.save()
    return client


def run_jobs() -> int:
    """Do the work that is queued, as the worker would, and return how much it was."""
    waiting = list(ProcrastinateJob.objects.filter(status="todo").order_by("id"))
    for job in waiting:
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
            )
    return len(waiting)


def address_in_letter(number: int = -1) -> str:
    """Return the path (and query) of the page a letter leads to."""
    found = re.search(r"^https?://[^/\s]+(/\S+)$", str(mail.outbox[number].body), re.MULTILINE)
    assert found is not None
    return found[1]
