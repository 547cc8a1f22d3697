"""A pack beside what is known around it: names of other rooms, and the version before."""

from __future__ import annotations

import pytest

from goodstanding.rulebook.errors import PackRefusedError, ProblemCode
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values.clauses import ClauseRef
from tests.rulebook.strategies_texts import (
    SECTIONS,
    assert_told,
    duty,
    ladder_text,
    only_problem,
    pack_text,
    problems,
)

PASS = (
    "pass: {course: ethics, people: [sales, legal], share: 80 %, valid: 1 year, "
    "grace: {joined: 30 days, lapsed: 30 days}}"
)
REACH = "reach: {contact: [legal, security], proof: 1 year}, due: 14 days after assignment"
ATTEST = "attest: {statement: s, per: entity, valid: 1 year}, due: 9 days after assignment"
SHOW = "show: {document: d, per: entity}, due: 9 days after assignment"
WHO = "countdown: talk, who: {tier: gold}"
NAMES = Known(
    agreements=frozenset({"partner-code"}),
    clauses=frozenset({ClauseRef("partner-code", "gifts")}),
    courses=frozenset({"ethics"}),
    roles=frozenset({"sales", "legal"}),
    tiers=frozenset({"gold"}),
    regions=frozenset({"EMEA"}),
)


def test_names_of_other_rooms_are_checked_where_they_are_known() -> None:
    asks = "pass: {course: ethic, people: [sale], share: 80 %, valid: 1 year}"
    rest = "countdown: talk, clause: partner-code#gift, who: {tier: god, region: APAC}"

    found = problems(duty(asks, rest=rest), NAMES)

    assert_told(
        found,
        [
            "unknown_name | ethic, | Did you mean “ethics”?",
            "unknown_name | sale] | Did you mean “sales”?",
            "unknown_name | partner-code#gift, | Did you mean “partner-code#gifts”?",
            "unknown_name | god, | Did you mean “gold”?",
            "unknown_name | APAC}} | Use one of: EMEA.",
        ],
    )


def test_known_names_are_taken() -> None:
    asks = "pass: {course: ethics, people: [sales], share: 80 %, valid: 1 year}"
    rest = "countdown: talk, clause: partner-code#gifts, who: {tier: gold, region: EMEA}"

    pack = read_pack(duty(asks, rest=rest), known=NAMES)

    assert pack.obligation("duty").name == "duty"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (PASS, PASS),
        (PASS, PASS.replace("80 %", "70 %")),
        (PASS, PASS.replace("lapsed: 30 days", "lapsed: 30 days, rejoined: 9 days")),
        (PASS, PASS.replace("[sales, legal]", "[sales]")),
        (PASS, PASS.replace("1 year", "2 years").replace("30 days", "40 days")),
        (REACH, REACH.replace("[legal, security]", "[legal]")),
        (REACH, REACH.replace("1 year", "2 years").replace("14 days", "20 days")),
        (ATTEST, ATTEST.replace("1 year", "2 years")),
        (ATTEST, ATTEST.replace(", valid: 1 year", "")),
        (SHOW, SHOW.replace("9 days", "10 days")),
    ],
)
def test_a_duty_that_is_no_tighter_needs_no_since(before, now) -> None:
    known = Known(previous=read_pack(duty(before)))

    pack = read_pack(duty(now).replace("version: 1", "version: 2"), known=known)

    assert pack.version == 2


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (PASS, PASS.replace("80 %", "81 %")),
        (PASS, PASS.replace("ethics", "bribery")),
        (PASS, PASS.replace("[sales, legal]", "[sales, support]")),
        (PASS, PASS.replace("1 year", "364 days")),
        (PASS, PASS.replace("joined: 30 days", "joined: 29 days")),
        (PASS, PASS.replace(", lapsed: 30 days", "")),
        (PASS, PASS.replace("lapsed: 30 days", "lapsed: 30 days, rejoined: 181 days")),
        (PASS, REACH),
        (REACH, REACH.replace("[legal, security]", "[legal, tax]")),
        (REACH, REACH.replace("1 year", "364 days")),
        (REACH, REACH.replace("14 days", "13 days")),
        (ATTEST, ATTEST.replace("1 year", "364 days")),
        (ATTEST, ATTEST.replace("per: entity", "per: location")),
        (ATTEST, ATTEST.replace("statement: s", "statement: t")),
        (ATTEST.replace(", valid: 1 year", ""), ATTEST),
        (SHOW, SHOW.replace("document: d", "document: e")),
        (
            "accept: {agreement: a, per: entity}, due: 30 days after service",
            "accept: {agreement: a, per: location}, due: 30 days after service",
        ),
        (
            "accept: {agreement: a, per: entity}, due: 30 days after service",
            "accept: {agreement: a, per: entity}, due: 30 days after effect",
        ),
    ],
)
def test_a_tighter_duty_says_since_when(before, now) -> None:
    known = Known(previous=read_pack(duty(before)))
    text = duty(now).replace("version: 1", "version: 2")

    code, at, sentence = only_problem(text, known)
    since = duty(now, rest="countdown: talk, since: 2026-08-01").replace("sion: 1", "sion: 2")
    with_since = read_pack(since, known=known)

    assert (code, at[:5]) == ("tightened", "duty:")
    assert sentence == (
        "“duty” is tighter than before, so partners need time. Add “since: 2026-08-01”, from "
        "which the transition runs."
    )
    assert with_since.obligation("duty").since is not None


