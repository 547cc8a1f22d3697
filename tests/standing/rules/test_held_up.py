"""What can be done for an authorization that acts alone do not bring back, and what cannot."""

from __future__ import annotations

from dataclasses import replace

from goodstanding.standing.rules.held_up import acts_beside, lacking_of
from goodstanding.standing.rules.needs import Candidates
from tests.standing.rules.test_needs import PACK as WITHOUT_SALES
from tests.standing.rules.test_needs import SHOW, STATE, answer

(RESELLER,) = WITHOUT_SALES.authorizations
PACK = replace(
    WITHOUT_SALES, authorizations=(replace(RESELLER, needs=("stated", "shown", "sold")),)
)
LOST = answer("reseller", kind="authorization", unit="l1")
CANDIDATES = Candidates(
    entity_of={"l1": "e1"},
    duties=(
        answer("stated", unit="e1", status="overdue"),
        answer("shown", status="overdue"),
        answer("sold", unit="l1", status="overdue"),
    ),
)


def test_what_acts_meet_is_done_although_something_is_lacking() -> None:
    found = acts_beside([LOST], PACK, CANDIDATES, acts=())

    assert set(found) == {STATE.act, SHOW.act}
    assert lacking_of(LOST, PACK, CANDIDATES) == (("sold", "l1"),)


def test_what_is_done_anyhow_is_not_done_twice() -> None:
    assert acts_beside([LOST], PACK, CANDIDATES, acts=[SHOW.act]) == (STATE.act,)


def test_what_ended_for_good_or_is_no_authorization_needs_nothing() -> None:
    final = answer("reseller", kind="authorization", unit="l1", note="final")
    duty = answer("sold", unit="l1")

    assert acts_beside([final, duty], PACK, CANDIDATES, acts=[SHOW.act]) == ()
    assert lacking_of(final, PACK, CANDIDATES) == ()
