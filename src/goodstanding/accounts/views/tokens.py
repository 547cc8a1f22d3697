"""An operator gives other systems keys to a program, and takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts import tokens
from goodstanding.accounts.acting import Operating, operator_only
from goodstanding.accounts.choices import program_choices
from goodstanding.accounts.forms_tokens import TokenForm
from goodstanding.accounts.models import ApiToken, TokenScope
from goodstanding.ui.components import Column
from goodstanding.ui.htmx import HTTP_UNPROCESSABLE, go_to, status_of
from goodstanding.values.errors import ConflictError, DomainError

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A token as the list shows it."""

    token: ApiToken
    place: str  #: The program by name.
    scopes: tuple[str, ...]
    last_day: date  #: The last day in UTC on which it opens anything.
    used_on: date | None
    ended: bool


@require_safe
@operator_only
def known(request: HttpRequest, operating: Operating) -> HttpResponse:
    """Show every token, good ones first."""
    page = Paginator(tokens.tokens_known(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    used = tokens.last_calls(token.fact_id for token in page)
    programs = dict(program_choices())
    rows = [_row(token, programs, used.get(token.fact_id), at=operating.at) for token in page]
    columns = (
        Column(label=gettext("System")),
        Column(label=gettext("Program")),
        Column(label=gettext("May")),
        Column(label=gettext("Last day")),
        Column(label=gettext("Last call")),
        Column(label=gettext("What you can do"), hidden=True),
    )
    context = {"page": page, "rows": rows, "columns": columns}
    return render(request, "accounts/tokens.html", context)


def _row(
    token: ApiToken, programs: dict[UUID, str], used_at: datetime | None, *, at: datetime
) -> Row:
    assert token.valid_until is not None  # the database refuses a token without an end
    return Row(
        token=token,
        place=programs.get(token.program_id, gettext("A program that is not listed")),
        scopes=tuple(str(TokenScope(scope).label) for scope in token.scopes),
        last_day=(token.valid_until - timedelta(microseconds=1)).astimezone(UTC).date(),
        used_on=used_at.astimezone(UTC).date() if used_at else None,
        ended=token.valid_until <= at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def make(request: HttpRequest, operating: Operating) -> HttpResponse:
    """Make a token and show its secret, this once.

    The secret is in this answer and nowhere else, so the answer is no redirect. Sending the form
    again makes no second token: the name is taken.
    """
    form = TokenForm(
        request.POST if request.method == "POST" else None,
        today=operating.at.astimezone(UTC).date(),
    )
    go_between_id = form.go_between_given(at=operating.at) if form.is_valid() else None
    if form.is_valid():
        try:
            token, secret = tokens.issue_token(
                name=form.cleaned_data["name"],
                program_id=form.program_given,
                scopes=form.scopes_given,
                valid_until=form.ends_at,
                go_between_id=go_between_id,
                actor=operating.actor,
                at=operating.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"token": token, "secret": secret, "last_day": form.cleaned_data["until"]}
            response = render(request, "accounts/token_made.html", context)
            response.headers["Cache-Control"] = "no-store"
            return response
    return render(request, "accounts/token_make.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@operator_only
def revoke(request: HttpRequest, operating: Operating, token: UUID) -> HttpResponse:
    """Show what a system loses with its token, then end it."""
    held = get_object_or_404(tokens.tokens_known(), fact_id=token)
    refusal = ""
    if request.method == "POST":
        try:
            tokens.revoke_token(token, actor=operating.actor, at=operating.at)
        except ConflictError as error:
            refusal = str(error)
        else:
            messages.success(
                request, gettext("“%(name)s” opens nothing any more.") % {"name": held.name}
            )
            return go_to(request, reverse("operate_tokens"))
    place = dict(program_choices()).get(held.program_id, gettext("A program that is not listed"))
    context = {"held": held, "place": place, "refusal": refusal}
    return render(
        request,
        "accounts/token_revoke.html",
        context,
        status=HTTP_UNPROCESSABLE if refusal else 200,
    )
