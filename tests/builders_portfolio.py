"""A distributor with two resellers of which everything harmless is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.partners.models import Partner, Tier
from goodstanding.partners.services.taking_part import relate
from goodstanding.values import clock
from tests.builders import SYSTEM, make_affiliate, make_partner
from tests.builders_cases import START, Accused, Court, make_accused, make_court

_TOKEN = re.compile(r'(csrfmiddlewaretoken" value=)"[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A distributor, its account manager, and two resellers called by names of one length."""

    court: Court
    distributor: Partner
    manager: Person
    one: Accused
    two: Accused

    def address(self, name: str, *, of: Accused | None = None) -> str:
        """Return a page of the distributor, about one of its resellers where one is given."""
        parts = {"program": self.court.program.code, "partner": self.distributor.pk}
        return reverse(name, kwargs={**parts, **({"reseller": of.partner.pk} if of else {})})


def make_channel() -> Channel:
    """Return the distributor and its resellers, which owe the same since the same instant."""
    court = make_court()
    distributor = make_partner(
        court.program, name="Northwind Distribution", tier=Tier.DISTRIBUTOR, at=START
    )
    manager = make_affiliate(distributor, role="distributor-manager", at=START)
    resellers = [make_accused(court, name=name) for name in ("Adatum", "Tailsp")]
    for reseller in resellers:
        make_affiliate(reseller.partner, role="compliance", at=START)
        relate(
            program_id=court.program.pk,
            distributor_id=distributor.pk,
            reseller_id=reseller.partner.pk,
            actor=SYSTEM,
            at=START,
        )
    one, two = resellers
    return Channel(court=court, distributor=distributor, manager=manager, one=one, two=two)


@contextmanager
def seen_at(instant: datetime) -> Iterator[None]:
    """Let pages be asked for at an instant, as if no time passed between them."""
    clock.install_shift(lambda: instant - datetime.now(UTC))
    try:
        yield
    finally:
        clock.install_shift(lambda: timedelta(0))


def text_of(client: Client, address: str) -> str:
    """Return what a page or a file says, without the token that differs each time."""
    response = client.get(address)
    assert response.status_code == 200, address
    return _TOKEN.sub(r'\1""', response.getvalue().decode())


def masked(text: str, accused: Accused) -> str:
    """Return a text in which nothing tells which of the two resellers it is about."""
    partner = accused.partner
    name = partner.profiles.values_list("name", flat=True).get()
    for person in Person.objects.filter(affiliations__partner=partner):
        text = text.replace(str(person.email), "person@example.com")
    return text.replace(str(partner.pk), "reseller").replace(name, "Reseller")
