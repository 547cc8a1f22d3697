"""What was wrong about an authorization is undone by two officers, as if it had never been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event, EventPrivate
from goodstanding.notices.models import Notice
from goodstanding.partners.models import (
    Authorization,
    AuthorizationCorrection,
    CorrectionVerdict,
    EndedBy,
    Wrong,
)
from goodstanding.partners.rules.correcting import CorrectionTieError, SecondOfficerError
from goodstanding.partners.services.authorizing import (
    end_authorization,
    give_notice,
    grant_authorization,
)
from goodstanding.partners.services.correcting import (
    agree_to_correction,
    propose_correction,
    refuse_correction,
)
from goodstanding.standing.selectors import standing_at
from goodstanding.standing.settling import settle_passed
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey
from tests.builders import NOON, SYSTEM, make_officer
from tests.builders_authorizations import (
    TODAY,
    Counter,
    as_officer,
    as_signatory,
    make_counter,
    make_granted,
)
from tests.builders_losing import make_failing, move_clock_to
from tests.threads import all_at_once, at_once

ordinary = pytest.mark.django_db
LATER = NOON + timedelta(days=10)
LATEST = NOON + timedelta(days=20)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


@pytest.fixture
def counter() -> Counter:
    return make_counter()


def _second(counter: Counter) -> Actor:
    return Actor.person(make_officer(counter.program, name="Jonas Brandt").pk)


def _propose(
    counter: Counter,
    held: Authorization,
    *,
    wrong: Wrong = Wrong.END,
    reason: str = "Another location was meant.",
    evidence: str = "The mail of 3 September.",
    no_tie: bool = True,
    actor: Actor | None = None,
) -> AuthorizationCorrection:
    return propose_correction(
        held.fact_id,
        wrong=wrong,
        reason=reason,
        evidence=evidence,
        no_tie=no_tie,
        actor=actor or as_officer(counter),
        at=LATEST,
    )


def _agree(counter: Counter, proposed: AuthorizationCorrection, *, actor: Actor | None = None):
    return agree_to_correction(proposed.pk, no_tie=True, actor=actor or _second(counter), at=LATEST)


def _ended(counter: Counter) -> Authorization:
    return end_authorization(
        make_granted(counter).fact_id,
        until_on=LATER.date(),
        reason="Sold",
        actor=as_officer(counter),
        at=LATER,
    )


def _current() -> list[tuple[str, object]]:
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("ended_by", "until_on"))


def _held(counter: Counter, *, at, known_at=None) -> list[tuple[str | None, str | None]]:
    key = PartnerKey(counter.program.pk, counter.partner.pk)
    standing = standing_at(key, as_of=at, known_at=known_at)
    assert standing is not None
    return [(row.level, row.note) for row in standing.reasons if row.kind == "authorization"]


@ordinary
def test_an_end_that_was_wrong_counts_as_if_it_had_never_been_and_stays_visible(counter) -> None:
    wrong = _ended(counter)
    proposed = _propose(counter, wrong)
    ended = _current()

    verdict = _agree(counter, proposed)

    assert ended == [(EndedBy.VENDOR, LATER.date())]
    assert _current() == [("", None)]
    assert verdict.restored == Authorization.objects.get(superseded_at=None)
    wrong.refresh_from_db()
    assert wrong.superseded_at == verdict.recorded_at
    then, before = LATER + timedelta(days=5), verdict.recorded_at - timedelta(microseconds=1)
    assert _held(counter, at=then) == [("good", None)]
    assert _held(counter, at=then, known_at=before) == []  # as it was believed


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

    _agree(counter, _propose(counter, held))

    assert _current() == [(EndedBy.VENDOR, TODAY + timedelta(days=40))]


@ordinary
def test_what_the_rules_ended_for_good_comes_back_and_is_not_ended_again() -> None:
    failing = make_failing()
    counter, at = failing.counter, failing.final_at + timedelta(minutes=1)
    move_clock_to(at)
    settle_passed(at=at)
    final = _held(counter, at=at)
    proposed = propose_correction(
        failing.granted.fact_id,
        wrong=Wrong.END,
        reason="It was accepted on paper.",
        evidence="The signed page.",
        no_tie=True,
        actor=as_officer(counter),
        at=at,
    )

    agree_to_correction(proposed.pk, no_tie=True, actor=_second(counter), at=at)

    assert final == [("revoked", "final")]
    assert _held(counter, at=at) == [("revoked", None)]
    failing.accept(at=at)
    assert _held(counter, at=at) == [("good", None)]
    assert settle_passed(at=at + timedelta(days=30)) == 0
    assert _current() == [("", None)]


@ordinary
def test_a_grant_that_was_wrong_counts_as_if_it_had_never_been(counter) -> None:
    held = make_granted(counter)

    verdict = _agree(counter, _propose(counter, held, wrong=Wrong.GRANT))

    assert verdict.restored is None
    assert _current() == []
    assert _held(counter, at=LATER) == []
    again = make_granted(counter)
    assert again.fact_id != held.fact_id


@ordinary
def test_the_partner_is_told_and_nothing_that_was_written_is_in_the_log(counter) -> None:
    _agree(counter, _propose(counter, _ended(counter)))

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


@ordinary
def test_whoever_proposed_it_does_not_judge_it(counter) -> None:
    proposed = _propose(counter, _ended(counter))

    with pytest.raises(SecondOfficerError, match="You proposed this correction"):
        _agree(counter, proposed, actor=as_officer(counter))
    with pytest.raises(SecondOfficerError, match="You proposed this correction"):
        refuse_correction(
            proposed.pk, reason="No", no_tie=True, actor=as_officer(counter), at=LATEST
        )

    assert _current() == [(EndedBy.VENDOR, LATER.date())]
    assert CorrectionVerdict.objects.exists() is False


@ordinary
def test_only_officers_without_a_tie_take_part(counter) -> None:
    held = _ended(counter)
    decider = Actor.person(make_officer(counter.program, role=Role.DECIDER).pk)

    for actor in (decider, as_signatory(counter), SYSTEM):
        with pytest.raises(NotPermittedError, match="right of compliance officer"):
            _propose(counter, held, actor=actor)
    with pytest.raises(CorrectionTieError, match="no tie"):
        _propose(counter, held, no_tie=False)

    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_all_that_is_missing_is_said_at_once(counter) -> None:
    held = _ended(counter)

    with pytest.raises(InvalidValueError) as refused:
        _propose(counter, held, reason=" ", evidence="")

    assert str(refused.value) == (
        "Say what is wrong, and how it came about. Say what shows it, such as a receipt, a letter "
        "or a case."
    )
    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_an_end_that_is_not_there_cannot_be_wrong(counter) -> None:
    held = make_granted(counter)

    with pytest.raises(ConflictError, match="No end of this authorization is on record"):
        _propose(counter, held)

    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_a_notice_of_the_partner_is_the_partners_to_take_back(counter) -> None:
    held = give_notice(make_granted(counter).fact_id, actor=as_signatory(counter), at=NOON)

    with pytest.raises(ConflictError, match="The partner itself gave notice"):
        _propose(counter, held)

    assert _current()[0][0] == EndedBy.PARTNER


@ordinary
def test_an_end_is_not_undone_while_a_new_grant_holds(counter) -> None:
    wrong = _ended(counter)
    proposed = _propose(counter, wrong)
    grant_authorization(
        counter.location.pk,
        program_id=counter.program.pk,
        name="reseller",
        granted_on=LATEST.date(),
        actor=as_officer(counter),
        at=LATEST,
    )

    with pytest.raises(ConflictError, match="granted anew from 2026-09-21"):
        _agree(counter, proposed)

    assert _current() == [(EndedBy.VENDOR, LATER.date()), ("", None)]
    assert CorrectionVerdict.objects.exists() is False


@ordinary
def test_what_was_changed_since_is_proposed_anew(counter) -> None:
    held = make_granted(counter)
    proposed = _propose(counter, held, wrong=Wrong.GRANT)
    end_authorization(
        held.fact_id, until_on=LATEST.date(), reason="Sold", actor=as_officer(counter), at=LATEST
    )

    with pytest.raises(ConflictError, match="Something else is known"):
        _agree(counter, proposed)

    assert _current() == [(EndedBy.VENDOR, LATEST.date())]


@ordinary
def test_proposing_twice_is_one_proposal_and_another_waits_for_it(counter) -> None:
    held = _ended(counter)
    first = _propose(counter, held)

    again = _propose(counter, held)
    with pytest.raises(ConflictError, match="is proposed already"):
        _propose(counter, held, wrong=Wrong.GRANT, actor=_second(counter))

    assert again == first
    assert AuthorizationCorrection.objects.count() == 1


@ordinary
def test_a_refusal_has_its_reason_and_changes_nothing(counter) -> None:
    proposed = _propose(counter, _ended(counter))
    second = _second(counter)

    with pytest.raises(InvalidValueError, match="Say why the correction is refused"):
        refuse_correction(proposed.pk, reason=" ", no_tie=True, actor=second, at=LATEST)
    verdict = refuse_correction(
        proposed.pk, reason="The mail says the opposite.", no_tie=True, actor=second, at=LATEST
    )
    with pytest.raises(ConflictError, match="waits for nobody any more"):
        _agree(counter, proposed)

    assert verdict.agrees is False
    assert _current() == [(EndedBy.VENDOR, LATER.date())]


@ordinary
def test_agreeing_twice_changes_nothing(counter) -> None:
    proposed, second = _propose(counter, _ended(counter)), _second(counter)
    first = _agree(counter, proposed, actor=second)

    again = _agree(counter, proposed, actor=second)

    assert again == first
    assert Authorization.objects.filter(superseded_at=None).count() == 1
    assert Event.objects.filter(name="authorization.corrected").count() == 1


@ordinary
def test_the_database_refuses_a_verdict_of_the_proposer_and_any_change(counter) -> None:
    proposed = _propose(counter, _ended(counter))
    verdict = CorrectionVerdict(
        correction=proposed,
        proposed_by_id=proposed.proposed_by_id,
        person_id=proposed.proposed_by_id,
        agrees=True,
        given_at=LATEST,
    )

    with (
        pytest.raises(IntegrityError, match="correction_is_judged_by_a_second_person"),
        transaction.atomic(),
    ):
        verdict.save(force_insert=True)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AuthorizationCorrection.objects.update(reason="Other")

    proposed.refresh_from_db()
    assert proposed.reason == "Another location was meant."


@pytest.mark.usefixtures("committed")
def test_two_officers_who_agree_at_once_make_one_correction() -> None:
    counter = make_counter()
    proposed = _propose(counter, _ended(counter))
    officers = [_second(counter), _second(counter)]

    given = at_once(*(partial(_agree, counter, proposed, actor=each) for each in officers))

    assert sorted(type(one).__name__ for one in given) == ["ConflictError", "CorrectionVerdict"]
    assert _current() == [("", None)]
    assert Event.objects.filter(name="authorization.corrected").count() == 1


@pytest.mark.usefixtures("committed")
def test_the_same_proposed_twice_at_once_is_one_proposal() -> None:
    counter = make_counter()
    held = _ended(counter)

    both = all_at_once(partial(_propose, counter, held), partial(_propose, counter, held))

    assert both[0] == both[1]
    assert AuthorizationCorrection.objects.count() == 1
