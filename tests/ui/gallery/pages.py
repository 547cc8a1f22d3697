"""The pages of the gallery: every component, both layouts, a form, and every error page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goodstanding.ui import htmx
from goodstanding.ui.forms import ChoiceText
from goodstanding.ui.shell import FootLink, NavItem, Shell, ShellKind, SwitchItem
from tests.ui.gallery import samples

_FOOTER = (
    FootLink(label="Is this message really from us?", url="#check"),
    FootLink(label="Report a concern", url="#concern"),
    FootLink(label="Accessibility", url="#accessibility"),
)
_PARTNER_SHELL = Shell(
    brand="Contoso Partner Program",
    partner_name="Litware Systemhaus GmbH",
    person_name="Jonas Brandt",
    kind=ShellKind.PARTNER,
    nav=(
        NavItem(label="Home", icon="home", url="/", current=True),
        NavItem(label="To do", icon="list-check", url="/form", count=1),
        NavItem(label="Messages", icon="mail", url="/done"),
        NavItem(label="Agreements", icon="file-text", url="/form"),
        NavItem(label="Training", icon="school", url="/form"),
        NavItem(label="Incentives", icon="coin", url="/form"),
        NavItem(label="Questions", icon="message-question", url="/form"),
    ),
    switcher=(
        SwitchItem(label="Litware Systemhaus GmbH", url="/?as=litware", current=True),
        SwitchItem(label="Proseware KK", url="/?as=proseware"),
    ),
    footer=_FOOTER,
    sign_out_url="/done",
)
_VENDOR_SHELL = Shell(
    brand="Contoso",
    brand_note="Partner compliance",
    person_name="Katrin Vogel",
    person_note="Decider, Munich",
    kind=ShellKind.VENDOR,
    nav=(
        NavItem(label="Home", icon="home", url="/queue", current=True),
        NavItem(label="Cases", icon="scale", url="/queue", count=143),
        NavItem(label="Partners", icon="building", url="/queue"),
        NavItem(label="Evidence", icon="certificate", url="/queue"),
    ),
    footer=_FOOTER[-1:],
    sign_out_url="/done",
    banner="This is a demonstration. Its clock runs 31 days ahead.",
)


def shell(request: HttpRequest) -> dict[str, Shell]:
    if "bare" in request.GET:
        return {}
    return {"shell": _VENDOR_SHELL if request.path.startswith("/queue") else _PARTNER_SHELL}


class ContactForm(forms.Form):
    """One field of every sort."""

    case = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label="E-mail of the security contact",
        help_text="A person who reads it, not a shared mailbox",
        error_messages={
            "required": "Write the e-mail address of a person",
            "invalid": "Add the part after the @, for example name@fabrikam.example",
        },
    )
    phone = forms.CharField(label="Telephone", required=False)
    authority = forms.ChoiceField(
        label="Can you bind Fabrikam IT Limited?",
        widget=forms.RadioSelect,
        choices=[
            ("director", ChoiceText("Yes, I am a director or officer")),
            (
                "authorized",
                ChoiceText("Yes, a director has authorized me", "We ask for their name"),
            ),
            ("no", ChoiceText("No, or I am not sure", "We help you send it to somebody who can")),
        ],
        error_messages={"required": "Say whether you can bind Fabrikam IT Limited"},
    )
    place = forms.ChoiceField(
        label="Location", choices=[("", "Choose a location"), ("wlg", "Wellington")]
    )
    roles = forms.MultipleChoiceField(
        label="What they look after",
        widget=forms.CheckboxSelectMultiple,
        choices=[("security", "Security"), ("finance", "Finance")],
        required=False,
    )
    reasons = forms.CharField(label="Reasons", widget=forms.Textarea(attrs={"rows": 3}))
    accept = forms.BooleanField(
        label="I accept the Partner Code of Conduct, version 6",
        error_messages={"required": "Tick the box if you accept, or choose “Not now”"},
    )


def components(request: HttpRequest) -> HttpResponse:
    messages.success(request, "The security contact is named.")
    return render(request, "gallery/components.html", samples.components())


def queue(request: HttpRequest) -> HttpResponse:
    page = Paginator(range(120), 50).page(2)
    return render(request, "gallery/queue.html", {**samples.queue(), "page": page})


def form(request: HttpRequest) -> HttpResponse:
    shown = ContactForm(request.POST or None)
    status = htmx.status_of(shown)
    response = htmx.render_part(
        request,
        page="gallery/form.html",
        part="gallery/_contact.html",
        context={"form": shown},
        status=status,
    )
    return htmx.announce(response, "Nothing has been recorded") if shown.errors else response


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/done.html", {"done": samples.confirmation()})


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("This needs the right to decide. Ask Katrin Vogel for it.")


def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest("no")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A fault of ours")
