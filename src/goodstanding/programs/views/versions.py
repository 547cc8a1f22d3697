"""Reading rule books: which versions there are, what each says, and its source."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.approving import untried_because
from goodstanding.programs.models import PackVersion
from goodstanding.programs.rules.redline import Redline, compare
from goodstanding.programs.selectors import (
    open_draft,
    pack_of,
    published_versions,
    version_in_force,
)
from goodstanding.programs.surroundings import judged_anew
from goodstanding.programs.words import sections_of
from goodstanding.rulebook.errors import Problem
from goodstanding.rulebook.pack import Pack
from goodstanding.ui.badges import Badge
from goodstanding.ui.components import Column, Confirmation, Fact, Link, Next
from goodstanding.ui.dates import day_text
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day

#: Whoever judges partners, or audits that, reads the rules; officers write them.
READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)
_DIGEST_GROUP = 4
_DIGEST_GROUPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line of a rule book's text, and what a check says of it."""

    number: int
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A published version in the list."""

    version: PackVersion
    pack: Pack
    badge: Badge
    digest: str


def address(side: VendorSide, name: str, **parts: object) -> str:
    """Return the address of a page of this program."""
    return reverse(name, kwargs={"program": side.program.code, **parts})


def digest(text_sha256: str) -> str:
    """Return a hash as people compare it: its first groups of four and its last."""
    groups = [
        text_sha256[start : start + _DIGEST_GROUP]
        for start in range(0, len(text_sha256), _DIGEST_GROUP)
    ]
    return " ".join([*groups[:_DIGEST_GROUPS], "…", groups[-1]])


def source_lines(text: str, problems: tuple[Problem, ...] = ()) -> list[SourceLine]:
    """Return a text line by line, each with its problems."""
    return [
        SourceLine(
            number=number,
            text=line,
            problems=tuple(problem for problem in problems if problem.line == number),
        )
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def redline_from(before: PackVersion | None, text: str) -> Redline | None:
    """Return what a text changes against a version; None where there is none before it."""
    return compare(before.text, text) if before is not None else None


def effect_text(version: PackVersion) -> str:
    """Return the day from which a published version judges, in words."""
    assert version.effective_at is not None  # the database refuses a published one without
    return day_text(local_day(version.effective_at, pack_of(version).zone))


def _badge(version: PackVersion, *, current: PackVersion | None, side: VendorSide) -> Badge:
    assert version.effective_at is not None  # the database refuses a published one without
    if current is not None and version.pk == current.pk:
        return Badge(tone=Tone.GOOD, icon="circle-check", word=gettext("In force"))
    if version.effective_at > side.at:
        return Badge(tone=Tone.DUE, icon="clock", word=gettext("Announced"))
    return Badge(tone=Tone.NONE, icon="check", word=gettext("Replaced"))


def _version(side: VendorSide, number: int) -> PackVersion:
    found = published_versions(side.program.pk).select_related("drafted_by", "approved_by")
    return get_object_or_404(found, number=number)


@never_cache
@require_safe
@vendor_side(*READERS)
def rules(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """List the versions of the rule book, and the draft of the next one."""
    current = version_in_force(side.program.pk, as_of=side.at)
    found = published_versions(side.program.pk).select_related("drafted_by", "approved_by")
    rows = [
        Row(
            version=version,
            pack=pack_of(version),
            badge=_badge(version, current=current, side=side),
            digest=digest(version.text_sha256),
        )
        for version in found
    ]
    draft = open_draft(side.program.pk)
    context = {
        "side": side,
        "rows": rows,
        "current": current,
        "draft": draft,
        "draft_digest": digest(draft.text_sha256) if draft else "",
        "is_author": draft is not None and draft.drafted_by_id == side.person.pk,
        "officer": Role.OFFICER in side.roles,
        "judged": judged_anew(side.program.pk),
        "columns": (
            Column(label=gettext("Version")),
            Column(label=gettext("State")),
            Column(label=gettext("Takes effect")),
            Column(label=gettext("Written by")),
            Column(label=gettext("Approved by")),
            Column(label=gettext("Digest")),
        ),
    }
    return render(request, "programs/rules.html", context)


@never_cache
@require_safe
@vendor_side(*READERS)
def version(request: HttpRequest, side: VendorSide, number: int) -> HttpResponse:
    """Show one published version: what it says in words, what it changed, and its source."""
    shown = _version(side, number)
    before = published_versions(side.program.pk).filter(number=number - 1).first()
    current = version_in_force(side.program.pk, as_of=side.at)
    context = {
        "side": side,
        "version": shown,
        "before": before,
        "badge": _badge(shown, current=current, side=side),
        "effect": effect_text(shown),
        "sections": sections_of(pack_of(shown)),
        "redline": redline_from(before, shown.text),
        "lines": source_lines(shown.text),
        "digest": digest(shown.text_sha256),
        "untried_because": untried_because(shown),
    }
    return render(request, "programs/version.html", context)


@never_cache
@require_safe
@vendor_side(*READERS)
def source(request: HttpRequest, side: VendorSide, number: int) -> HttpResponse:
    """Send the text of a version, byte for byte as its digest was taken."""
    del request
    shown = _version(side, number)
    name = f"{side.program.code}-{shown.number}.yaml"
    return HttpResponse(
        shown.text.encode(),
        headers={
            "Content-Type": "application/yaml; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


@never_cache
@require_safe
@vendor_side(*READERS)
def published(request: HttpRequest, side: VendorSide, number: int) -> HttpResponse:
    """Confirm that a version is published, and say what happens next."""
    shown = _version(side, number)
    done = Confirmation(
        title=gettext("Version %(number)s is published") % {"number": shown.number},
        sentence=gettext("It takes effect on %(day)s. Its text never changes again.")
        % {"day": effect_text(shown)},
        facts=(
            Fact(term=gettext("Written by"), text=str(shown.drafted_by or gettext("a routine"))),
            Fact(term=gettext("Approved by"), text=str(shown.approved_by)),
            Fact(
                term=gettext("Digest"),
                text=gettext("SHA-256 of the text"),
                code=digest(shown.text_sha256),
            ),
        ),
        primary=Link(
            label=gettext("Read version %(number)s") % {"number": shown.number},
            url=address(side, "vendor_rules_version", number=shown.number),
        ),
        primary_icon="file-text",
        what_next=(
            Next(
                text=gettext("Until %(day)s nothing is asked that was not asked before.")
                % {"day": effect_text(shown)},
                icon="calendar",
            ),
            Next(
                text=gettext("Then every partner’s standing is worked out by this version."),
                hint=gettext("The past keeps the version that was in force then."),
                icon="refresh",
            ),
        ),
        back=Link(label=gettext("All versions"), url=address(side, "vendor_rules")),
    )
    return render(request, "programs/published.html", {"side": side, "done": done})
