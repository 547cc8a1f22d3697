"""The pages say how an authorization of a location stands, and what a location sold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Person, Role
from goodstanding.agreements.models import AgreementVersion
from goodstanding.partners.models import Authorization, Partner
from goodstanding.partners.rules.amounts import Month, MonthAmount
from goodstanding.partners.services.amounts import record_amounts
from goodstanding.partners.services.losing import FinalLevel, lose_authorization
from goodstanding.programs.models import Program
from goodstanding.values.days import add_months
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_accounts import client_of
from tests.builders_api import make_system
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    pack_text,
    touch,
)

pytestmark = pytest.mark.django_db

MORE = """
  yearly-revenue:
    title: Each location sold enough.
    attain: {metric: revenue, per: location, over: 12 months, least: USD 1000}
    due: anniversary
authorizations:
  reseller:
    title: Resell subscriptions
    per: location
    needs: [code-accepted, yearly-revenue]
    tested: anniversary
    countdown: authorization
    exit: 30 days
measures:
"""
COUNTDOWN = """
  authorization:
    90 days before: warn
    due: restricted
obligations:
"""


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """A partner with an authorization whose test was on 15 October 2026."""

    program: Program
    partner: Partner
    signatory: Person

    def page(self, name: str, person: Person) -> str:
        """Return the words of a page about the partner."""
        address = reverse(name, args=[self.program.code, self.partner.pk])
        answer = client_of(person).get(address)
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def authorized() -> Authorized:
    program = make_program()
    make_version(make_agreement(program))
    text = pack_text(program).replace("\nobligations:\n", COUNTDOWN, 1)
    make_rules(program, text=text.replace("\nmeasures:\n", MORE, 1))
    partner = make_partner(program)
    location = make_location(make_entity(partner))
    Authorization.objects.create(
        program=program,
        partner=partner,
        location=location,
        name="reseller",
        granted_on=date(2025, 10, 15),
        valid_from=NOON - timedelta(days=300),
    )
    signatory = make_affiliate(partner)
    touch(partner, program=program, actor=SYSTEM, at=NOON)
    return Authorized(program=program, partner=partner, signatory=signatory)


def test_a_partner_reads_what_its_authorization_needs_and_when_it_was_tested(
    authorized: Authorized,
) -> None:
    page = authorized.page("partner_home", authorized.signatory)

    assert "Resell subscriptions" in page
    assert "Fabrikam Hamburg: 0 of 2 things it needs are met." in page
    assert "Its test was on 15 October 2026. Now “Restricted”." in page
    assert "The amount of a month is missing, so nobody can say." in page
    assert "Stopped for now at Fabrikam Hamburg: the partner badge, new orders." in page
    assert "Only at Fabrikam Hamburg." in page


def test_a_partner_reads_what_brings_its_authorization_back_and_it_does(
    authorized: Authorized,
) -> None:
    before = authorized.page("partner_home", authorized.signatory)
    make_acceptance(
        AgreementVersion.objects.get(),
        partner=authorized.partner,
        entity=authorized.partner.location_profiles.get().entity,
        signer=authorized.signatory,
        at=NOON,
    )
    touch(authorized.partner, program=authorized.program, actor=SYSTEM, at=NOON)

    after = authorized.page("partner_home", authorized.signatory)

    # What is unknown stops nothing, so it is no step of the way.
    assert (
        "Your way back You are “In good standing” again as soon as this is done. "
        "Accept “Partner code”, for Fabrikam GmbH Read and accept "
        "In good standing again as soon as this is done"
    ) in before
    assert "It comes back when everything it needs is met." not in before
    assert "Fabrikam is in good standing" in after
    assert "Your way back" not in after


def test_a_partner_that_sold_too_little_reads_what_it_can_do_and_what_it_cannot(
    authorized: Authorized,
) -> None:
    location_id = authorized.partner.location_profiles.get().location_id
    months = [add_months(date(2026, 9, 1), -back) for back in range(12)]
    record_amounts(
        {
            Month(location_id=location_id, metric="revenue", month_on=month_on): MonthAmount(
                amount_minor=7_500, currency="USD"
            )
            for month_on in months
        },
        program_id=authorized.program.pk,
        actor=SYSTEM,
        at=NOON,
    )

    page = authorized.page("partner_home", authorized.signatory)
    system = make_system(authorized.program)
    way = system.get("/api/v1/standing", partner=authorized.partner.pk).json()["way_back"]

    assert "Reach USD 1,000.00 at Fabrikam Hamburg" in page
    assert "there is nothing to do here. Are they wrong? Ask us." in page
    assert (
        "This is what you can do now. It does not end everything, as the last steps say. "
        "Accept “Partner code”, for Fabrikam GmbH Read and accept"
    ) in page
    assert (
        "It comes back when everything it needs is met. This you cannot meet by yourself: "
        "“Each location sold enough”."
    ) in page
    assert "Ask a question" in page
    assert not way["complete"]
    assert [(act["kind"], act["subject"]) for act in [*way["acts"], *way["beside"]]] == [
        ("accept", "code")
    ]
    assert way["lacking"] == [
        {"source": "reseller", "unit": str(location_id), "obligations": ["yearly-revenue"]}
    ]


def test_an_officer_reads_the_same(authorized: Authorized) -> None:
    page = authorized.page("vendor_partner", make_officer(authorized.program))

    assert "Resell subscriptions" in page
    assert "Fabrikam Hamburg. 0 of 2 things it needs are met." in page
    assert "Its test was on 15 October 2026. Now “Restricted”." in page
    assert "Nothing is stopped." not in page
    assert "Stopped at Fabrikam Hamburg: badge, new orders." in page


def test_a_go_between_reads_what_is_stopped_at_a_location(authorized: Authorized) -> None:
    page = authorized.page("vendor_partner", make_officer(authorized.program, role=Role.PDM))

    assert "Stopped at Fabrikam Hamburg: badge, new orders." in page
    assert "No duty stops anything." not in page


def test_an_authorization_for_good_is_told_as_such(authorized: Authorized) -> None:
    row = Authorization.objects.get()
    reached = FinalLevel(
        authorization_id=row.fact_id,
        level="restricted",
        reached_at=NOON - timedelta(days=1),
        pack_version_id=row.pk,
        version=1,
        due_at=None,
        have=0,
        need=2,
        unmet=(),
    )
    lose_authorization(reached, at=NOON)
    touch(authorized.partner, program=authorized.program, actor=SYSTEM, at=NOON)

    page = authorized.page("partner_home", authorized.signatory)

    assert "“Restricted”, for good." in page
    assert "It ended for good. Ask us if you think it is wrong." in page
