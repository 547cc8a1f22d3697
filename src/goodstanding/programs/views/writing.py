"""Writing the next rule book: a form beside its text, both of one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.models import Role
from goodstanding.programs.acting import VendorSide, vendor_side
from goodstanding.programs.approving import DraftChangedError
from goodstanding.programs.checking import Checked, check_text, known_to, next_text
from goodstanding.programs.forms import RulesForm, as_written
from goodstanding.programs.models import PackVersion
from goodstanding.programs.parts import Written, change_part, part_shown, parts_to_choose
from goodstanding.programs.rules.redline import compare
from goodstanding.programs.selectors import next_number, open_draft, published_versions
from goodstanding.programs.services import draft_pack
from goodstanding.programs.views.versions import address, redline_from, source_lines
from goodstanding.rulebook.document import TEXT_BYTES_MAX
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to
from goodstanding.values.days import local_day

#: What the editor proposes; the author may choose any later day, or an earlier one to come.
DAYS_AHEAD = 30
HTTP_CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is on the table of somebody who writes: the text, its check, and a part's form."""

    form: RulesForm
    written: Written
    checked: Checked | None = None
    asked: bool = False  #: Whether somebody asked for the check, and waits for its answer.


def start_of(side: VendorSide) -> dict[str, str]:
    """Return what the editor opens with: the open draft, or the newest version moved on."""
    draft, latest = open_draft(side.program.pk), published_versions(side.program.pk).first()
    if draft is not None:
        return {"text": draft.text, "replaces": draft.text_sha256}
    if latest is None:
        return {"text": "", "replaces": ""}
    effective = local_day(side.at, side.program.zone) + timedelta(days=DAYS_AHEAD)
    number = next_number(side.program.pk)
    return {
        "text": next_text(latest.text, number=number, effective=effective.isoformat()),
        "replaces": "",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vendor_side(Role.OFFICER)
def write(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Write the next version, in its text or a part at a time, and save it as the draft."""
    if request.method != "POST":
        start = start_of(side)
        shown = part_shown(start["text"], request.GET.get("part", ""), known=known_to(side.program))
        return _editor(request, side, Desk(form=RulesForm(initial=start), written=shown))
    form = RulesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _editor(request, side, Desk(form=form, written=Written(text="")))
    text, replaces = form.cleaned_data["text"], form.cleaned_data["replaces"]
    written = change_part(text, request.POST, known=known_to(side.program))
    checked = check_text(side.program, written.text, at=side.at)
    again = RulesForm(initial={"text": written.text, "replaces": replaces})
    asked = bool({"save", "check"} & set(request.POST))
    refused = bool(checked.problems) or written.is_refused
    if refused or "save" not in request.POST:
        desk = Desk(form=again, written=written, checked=checked, asked=asked)
        return _editor(request, side, desk)
    try:
        draft_pack(
            side.program.pk,
            text=written.text,
            known=known_to(side.program),
            replaces_sha256=replaces,
            actor=side.actor,
            at=side.at,
        )
    except DraftChangedError as conflict:
        return _conflict(request, side, text=written.text, theirs=conflict.draft)
    return go_to(request, address(side, "vendor_rules_draft"))


@never_cache
@require_POST
@vendor_side(Role.OFFICER)
def check(request: HttpRequest, side: VendorSide) -> HttpResponse:
    """Answer what a check says of a text while it is being typed; nothing is recorded."""
    text = as_written(request.POST.get("text", ""))[: TEXT_BYTES_MAX + 1]
    checked = check_text(side.program, text, at=side.at)
    context = {"side": side, "checked": checked, "asked": False}
    return render(request, "programs/_checked.html", context)


def _editor(request: HttpRequest, side: VendorSide, desk: Desk) -> HttpResponse:
    checked, text = desk.checked, desk.written.text
    problems = (*checked.problems, *checked.remarks) if checked else ()
    latest = published_versions(side.program.pk).first()
    desk.form.offer_checks(address(side, "vendor_rules_check"), line=desk.written.line)
    context = {
        "side": side,
        "form": desk.form,
        "part_form": desk.written.form,
        "written": desk.written,
        "choices": parts_to_choose(text or desk.form.initial.get("text", "")),
        "number": next_number(side.program.pk),
        "latest": latest,
        "goes_on": open_draft(side.program.pk) is not None,
        "checked": checked,
        "asked": desk.asked,
        "lines": source_lines(text, problems) if problems else (),
        "redline": redline_from(latest, text) if checked and not checked.problems else None,
    }
    return render(request, "programs/write.html", context, status=_status(desk))


def _status(desk: Desk) -> int:
    refused: tuple[Any, ...] = (
        desk.form.errors,
        desk.written.is_refused,
        desk.asked and desk.checked and desk.checked.problems,
    )
    return HTTP_UNPROCESSABLE if any(refused) else 200


def _conflict(
    request: HttpRequest, side: VendorSide, *, text: str, theirs: PackVersion
) -> HttpResponse:
    """Show what somebody else saved meanwhile, and how one's own text differs from it."""
    context: Mapping[str, object] = {
        "side": side,
        "theirs": theirs,
        "redline": compare(theirs.text, text),
        "form": RulesForm(initial={"text": text, "replaces": theirs.text_sha256}),
    }
    return render(request, "programs/conflict.html", dict(context), status=HTTP_CONFLICT)
