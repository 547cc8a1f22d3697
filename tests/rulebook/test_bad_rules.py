"""Each thing that rules cannot be has a sentence of its own, at its place, with the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known

TEXT = """\
pack: 1
program: partners
version: 2
title: Rules
effective: 2026-08-01
transition: 60 days
zone: UTC
effects: [orders]
levels:
  - {name: good, title: Good}
  - {name: late, title: Late}
  - {name: stopped, title: Stopped, stops: [orders]}
locations: {most: late}
countdowns:
  slow:
    due: late
    60 days after: stopped
obligations:
  code:
    title: The code is accepted.
    accept: {agreement: code, per: entity}
    due: 30 days after service
    countdown: slow
  trained:
    title: Everybody has passed.
    who: {country: [DE, FR]}
    pass: {course: ethics, people: [sales], share: 90 %, valid: 12 months}
    countdown: slow
  insured:
    title: A certificate is on file.
    show: {document: insurance, per: partner}
    part: true
  trusted:
    title: Insured, or more.
    any: [insured, checked]
    due: 30 days after assignment
    countdown: slow
  checked:
    title: Checked.
    all: [insured]
    part: true
measures:
  warning: {level: late, lasts: 12 months}
  pause: {stops: [orders], lasts: 30 days}
ladder:
  severities: [minor, severe]
  counts: {within: 24 months}
  rungs:
    - {name: warned, when: [{findings: 1}], then: [warning]}
    - {name: paused, when: [{findings: 2}], then: [pause]}
