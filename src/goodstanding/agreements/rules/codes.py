"""Which clause is which: codes that stay the same from version to version.

What people cite is the code (``partner-code#gifts``), so it must survive renumbering, moving
and rewording. A code written into the heading always counts. Otherwise a clause keeps the code
of the earlier clause with the same heading, else of the most similar one; a new clause gets a
code made of its heading.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from goodstanding.agreements.rules.clauses import ClauseText, Section

#: Two clauses that share at least this part of their different words are one, reworded.
SAME_CLAUSE_SHARE_PERCENT = 50

_SLUG_MAX_CHARACTERS = 56  # Leaves room for a number where two clauses have one heading.
_PART = r"(?:article|section|clause|art\.?|sec\.?|§+)"
_DOTTED = r"\(?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z])[.):]|\d+(?:\.\d+)+|\(\w{1,3}\)"
_NUMBER = re.compile(rf"(?:{_PART}\s*(?:{_DOTTED}|\d+)|{_DOTTED})\s+", re.IGNORECASE)
_LEADING_INTEGER = re.compile(r"\d+\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"[*_`]+")
_WORD = re.compile(r"\w+")


def plain(heading: str) -> str:
    """Return a heading as people read it, without links and emphasis."""
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", html.unescape(heading))).split())


def numberless(heading: str) -> str:
    """Return a heading without the number it starts with, such as ``6.4`` or ``Article 3:``.

    A bare ``30`` stays: it may be the number of days that a clause is about.
    """
    return _NUMBER.sub("", heading, count=1).strip() if _NUMBER.match(heading) else heading.strip()


def _name(heading: str) -> str:
    """Return what makes two headings the same for a code: no number at all, no capitals."""
    name = numberless(plain(heading))
    return (_LEADING_INTEGER.sub("", name, count=1) or name).casefold()


def propose(heading: str) -> str:
    """Return a code made of a heading; the same heading always gives the same code."""
    words = unicodedata.normalize("NFKD", _name(heading)).encode("ascii", "ignore").decode()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", words.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:_SLUG_MAX_CHARACTERS]
        if len(longer) > _SLUG_MAX_CHARACTERS:
            break
        slug = longer
    return slug or f"clause-{sha256(_name(heading).encode()).hexdigest()[:8]}"


def assign(
    sections: Sequence[Section],
    *,
    previous: Sequence[ClauseText] = (),
    earlier: Mapping[str, str] | None = None,
) -> tuple[ClauseText, ...]:
    """Return the clauses of a text, each with its code.

    Args:
        sections: The text, cut by ``clauses.split``.
        previous: The clauses of the version before.
        earlier: Every code that any version ever used, with its last heading. Such a code is
            given again only to a clause with that heading.

    Holds that
        * a code in the text is the clause's code;
        * no two clauses have one code;
        * the version before, renumbered or put in another order, keeps every code.
    """
    codes: dict[int, str] = {
        index: section.given_code
        for index, section in enumerate(sections)
        if section.given_code is not None
    }
    free = [clause for clause in previous if clause.code not in set(codes.values())]
    codes |= _by_heading(sections, codes, free)
    taken = set(codes.values())
    codes |= _by_words(sections, codes, [clause for clause in free if clause.code not in taken])
    codes |= _new(sections, codes, previous, earlier or {})
    return tuple(
        ClauseText(code=codes[index], heading=section.heading, text=section.text)
        for index, section in enumerate(sections)
    )


def _by_heading(
    sections: Sequence[Section], codes: Mapping[int, str], free: Sequence[ClauseText]
) -> dict[int, str]:
    """Match clauses whose headings are the same but for their number; then the nearest text."""
    held: dict[str, list[ClauseText]] = {}
    for clause in free:
        held.setdefault(_name(clause.heading), []).append(clause)
    asked: dict[str, list[int]] = {}
    for index, section in enumerate(sections):
        if index not in codes and _name(section.heading) in held:
            asked.setdefault(_name(section.heading), []).append(index)
    found: dict[int, str] = {}
    for heading, indexes in asked.items():
        found |= _best(
            {index: _words(sections[index]) for index in indexes},
            {clause.code: _words(clause) for clause in held[heading]},
            at_least_percent=0,
        )
    return found


def _by_words(
    sections: Sequence[Section], codes: Mapping[int, str], free: Sequence[ClauseText]
) -> dict[int, str]:
    """Match clauses that were renamed and still say much the same."""
    return _best(
        {index: _words(section) for index, section in enumerate(sections) if index not in codes},
        {clause.code: _words(clause) for clause in free},
        at_least_percent=SAME_CLAUSE_SHARE_PERCENT,
    )


def _best(
    wanted: Mapping[int, frozenset[str]],
    held: Mapping[str, frozenset[str]],
    *,
    at_least_percent: int,
) -> dict[int, str]:
    """Pair what is most alike first; equals in the order of the texts."""
    places = {code: place for place, code in enumerate(held)}
    pairs = sorted(
        (
            (-_likeness(words, others), places[code], index, code)
            for index, words in wanted.items()
            for code, others in held.items()
        ),
    )
    found: dict[int, str] = {}
    given: set[str] = set()
    for unlike, _place, index, code in pairs:
        if -unlike >= at_least_percent and index not in found and code not in given:
            found[index] = code
            given.add(code)
    return found


def _words(clause: Section | ClauseText) -> frozenset[str]:
    return frozenset(_WORD.findall(f"{_name(clause.heading)} {clause.text.casefold()}"))


def _likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many of 100 different words two texts share."""
    every = len(one | other)
    return len(one & other) * 100 // every if every else 100


def _new(
    sections: Sequence[Section],
    codes: Mapping[int, str],
    previous: Sequence[ClauseText],
    earlier: Mapping[str, str],
) -> dict[int, str]:
    used = {*codes.values(), *(clause.code for clause in previous)}
    headings = {code: _name(heading) for code, heading in earlier.items()}
    found: dict[int, str] = {}
    for index, section in enumerate(sections):
        if index in codes:
            continue
        heading = _name(section.heading)
        code = next(
            code
            for code in _numbered(propose(section.heading))
            if code not in used and headings.get(code, heading) == heading
        )
        found[index] = code
        used.add(code)
    return found


def _numbered(code: str) -> Iterable[str]:
    yield code
    number = 2
    while True:
        yield f"{code}-{number}"
        number += 1
