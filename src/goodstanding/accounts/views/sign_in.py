"""Coming in and leaving: by password, by a link in a letter, by invitation."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts import invitations, jobs, links
from goodstanding.accounts.errors import LinkSpentError
from goodstanding.accounts.forms import JoinForm, SignInForm
from goodstanding.accounts.models import IdentifiedBy
from goodstanding.accounts.selectors import person_by_email
from goodstanding.accounts.signing_in import (
    first_page,
    masked,
    wanted_page,
)
from goodstanding.accounts.signing_in import (
    sign_in as let_in,
)
from goodstanding.accounts.typed import forget_typed, typed_before
from goodstanding.ui.htmx import go_to, status_of
from goodstanding.values import clock

LINK_SENT_TO = "sign_in_link_sent_to"
_TOO_MANY_LINKS = gettext_lazy(
    "Several links were asked for a short while ago. Look into your mailbox, also among unwanted "
    "mail, or wait 20 minutes and ask again."
)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a password, or ask for a link: one page, two buttons."""
    if request.user.is_authenticated:
        return redirect(wanted_page(request) or first_page())
    by_link = "link" in request.POST
    form = SignInForm(
        request.POST if request.method == "POST" else None, request=request, by_link=by_link
    )
    if form.is_valid():
        if by_link:
            if _send_link(request, form.cleaned_data["email"]):
                return go_to(request, reverse("sign_in_link_sent"))
            form.add_error(None, _TOO_MANY_LINKS)
        elif form.person is not None:
            return let_in(
                request,
                form.person,
                identified_by=IdentifiedBy.PASSWORD,
                to=wanted_page(request),
            )
    wanted = wanted_page(request)
    kept = wanted == reverse("send_again") and typed_before(request) is not None
    context = {"form": form, "next": wanted, "kept": kept}
    return render(request, "accounts/sign_in.html", context, status=status_of(form))


def _send_link(request: HttpRequest, email: str) -> bool:
    """Have a link sent, if the address is known; return False after too many of them."""
    if not ratelimit.consume(request, action="sign_in_link", key=email.lower()):
        return False
    person = person_by_email(email)
    jobs.send_sign_in_link.defer(
        person_id=str(person.pk if person else jobs.NOBODY), to=wanted_page(request)
    )
    request.session[LINK_SENT_TO] = email
    return True


@never_cache
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say where the link went, the same for addresses we know and addresses we do not."""
    return render(
        request, "accounts/link_sent.html", {"email": request.session.get(LINK_SENT_TO, "")}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whom the link signs in; the button does it. Opening the page changes nothing."""
    at = clock.now()
    try:
        if request.method == "POST":
            person = links.use_sign_in_link(secret, at=at)
            return let_in(request, person, identified_by=IdentifiedBy.LINK, to=wanted_page(request))
        person = links.person_of_link(secret, at=at)
    except LinkSpentError as refusal:
        return _spent(request, refusal)
    context = {
        "email": masked(person.email or ""),
        "next": wanted_page(request),
        "now_in_as": str(request.user) if request.user.is_authenticated else "",
    }
    return render(request, "accounts/sign_in_by_link.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites and to what; the button lets the invited person in."""
    at = clock.now()
    try:
        invited = invitations.invitation_of(secret, at=at)
        form = JoinForm(request.POST if request.method == "POST" else None, person=invited.person)
        if form.is_valid():
            person = invitations.accept_invitation(
                secret,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                at=at,
            )
            return let_in(request, person, identified_by=IdentifiedBy.LINK)
    except LinkSpentError as refusal:
        return _spent(request, refusal)
    context = {"form": form, "invitation": invited, "email": masked(invited.person.email or "")}
    return render(request, "accounts/invitation.html", context, status=status_of(form))


def _spent(request: HttpRequest, refusal: LinkSpentError) -> HttpResponse:
    """Say that a link opens nothing: the same for one that was used and one that never was."""
    return render(request, "accounts/link_spent.html", {"sentence": str(refusal)}, status=410)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    get_adapter(request).logout(request)
    messages.success(request, gettext("You are signed out."))
    return go_to(request, reverse("account_login"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send_again(request: HttpRequest) -> HttpResponse:
    """Offer what was typed before the session ended, to be sent now; a POST drops it."""
    if request.method == "POST":
        forget_typed(request)
    typed = typed_before(request)
    if typed is None:
        return redirect(first_page())
    return render(request, "accounts/send_again.html", {"typed": typed})
