"""The distributor's pages: whom do I call, about what, before when; and how can I help?"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.models import Authorization, Location, Relationship, Tier
from goodstanding.partners.services.taking_part import end_relationship, relate
from goodstanding.rulebook.pack import Attain, Composed, Obligation, Reach, Show, Unit, Verb
from goodstanding.rulebook.phrases import Duration
from goodstanding.standing.models import PartnerStanding
from goodstanding.values.money import Money
from goodstanding.web.portfolio import Category, Portfolio, portfolio_of
from goodstanding.web.portfolio_words import duty_name
from tests.builders import SYSTEM, make_affiliate, make_partner
from tests.builders_cases import Accused, day, make_accused
from tests.builders_notices import make_notice, make_words
from tests.builders_portfolio import Channel, make_channel, seen_at, text_of

pytestmark = pytest.mark.django_db

TODAY = day(12)


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _portfolio(channel: Channel, at: datetime = TODAY) -> Portfolio:
    return portfolio_of(channel.distributor.pk, program_id=channel.court.program.pk, at=at)


def _open(
    channel: Channel, name: str, *, of: Accused | None = None, show: str = "", at: datetime = TODAY
) -> str:
    client = Client()
    client.force_login(channel.manager)
    with seen_at(at):
        return text_of(client, f"{channel.address(name, of=of)}?show={show}")


def _status(channel: Channel, of: Accused, *, at: datetime = TODAY) -> int:
    client = Client()
    client.force_login(channel.manager)
    with seen_at(at):
        return client.get(channel.address("distributor_reseller", of=of)).status_code


def test_lists_what_is_open_the_soonest_first_and_counts_it_by_category() -> None:
    channel = make_channel()

    portfolio = _portfolio(channel)

    assert [(line.partner_name, line.category.value) for line in portfolio.lines] == [
        *[("Adatum", "contact"), ("Adatum", "contact")],
        *[("Tailsp", "contact"), ("Tailsp", "contact")],
        *[("Adatum", "training"), ("Adatum", "agreement")],
        *[("Tailsp", "training"), ("Tailsp", "agreement")],
        *[("Adatum", "other"), ("Tailsp", "other")],
    ]
    assert portfolio.counts() == {
        Category.CONTACT: 4,
        Category.TRAINING: 2,
        Category.AGREEMENT: 2,
        Category.OTHER: 2,
    }
    assert portfolio.with_something_open == len(portfolio.names) == 2
    assert all(line.this_week(at=TODAY) for line in portfolio.lines[:4])
    assert not any(line.this_week(at=TODAY) for line in portfolio.lines[4:])


def test_a_stored_answer_and_one_worked_out_on_the_spot_are_the_same() -> None:
    channel = make_channel()
    stored = _portfolio(channel)

    PartnerStanding.objects.update(computed_at=None)

    assert _portfolio(channel) == stored


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        (
            Attain(metric="revenue", per=Unit.LOCATION, months=12, least=Money(100_000, "USD")),
            "Amount to reach",
        ),
        (Show(document="insurance", per=Unit.ENTITY), "Document"),
        (Composed(parts=("one", "two"), least=1, per=Unit.PARTNER), "Several duties"),
        (Reach(roles=("security",), proof=Duration(months=12)), "Contact"),
    ],
)
def test_a_duty_is_called_what_it_asks_and_never_a_matter_for_the_vendor(
    verb: Verb, name: str
) -> None:
    assert duty_name(Obligation(name="duty", title="A duty.", verb=verb)) == name


def test_a_yearly_sum_is_listed_by_its_name_and_only_a_stop_asks_for_the_vendor() -> None:
    channel = make_channel()

    page = _open(channel, "distributor_home")

    assert "Sell enough at the location before its anniversary." in page
    assert "Amount to reach" in page
    assert "Other: ask the vendor" not in page


def test_counts_each_duty_over_all_resellers() -> None:
    channel = make_channel()

    counted = [
        (count.category, count.fulfilled, count.open) for count in _portfolio(channel).by_duty()
    ]

    assert counted == [
        (Category.AGREEMENT, 2, 0),
        (Category.TRAINING, 0, 2),
        (Category.CONTACT, 0, 2),
        (Category.OTHER, 0, 2),
        (Category.AGREEMENT, 0, 2),
    ]


def test_the_page_answers_whom_to_call_and_keeps_its_filter_in_the_address() -> None:
    channel = make_channel()

    page = _open(channel, "distributor_home", show="training")

    assert "2 of your 2 partners have something open" in page
    assert "People still have to take the course." in page
    assert "Name a person" not in page
    assert "Maria Vogel" in page
    assert "compliance contact" in page
    for category in Category:
        assert f"?show={category}" in page
    assert "to-do.csv?show=training" in page


def test_the_file_holds_what_is_filtered_and_no_formula() -> None:
    channel = make_channel()
    evil = make_accused(channel.court, name="=1+1")
    relate(
        program_id=channel.court.program.pk,
        distributor_id=channel.distributor.pk,
        reseller_id=evil.partner.pk,
        actor=SYSTEM,
        at=day(1),
    )

    text = _open(channel, "distributor_file", show="training")

    header, *rows = list(csv.reader(io.StringIO(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"))))
    assert header[:3] == ["Partner", "Category", "What is due"]
    assert [row[:3] for row in rows] == [
        ["'=1+1", "Training", "People still have to take the course."],
        ["Adatum", "Training", "People still have to take the course."],
        ["Tailsp", "Training", "People still have to take the course."],
    ]
    assert rows[1][5:7] == ["2025-02-05T23:59+01:00", "Europe/Berlin"]


def test_everybody_is_listed_also_who_has_nothing_to_do() -> None:
    channel = make_channel()
    PartnerStanding.objects.all().delete()
    later = day(12)
    idle = make_partner(channel.court.program, name="Wingtip", tier=Tier.DIRECT, at=day(11))
    relate(
        program_id=channel.court.program.pk,
        distributor_id=channel.distributor.pk,
        reseller_id=idle.pk,
        actor=SYSTEM,
        at=day(11),
    )

    rows = _open(channel, "distributor_file", show="all", at=later).splitlines()

    assert sum(row.startswith("Wingtip,") for row in rows) >= 1
    assert sum(row.startswith(("Adatum,", "Tailsp,")) for row in rows) == 10


def test_an_account_manager_begins_with_whom_to_call() -> None:
    channel = make_channel()
    client = Client()
    client.force_login(channel.manager)

    response = client.get("/")

    assert response["Location"] == channel.address("distributor_home")


def test_a_reseller_is_shown_while_the_relationship_lasts_and_not_an_instant_longer() -> None:
    channel = make_channel()
    relation = Relationship.objects.get(reseller=channel.two.partner)
    end_relationship(relation.fact_id, actor=SYSTEM, at=day(20))

    assert _status(channel, channel.two, at=day(20) - timedelta(minutes=5)) == 200
    assert _status(channel, channel.two, at=day(20) + timedelta(minutes=5)) == 404
    assert list(_portfolio(channel, day(20)).names.values()) == ["Adatum"]
    assert "Tailsp" not in _open(channel, "distributor_file", show="all", at=day(21))


def test_the_reseller_of_another_distributor_does_not_exist() -> None:
    channel = make_channel()
    foreign = make_accused(channel.court, name="Litware")
    other = make_partner(channel.court.program, name="Tailspin Distribution", at=day(0))
    relate(
        program_id=channel.court.program.pk,
        distributor_id=other.pk,
        reseller_id=foreign.partner.pk,
        actor=SYSTEM,
        at=day(0),
    )

    assert _status(channel, foreign) == 404


def test_a_reseller_page_shows_duties_contacts_and_rights() -> None:
    channel = make_channel()
    location = Location.objects.get(profiles__partner=channel.one.partner)
    Authorization.objects.create(
        program=channel.court.program,
        partner=channel.one.partner,
        location=location,
        name="reseller",
        granted_on=day(0).date(),
        valid_from=day(0),
    )

    page = _open(channel, "distributor_reseller", of=channel.one)

    assert "Adatum has 5 things to do" in page
    assert "Version 1" in page
    assert "emea" in page
    assert "security contact" in page
    assert "1 of 4 things it needs are met." in page
    assert "It is tested on 6\N{NO-BREAK SPACE}January 2026." in page
    assert "of 1 people" not in page


def test_a_share_of_five_people_is_told_and_one_of_four_is_not() -> None:
    channel = make_channel()
    place = Location.objects.get(profiles__partner=channel.one.partner)
    for reseller, more in ((channel.one, 4), (channel.two, 3)):
        for _ in range(more):
            make_affiliate(reseller.partner, role="sales", location_id=place.pk, at=day(0))

    of_five = _open(channel, "distributor_reseller", of=channel.one, at=day(60))
    of_four = _open(channel, "distributor_reseller", of=channel.two, at=day(60))

    assert "0 of 5 people" in of_five
    assert "5 people still have to take the course." in of_five
    assert "of 4 people" not in of_four
    assert "People still have to take the course." in of_four


def test_the_letters_everybody_gets_are_shown_word_for_word_and_no_others() -> None:
    channel = make_channel()
    program, partner = channel.court.program, channel.one.partner
    for kind in NoticeKind:
        make_notice(
            program,
            partner,
            words=make_words(kind, title=f"about {kind}"),
            sender=channel.court.officer,
            at=day(2),
        )
    make_notice(
        program,
        partner,
        person=channel.one.seller,
        words=make_words(title="only you"),
        sender=channel.court.officer,
        at=day(2),
    )

    page = _open(channel, "distributor_reseller", of=channel.one)

    assert "about reminder" in page
    assert "about call-to-action" in page
    assert "Please have 5 of your people take a 12-minute course." in page
    for hidden in ("request-for-information", "allegation", "decision", "receipt"):
        assert f"about {hidden}" not in page
    assert "only you" not in page


def test_before_the_first_rule_book_nothing_is_asked_of_anybody() -> None:
    channel = make_channel()

    portfolio = _portfolio(channel, day(0) - timedelta(days=30))

    assert (portfolio.names, portfolio.lines, portfolio.by_duty()) == ({}, (), [])
