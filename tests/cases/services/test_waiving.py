"""Waiving a duty: proposing, agreeing, refusing, ending early, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Person, Role
from goodstanding.cases.models import Waiver, WaiverProposal, WaiverVerdict
from goodstanding.cases.rules.people import SameHandsError
from goodstanding.cases.rules.waiving import NoWaiversError
from goodstanding.cases.services.waiving import (
    agree_to_waiver,
    end_waiver,
    propose_waiver,
    refuse_waiver,
)
from goodstanding.evidence.models import Event
from goodstanding.notices.models import Notice
from goodstanding.partners.models import LegalEntity, Partner
from goodstanding.programs.models import Program
from goodstanding.standing.selectors import standing_now
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_waivers import DUTY, WAIVERS, make_waivable_rules
from tests.threads import at_once, together

ordinary = pytest.mark.django_db
OCTOBER = date(2026, 10, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A partner that owes the acceptance of a code, and two officers."""

    program: Program
    partner: Partner
    entity: LegalEntity
    jonas: Person
    katrin: Person

    @property
    def key(self) -> PartnerKey:
        return PartnerKey(self.program.pk, self.partner.pk)


def make_scene(*, waivers: str = WAIVERS, rules: bool = True) -> Scene:
    program = make_program()
    jonas = make_officer(program, name="Jonas Brandt")
    katrin = make_officer(program)
    if rules:
        make_waivable_rules(program, waivers=waivers, drafter=jonas, approver=katrin)
    partner = make_partner(program)
    entity = make_entity(partner)
    make_location(entity)
    return Scene(program=program, partner=partner, entity=entity, jonas=jonas, katrin=katrin)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def _propose(scene: Scene, *, by: Person | None = None, at: datetime = NOON, **said):
    arguments = {
        "obligation": DUTY,
        "until_on": OCTOBER,
        "reason": "The signatory is ill.",
        "no_tie": True,
        **said,
    }
    actor = Actor.person((by or scene.jonas).pk)
    return propose_waiver(scene.key, actor=actor, at=at, **arguments)


def _agree(scene: Scene, proposal: WaiverProposal, *, by: Person | None = None, at=NOON, tie=False):
    actor = Actor.person((by or scene.katrin).pk)
    return agree_to_waiver(proposal.pk, no_tie=not tie, actor=actor, at=at)


def _granted(scene: Scene) -> Waiver:
    _agree(scene, _propose(scene))
    return Waiver.objects.get(superseded_at=None)


def _statuses(scene: Scene, *, at: datetime) -> list[str]:
    standing = standing_now(scene.key, at=at)
    assert standing is not None
    return [row.status for row in standing.reasons]


def _events(name: str) -> int:
    return Event.objects.filter(name=name).count()


@ordinary
def test_one_proposal_waives_nothing_yet(scene) -> None:
    proposal = _propose(scene)

    assert proposal.approvals_needed == 2
    assert not Waiver.objects.exists()
    assert not Notice.objects.exists()
    assert _events("waiver.proposed") == 1


@ordinary
def test_a_second_officer_lets_it_take_effect_and_the_partner_is_told(scene) -> None:
    waiver = _granted(scene)

    assert (waiver.valid_from, waiver.until_on) == (NOON, OCTOBER)
    assert waiver.valid_until == datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # Berlin, in winter.
    notice = Notice.objects.get()
    assert (notice.partner_id, notice.text.kind) == (scene.partner.pk, "receipt")
    assert _events("waiver.granted") == 1
    assert _events("waiver.judged") == 1


@ordinary
def test_a_waiver_is_a_fact_of_the_rule_book_and_counts_as_met(scene) -> None:
    before = _statuses(scene, at=NOON)
    waiver = _granted(scene)

    with connection.cursor() as cursor:
        cursor.execute("SELECT waiver_id, obligation, unit, until_on FROM facts.waivers")
        rows = cursor.fetchall()
    assert rows == [(waiver.fact_id, DUTY, None, OCTOBER)]
    after = _statuses(scene, at=NOON + timedelta(hours=1))
    assert (before, after) == (["pending"], ["waived"])


