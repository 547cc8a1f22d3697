"""The vendor's first page of a program: what needs me, and where do our partners stand?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.standing.selectors import LevelCounts, level_counts
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Chip, Column
from goodstanding.ui.dates import instant_text
from goodstanding.web.addresses import address
from goodstanding.web.first_steps import first_steps
from goodstanding.web.levels import level_badge
from goodstanding.web.needs import Kind, Need
from goodstanding.web.vendor_levels import UNKNOWN
from goodstanding.web.vendor_needs import due_today, needs_of
from goodstanding.web.vendor_partner import Sight

_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """How many partners stand at a level."""

    badge: Badge
    count: int
    share: str
    url: str  #: Of the partners that stand there.


@require_safe
@never_cache
@vendor_side(*(role for role in Role if role is not Role.OPERATOR))
def vendor_home(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show what waits for this person, the nearest clock first; ``?what=`` shows one kind."""
    needs = needs_of(side)
    wanted = request.GET.get("what", "")
    kind = Kind(wanted) if wanted in set(Kind) else None
    shown = [need for need in needs if kind is None or need.kind is kind]
    # Numbers of levels tell a go-between that something other than a duty is going on.
    counts = level_counts(side.program.pk, at=side.at) if Sight.of(side.roles).measures else None
    context = {
        "side": side,
        "count": len(needs),
        "today": due_today(needs),
        "now_text": instant_text(side.at, side.program.zone),
        "page": Paginator(shown, _PAGE).get_page(request.GET.get("page")),
        "chips": _chips(request, needs, kind),
        "columns": (
            Column(label=gettext("What")),
            Column(label=gettext("Partner")),
            Column(label=gettext("Your part")),
            Column(label=gettext("Clock")),
        ),
        "counts": counts,
        "steps": first_steps(side),
        "officer": Role.OFFICER in side.roles,
        "rows": _rows(side, counts) if counts else (),
        "unknown_url": _partners_url(side, UNKNOWN),
        "partners": _partners(counts) if counts else 0,
        "below": _partners(counts) - counts.levels[0][1] if counts else 0,
    }
    return render(request, "web/vendor_home.html", context)


def _chips(request: HttpRequest, needs: list[Need], kind: Kind | None) -> tuple[Chip, ...]:
    words = {
        Kind.CASES: gettext("Cases"),
        Kind.QUESTIONS: gettext("Questions"),
        Kind.DRAFTS: gettext("Drafts"),
        Kind.PARTNERS: gettext("Partners"),
        Kind.MESSAGES: gettext("Messages"),
    }
    here = request.path
    kinds = [need.kind for need in needs]
    return (
        Chip(label=gettext("All"), url=here, count=len(needs), current=kind is None),
        *(
            Chip(
                label=words[one],
                url=f"{here}?what={one}",
                count=kinds.count(one),
                current=kind is one,
            )
            for one in Kind
            if one in kinds or one is kind
        ),
    )


def _partners(counts: LevelCounts) -> int:
    return sum(count for _, count in counts.levels)


def _partners_url(side: VendorSide, level: str) -> str:
    return f"{address('vendor_partners', program=side.program.code)}?{urlencode({'level': level})}"


def _rows(side: VendorSide, counts: LevelCounts) -> tuple[LevelRow, ...]:
    total = _partners(counts)
    return tuple(
        LevelRow(
            badge=level_badge(level),
            count=count,
            share=f"{100 * count / total:.1f} %" if total else "–",
            url=_partners_url(side, level.name),
        )
        for level, count in counts.levels
    )
