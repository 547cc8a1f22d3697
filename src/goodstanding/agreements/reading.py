"""Clauses as people read them: Markdown turned into HTML that can do no harm.

HTML in the text is shown as text, there are no pictures, and links lead only to http, https and
mailto addresses, or to a clause on the same page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from goodstanding.agreements.rules.clauses import ClauseText

#: What stands before the code of a clause where it is the id of an element.
ANCHOR = "clause-"

_SCHEMES = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_ON_PAGE = re.compile(r"#[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One clause as a page shows it."""

    anchor: str
    heading: SafeString
    body: SafeString
    code: str


def _is_safe(url: str) -> bool:
    return bool(_SCHEMES.match(url) or _ON_PAGE.fullmatch(url))


class _Renderer(MarkdownIt):
    """CommonMark without HTML, pictures and headings; headings are the page's own."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "linkify": False, "typographer": False})
        self.enable("table").disable(["image", "heading", "lheading", "html_block", "html_inline"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- The library's name.
        """Return whether a link may stay; otherwise its source is shown as text."""
        return _is_safe(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- The library's name.
        """Return the address; one within the page leads to the clause with that code."""
        if _ON_PAGE.fullmatch(url):
            return f"#{ANCHOR}{url[1:].lower()}"
        return str(super().normalizeLink(url))


@lru_cache(maxsize=1)
def _renderer() -> _Renderer:
    return _Renderer()


def body_html(text: str) -> SafeString:
    """Return the text of a clause as HTML."""
    return SafeString(_renderer().render(text))


def heading_html(heading: str) -> SafeString:
    """Return a heading as HTML, for inside a heading of the page."""
    return SafeString(_renderer().renderInline(heading))


def shown(clauses: tuple[ClauseText, ...]) -> tuple[Shown, ...]:
    """Return clauses as a page shows them, in reading order."""
    return tuple(
        Shown(
            anchor=f"{ANCHOR}{clause.code}",
            heading=heading_html(clause.heading),
            body=body_html(clause.text),
            code=clause.code,
        )
        for clause in clauses
    )
