"""Granting what a location may do, and ending it: by the vendor, or by notice of the partner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from goodstanding.accounts.models import Role
from goodstanding.evidence.models import Event, EventPartner
from goodstanding.notices.models import Notice
from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.partners.services.authorizing import (
    end_authorization,
    give_notice,
    grant_authorization,
    withdraw_notice,
)
from goodstanding.standing.selectors import standing_now
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_authorizations import (
    Counter,
    as_officer,
    as_signatory,
    make_counter,
    make_granted,
)
from tests.threads import all_at_once, at_once

ordinary = pytest.mark.django_db
LATER = NOON + timedelta(days=10)
TODAY = date(2026, 9, 1)


def _grant(counter: Counter, *, name="reseller", granted_on=TODAY, actor=None, at=NOON):
    return grant_authorization(
        counter.location.pk,
        program_id=counter.program.pk,
        name=name,
        granted_on=granted_on,
        actor=actor or as_officer(counter),
        at=at,
    )


def _end(
    counter: Counter, held, *, until_on=date(2026, 9, 11), actor=None, at=LATER, reason="Sold"
):
    return end_authorization(
        held.fact_id,
        until_on=until_on,
        reason=reason,
        actor=actor or as_officer(counter),
        at=at,
    )


def _known() -> list[tuple[date, date | None, str]]:
    rows = Authorization.objects.filter(superseded_at=None).order_by("valid_from")
    return list(rows.values_list("granted_on", "until_on", "ended_by"))


def _events() -> list[str]:
    return list(
        Event.objects.filter(name__startswith="authorization.")
        .order_by("seq")
        .values_list("name", flat=True)
    )


@ordinary
def test_a_grant_is_a_fact_that_holds_from_the_start_of_its_local_day() -> None:
    counter = make_counter()

    granted = _grant(counter)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partner_id, location_id, name, granted_on, from_at FROM facts.grants"
        )
        rows = cursor.fetchall()
    assert rows == [
        (
            counter.partner.pk,
            counter.location.pk,
            "reseller",
            TODAY,
            datetime(2026, 8, 31, 22, 0, tzinfo=UTC),
        )
    ]
    event = Event.objects.get(name="authorization.granted")
    assert event.subject == f"authorization:{granted.fact_id}"
    assert event.actor == str(as_officer(counter))
    assert EventPartner.objects.get(event=event).partner_id == counter.partner.pk


@ordinary
def test_the_standing_of_the_partner_follows() -> None:
    counter = make_counter()

    granted = _grant(counter)

    standing = standing_now(PartnerKey(counter.program.pk, counter.partner.pk), at=NOON)
    assert standing is not None
    rows = [row for row in standing.reasons if row.kind == "authorization"]
    assert [(row.source, row.fact) for row in rows] == [("reseller", str(granted.fact_id))]


@ordinary
def test_granting_the_same_twice_adds_nothing() -> None:
    counter = make_counter()
    first = _grant(counter)

    again = _grant(counter)

    assert again == first
    assert _events() == ["authorization.granted"]


@ordinary
@pytest.mark.parametrize(
    ("changed", "kind", "sentence"),
    [
        ({"granted_on": date(2026, 8, 1)}, ConflictError, "granted from 2026-09-01 already"),
        ({"name": "shop"}, InvalidValueError, "no authorization “shop”. They know: reseller"),
        ({"granted_on": date(2028, 1, 1)}, InvalidValueError, "more than a year ahead"),
    ],
)
def test_a_refused_grant_leaves_no_trace(changed, kind, sentence) -> None:
    counter = make_counter()
    _grant(counter)

    with pytest.raises(kind, match=sentence):
        _grant(counter, **changed)

    assert _known() == [(TODAY, None, "")]
    assert _events() == ["authorization.granted"]


@ordinary
def test_only_who_the_rules_name_may_hold_it() -> None:
    counter = make_counter()

    with pytest.raises(ConflictError, match="do not let Fabrikam Hamburg hold “Teach customers”"):
        _grant(counter, name="teacher")
    _grant(counter)
    taught = _grant(counter, name="teacher")

    assert taught.name == "teacher"


@ordinary
def test_a_location_of_no_partner_of_the_program_is_refused() -> None:
    counter, other = make_counter(), make_partner(make_program())
    elsewhere = make_location(make_entity(other))

    with pytest.raises(InvalidValueError, match="belongs to no partner of the program"):
        grant_authorization(
            elsewhere.pk,
            program_id=counter.program.pk,
            name="reseller",
            granted_on=TODAY,
            actor=as_officer(counter),
            at=NOON,
        )

    assert Authorization.objects.exists() is False


@ordinary
def test_a_planned_grant_begins_on_its_day() -> None:
    counter = make_counter()

    planned = _grant(counter, granted_on=date(2026, 12, 1))

    assert planned.valid_from == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    key = PartnerKey(counter.program.pk, counter.partner.pk)
    before, after = standing_now(key, at=NOON), standing_now(key, at=planned.valid_from)
    assert before is not None
    assert after is not None
    assert [row for row in before.reasons if row.kind == "authorization"] == []
    assert len([row for row in after.reasons if row.kind == "authorization"]) == 1


@pytest.mark.usefixtures("committed")
def test_two_officers_who_grant_at_once_grant_one() -> None:
    counter = make_counter()
    second = Actor.person(make_officer(counter.program, name="Jonas Brandt").pk)

    both = all_at_once(partial(_grant, counter), partial(_grant, counter, actor=second))

    assert both[0] == both[1]
    assert Authorization.objects.count() == 1
    assert _events() == ["authorization.granted"]


@ordinary
def test_ending_it_today_ends_it_at_once_and_tells_the_partner_why() -> None:
    counter = make_counter()
    held = _grant(counter)

    ended = _end(counter, held)

    assert ended.valid_until == LATER
    assert _known() == [(TODAY, date(2026, 9, 11), EndedBy.VENDOR)]
    event = Event.objects.get(name="authorization.ended")
    assert b"Sold" not in bytes(event.bytes)
    letter = Notice.objects.order_by("-pk").first()
    assert letter is not None
    assert "The reason: Sold" in str(letter.text.words)


@ordinary
def test_a_later_last_day_ends_it_when_that_day_is_over_where_the_location_is() -> None:
    counter = make_counter()
    held = _grant(counter)

    ended = _end(counter, held, until_on=date(2026, 9, 30))

    assert ended.valid_until == datetime(2026, 9, 30, 22, 0, tzinfo=UTC)


@ordinary
def test_what_ends_before_it_begins_never_was() -> None:
    counter = make_counter()
    planned = _grant(counter, granted_on=date(2026, 12, 1))

    _end(counter, planned)

    assert _known() == []
    assert _events() == ["authorization.granted", "authorization.ended"]


@ordinary
def test_it_can_be_granted_again_on_the_day_it_ended() -> None:
    counter = make_counter()
    ended = _end(counter, _grant(counter))

    again = _grant(counter, granted_on=date(2026, 9, 11), at=LATER + timedelta(hours=1))

    assert again.fact_id != ended.fact_id
    assert again.valid_from == ended.valid_until


@ordinary
@pytest.mark.parametrize(
    ("changed", "kind", "sentence"),
    [
        ({"reason": " "}, InvalidValueError, "Say why the authorization ends"),
        ({"until_on": date(2026, 9, 10)}, InvalidValueError, "2026-09-10 is over"),
        ({"actor": "signatory"}, NotPermittedError, "the right of compliance officer"),
    ],
)
def test_a_refused_end_leaves_no_trace(changed, kind, sentence) -> None:
    counter = make_counter()
    held = _grant(counter)
    if "actor" in changed:
        changed = {"actor": as_signatory(counter)}

    with pytest.raises(kind, match=sentence):
        _end(counter, held, **changed)

    assert _known() == [(TODAY, None, "")]
    assert _events() == ["authorization.granted"]


@ordinary
def test_what_is_over_does_not_end_again() -> None:
    counter = make_counter()
    held = _grant(counter)
    _end(counter, held)

    with pytest.raises(ConflictError, match="is over"):
        _end(counter, held, at=LATER + timedelta(hours=1))

    assert _events() == ["authorization.granted", "authorization.ended"]


@ordinary
def test_notice_ends_it_after_the_days_the_rules_ask_for() -> None:
    counter = make_counter()
    held = _grant(counter)

    left = give_notice(held.fact_id, actor=as_signatory(counter), at=LATER)

    assert left.until_on == date(2026, 10, 11)
    assert left.valid_until == datetime(2026, 10, 11, 22, 0, tzinfo=UTC)
    assert left.ended_by == EndedBy.PARTNER
    assert _events()[-1] == "authorization.notice-given"


@ordinary
def test_only_a_signatory_gives_notice() -> None:
    counter = make_counter()
    held = _grant(counter)

    for actor in (as_officer(counter), SYSTEM):
        with pytest.raises(NotPermittedError, match="Only a signatory"):
            give_notice(held.fact_id, actor=actor, at=LATER)

    assert _known() == [(TODAY, None, "")]


@ordinary
def test_notice_can_be_taken_back_until_its_day() -> None:
    counter = make_counter()
    left = give_notice(_grant(counter).fact_id, actor=as_signatory(counter), at=LATER)

    kept = withdraw_notice(left.fact_id, actor=as_signatory(counter), at=LATER)

    assert _known() == [(TODAY, None, "")]
    assert kept.valid_from == left.valid_from
    with pytest.raises(ConflictError, match="No notice of yours is running"):
        withdraw_notice(left.fact_id, actor=as_signatory(counter), at=LATER)


@ordinary
def test_what_the_vendor_ended_the_partner_cannot_take_back() -> None:
    counter = make_counter()
    held = _grant(counter)
    _end(counter, held, until_on=date(2026, 12, 31))

    with pytest.raises(ConflictError, match="No notice of yours is running"):
        withdraw_notice(held.fact_id, actor=as_signatory(counter), at=LATER)
    with pytest.raises(ConflictError, match="It ends on 2026-12-31 already"):
        give_notice(held.fact_id, actor=as_signatory(counter), at=LATER)

    assert _known() == [(TODAY, date(2026, 12, 31), EndedBy.VENDOR)]


@ordinary
def test_the_vendor_may_end_it_before_a_notice_runs_out_and_not_after() -> None:
    counter = make_counter()
    left = give_notice(_grant(counter).fact_id, actor=as_signatory(counter), at=LATER)

    with pytest.raises(ConflictError, match="It ends on 2026-10-11 already"):
        _end(counter, left, until_on=date(2026, 11, 1))
    _end(counter, left, until_on=date(2026, 9, 20))

    assert _known() == [(TODAY, date(2026, 9, 20), EndedBy.VENDOR)]


@pytest.mark.usefixtures("committed")
def test_notice_and_end_at_once_leave_one_end() -> None:
    counter = make_counter()
    held = make_granted(counter)

    at_once(
        partial(give_notice, held.fact_id, actor=as_signatory(counter), at=LATER),
        partial(_end, counter, held),
    )

    assert len(_known()) == 1
    assert _known()[0][1] == date(2026, 9, 11)


@ordinary
def test_an_officer_of_another_program_grants_nothing() -> None:
    counter = make_counter()
    stranger = make_officer(make_program(), role=Role.OFFICER)

    with pytest.raises(NotPermittedError):
        _grant(counter, actor=Actor.person(stranger.pk))

    assert Authorization.objects.exists() is False
