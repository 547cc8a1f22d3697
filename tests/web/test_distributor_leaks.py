"""A distributor learns nothing that is between the vendor and a reseller: not by a single byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from goodstanding.cases.models import Finding, Outcome
from goodstanding.incentives.models import Hold, Pause
from goodstanding.notices.models import Notice
from goodstanding.standing.selectors import standing_at
from tests.builders_cases import (
    Accused,
    day,
    make_accused,
    make_alleged,
    make_answered,
    make_appeal,
    make_case,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
)
from tests.builders_portfolio import Channel, make_channel, masked, seen_at, text_of

pytestmark = pytest.mark.django_db

#: Nothing is due yet at the first, so that any measure would make the level worse; at the second
#: there are earnings to take back.
CALM, EARNED = 3, 56
LISTS = ("distributor_home", "distributor_file")
FILTERS = ("open", "all", "other")
DEVIATION = "It fits better."


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def _client(channel: Channel) -> Client:
    client = Client()
    client.force_login(channel.manager)
    return client


def _seen(channel: Channel, *, start: int = CALM) -> dict[str, str]:
    """Return everything the distributor can open nine days after ``start``, by its address."""
    client = _client(channel)
    addresses = [f"{channel.address(name)}?show={show}" for name in LISTS for show in FILTERS] + [
        channel.address("distributor_reseller", of=channel.one),
        channel.address("distributor_reseller", of=channel.two),
    ]
    with seen_at(day(start + 9)):
        return {address: text_of(client, address) for address in addresses}


def opened(accused: Accused, start: int) -> None:
    make_case(accused, at=day(start))


def alleged(accused: Accused, start: int) -> None:
    make_alleged(accused, "gifts", "severe", event_at=day(start), at=day(start + 1))


def answered(accused: Accused, start: int) -> None:
    make_answered(accused, "gifts", "serious", event_at=day(start), at=day(start + 1))


def found(accused: Accused, start: int, severity: str = "minor") -> Finding:
    return make_found(accused, "gifts", severity, event_at=day(start), at=day(start + 1))


def warned(accused: Accused, start: int) -> None:
    finding = found(accused, start)
    make_decided(finding, accused.court, "warning", at=day(start + 2), served=accused.signatory)


def sent_to_a_course(accused: Accused, start: int, *, money: bool = False) -> Finding:
    earnings = make_earnings(accused, at=day(start)) if money else ()
    finding = found(accused, start, "serious")
    make_decided(
        finding,
        accused.court,
        "training",
        at=day(start + 2),
        take_back=earnings,
        served=accused.signatory,
    )
    return finding


def held(accused: Accused, start: int, rung: str = "remediation") -> None:
    make_decided(
        found(accused, start, "serious"),
        accused.court,
        rung,
        at=day(start + 2),
        deviation_reason=DEVIATION,
        served=accused.signatory,
    )


def paused(accused: Accused, start: int) -> None:
    held(accused, start, "pause")


def suspended(accused: Accused, start: int) -> None:
    finding = found(accused, start, "severe")
    make_decided(finding, accused.court, "suspension", at=day(start + 2), served=accused.signatory)


def taken_back(accused: Accused, start: int) -> None:
    sent_to_a_course(accused, start, money=True)


def appealed(accused: Accused, start: int) -> None:
    finding = sent_to_a_course(accused, start)
    make_appeal(accused, finding.case_id, at=day(start + 4))


def stayed(accused: Accused, start: int) -> None:
    """Taking back waits for the appeal."""
    finding = sent_to_a_course(accused, start, money=True)
    make_appeal(accused, finding.case_id, at=day(start + 4))


def undone(accused: Accused, start: int) -> None:
    finding = sent_to_a_course(accused, start)
    appeal = make_appeal(accused, finding.case_id, at=day(start + 4))
    make_outcome(appeal, accused.court, Outcome.FULL, at=day(start + 6))


SECRETS = (
    *((secret, CALM) for secret in (opened, alleged, answered, found, warned)),
    *((secret, CALM) for secret in (sent_to_a_course, held, paused, appealed, undone)),
    *((secret, EARNED) for secret in (taken_back, stayed)),
)


@pytest.mark.parametrize(("secret", "start"), SECRETS, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_between_vendor_and_reseller_changes_no_byte(
    secret: Callable[[Accused, int], object], start: int
) -> None:
    channel = make_channel()
    before = _seen(channel, start=start)

    secret(channel.two, start)

    assert _seen(channel, start=start) == before


def test_two_resellers_of_which_one_has_a_heavy_record_read_the_same() -> None:
    channel = make_channel()
    paused(channel.two, CALM)
    alleged(channel.two, CALM + 3)
    levels = [standing_at(each.key, as_of=day(12)) for each in (channel.one, channel.two)]
    assert [each.level.name for each in levels if each] == ["good", "at-risk"]
    assert (Hold.objects.count(), Pause.objects.count()) == (1, 1)

    seen = _seen(channel)

    one, two = (
        masked(seen[channel.address("distributor_reseller", of=each)], each)
        for each in (channel.one, channel.two)
    )
    assert one == two
    assert "The security contact has to open a message" in one
    rows = seen[f"{channel.address('distributor_file')}?show=all"].splitlines()
    of_one = [masked(row, channel.one) for row in rows if row.startswith("Adatum")]
    of_two = [masked(row, channel.two) for row in rows if row.startswith("Tailsp")]
    assert of_one == of_two != []


def test_stopped_orders_are_one_line_that_says_no_more() -> None:
    channel = make_channel()
    before = _seen(channel)

    suspended(channel.two, CALM)

    after = _seen(channel)
    file = f"{channel.address('distributor_file')}?show=open"
    added = [row for row in after[file].splitlines() if row not in before[file].splitlines()]
    assert len(added) == 1
    assert added[0].startswith(
        "Tailsp,Other: ask the vendor,Some orders are stopped.,,,There is no date.,,"
        "Only the vendor can say why.,"
    )
    assert set(before[file].splitlines()) <= set(after[file].splitlines())
    page = after[channel.address("distributor_reseller", of=channel.two)].lower()
    for word in ("suspen", "finding", "case", "allegation", "decision", "remediation", "appeal"):
        assert word not in page, word
    of_one = channel.address("distributor_reseller", of=channel.one)
    assert after[of_one] == before[of_one]


def test_a_stop_by_a_harmless_duty_reads_like_any_other_stop() -> None:
    channel = make_channel()
    suspended(channel.two, CALM)
    client = _client(channel)

    with seen_at(day(200)):  # the courses of both are months late, which restricts them
        pages = [
            masked(text_of(client, channel.address("distributor_reseller", of=each)), each)
            for each in (channel.one, channel.two)
        ]

    assert "Some orders are stopped." in pages[0]
    assert pages[0] == pages[1]


def test_letters_of_a_case_are_not_among_those_a_distributor_reads() -> None:
    channel = make_channel()
    undone(channel.two, CALM)
    assert Notice.objects.filter(partner=channel.two.partner).count() >= 3

    page = _seen(channel)[channel.address("distributor_reseller", of=channel.two)]

    assert "No reminder or call to action yet" in page


def test_a_partner_that_buys_elsewhere_changes_nothing() -> None:
    channel = make_channel()
    before = _seen(channel)

    make_accused(channel.court, name="Litware")

    assert _seen(channel) == before
