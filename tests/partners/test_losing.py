"""What the rules ended for good stays so, whatever a file says, until it is granted anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from goodstanding.notices.models import Notice
from goodstanding.partners.models import Authorization, EndedBy, ImportKind
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.authorizing import (
    end_authorization,
    give_notice,
    grant_authorization,
)
from goodstanding.partners.services.losing import FinalLevel, lose_authorization
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.values.errors import ConflictError
from goodstanding.values.ids import new_id
from tests.builders import NOON, SYSTEM
from tests.builders_authorizations import (
    TODAY,
    Counter,
    as_officer,
    as_signatory,
    make_counter,
    make_granted,
)
from tests.builders_partners import csv_of, outcomes_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=10)
#: Two days before: the end of 9 September in Hamburg.
REACHED = datetime.fromisoformat("2026-09-09T22:00:00+00:00")


def _lose(held: Authorization, *, reached_at: datetime = REACHED) -> Authorization | None:
    reached = FinalLevel(
        authorization_id=held.fact_id,
        level="revoked",
        reached_at=reached_at,
        pack_version_id=new_id(),
        version=1,
        due_at=None,
        have=0,
        need=1,
        unmet=("code-accepted",),
    )
    return lose_authorization(reached, at=LATER)


def _grant(counter: Counter, *, days: int) -> Authorization:
    return grant_authorization(
        counter.location.pk,
        program_id=counter.program.pk,
        name="reseller",
        granted_on=TODAY + timedelta(days=days),
        actor=as_officer(counter),
        at=LATER,
    )


def _current() -> list[tuple[str, datetime | None, datetime | None]]:
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("ended_by", "valid_until", "final_until"))


def test_its_last_day_is_the_one_before_and_the_partner_is_told_what_was_not_met() -> None:
    counter = make_counter()

    lost = _lose(make_granted(counter))

    assert lost is not None
    assert lost.until_on == TODAY + timedelta(days=8)
    assert (lost.ended_by, lost.final_level) == (EndedBy.RULES, "revoked")
    letter = Notice.objects.order_by("-pk")[0]
    said = str(letter.text.words)
    assert "An authorization of one of your locations ended for good." in said
    assert "Fabrikam Hamburg, last day 9" in said
    assert "Not met: The partner code is accepted for every legal entity" in said


def test_a_level_reached_within_a_day_leaves_that_day_the_last() -> None:
    counter = make_counter()

    lost = _lose(make_granted(counter), reached_at=REACHED + timedelta(hours=3))

    assert lost is not None
    assert lost.until_on == TODAY + timedelta(days=9)


def test_a_notice_that_runs_longer_does_not_keep_it() -> None:
    counter = make_counter()
    held = give_notice(make_granted(counter).fact_id, actor=as_signatory(counter), at=NOON)

    _lose(held)

    assert _current() == [(EndedBy.RULES, REACHED, None)]


def test_it_is_lost_once_and_ended_by_nobody_else() -> None:
    counter = make_counter()
    held = make_granted(counter)
    _lose(held)

    again = _lose(held)
    with pytest.raises(ConflictError, match="is over"):
        end_authorization(
            held.fact_id, until_on=TODAY, reason="Sold", actor=as_officer(counter), at=LATER
        )

    assert again is None
    assert _current() == [(EndedBy.RULES, REACHED, None)]


def test_a_new_grant_of_an_earlier_day_is_refused() -> None:
    counter = make_counter()
    _lose(make_granted(counter))

    with pytest.raises(ConflictError, match="granted from 2026-09-01 until 2026-09-09 already"):
        _grant(counter, days=5)

    assert _current() == [(EndedBy.RULES, REACHED, None)]


def test_a_new_grant_of_the_last_day_takes_over_at_the_instant_itself() -> None:
    counter = make_counter()
    _lose(make_granted(counter))

    granted = _grant(counter, days=8)

    moment = timedelta(microseconds=1)
    assert granted.valid_from == REACHED
    assert _current() == [(EndedBy.RULES, REACHED, REACHED + moment), ("", None, None)]


def test_a_planned_grant_that_is_taken_back_leaves_the_final_level_for_ever() -> None:
    counter = make_counter()
    _lose(make_granted(counter))
    planned = _grant(counter, days=100)
    kept = _current()[0]

    end_authorization(
        planned.fact_id,
        until_on=planned.granted_on - timedelta(days=1),
        reason="Sold",
        actor=as_officer(counter),
        at=LATER,
    )

    assert kept == (EndedBy.RULES, REACHED, planned.valid_from)
    assert _current() == [(EndedBy.RULES, REACHED, None)]


@pytest.mark.parametrize("mode", [Mode.STOP, Mode.UPDATE])
def test_the_same_file_again_does_not_bring_it_back(mode) -> None:
    counter = make_counter()
    _lose(make_granted(counter))
    row = {
        "location id:goodstanding": str(counter.location.pk),
        "authorization": "reseller",
        "granted on": "2026-09-01",
    }
    received = receive_file(
        counter.program.pk,
        file_name="authorizations.csv",
        content=csv_of(row),
        mode=mode,
        kind=ImportKind.AUTHORIZATIONS,
        actor=SYSTEM,
        at=LATER,
    )

    staged = stage_import(received.pk, chosen={}, metric="", at=LATER)
    done = apply_import(staged.pk, actor=SYSTEM, at=LATER)

    assert outcomes_of(done) == ["unchanged"]
    (note,) = done.rows.get().notes
    assert note == (
        "It ended for good with 2026-09-09, by the rules, and stays so. Grant it anew from a later "
        "day, or let two officers correct it."
    )
    assert _current() == [(EndedBy.RULES, REACHED, None)]


def test_the_database_refuses_a_final_level_that_no_rules_set() -> None:
    counter = make_counter()
    held = make_granted(counter)
    held.pk, held.fact_id, held.name = new_id(), new_id(), "teacher"
    held.final_level = "revoked"

    with pytest.raises(IntegrityError, match="authorization_ends_for_good_by_the_rules"):
        held.save(force_insert=True)