@ordinary
def test_one_unit_alone_can_be_waived(scene) -> None:
    _agree(scene, _propose(scene, unit=str(scene.entity.pk)))

    assert Waiver.objects.get().unit == str(scene.entity.pk)


@ordinary
def test_where_one_approval_is_enough_it_takes_effect_at_once() -> None:
    scene = make_scene(waivers=WAIVERS.replace("approvals: 2", "approvals: 1"))

    _propose(scene)

    assert Waiver.objects.get().until_on == OCTOBER


@ordinary
def test_proposing_and_agreeing_twice_changes_nothing(scene) -> None:
    proposal = _propose(scene)
    assert _propose(scene) == proposal

    _agree(scene, proposal)
    _agree(scene, proposal)

    assert Waiver.objects.count() == 1
    assert _events("waiver.judged") == 1


@ordinary
@pytest.mark.parametrize(
    ("_case", "said", "error", "sentence"),
    [
        ("no duty", {"obligation": "tea"}, InvalidValueError, "ask no such duty"),
        ("no unit", {"unit": "17"}, InvalidValueError, "ask no such duty"),
        ("a tie", {"no_tie": False}, TieError, "no tie"),
        ("no reason", {"reason": " "}, InvalidValueError, "Say why"),
        (
            "too long",
            {"until_on": date(2027, 3, 1)},
            InvalidValueError,
            "ends between 2026-09-01 and 2027-02-28: the rules allow 180 days",
        ),
        ("over", {"until_on": date(2026, 8, 31)}, InvalidValueError, "ends between"),
    ],
)
def test_a_refusal_leaves_no_trace(scene, _case, said, error, sentence) -> None:
    with pytest.raises(error, match=sentence):
        _propose(scene, **said)

    assert not WaiverProposal.objects.exists()
    assert _events("waiver.proposed") == 0


@ordinary
def test_what_binds_others_alone_is_not_waived() -> None:
    scene = make_scene(waivers=f"    who: {{tier: direct}}\n{WAIVERS}")

    with pytest.raises(InvalidValueError, match="ask no such duty"):
        _propose(scene)

    assert not WaiverProposal.objects.exists()


@ordinary
def test_the_last_day_the_rules_allow_is_allowed(scene) -> None:
    assert _propose(scene, until_on=date(2027, 2, 28)).until_on == date(2027, 2, 28)


@ordinary
def test_rules_without_waivers_waive_nothing() -> None:
    scene = make_scene(waivers="measures:\n")

    with pytest.raises(NoWaiversError, match="say nothing of waivers"):
        _propose(scene)

    assert not WaiverProposal.objects.exists()


@ordinary
def test_before_the_first_rules_nothing_can_be_waived() -> None:
    scene = make_scene(rules=False)

    with pytest.raises(ConflictError, match="No rules are in force"):
        _propose(scene)


@ordinary
def test_a_partner_of_another_program_is_not_waived_here(scene) -> None:
    stranger = make_partner()

    with pytest.raises(InvalidValueError, match="takes no part"):
        propose_waiver(
            PartnerKey(scene.program.pk, stranger.pk),
            obligation=DUTY,
            until_on=OCTOBER,
            reason="x",
            no_tie=True,
            actor=Actor.person(scene.jonas.pk),
            at=NOON,
        )


@ordinary
@pytest.mark.parametrize("role", [Role.DECIDER, Role.FINANCE, Role.PDM])
def test_only_officers_propose(scene, role) -> None:
    other = make_officer(scene.program, role=role)

    with pytest.raises(NotPermittedError, match="right of"):
        _propose(scene, by=other)

    assert not WaiverProposal.objects.exists()


@ordinary
def test_nobody_agrees_to_their_own_proposal_or_with_a_tie(scene) -> None:
    proposal = _propose(scene)

    with pytest.raises(SameHandsError, match="You proposed this waiver"):
        _agree(scene, proposal, by=scene.jonas)
    with pytest.raises(TieError):
        _agree(scene, proposal, tie=True)

    assert not WaiverVerdict.objects.exists()
    assert not Waiver.objects.exists()


