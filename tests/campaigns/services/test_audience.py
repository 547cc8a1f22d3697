"""Who is in an audience: exactly who fits all of it, each person once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.accounts.models import Person
from goodstanding.campaigns.models import CampaignMessage
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.states import RecipientState
from goodstanding.campaigns.selectors.audience import (
    count_audience,
    numbered,
    partners_without_people,
    sample_audience,
    standing_behind,
    unreachable_people,
)
from goodstanding.campaigns.selectors.preview import letter_to
from goodstanding.campaigns.selectors.progress import state_counts
from goodstanding.notices.models import Delivery, Notice
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.letters import as_letter
from goodstanding.partners.models import ExternalId, Tier
from goodstanding.partners.services.structure import assign_external_id
from goodstanding.partners.services.taking_part import relate
from goodstanding.standing.services import sweep
from goodstanding.values import clock
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_person,
)
from tests.builders_campaigns import (
    make_campaign,
    make_desk,
    make_reseller,
    make_started,
    send_all,
)
from tests.builders_standing import (
    make_acceptance,
    make_agreement,
    make_rules,
    make_version,
    touch,
)
from tests.builders_training import take

SIGNATORY = ("signatory",)


def _found(desk, at=NOON, **parts) -> set[str]:
    campaign = make_campaign(desk, audience=Audience(roles=SIGNATORY, **parts))
    return {name for each in sample_audience(campaign, at=at, seed="s") for name in each.partners}


@pytest.mark.django_db
def test_partners_are_chosen_by_tier_number_and_distributor() -> None:
    desk = make_desk()
    northwind = make_partner(desk.program, name="Northwind", tier=Tier.DISTRIBUTOR)
    make_affiliate(northwind)
    assign_external_id(northwind.pk, namespace="crm", value="D-1", actor=SYSTEM, at=NOON)
    litware, _ = make_reseller(desk, name="Litware", number="R-1")
    make_reseller(desk, name="Fabrikam", number="R-2")
    make_reseller(make_desk(), name="Elsewhere", number="R-3")
    relate(
        program_id=desk.program.pk,
        distributor_id=northwind.pk,
        reseller_id=litware.pk,
        actor=SYSTEM,
        at=NOON,
    )

    assert _found(desk) == {"Northwind", "Litware", "Fabrikam"}
    assert _found(desk, tiers=("reseller",)) == {"Litware", "Fabrikam"}
    assert _found(desk, only=("crm:R-1", "D-1")) == {"Northwind", "Litware"}
    assert _found(desk, without=("R-2",)) == {"Northwind", "Litware"}
    assert _found(desk, through=("crm:D-1",)) == {"Litware"}
    assert _found(desk, countries=("DE",)) == {"Northwind", "Litware", "Fabrikam"}
    assert _found(desk, countries=("NZ",)) == set()
    assert numbered(["R-3"], program_id=desk.program.pk, at=NOON) == {}


@pytest.mark.django_db
def test_a_number_that_means_nobody_any_more_does_not_widen_to_everybody() -> None:
    desk = make_desk()
    partner, _ = make_reseller(desk, number="R-1")
    campaign = make_campaign(desk, audience=Audience(roles=SIGNATORY, only=("R-1",)))
    ExternalId.objects.filter(partner=partner).update(superseded_at=NOON)

    assert count_audience(campaign, at=NOON).people == 0


@pytest.mark.django_db
def test_duties_and_levels_choose_partners_and_fulfilling_counts_as_done(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    desk = make_desk()
    version = make_version(make_agreement(desk.program))
    make_rules(desk.program)
    late, slow = make_reseller(desk, name="Late")
    good, quick = make_reseller(desk, name="Good")
    entities = {partner: make_entity(partner) for partner in (late, good)}
    for entity in entities.values():
        make_location(entity)
    make_acceptance(version, partner=good, entity=entities[good], signer=quick, at=NOON)
    touch(good, program=desk.program, actor=SYSTEM, at=NOON)
    sweep(at=NOON)
    audience = Audience(roles=SIGNATORY, open_obligation="code-accepted")
    campaign = make_started(desk, audience=audience, course="", obligation="code-accepted")

    send_all(campaign)
    before = state_counts(campaign)
    make_acceptance(version, partner=late, entity=entities[late], signer=slow, at=NOON)
    touch(late, program=desk.program, actor=SYSTEM, at=NOON)

    assert standing_behind(desk.program.pk, at=NOON) == 0
    assert [notice.partner_id for notice in Notice.objects.all()] == [late.pk]
    assert (before[RecipientState.SENT], before[RecipientState.DONE]) == (1, 0)
    assert state_counts(campaign)[RecipientState.DONE] == 1
    assert _found(desk, levels=("good",)) == {"Late", "Good"}
    assert _found(desk, levels=("at-risk",)) == set()


@pytest.mark.django_db
def test_who_passed_lately_can_be_left_out() -> None:
    desk = make_desk()
    make_reseller(desk, name="Learns")
    _, passed = make_reseller(desk, name="Passed")
    take(passed, desk.course, at=NOON)

    assert _found(desk, passed_months=1) == {"Learns"}
    assert _found(desk, at=NOON + timedelta(days=40), passed_months=1) == {"Learns", "Passed"}


@pytest.mark.django_db
def test_who_cannot_be_reached_is_counted_and_named_with_the_reason() -> None:
    desk = make_desk()
    make_reseller(desk, name="Fabrikam")
    _, erased = make_reseller(desk, name="Litware")
    Person.objects.filter(pk=erased.pk).update(email=None)
    _, bounced = make_reseller(desk, name="Adatum")
    send_all(make_started(desk))
    Delivery.objects.filter(address=bounced.email).update(state="refused", next_try_at=None)
    empty = make_partner(desk.program, name="Empty")

    campaign = make_campaign(desk)
    counts = count_audience(campaign, at=NOON)

    assert (counts.partners_chosen, counts.partners, counts.people) == (4, 3, 3)
    assert (counts.without_address, counts.refused, counts.unreachable) == (1, 1, 2)
    unreached = unreachable_people(campaign, at=NOON)
    assert {(each.partners, each.without_address) for each in unreached} == {
        (("Litware",), True),
        (("Adatum",), False),
    }
    assert partners_without_people(campaign, at=NOON) == [(empty.pk, "Empty")]
    assert counts.partners_without_people == 1


@pytest.mark.django_db
def test_who_has_no_address_finds_the_message_and_counts_as_not_reached() -> None:
    desk = make_desk()
    _, erased = make_reseller(desk)
    Person.objects.filter(pk=erased.pk).update(email=None)
    campaign = make_started(desk)

    send_all(campaign)

    assert Notice.objects.get().person_id == erased.pk
    assert not Delivery.objects.exists()
    assert state_counts(campaign)[RecipientState.NOT_REACHED] == 1


@pytest.mark.django_db
def test_the_letter_in_the_preview_is_the_letter_that_is_sent() -> None:
    desk = make_desk()
    make_reseller(desk, zone="Pacific/Auckland")
    campaign = make_campaign(desk)
    (somebody,) = sample_audience(campaign, at=NOON, seed="s")

    shown = letter_to(campaign, somebody, at=NOON)
    send_all(make_started(desk), at=NOON)
    notice = Notice.objects.get()
    sent = as_letter(notice, notice.recipients.get())

    code, sample = VerificationCode(notice.code), VerificationCode.of_number(0)
    assert sent.plain().replace(str(code), str(sample)) == shown.plain()
    assert sent.subject_line == shown.subject_line


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [NoticeKind.CALL_TO_ACTION, NoticeKind.REMINDER])
def test_no_letter_of_a_campaign_says_that_nobody_else_got_it(kind) -> None:
    desk = make_desk()
    litware, jonas = make_reseller(desk, name="Litware")
    make_affiliate(litware, role="signatory", person=make_person(name="Mei Tan"))
    somebody = sample_audience(make_campaign(desk, kind=kind), at=NOON, seed="s")[0]

    shown = letter_to(make_campaign(desk, kind=kind), somebody, at=NOON)
    send_all(make_started(desk, kind=kind))
    notice = Notice.objects.get(person=jonas)
    sent = as_letter(notice, notice.recipients.get())

    assert sent.who_else == shown.who_else
    assert sent.who_else.startswith(
        "Others may get the same message: it goes to everybody whom it concerns."
    )
    assert "Mei Tan" not in sent.plain()


ROLES = ("signatory", "sales", "deputy")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sets(
        st.tuples(
            st.integers(min_value=0, max_value=2),
            st.integers(min_value=0, max_value=2),
            st.sampled_from(ROLES),
        ),
        min_size=1,
        max_size=7,
    )
)
@pytest.mark.django_db
def test_each_person_gets_one_message_whatever_they_are(held) -> None:
    desk = make_desk()
    people = [make_person() for _ in range(3)]
    partners = [make_partner(desk.program) for _ in range(3)]
    for person, partner, role in sorted(held):
        make_affiliate(partners[partner], role=role, person=people[person])
    campaign = make_started(desk, kind=NoticeKind.REMINDER, audience=Audience(roles=ROLES))
    counts = count_audience(campaign, at=NOON)

    send_all(campaign)

    reached = CampaignMessage.objects.filter(recipient__campaign=campaign)
    expected = sorted({people[person].pk for person, _, _ in held})
    assert sorted(reached.values_list("recipient__person_id", flat=True)) == expected
    assert (counts.people, counts.capacities) == (len(expected), len(held))
    assert counts.partners == len({partner for _, partner, _ in held})
    assert sum(state_counts(campaign).values()) == len(expected)
