"""Packs as strangers might send them: hostile words, huge numbers, and good packs gone wrong."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .strategies_texts import ladder_text, pack_text

PACKS = Path(__file__).parents[2] / "packs"
#: In every hostile word, and in no text of ours.
MARK = "zq9"
WORDS = (
    f"'; drop table facts.{MARK}; --",
    f"{MARK}' or '1'='1",
    f"{MARK}'') union select null --",
    f"$1 $2 {MARK} $as_of %(as_of)s :as_of",
    f"/* {MARK} */ @known(e) @owner(a, b)",
    f"\\'; select {MARK}; \\",
    f'"{MARK}" ; copy x to program',
    f"{MARK}\n--\n;",
    f"{MARK} {{0}} {{level}} %s %% %",
    f"\u202e{MARK}\u200f \u2019\u02bc\uff07 \u540d\u524d \u03a9",
    f"{MARK} cast(null as text)",
    MARK + "x" * 900,
)
#: Codes that may stand in a pack and look like something else in SQL.
CODES = (MARK, f"a--{MARK}", f"a.{MARK}_b", "null", "select", "0", "1e9", "E")
NUMBERS = (
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "99999 days",
    "9999 years",
    "1 day after anniversary",
    "\u0661",
)
SCRAPS = (
    *("&a ", "*a", "!!python/object:os.system ", "!x ", "<<: *a", "? ", "- ", "%YAML 1.1\n---\n"),
    *("{", "[", "}", "]", "'", '"', "|", ">", "#", "\t", "\0", "\x85", "﻿", "\ud800", "---\n"),
    *("[" * 50, "{a: " * 40, "x" * 65_536, "on", "NO", "~", '"\\0"', '"\\ud800"', "@", "`", ":"),
)


def quoted(words: str) -> str:
    """Return words as YAML writes them on one line, whatever they are."""
    return json.dumps(words)


@st.composite
def worded_packs(draw: DrawFn) -> str:
    """Draw the text of a pack that is in order, with hostile words wherever words may stand."""
    said = [quoted(draw(st.sampled_from(WORDS))) for _ in range(5)]
    codes = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=2, unique=True))
    tier, region = map(quoted, codes)
    duty = f"title: {said[0]}, who: {{tier: {tier}, region: [{region}], not: {{country: DE}}}}"
    return ladder_text(
        also={
            "title": said[1],
            "levels": f"[{{name: good, title: {said[2]}}}, {{name: late, title: {said[3]}}}, "
            "{name: out, title: Out, stops: [orders], final: true}]",
            "obligations": f"{{code: {{{duty}, clause: {MARK}#gifts, accept: {{agreement: "
            "partner-code, per: entity}, due: 30 days after service, countdown: talk}, "
            f"papers: {{{duty}, show: {{document: {MARK}, per: location}}, "
            "due: 36500 days after assignment, countdown: talk}, "
            f"taught: {{{duty}, pass: {{course: {MARK}-x, people: [{MARK}], share: 1 %, "
            "valid: 100 years, grace: {joined: 5200 weeks}}, countdown: talk}, "
            f"told: {{title: {said[4]}, reach: {{contact: [{MARK}], proof: 1200 months}}, "
            "due: 1 day after assignment, countdown: talk}}",
        },
        measures=f"{{note: {{leaves: {said[1]}, conditions: [{said[2]}]}}, "
        "warning: {level: late, lasts: 12 months}, ending: {level: out, lasts: always}}",
    )


@st.composite
def broken_packs(draw: DrawFn) -> str:
    """Draw the text of a pack that was in order before somebody cut, copied and pasted in it."""
    text = draw(st.sampled_from(_ORDERLY))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 80, len(text))))
        other = draw(st.sampled_from(_ORDERLY))
        cut = draw(st.integers(0, len(other)))
        scrap = draw(
            st.sampled_from(
                ["", *SCRAPS, *NUMBERS, *map(quoted, WORDS), *CODES, other[cut : cut + 120]]
            )
            | st.text(max_size=20)
        )
        text = text[:start] + scrap + text[end:]
    return text


_ORDERLY = (
    pack_text(),
    ladder_text(),
    *(path.read_text(encoding="utf-8") for path in sorted(PACKS.glob("*.yaml"))),
)