@ordinary
def test_a_refused_proposal_never_takes_effect(scene) -> None:
    proposal = _propose(scene)
    katrin = Actor.person(scene.katrin.pk)

    with pytest.raises(InvalidValueError, match="Say why"):
        refuse_waiver(proposal.pk, reason="", no_tie=True, actor=katrin, at=NOON)
    refuse_waiver(proposal.pk, reason="Somebody else can sign.", no_tie=True, actor=katrin, at=NOON)

    third = make_officer(scene.program, name="Ole Jensen")
    with pytest.raises(ConflictError, match="waits for nobody"):
        _agree(scene, proposal, by=third)
    assert not Waiver.objects.exists()
    event = Event.objects.get(name="waiver.judged")
    assert b"Somebody" not in bytes(event.bytes)
    assert _propose(scene) != proposal


@ordinary
def test_an_end_that_is_over_is_not_agreed_to(scene) -> None:
    proposal = _propose(scene, until_on=date(2026, 9, 1))

    with pytest.raises(ConflictError, match="end that was proposed is over"):
        _agree(scene, proposal, at=NOON + timedelta(days=1))


@ordinary
def test_another_proposal_of_the_same_waits_for_the_first(scene) -> None:
    _propose(scene)

    with pytest.raises(ConflictError, match="proposed already"):
        _propose(scene, by=scene.katrin)

    assert WaiverProposal.objects.count() == 1


@ordinary
def test_a_waiver_ended_early_ends_then_and_the_partner_is_told(scene) -> None:
    waiver = _granted(scene)
    later = NOON + timedelta(days=7)
    actor = Actor.person(scene.jonas.pk)

    with pytest.raises(InvalidValueError, match="Say why"):
        end_waiver(waiver.fact_id, reason="", no_tie=True, actor=actor, at=later)
    ended = end_waiver(waiver.fact_id, reason="She is back.", no_tie=True, actor=actor, at=later)

    assert (ended.valid_until, ended.until_on) == (later, date(2026, 9, 8))
    assert Notice.objects.count() == 2
    assert _statuses(scene, at=later + timedelta(hours=1)) == ["pending"]
    with pytest.raises(ConflictError, match="over already"):
        end_waiver(waiver.fact_id, reason="Twice.", no_tie=True, actor=actor, at=later)
    assert _events("waiver.ended") == 1


@ordinary
def test_what_is_over_cannot_be_ended(scene) -> None:
    waiver = _granted(scene)

    with pytest.raises(ConflictError, match="over already"):
        end_waiver(
            waiver.fact_id,
            reason="Late.",
            no_tie=True,
            actor=Actor.person(scene.jonas.pk),
            at=NOON + timedelta(days=100),
        )


@ordinary
def test_the_database_keeps_what_was_said(scene) -> None:
    waiver = _granted(scene)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        WaiverProposal.objects.update(reason="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        WaiverVerdict.objects.update(agrees=False)
    with pytest.raises(DatabaseError, match="superseded_at set, once"), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(until_on=date(2027, 1, 1))
    with pytest.raises(DatabaseError, match="waiver_refusal_has_a_reason"), transaction.atomic():
        WaiverVerdict.objects.create(
            proposal=waiver.proposal, person=scene.jonas, agrees=False, given_at=NOON
        )


@pytest.mark.usefixtures("committed")
def test_two_officers_who_agree_at_once_grant_once() -> None:
    scene = make_scene()
    proposal = _propose(scene)
    third = make_officer(scene.program, name="Ole Jensen")

    problems = together(
        *(partial(_agree, scene, proposal, by=person) for person in (scene.katrin, third))
    )

    assert Waiver.objects.count() == 1
    assert _events("waiver.granted") == 1
    assert all(isinstance(problem, ConflictError) for problem in problems)


@pytest.mark.usefixtures("committed")
def test_two_officers_who_propose_the_same_at_once_propose_once() -> None:
    scene = make_scene()

    given = at_once(*(partial(_propose, scene, by=one) for one in (scene.jonas, scene.katrin)))

    assert WaiverProposal.objects.count() == 1
    assert sum(isinstance(one, ConflictError) for one in given) == 1
