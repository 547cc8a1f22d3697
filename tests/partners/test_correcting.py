"""What was wrong about an authorization is undone by two officers, as if it had never been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.notices.models import Notice
from goodstanding.partners.models import (
    Authorization,
    EndedBy,
    Wrong,
)
from goodstanding.partners.services.authorizing import (
    end_authorization,
)
from goodstanding.partners.services.correcting import (
    agree_to_correction,
    propose_correction,
)
from goodstanding.standing.settling import settle_passed
from goodstanding.values import clock
from goodstanding.web.timeline import content_of
from tests.builders import NOON
from tests.builders_authorizations import (
    TODAY,
    Counter,
    as_officer,
    make_counter,
    make_granted,
)
from tests.builders_corrections import (
    LATER,
    agree,
    current_ends,
    levels_held,
    make_ended,
    make_proposal,
    make_second,
)
from tests.builders_losing import make_failing, move_clock_to

ordinary = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@ordinary
def test_an_end_that_was_wrong_counts_as_if_it_had_never_been_and_stays_visible(counter) -> None:
    wrong = make_ended(counter)
    proposed = make_proposal(counter, wrong)
    ended = current_ends()

    verdict = agree(counter, proposed)

    assert ended == [(EndedBy.VENDOR, LATER.date())]
    assert current_ends() == [("", None)]
    assert verdict.restored == Authorization.objects.get(superseded_at=None)
    wrong.refresh_from_db()
    assert wrong.superseded_at == verdict.recorded_at
    then, before = LATER + timedelta(days=5), verdict.recorded_at - timedelta(microseconds=1)
    assert levels_held(counter, at=then) == [("good", None)]
    assert levels_held(counter, at=then, known_at=before) == []  # as it was believed


@ordinary
def test_the_end_before_the_wrong_one_counts_again(counter) -> None:
    held = make_granted(counter)
    for days in (40, 30):
        end_authorization(
            held.fact_id,
            until_on=TODAY + timedelta(days=days),
            reason="Sold",
            actor=as_officer(counter),
            at=LATER,
        )

    agree(counter, make_proposal(counter, held))

    assert current_ends() == [(EndedBy.VENDOR, TODAY + timedelta(days=40))]


@ordinary
@pytest.mark.parametrize(
    ("after", "said"),
    [
        (35, "The end before it counts again: its last day is 11\N{NO-BREAK SPACE}October 2026."),
        (
            45,
            (
                "The end before it counts again: its last day was "
                "11\N{NO-BREAK SPACE}October 2026. It is over."
            ),
        ),
    ],
)
def test_the_partner_is_told_which_end_counts_instead(counter, after, said) -> None:
    held = make_granted(counter)
    for days in (40, 30):
        end_authorization(
            held.fact_id,
            until_on=TODAY + timedelta(days=days),
            reason="Sold",
            actor=as_officer(counter),
            at=LATER,
        )
    at = NOON + timedelta(days=after)
    proposed = make_proposal(counter, held, at=at)

    agree_to_correction(proposed.pk, no_tie=True, actor=make_second(counter), at=at)

    words = Notice.objects.get(text__cause_id=proposed.pk).text.to_rules()
    assert words.otherwise.short.startswith(said)
    corrected = content_of(Event.objects.get(name="authorization.corrected"))
    assert corrected["counts_until"] == "2026-10-11"


@ordinary
def test_what_the_rules_ended_for_good_comes_back_and_is_not_ended_again() -> None:
    failing = make_failing()
    counter, at = failing.counter, failing.final_at + timedelta(minutes=1)
    move_clock_to(at)
    settle_passed(at=at)
    final = levels_held(counter, at=at)
    proposed = propose_correction(
        failing.granted.fact_id,
        wrong=Wrong.END,
        reason="It was accepted on paper.",
        evidence="The signed page.",
        no_tie=True,
        actor=as_officer(counter),
        at=at,
    )

    agree_to_correction(proposed.pk, no_tie=True, actor=make_second(counter), at=at)

    assert final == [("revoked", "final")]
    assert levels_held(counter, at=at) == [("restricted", None)]
    failing.accept(at=at)
    assert levels_held(counter, at=at) == [("good", None)]
    assert settle_passed(at=at + timedelta(days=30)) == 0
    assert current_ends() == [("", None)]


@ordinary
def test_a_grant_that_was_wrong_counts_as_if_it_had_never_been(counter) -> None:
    held = make_granted(counter)

    verdict = agree(counter, make_proposal(counter, held, wrong=Wrong.GRANT))

    assert verdict.restored is None
    assert current_ends() == []
    assert levels_held(counter, at=LATER) == []
    again = make_granted(counter)
    assert again.fact_id != held.fact_id


@ordinary
def test_the_partner_is_told_and_nothing_that_was_written_is_in_the_log(counter) -> None:
    agree(counter, make_proposal(counter, make_ended(counter)))

    names = list(Event.objects.order_by("-seq").values_list("name", flat=True)[:3])
    letter = Notice.objects.order_by("-pk")[0]
    logged = b"".join(bytes(event.bytes) for event in Event.objects.all())
    assert set(names) == {"correction.judged", "authorization.corrected", "notice.sent"}
    assert "We corrected what we had on record" in str(letter.text.words)
    assert "its end was wrong" in str(letter.text.words)
    assert b"Another location was meant" not in logged
    assert b"The mail of 3 September" not in logged
    kept = set(EventPrivate.objects.values_list("value", flat=True))
    assert {"Another location was meant.", "The mail of 3 September."} <= kept
