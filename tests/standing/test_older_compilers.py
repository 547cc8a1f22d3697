"""A version published with an older compiler's text is judged by what its rules say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from goodstanding.partners.models import Authorization, EndedBy
from goodstanding.programs.models import PackVersion
from goodstanding.programs.scopes import StoredText
from goodstanding.rulebook import compile as compiling
from goodstanding.rulebook import compile_steps
from goodstanding.standing import engine
from goodstanding.standing.models import FinalActWaiting
from goodstanding.standing.selectors import standing_at
from goodstanding.standing.services import raise_epoch
from goodstanding.values import clock
from tests.builders_losing import Failing, make_failing
from tests.standing.working import work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.remove_shift()


def _published_before(monkeypatch: pytest.MonkeyPatch, *, warned: bool) -> Failing:
    """Return an authorization under rules whose kept text lets time alone set a final level."""
    with monkeypatch.context() as then:
        then.setattr(compile_steps, "_undoable", compile_steps._steps)
        then.setattr(compiling, "COMPILER_VERSION", 7)
        failing = make_failing(warned=warned)
    engine._texts.cache_clear()  # as a process started after the upgrade
    raise_epoch(failing.counter.program.pk)  # as the upgrade does
    return failing


def _level(failing: Failing) -> str:
    standing = standing_at(failing.key, as_of=failing.final_at + MINUTE)
    assert standing is not None
    (row,) = [row for row in standing.reasons if row.kind == "authorization"]
    return row.level or ""


def test_it_still_ends_for_good_by_an_act_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = _published_before(monkeypatch, warned=False)

    work(failing.final_at + MINUTE)

    (held,) = Authorization.objects.filter(superseded_at=None)
    assert (held.ended_by, held.valid_until) == (EndedBy.RULES, failing.final_at)
    assert _level(failing) == "revoked"


def test_its_final_level_is_not_shown_before_the_act(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = _published_before(monkeypatch, warned=True)
    work(failing.final_at + timedelta(days=-80))

    work(failing.final_at + MINUTE)

    assert FinalActWaiting.objects.get().reached_at == failing.final_at
    assert _level(failing) == "restricted"


def test_what_its_text_lacks_is_compiled_from_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = StoredText.to_json

    def without_parts(text: StoredText) -> dict[str, object]:
        kept = whole(text) | {"compiler": 1}
        del kept["parts"], kept["after"]
        return kept

    with monkeypatch.context() as then:
        then.setattr(StoredText, "to_json", without_parts)
        failing = make_failing()
    engine._texts.cache_clear()
    version = PackVersion.objects.get()

    assert version.compiled is not None
    assert "parts" not in version.compiled
    key = failing.key
    assert engine.answer_parts(version, key.partner_id, as_of=failing.due_at) == []
    assert engine.text_after(version.pk, frozenset({"acceptances"}))
