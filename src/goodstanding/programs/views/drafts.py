"""Reading the draft of the next rule book, approving it as a second officer, publishing it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.approving import (
    DraftChangedError,
    approve_pack,
    done_with,
    holds,
    latest_approval,
)
from goodstanding.programs.checking import check_text, known_to
from goodstanding.programs.forms import ApproveForm, PublishForm
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import open_draft, pack_of, published_versions
from goodstanding.programs.services import publish_pack
from goodstanding.programs.steps import come_of, steps_of
from goodstanding.programs.surroundings import enrolled_count
from goodstanding.programs.views.versions import (
    READERS,
    address,
    digest,
    redline_from,
    source_lines,
)
from goodstanding.programs.words import sections_of
from goodstanding.programs.words_changes import changes_of
from goodstanding.ui.components import Fact
from goodstanding.ui.dates import day_text
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values.days import local_day
from goodstanding.values.errors import DomainError, NotPermittedError

#: What the editor proposes; the author may choose any later day, or an earlier one to come.
DAYS_AHEAD = 30
HTTP_CONFLICT = 409


def _latest(side: VendorSide) -> PackVersion | None:
    return published_versions(side.program.pk).first()


def _context(side: VendorSide, draft: PackVersion) -> dict[str, object]:
    checked, latest = check_text(side.program, draft.text, at=side.at), _latest(side)
    so_far = done_with(draft, at=side.at)
    stage = come_of(checked, so_far).stage
    return {
        "steps": steps_of(draft, checked, so_far, zone=side.program.zone),
        "stage": stage.name.lower(),
        "so_far": so_far,
        "side": side,
        "draft": draft,
        "checked": checked,
        "pack": checked.pack,
        "sections": sections_of(checked.pack) if checked.pack else (),
        "latest": latest,
        "redline": redline_from(latest, draft.text),
        "changes": changes_of(pack_of(latest), checked.pack) if latest and checked.pack else (),
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
def approve(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Let a second officer see what a draft does, and approve its text; only a POST acts."""
    found = open_draft(side.program.pk)
    if found is None:
        return _already(request, side)
    if found.drafted_by_id == side.person.pk:
        raise NotPermittedError(
            gettext("Whoever wrote a version cannot approve it. Ask another officer to read it.")
        )
    form = ApproveForm(
        request.POST if request.method == "POST" else None, initial={"read": found.text_sha256}
    )
    form.expect_reason(needed=not done_with(found, at=side.at).is_tried)
    if form.is_valid():
        said = form.cleaned_data

        def act() -> HttpResponse:
            approve_pack(
                found.pk,
                known=known_to(side.program),
                read_sha256=said["read"],
                untried_because=said.get("untried_because", ""),
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_rules_draft"))

        return _done(request, side, found, form, act, template="programs/approve.html")
    return _asked(request, side, found, form, template="programs/approve.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def publish(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Let an officer publish what a second one approved; only a POST acts."""
    found = open_draft(side.program.pk)
    if found is None:  # A second click: the first one published it.
        return _already(request, side)
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"read": found.text_sha256}
    )
    if form.is_valid():

        def act() -> HttpResponse:
            done = publish_pack(
                found.pk,
                known=known_to(side.program),
                read_sha256=form.cleaned_data["read"],
                actor=side.actor,
                at=side.at,
            )
            return go_to(request, address(side, "vendor_rules_published", number=done.number))

        return _done(request, side, found, form, act, template="programs/publish.html")
    return _asked(request, side, found, form, template="programs/publish.html")


def _done(
    request: HttpRequest,
    side: VendorSide,
    found: PackVersion,
    form: ApproveForm | PublishForm,
    act: Callable[[], HttpResponse],
    *,
    template: str,
) -> HttpResponse:
    """Answer what acting leads to; a refusal shows the page again with what was refused."""
    try:
        return act()
    except DraftChangedError as conflict:
        again = type(form)(initial={"read": conflict.draft.text_sha256})
        if isinstance(again, ApproveForm):
            again.expect_reason(needed=not done_with(conflict.draft, at=side.at).is_tried)
        return _asked(request, side, conflict.draft, again, template=template, status=HTTP_CONFLICT)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, side, found, form, template=template)


def _asked(
    request: HttpRequest,
    side: VendorSide,
    found: PackVersion,
    form: ApproveForm | PublishForm,
    *,
    template: str,
    status: int | None = None,
) -> HttpResponse:
    context = {
        **_context(side, found),
        "form": form,
        "changed": status == HTTP_CONFLICT,
        "facts": _answers(side, found),
    }
    return render(request, template, context, status=status or status_of(form))


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
        *_approved_by(side, found),
        Fact(
            term=gettext("Digest"),
            text=gettext("SHA-256 of the text"),
            code=digest(found.text_sha256),
        ),
    )


def _approved_by(side: VendorSide, found: PackVersion) -> tuple[Fact, ...]:
    approval = latest_approval(found)
    if approval is None or not holds(approval, found):
        return ()
    day = day_text(local_day(approval.approved_at, side.program.zone))
    reason = approval.untried_because
    hint = gettext("Not tried on everybody: %(reason)s") % {"reason": reason} if reason else day
    return (Fact(term=gettext("Approved by"), text=str(approval.approved_by), hint=hint),)
