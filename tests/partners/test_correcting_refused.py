"""Who may correct what is on record of an authorization, when, and how often."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event
from goodstanding.partners.models import (
    Authorization,
    AuthorizationCorrection,
    CorrectionVerdict,
    EndedBy,
    Wrong,
)
from goodstanding.partners.rules.correcting import SecondOfficerError
from goodstanding.partners.services.authorizing import (
    end_authorization,
    give_notice,
    grant_authorization,
)
from goodstanding.partners.services.correcting import (
    refuse_correction,
)
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import NOON, SYSTEM, make_officer
from tests.builders_authorizations import (
    Counter,
    as_officer,
    as_signatory,
    make_counter,
    make_granted,
)
from tests.builders_corrections import (
    LATER,
    LATEST,
    agree,
    current_ends,
    make_ended,
    make_proposal,
    make_second,
)
from tests.threads import all_at_once, at_once

ordinary = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    return make_counter()


@ordinary
def test_whoever_proposed_it_does_not_judge_it(counter) -> None:
    proposed = make_proposal(counter, make_ended(counter))

    with pytest.raises(SecondOfficerError, match="You proposed this correction"):
        agree(counter, proposed, actor=as_officer(counter))
    with pytest.raises(SecondOfficerError, match="You proposed this correction"):
        refuse_correction(
            proposed.pk, reason="No", no_tie=True, actor=as_officer(counter), at=LATEST
        )

    assert current_ends() == [(EndedBy.VENDOR, LATER.date())]
    assert CorrectionVerdict.objects.exists() is False


@ordinary
def test_only_officers_without_a_tie_take_part(counter) -> None:
    held = make_ended(counter)
    decider = Actor.person(make_officer(counter.program, role=Role.DECIDER).pk)

    for actor in (decider, as_signatory(counter), SYSTEM):
        with pytest.raises(NotPermittedError, match="right of compliance officer"):
            make_proposal(counter, held, actor=actor)
    with pytest.raises(TieError, match="no tie"):
        make_proposal(counter, held, no_tie=False)

    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_all_that_is_missing_is_said_at_once(counter) -> None:
    held = make_ended(counter)

    with pytest.raises(InvalidValueError) as refused:
        make_proposal(counter, held, reason=" ", evidence="")

    assert str(refused.value) == (
        "Say what is wrong, and how it came about. Say what shows it, such as a receipt, a letter "
        "or a case."
    )
    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_an_end_that_is_not_there_cannot_be_wrong(counter) -> None:
    held = make_granted(counter)

    with pytest.raises(ConflictError, match="No end of this authorization is on record"):
        make_proposal(counter, held)

    assert AuthorizationCorrection.objects.exists() is False


@ordinary
def test_a_notice_of_the_partner_is_the_partners_to_take_back(counter) -> None:
    held = give_notice(make_granted(counter).fact_id, actor=as_signatory(counter), at=NOON)

    with pytest.raises(ConflictError, match="The partner itself gave notice"):
        make_proposal(counter, held)

    assert current_ends()[0][0] == EndedBy.PARTNER


@ordinary
def test_an_end_is_not_undone_while_a_new_grant_holds(counter) -> None:
    wrong = make_ended(counter)
    proposed = make_proposal(counter, wrong)
    grant_authorization(
        counter.location.pk,
        program_id=counter.program.pk,
        name="reseller",
        granted_on=LATEST.date(),
        actor=as_officer(counter),
        at=LATEST,
    )

    with pytest.raises(ConflictError, match="granted anew from 2026-09-21"):
        agree(counter, proposed)

    assert current_ends() == [(EndedBy.VENDOR, LATER.date()), ("", None)]
    assert CorrectionVerdict.objects.exists() is False


@ordinary
def test_what_was_changed_since_is_proposed_anew(counter) -> None:
    held = make_granted(counter)
    proposed = make_proposal(counter, held, wrong=Wrong.GRANT)
    end_authorization(
        held.fact_id, until_on=LATEST.date(), reason="Sold", actor=as_officer(counter), at=LATEST
    )

    with pytest.raises(ConflictError, match="Something else is known"):
        agree(counter, proposed)

    assert current_ends() == [(EndedBy.VENDOR, LATEST.date())]


@ordinary
def test_proposing_twice_is_one_proposal_and_another_waits_for_it(counter) -> None:
    held = make_ended(counter)
    first = make_proposal(counter, held)

    again = make_proposal(counter, held)
    with pytest.raises(ConflictError, match="is proposed already"):
        make_proposal(counter, held, wrong=Wrong.GRANT, actor=make_second(counter))

    assert again == first
    assert AuthorizationCorrection.objects.count() == 1


@ordinary
def test_a_refusal_has_its_reason_and_changes_nothing(counter) -> None:
    proposed = make_proposal(counter, make_ended(counter))
    second = make_second(counter)

    with pytest.raises(InvalidValueError, match="Say why the correction is refused"):
        refuse_correction(proposed.pk, reason=" ", no_tie=True, actor=second, at=LATEST)
    verdict = refuse_correction(
        proposed.pk, reason="The mail says the opposite.", no_tie=True, actor=second, at=LATEST
    )
    with pytest.raises(ConflictError, match="waits for nobody any more"):
        agree(counter, proposed)

    assert verdict.agrees is False
    assert current_ends() == [(EndedBy.VENDOR, LATER.date())]


@ordinary
def test_agreeing_twice_changes_nothing(counter) -> None:
    proposed, second = make_proposal(counter, make_ended(counter)), make_second(counter)
    first = agree(counter, proposed, actor=second)

    again = agree(counter, proposed, actor=second)

    assert again == first
    assert Authorization.objects.filter(superseded_at=None).count() == 1
    assert Event.objects.filter(name="authorization.corrected").count() == 1


@ordinary
def test_the_database_refuses_a_verdict_of_the_proposer_and_any_change(counter) -> None:
    proposed = make_proposal(counter, make_ended(counter))
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
    proposed = make_proposal(counter, make_ended(counter))
    officers = [make_second(counter), make_second(counter)]

    given = at_once(*(partial(agree, counter, proposed, actor=each) for each in officers))

    assert sorted(type(one).__name__ for one in given) == ["ConflictError", "CorrectionVerdict"]
    assert current_ends() == [("", None)]
    assert Event.objects.filter(name="authorization.corrected").count() == 1


@pytest.mark.usefixtures("committed")
def test_the_same_proposed_twice_at_once_is_one_proposal() -> None:
    counter = make_counter()
    held = make_ended(counter)

    both = all_at_once(partial(make_proposal, counter, held), partial(make_proposal, counter, held))

    assert both[0] == both[1]
    assert AuthorizationCorrection.objects.count() == 1
