"""The schema says what the parsers accept: no key more, and no key less."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from goodstanding.rulebook.document import MapNode, Node, read_document
from goodstanding.rulebook.errors import PackRefusedError, ProblemCode
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_obligations import _VERBS
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.schema import Section
from goodstanding.rulebook.schema_duties import VERBS
from goodstanding.rulebook.schema_pack import PACK
from tests.rulebook.whole_grammar import NAMES, sections_with_nodes, whole_text

Asked = dict[MapNode, tuple[set[str], set[str]]]
#: What a rule book with every key at once cannot be: they are about values, not about grammar.
_OF_THE_MEANING = {
    ProblemCode.NOT_ONE_VERB,
    ProblemCode.NOT_COMPILED,
    ProblemCode.DOES_NOT_FIT,
    ProblemCode.IMPOSSIBLE_DUTY,
    ProblemCode.OUT_OF_ORDER,
    ProblemCode.UNUSED,
    ProblemCode.NO_NOTICE,
    ProblemCode.EARNED_MONEY,
    ProblemCode.OVERLAP,
}


@pytest.fixture(params=["first-acceptance", "enrolment"])
def text(request: pytest.FixtureRequest) -> str:
    return whole_text(since=request.param)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what the parsers ask of each map, required keys and optional ones."""
    found: Asked = {}
    real = Reading.fields

    def noted(
        self: Reading, node: Node, *, required: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> Fields:
        if isinstance(node, MapNode):
            found[node] = (set(required), set(optional))
        return real(self, node, required=required, optional=optional)

    monkeypatch.setattr(Reading, "fields", noted)
    return found


def _problems(text: str) -> set[tuple[ProblemCode, str]]:
    with pytest.raises(PackRefusedError) as refused:
        read_pack(text)
    return {(problem.code, problem.sentence) for problem in refused.value.problems}


def test_the_parsers_ask_each_section_for_exactly_its_keys(text: str, asked: Asked) -> None:
    _problems(text)

    seen = 0
    for section, node in sections_with_nodes(read_document(text), PACK):
        if section == PACK.key("countdowns").value.value:  # type: ignore[union-attr] # a map
            continue  # Read by its steps; the test below holds its keys.
        required, optional = asked[node]
        by_severity = {NAMES[Kind.SEVERITY]} if section.others else set()
        since = {"accepted", "enrolled"} & {key.name for key in section.keys}
        keys = {key.name for key in section.keys}
        assert required == {key.name for key in section.keys if key.required}
        assert (required | optional) - by_severity | since == keys
        assert required | optional >= keys - since
        seen += 1
    assert seen == 34


def test_what_counts_events_from_a_day_asks_examples_for_that_day(text: str, asked: Asked) -> None:
    _problems(text)

    example = next(keys for keys in asked.values() if "says" in keys[0])
    by_day = {"accepted"} if "first-acceptance" in text else {"enrolled"}
    assert example[1] & {"accepted", "enrolled"} == by_day


def test_every_key_takes_what_the_schema_says_stands_there(text: str) -> None:
    other = "enrolled" if "first-acceptance" in text else "accepted"

    found = {(code, said) for code, said in _problems(text) if code not in _OF_THE_MEANING}

    assert [(code, said.split(" is ")[0]) for code, said in found] == [
        (ProblemCode.UNKNOWN_KEY, f"“{other}”")  # Of the other day from which events count.
    ]


def test_an_obligation_has_one_of_the_verbs_the_parsers_know() -> None:
    obligation = PACK.key("obligations").value.value  # type: ignore[union-attr] # a map

    assert isinstance(obligation, Section)
    assert (obligation.one_of, set(VERBS)) == (VERBS, set(_VERBS))


def test_every_key_has_a_sentence() -> None:
    for section, _ in sections_with_nodes(read_document(whole_text(since="enrolment")), PACK):
        for key in section.keys:
            assert key.meaning.endswith("."), key
