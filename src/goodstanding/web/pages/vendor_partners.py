"""The vendor's list of partners: by whatever is at hand of one, and by where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.partners.forms import SearchForm
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.search import How, Match, how_found, partners_found
from goodstanding.partners.selectors.visible import VENDOR_ROLES
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.selectors import pack_of
from goodstanding.programs.surroundings import judged_anew
from goodstanding.rulebook.pack import Level
from goodstanding.standing.bulk import version_shown
from goodstanding.ui.components import Chip, Column
from goodstanding.ui.htmx import status_of
from goodstanding.web.vendor_levels import UNKNOWN, Stood, at_level, counts_of, standing_of
from goodstanding.web.vendor_partner import Sight

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A partner that was found, by what, and where it stands for who may know."""

    profile: PartnerProfile
    found_by: tuple[str, ...]
    stood: Stood | None


@never_cache
@require_safe
@vendor_side(*VENDOR_ROLES)
def vendor_partners(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Find partners by name, ID, person or e-mail, and by level; both filters combine.

    A text that cannot be searched for is kept, and nobody is listed.

    Levels tell a go-between that something other than a duty is going on: it has no such filter.
    """
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = partners_found(side.program.pk, text, at=side.at)
    if form.errors:
        found = found.none()
    levels = _levels(side)
    wanted = _wanted(request, levels)
    chosen = at_level(found, wanted, program_id=side.program.pk) if wanted else found
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "program": side.program,
        "form": form,
        "text": text,
        "title": gettext("Nothing was searched for")
        if form.errors
        else _title(page.paginator.count, text=text, wanted=wanted),
        "level": _code(wanted),
        "chips": () if form.errors else _chips(side, found, levels, text=text, wanted=wanted),
        "page": page,
        "rows": _rows(side, list(page), levels, text=text),
        "sees_levels": bool(levels),
        "officer": Role.OFFICER in side.roles,
        "judged": judged_anew(side.program.pk),
        "columns": (
            Column(label=gettext("Partner")),
            *((Column(label=gettext("Level")),) if levels else ()),
            Column(label=gettext("Country")),
            *((Column(label=gettext("Found by")),) if text else ()),
        ),
    }
    return render(request, "web/vendor_partners.html", context, status=status_of(form))


def _levels(side: VendorSide) -> tuple[Level, ...]:
    """Return the levels shown that somebody may know of; none before the first rule book."""
    version = version_shown(side.program.pk, at=side.at)
    if version is None or not Sight.of(side.roles).measures:
        return ()
    return pack_of(version).levels


def _wanted(request: HttpRequest, levels: tuple[Level, ...]) -> Level | str:
    """Return the level that an address asks for, or ``UNKNOWN``; nothing for any other text."""
    code = request.GET.get("level", "")
    known: dict[str, Level | str] = {level.name: level for level in levels}
    if levels:
        known[UNKNOWN] = UNKNOWN
    return known.get(code, "")


def _code(wanted: Level | str) -> str:
    return wanted.name if isinstance(wanted, Level) else wanted


def _title(count: int, *, text: str, wanted: Level | str) -> str:
    """Return how many partners are listed, by which filters."""
    if isinstance(wanted, Level):
        title = ngettext(
            "%(count)s partner stands at “%(level)s”",
            "%(count)s partners stand at “%(level)s”",
            count,
        )
    elif wanted:
        title = ngettext(
            "Of %(count)s partner a fact is missing",
            "Of %(count)s partners a fact is missing",
            count,
        )
    elif text:
        title = ngettext(
            "%(count)s partner is found by “%(text)s”",
            "%(count)s partners are found by “%(text)s”",
            count,
        )
    else:
        title = ngettext(
            "%(count)s partner is in this program", "%(count)s partners are in this program", count
        )
    level = wanted.title if isinstance(wanted, Level) else ""
    title %= {"count": f"{count:,}", "level": level, "text": text}
    if wanted and text:
        return gettext("%(title)s, found by “%(text)s”") % {"title": title, "text": text}
    return title


def _chips(
    side: VendorSide,
    found: QuerySet[PartnerProfile],
    levels: tuple[Level, ...],
    *,
    text: str,
    wanted: Level | str,
) -> tuple[Chip, ...]:
    if not levels:
        return ()
    counted, unknown = counts_of(found, program_id=side.program.pk)
    offered = (
        ("", gettext("All"), found.count()),
        *((level.name, level.title, counted.get(level.rank, 0)) for level in levels),
        (UNKNOWN, gettext("A fact is missing"), unknown),
    )
    search = {"q": text} if text else {}
    return tuple(
        Chip(
            label=label,
            url=f"?{urlencode(search | ({'level': code} if code else {}))}",
            count=count,
            current=code == _code(wanted),
        )
        for code, label, count in offered
        if count or code == _code(wanted) or not code
    )


def _rows(
    side: VendorSide, profiles: list[PartnerProfile], levels: tuple[Level, ...], *, text: str
) -> list[Row]:
    ids = [profile.partner_id for profile in profiles]
    found = how_found(ids, text, at=side.at)
    stood = (
        standing_of(ids, program_id=side.program.pk, levels=levels, at=side.at) if levels else {}
    )
    return [
        Row(
            profile=profile,
            found_by=tuple(_words(match) for match in found.get(profile.partner_id, ())),
            stood=stood.get(profile.partner_id),
        )
        for profile in profiles
    ]


def _words(match: Match) -> str:
    words = {
        How.NAME: gettext("name"),
        How.FORMER_NAME: gettext("former name %(text)s"),
        How.ENTITY: gettext("legal entity %(text)s"),
        How.LOCATION: gettext("location %(text)s"),
        How.NUMBER: gettext("ID %(text)s"),
        How.PERSON: gettext("person %(text)s"),
        How.EMAIL: gettext("e-mail %(text)s"),
    }
    return words[match.how] % {"text": match.text}