def test_a_new_duty_says_since_when() -> None:
    known = Known(previous=read_pack(pack_text()))

    _, _, sentence = only_problem(
        duty(REACH, rest="countdown: talk, since: 2026-07-31").replace("sion: 1", "sion: 2"), known
    )

    assert sentence.startswith("“duty” is new, so partners need time.")


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        (WHO, "countdown: talk", ["tightened"]),
        (WHO, "countdown: talk, who: {tier: [gold, silver]}", ["tightened"]),
        ("countdown: talk", WHO, []),
    ],
)
def test_binding_more_partners_is_tighter(before, now, codes) -> None:
    known = Known(previous=read_pack(duty(REACH, rest=before)))
    text = duty(REACH, rest=now).replace("version: 1", "version: 2")

    if codes:
        found = [code for code, _, _ in problems(text, known)]
    else:
        found = [] if read_pack(text, known=known).version == 2 else ["another version"]

    assert found == codes


@pytest.mark.parametrize(
    "countdowns",
    [
        "{talk: {grace: late, due: late, 59 days after: out}}",
        "{talk: {grace: late, due: out}}",
        "{talk: {grace: out, due: out}, slow: {due: late}}",
    ],
)
def test_a_faster_countdown_is_tighter(countdowns) -> None:
    known = Known(previous=read_pack(pack_text()))

    found = problems(pack_text(version="2", countdowns=countdowns), known)

    assert [(code, at[:4]) for code, at, _ in found if code == "tightened"] == [
        ("tightened", "code")
    ]


def test_a_slower_countdown_is_not_tighter() -> None:
    known = Known(previous=read_pack(pack_text()))

    pack = read_pack(
        pack_text(version="2", countdowns="{talk: {7 days after: late, 90 days after: out}}"),
        known=known,
    )

    assert pack.countdown("talk").grace is None


LEVELS = "[{name: good, title: Good}, {name: late, title: Late}, {name: out, title: Out}]"
MORE_LEVELS = LEVELS.replace("{name: late", "{name: seen, title: Seen}, {name: late")


def _codes(text: str, known: Known) -> list[ProblemCode]:
    try:
        read_pack(text, known=known)
    except PackRefusedError as refused:
        return [problem.code for problem in refused.problems]
    return []


TWO = "due: late, 60 days after: out"
THREE = "due: seen, 10 days after: late, 60 days after: out"
SLOW = LEVELS.replace("name: late", "name: slow")


@pytest.mark.parametrize(
    ("before", "now", "harsher"),
    [
        ((LEVELS, TWO), (MORE_LEVELS, THREE), False),
        ((LEVELS, TWO), (MORE_LEVELS, f"grace: seen, {TWO}"), True),
        ((MORE_LEVELS, THREE), (LEVELS, TWO), True),
        ((MORE_LEVELS, THREE), (LEVELS, TWO.replace("due", "10 days after")), False),
        ((LEVELS, TWO), (SLOW, TWO.replace("late", "slow")), False),
        ((LEVELS, TWO), (SLOW, "due: slow, 59 days after: out"), True),
    ],
)
def test_a_level_that_comes_between_makes_no_other_level_worse(
    before: tuple[str, str], now: tuple[str, str], *, harsher: bool
) -> None:
    (levels, steps), (new_levels, new_steps) = before, now
    old = read_pack(pack_text(levels=levels, countdowns=f"{{talk: {{{steps}}}}}"))
    text = pack_text(version="2", levels=new_levels, countdowns=f"{{talk: {{{new_steps}}}}}")

    found = _codes(text, Known(previous=old))

    assert found == (["tightened"] if harsher else [])


@pytest.mark.parametrize(
    ("per", "before", "now", "harsher"),
    [
        ("location", "late", "out", True),
        ("location", "out", "late", False),
        ("location", "late", "late", False),
        ("entity", "late", "out", False),
    ],
)
def test_duties_of_locations_that_count_more_for_their_partner_are_tighter(
    per: str, before: str, now: str, *, harsher: bool
) -> None:
    duties = SECTIONS["obligations"].replace("per: entity", f"per: {per}")
    said = {"obligations": duties, "levels": LEVELS}
    known = Known(previous=read_pack(pack_text(**said, locations=f"{{most: {before}}}")))

    found = _codes(pack_text(version="2", **said, locations=f"{{most: {now}}}"), known)

    assert found == (["tightened"] if harsher else [])


