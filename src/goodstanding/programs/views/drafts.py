"""Reading the draft of the next rule book, and publishing it as a second officer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.checking import check_text, known_to
from goodstanding.programs.forms import PublishForm
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import open_draft, published_versions
from goodstanding.programs.services import DraftChangedError, publish_pack
from goodstanding.programs.surroundings import enrolled_count
from goodstanding.programs.views.versions import (
    READERS,
    address,
    digest,
    redline_from,
    source_lines,
)
from goodstanding.programs.words import sections_of
from goodstanding.ui.components import Fact
from goodstanding.ui.dates import day_text
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to, status_of
from goodstanding.values.days import local_day
from goodstanding.values.errors import DomainError, NotPermittedError

#: What the editor proposes; the author may choose any later day, or an earlier one to come.
DAYS_AHEAD = 30
HTTP_CONFLICT = 409


def _latest(side: VendorSide) -> PackVersion | None:
    return published_versions(side.program.pk).first()


def _context(side: VendorSide, draft: PackVersion) -> dict[str, object]:
    checked, latest = check_text(side.program, draft.text, at=side.at), _latest(side)
    return {
        "side": side,
        "draft": draft,
        "checked": checked,
        "pack": checked.pack,
        "sections": sections_of(checked.pack) if checked.pack else (),
        "latest": latest,
        "redline": redline_from(latest, draft.text),
        "lines": source_lines(draft.text, (*checked.problems, *checked.remarks)),
        "digest": digest(draft.text_sha256),
        "is_author": draft.drafted_by_id == side.person.pk,
        "officer": Role.OFFICER in side.roles,
    }


@never_cache
@require_safe
@vendor_side(*READERS)
def draft(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Show the draft of the next version: what it says, and what it would change."""
    found = open_draft(side.program.pk)
    if found is None:
        raise Http404
    return render(request, "programs/draft.html", _context(side, found))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def publish(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Let a second officer see what publishing does, and publish; only a POST acts."""
    found = open_draft(side.program.pk)
    if found is None:  # A second click: the first one published it.
        return _already(request, side)
    if found.drafted_by_id == side.person.pk:
        raise NotPermittedError(
            gettext("Whoever wrote a version cannot publish it. Ask another officer to read it.")
        )
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"read": found.text_sha256}
    )
    status = status_of(form)
    if form.is_valid():
        try:
            done = publish_pack(
                found.pk,
                known=known_to(side.program),
                read_sha256=form.cleaned_data["read"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_rules_published", number=done.number))
        except DraftChangedError as conflict:
            found, status = conflict.draft, HTTP_CONFLICT
            form = PublishForm(initial={"read": found.text_sha256})
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = HTTP_UNPROCESSABLE
    context = {
        **_context(side, found),
        "form": form,
        "changed": status == HTTP_CONFLICT,
        "facts": _answers(side, found),
    }
    return render(request, "programs/publish.html", context, status=status)


def _already(request: HttpRequest, side: VendorSide) -> HttpResponse:
    read = request.POST.get("read", "")
    done = published_versions(side.program.pk).filter(text_sha256=read).first()
    if done is None:
        return go_to(request, address(side, "vendor_rules"))
    return go_to(request, address(side, "vendor_rules_published", number=done.number))


def _answers(side: VendorSide, found: PackVersion) -> tuple[Fact, ...]:
    """Return what there is to check before publishing."""
    checked = check_text(side.program, found.text, at=side.at)
    number = enrolled_count(side.program.pk, at=side.at)
    effect = (
        gettext("%(day)s, from the first moment of that day in %(zone)s")
        % {"day": day_text(checked.pack.effective), "zone": checked.pack.zone}
        if checked.pack
        else gettext("Unknown: the draft has problems, below.")
    )
    return (
        Fact(term=gettext("Version"), text=str(found.number)),
        Fact(term=gettext("Takes effect"), text=effect),
        Fact(
            term=gettext("Whom it judges"),
            text=gettext("Every partner of the program: %(number)s take part today.")
            % {"number": f"{number:,}"},
        ),
        Fact(
            term=gettext("Written by"),
            text=str(found.drafted_by or gettext("a routine")),
            hint=day_text(local_day(found.drafted_at, side.program.zone)),
        ),
        Fact(
            term=gettext("Digest"),
            text=gettext("SHA-256 of the text"),
            code=digest(found.text_sha256),
        ),
    )
