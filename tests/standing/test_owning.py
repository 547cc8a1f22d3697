"""What a parent accepts counts for what it owns more than half of, and only as long as it does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from goodstanding.agreements.models import Acceptance
from goodstanding.agreements.services.accepting import accept
from goodstanding.partners.models import LegalEntity
from goodstanding.partners.services.owning import (
    correct_ownership,
    end_ownership,
    take_back_ownership,
)
from goodstanding.rulebook import facts
from goodstanding.standing.facts_export import export_facts, open_duck, open_facts
from goodstanding.standing.facts_folder import FactsFolder
from goodstanding.standing.selectors import standing_at, standing_now
from goodstanding.values.actor import Actor
from tests.builders import NOON, SYSTEM
from tests.builders_agreements import make_signature
from tests.builders_ownerships import SOURCE, TODAY, Group, make_group, owns, stake
from tests.standing.kept import require_so

ordinary = pytest.mark.django_db
DAY = timedelta(days=1)
#: The duty of all three is due 30 days after they became known: 1 October, in Berlin.
DUE = datetime(2026, 10, 1, 22, 0, tzinfo=UTC)
LATE = DUE + 5 * DAY


def _accept(group: Group, *entities: LegalEntity, at: datetime) -> None:
    accept(
        group.version.pk,
        partner_id=group.partner.pk,
        entity_ids=[entity.pk for entity in entities],
        signature=make_signature(),
        actor=Actor.person(group.signatory.pk),
        at=at,
    )


def _stand(group: Group, *, at: datetime, known_at: datetime | None = None) -> dict[str, str]:
    """Return how the duty of each of the three stands, by what is recorded of it."""
    standing = standing_at(group.key, as_of=at, known_at=known_at)
    assert standing is not None
    names = {
        str(group.parent.pk): "parent",
        str(group.affiliate.pk): "affiliate",
        str(group.third.pk): "third",
    }
    return {names[str(row.unit)]: row.status for row in standing.reasons}


@ordinary
def test_an_affiliate_is_good_in_the_transaction_in_which_its_parent_accepts() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate)
    before = standing_now(group.key, at=NOON + DAY)

    _accept(group, group.parent, at=NOON + DAY)

    require_so(group.key, at=NOON + DAY)
    assert before is not None
    assert {row.status for row in before.reasons} == {"pending"}
    assert _stand(group, at=NOON + DAY) == {
        "parent": "fulfilled",
        "affiliate": "fulfilled",
        "third": "pending",
    }


@ordinary
def test_it_is_good_in_the_transaction_in_which_the_share_is_recorded() -> None:
    group = make_group()
    _accept(group, group.parent, group.third, at=NOON)
    before = standing_now(group.key, at=LATE)

    owns(group, group.parent, group.affiliate, stake(50.01), at=LATE)

    require_so(group.key, at=LATE)
    after = standing_now(group.key, at=LATE)
    assert before is not None
    assert before.level.name == "at-risk"
    assert after is not None
    assert after.level.name == "good"


@ordinary
@pytest.mark.parametrize(("percent", "status"), [(50, "overdue"), (50.01, "fulfilled")])
def test_half_is_not_more_than_half(percent: float, status: str) -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(percent))

    _accept(group, group.parent, at=NOON)

    assert _stand(group, at=LATE)["affiliate"] == status


@ordinary
def test_rules_that_do_not_ask_for_it_count_nothing_of_it() -> None:
    group = make_group(asks=False)
    owns(group, group.parent, group.affiliate)

    _accept(group, group.parent, at=NOON)

    assert _stand(group, at=LATE) == {
        "parent": "fulfilled",
        "affiliate": "overdue",
        "third": "overdue",
    }


@ordinary
def test_what_an_affiliate_accepts_does_not_count_for_its_parent() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate)

    _accept(group, group.affiliate, at=NOON)

    assert _stand(group, at=LATE)["parent"] == "overdue"


@ordinary
def test_a_share_that_drops_to_half_gives_the_time_of_the_duty_anew() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate)
    _accept(group, group.parent, group.third, at=NOON)
    sold = datetime(2026, 11, 1, 11, tzinfo=UTC)

    owns(group, group.parent, group.affiliate, stake(50, from_on=date(2026, 11, 1)), at=sold)

    require_so(group.key, at=sold)
    standing = standing_now(group.key, at=sold)
    assert standing is not None
    assert standing.level.name == "attention"
    affiliate = next(row for row in standing.reasons if row.unit == str(group.affiliate.pk))
    assert (affiliate.status, affiliate.due_at) == ("grace", datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert _stand(group, at=sold - DAY)["affiliate"] == "fulfilled"
    assert _stand(group, at=datetime(2026, 12, 2, tzinfo=UTC))["affiliate"] == "overdue"


@ordinary
def test_a_share_that_changes_and_stays_large_enough_changes_nothing() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate)
    _accept(group, group.parent, group.third, at=NOON)
    before = standing_now(group.key, at=LATE)

    owns(group, group.parent, group.affiliate, stake(60, from_on=date(2026, 10, 3)), at=LATE)

    require_so(group.key, at=LATE)
    after = standing_now(group.key, at=LATE)
    assert before is not None
    assert after is not None
    assert after.reasons == before.reasons
    assert after.level.name == "good"


@ordinary
def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    group = make_group()
    held = owns(group, group.parent, group.affiliate)
    _accept(group, group.parent, group.third, at=NOON)

    end_ownership(
        held.fact_id,
        until_on=date(2026, 11, 14),
        program_id=group.program.pk,
        actor=SYSTEM,
        at=LATE,
    )

    over = datetime(2026, 11, 14, 23, 0, tzinfo=UTC)
    standing = standing_now(group.key, at=LATE)
    assert standing is not None
    assert standing.whole.turns_at == over
    assert _stand(group, at=over - timedelta(microseconds=1))["affiliate"] == "fulfilled"
    assert _stand(group, at=over)["affiliate"] == "grace"


@ordinary
def test_a_chain_of_majorities_counts_and_is_worth_its_smallest_link() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(80))
    owns(group, group.affiliate, group.third, stake(60))

    _accept(group, group.parent, at=NOON)

    assert set(_stand(group, at=LATE).values()) == {"fulfilled"}
    assert (group.parent.pk, group.third.pk, 60) in _pairs()


@ordinary
def test_a_chain_breaks_at_half() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(100))
    owns(group, group.affiliate, group.third, stake(50))

    _accept(group, group.parent, at=NOON)

    assert _stand(group, at=LATE)["third"] == "overdue"
    assert len(_pairs()) == 2


@ordinary
def test_a_chain_holds_while_all_its_links_do() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(80, until_on=date(2026, 12, 31)))
    owns(group, group.affiliate, group.third, stake(60, from_on=date(2026, 10, 1)))
    owns(group, group.affiliate, group.third, stake(90, from_on=date(2026, 11, 1)))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT share_percent, from_at, until_at, until_on FROM facts.ownerships "
            "WHERE parent_id = %s AND affiliate_id = %s AND known_until IS NULL ORDER BY from_at",
            [group.parent.pk, group.third.pk],
        )
        rows = cursor.fetchall()

    turn = datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert rows == [
        (60, datetime(2026, 9, 30, 22, tzinfo=UTC), turn, date(2026, 10, 31)),
        (80, turn, datetime(2026, 12, 31, 23, tzinfo=UTC), date(2026, 12, 31)),
    ]


@ordinary
def test_owning_each_other_in_a_circle_does_no_harm() -> None:
    group = make_group()
    owns(group, group.parent, group.affiliate, stake(80))
    owns(group, group.affiliate, group.third, stake(80))
    owns(group, group.third, group.parent, stake(80))

    _accept(group, group.third, at=NOON)

    assert set(_stand(group, at=LATE).values()) == {"fulfilled"}
    assert len(_pairs()) == 6


@ordinary
def test_a_correction_counts_from_the_start_and_what_was_known_then_stays() -> None:
    group = make_group()
    held = owns(group, group.parent, group.affiliate)
    _accept(group, group.parent, group.third, at=NOON)
    known = max(Acceptance.objects.values_list("recorded_at", flat=True))

    correct_ownership(
        held.fact_id,
        stake(40),
        program_id=group.program.pk,
        source=SOURCE,
        actor=SYSTEM,
        at=LATE,
    )

    require_so(group.key, at=LATE)
    assert _stand(group, at=LATE)["affiliate"] == "overdue"
    assert _stand(group, at=LATE, known_at=known)["affiliate"] == "fulfilled"


@ordinary
def test_what_is_taken_back_counts_as_if_it_never_was() -> None:
    group = make_group()
    held = owns(group, group.parent, group.affiliate)
    _accept(group, group.parent, group.third, at=NOON)

    take_back_ownership(
        held.fact_id,
        reason="Another company of that name",
        program_id=group.program.pk,
        actor=SYSTEM,
        at=LATE,
    )

    require_so(group.key, at=LATE)
    assert _stand(group, at=LATE)["affiliate"] == "overdue"


@pytest.mark.usefixtures("committed")
def test_files_of_facts_say_the_same_and_follow_what_changes(tmp_path) -> None:
    group, folder = make_group(), FactsFolder(tmp_path / "facts")
    owns(group, group.parent, group.affiliate, stake(80))
    export_facts(folder, at=LATE)
    owns(group, group.affiliate, group.third, stake(60, from_on=TODAY), at=LATE)

    done = export_facts(folder, at=LATE)

    assert done.whole is False
    assert "ownerships" in done.written
    relation = facts.relation("ownerships")
    columns = ", ".join(f"cast({column.name} as text)" for column in relation.columns)
    with folder.reading() as manifest, open_duck(folder) as duck:
        assert manifest is not None
        open_facts(duck, folder, manifest)
        said = duck.execute(f"select {columns} from facts.ownerships").fetchall()
    with connection.cursor() as cursor:
        cursor.execute("set local timezone = 'UTC'")
        cursor.execute(f"select {columns} from facts.ownerships")
        kept = cursor.fetchall()
    assert len(kept) == 3
    assert {_days(row) for row in said} == {_days(row) for row in kept}


def _days(row: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Return a row without how an engine ends the text of an instant."""
    return tuple(text and text.removesuffix("+00") for text in row)


def _pairs() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT parent_id, affiliate_id, share_percent FROM facts.ownerships")
        return list(cursor.fetchall())