def test_a_duty_whose_countdown_comes_or_goes_is_tighter() -> None:
    grants = (
        "{resell: {title: R, per: location, needs: [code], tested: anniversary, countdown: talk, "
        "exit: 30 days}}"
    )
    bare = (
        "{code: {title: Accepted, accept: {agreement: partner-code, per: entity}, "
        "due: 30 days after service}}"
    )
    known = Known(previous=read_pack(pack_text(obligations=bare, authorizations=grants)))

    found = problems(pack_text(version="2"), known)
    same = read_pack(pack_text(version="2", obligations=bare, authorizations=grants), known=known)

    assert [code for code, _, _ in found] == ["tightened"]
    assert same.obligation("code").countdown is None


def test_a_published_version_does_not_come_again() -> None:
    known = Known(previous=read_pack(pack_text(version="3")))

    code, at, sentence = only_problem(pack_text(version="3"), known)

    assert (code, at) == ("out_of_order", "3")
    assert sentence == "Version 3 is published already and cannot change. Write “version: 4”."


def test_approvals_can_be_left_out_only_where_nothing_is_stopped() -> None:
    rungs = (
        "[{name: teach, then: [note], approvals: 0}, "
        "{name: warn, when: [{findings: 1}], then: [warning], approvals: 0}]"
    )
    stops = (
        "{note: {leaves: no-mark}, warning: {stops: [orders], lasts: 1 day}, "
        "spare: {interim: true, level: late, lasts: 1 day}}"
    )
    mild = "{note: {leaves: no-mark}, warning: {level: late, lasts: 1 day}}"

    code, at, sentence = only_problem(ladder_text(measures=stops, rungs=rungs, persistent=None))
    allowed = read_pack(ladder_text(measures=mild, rungs=rungs, persistent=None))

    assert (code, at[:4]) == ("too_few_approvals", "warn")
    assert sentence == (
        "“warn” stops, holds or takes something (warning) with nobody's approval. "
        "Write “approvals: 1” or more."
    )
    assert allowed.ladder is not None
    assert [rung.approvals for rung in allowed.ladder.rungs] == [0, 0]


def test_a_duty_without_a_countdown_says_that_nothing_follows() -> None:
    code, at, sentence = only_problem(duty(REACH, rest="since: 2026-08-01"))

    assert (code, at[:4]) == ("missing_key", "duty")
    assert sentence == (
        "“duty” has no countdown, and no authorization needs it, so being late means nothing. "
        "Add one, or let an authorization need it."
    )


@pytest.mark.parametrize(
    ("before", "now", "sooner"),
    [
        ("calendar: DE\nroll: following", "calendar: DE", True),
        ("calendar: DE", "calendar: DE\nroll: following", False),
        ("%s\nholidays: {DE: [2026-12-24]}", "%s", True),
        ("%s\nholidays: {DE: [2026-12-24]}", "%s\nholidays: {everywhere: [2026-12-24]}", False),
        ("%s\nholidays: {DE: [2026-07-31]}", "%s", True),
        ("%s", "%s\nholidays: {DE: [2026-07-31]}", False),
        ("%s", "OTHER", True),
    ],
)
@pytest.mark.parametrize("rest", ["calendar: DE\nroll: following", "calendar: DE"])
def test_a_day_that_is_no_longer_off_makes_what_falls_on_it_due_sooner(
    before: str, now: str, rest: str, *, sooner: bool
) -> None:
    counted = pack_text().replace("due: 30 days", "due: 5 workdays")
    previous = read_pack(counted + before.replace("%s", rest))
    now = now.replace("OTHER", rest.replace("calendar: DE", "calendar: FR"))
    text = counted.replace("version: 1", "version: 2") + now.replace("%s", rest)

    if sooner:
        code, at, sentence = only_problem(text, Known(previous=previous))
        assert (code, at.split()[0]) == ("tightened", "code:")
        assert "is tighter than before" in sentence
    else:
        assert read_pack(text, known=Known(previous=previous)).version == 2


def test_a_day_no_longer_off_moves_no_due_day_that_is_not_counted_by_it() -> None:
    other = "also: {title: A, show: {document: d, per: entity}, due: 5 workdays after assignment, "
    obligations = SECTIONS["obligations"].removesuffix("}") + f", {other}countdown: talk}}}}"
    text = pack_text(obligations=obligations, calendar="DE")
    previous = read_pack(text + "holidays: {DE: [2026-12-24]}")

    code, at, _ = only_problem(text.replace("version: 1", "version: 2"), Known(previous=previous))

    assert (code, at.split()[0]) == ("tightened", "also:")