"""
KNOWN = Known(
    agreements=frozenset({"code", "charter"}),
    courses=frozenset({"ethics"}),
    roles=frozenset({"sales"}),
    previous=read_pack(TEXT.replace("version: 2", "version: 1")),
)
ALONE = replace(KNOWN, previous=None)
#: A line, a column and a sentence.
Said = tuple[tuple[int, int], str]
#: What is wrong; what stands in the text; what is written instead; and all that is said of it.
CASES: list[tuple[str, str, str, list[Said]]] = [
    (
        "a cycle",
        "all: [insured]",
        "all: [insured, trusted]",
        [
            (
                (33, 3),
                (
                    "“trusted” needs “checked” needs “trusted”: a circle nobody can enter. "
                    "Take one of them out of the list of another."
                ),
            ),
            (
                (38, 3),
                (
                    "“trusted” has a row and a due day of its own, so it is no part of "
                    "“checked”. Write “part: true” in “trusted”, or leave it out here."
                ),
            ),
        ],
    ),
    (
        "an unknown document",
        "agreement: code,",
        "agreement: chart,",
        [
            ((21, 25), "“chart” is not an agreement of this program. Did you mean “charter”?"),
        ],
    ),
    (
        "an unknown course",
        "course: ethics",
        "course: ethic",
        [
            ((27, 20), "“ethic” is not a course. Did you mean “ethics”?"),
        ],
    ),
    (
        "overlapping rungs",
        "when: [{findings: 2}]",
        "when: [{findings: 1}]",
        [
            (
                (49, 14),
                (
                    "“warned” is never recommended: whatever reaches it also reaches "
                    "“paused”. Ask less of it, or more of the graver rung."
                ),
            ),
        ],
    ),
    (
        "a level nobody can reach",
        "    60 days after: stopped\n",
        "",
        [
            (
                (12, 12),
                (
                    "The level “stopped” is never used. Nobody can reach it: let a "
                    "countdown or a measure name it, or leave it out."
                ),
            ),
        ],
    ),
    (
        "a countdown nothing uses",
        "countdowns:\n",
        "countdowns:\n  fast: {due: late}\n",
        [
            (
                (15, 3),
                ("The countdown “fast” is never used. Let an obligation name it, or leave it out."),
            ),
        ],
    ),
    (
        "nobody is bound",
        "{country: [DE, FR]}",
        "{country: [DE, FR], not: {country: [DE, FR]}}",
        [
            (
                (26, 35),
                (
                    "“not” leaves out everyone “who” names, so this binds nobody. Repair "
                    "one of the two."
                ),
            ),
        ],
    ),
    (
        "never in time",
        "due: 30 days after service",
        "due: service",
        [
            (
                (22, 10),
                (
                    "Nobody can meet a duty on the day of its service. Give time, such as "
                    "30 days after service."
                ),
            ),
        ],
    ),
    (
        "never begins",
        "due: 30 days after assignment",
        "due: 30 days after publication",
        [
            (
                (36, 10),
                (
                    "Nothing that “any” asks is published or put into effect, so “30 days "
                    "after publication” never comes. Count from assignment or service."
                ),
            ),
        ],
    ),
    (
        "needs more parts than there are",
        "any: [insured, checked]",
        "least: {3: [insured, checked]}",
        [
            ((35, 13), "“3” cannot stand here. Write a whole number from 1 to 2."),
        ],
    ),
    (
        "material change without time",
        "share: 90 %",
        "share: 95 %",
        [
            (
                (24, 3),
                (
                    "“trained” is tighter than before, so partners need time. Add “since: "
                    "2026-08-01”, from which the transition runs."
                ),
            ),
        ],
    ),
    (
        "new duty without time",
        "  insured:\n",
        (
            "  seen:\n    title: Seen.\n    show: {document: passport, per: "
            "partner}\n    due: 30 days after assignment\n    countdown: slow\n  "
            "insured:\n"
        ),
        [
            (
                (29, 3),
                (
                    "“seen” is new, so partners need time. Add “since: 2026-08-01”, from "
                    "which the transition runs."
                ),
            ),
        ],
    ),
    (
        "percentage over 100",
        "share: 90 %",
        "share: 110 %",
        [
            ((27, 52), "“110 %” is not a possible share. Give 1 % to 100 %."),
        ],
    ),
    (
        "percentage of nobody",
        "share: 90 %",
        "share: 0 %",
        [
            ((27, 52), "“0 %” is not a possible share. Give 1 % to 100 %."),
        ],
    ),
    (
        "a date that does not exist",
        "effective: 2026-08-01",
        "effective: 2026-02-30",
        [
            (
                (5, 12),
                (
                    "“2026-02-30” is not a day of the calendar. Write year-month-day, such "
                    "as 2026-08-01."
                ),
            ),
        ],
    ),
    (
        "a zone that does not exist",
        "zone: UTC",
        "zone: Europe/Atlantis",
        [
            (
                (7, 7),
                (
                    "“Europe/Atlantis” is not a time zone. Use a name such as "
                    "Europe/Berlin or America/New_York."
                ),
            ),
        ],
    ),
    (
        "a published version",
        "version: 2",
        "version: 1",
        [
            ((3, 10), "Version 1 is published already and cannot change. Write “version: 2”."),
        ],
    ),
    (
        "too few approvals",
        "when: [{findings: 2}], then: [pause]",
        "when: [{findings: 2}], then: [pause], approvals: 0",
        [
            (
                (50, 14),
                (
                    "“paused” stops, holds or takes something (pause) with nobody's "
                    "approval. Write “approvals: 1” or more."
                ),
            ),
        ],
    ),
    (
        "steps in the wrong order",
        "    60 days after: stopped\n",
        "    60 days after: stopped\n    30 days after: late\n",
        [
            (
                (16, 5),
                (
                    "The levels get better as time goes by. Let each step be as bad as the "
                    "one before, grace first, or worse."
                ),
            ),
            (
                (18, 5),
                (
                    "“30 days after” does not come after the step before it. Write the "
                    "steps as time goes by, earliest first."
                ),
            ),
        ],
    ),
]
#: Those about what the version before said.
_AGAINST_THE_LAST = {
    "material change without time",
    "new duty without time",
    "a published version",
}
#: Those that do not stand in each other's way.
_AT_ONCE = {
    "a cycle",
    "an unknown document",
    "overlapping rungs",
    "nobody is bound",
    "never in time",
    "percentage over 100",
    "a date that does not exist",
    "a zone that does not exist",
}


def _problems(text: str, known: Known) -> list[Said]:
    with pytest.raises(PackRefusedError) as refused:
        read_pack(text, known=known)
    return [((one.line, one.column), one.sentence) for one in refused.value.problems]


def test_as_it_stands_nothing_is_wrong_with_the_text() -> None:
    assert read_pack(TEXT, known=KNOWN).version == 2


@pytest.mark.parametrize(
    ("case", "before", "after", "said"), CASES, ids=[case for case, *_ in CASES]
)
def test_each_slip_has_its_sentence_at_its_place(
    case: str, before: str, after: str, said: list[Said]
) -> None:
    assert TEXT.count(before) == 1
    known = KNOWN if case in _AGAINST_THE_LAST else ALONE

    assert _problems(TEXT.replace(before, after), known) == said


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = TEXT
    for case, before, after, _ in CASES:
        if case in _AT_ONCE:
            assert text.count(before) == 1
            text = text.replace(before, after)

    found = [sentence for _, sentence in _problems(text, ALONE)]

    wanted = {sentence for case, _, _, said in CASES if case in _AT_ONCE for _, sentence in said}
    assert wanted <= set(found)
    assert len(found) == len(set(found))


def test_a_circle_is_told_even_where_it_is_compared_with_the_version_before() -> None:
    text = TEXT.replace("[insured]", "[insured, trusted]")

    places = [place for place, _ in _problems(text, KNOWN)]

    assert places == [(33, 3), (33, 3), (38, 3)]


def test_a_part_that_cannot_be_read_is_told_even_where_versions_are_compared() -> None:
    text = TEXT.replace("    title: Checked.\n", "")

    assert ((39, 5), "“title” is missing here. Add it.") in _problems(text, KNOWN)
