"""What stands around a page: filled from who is here, and for whom."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import grants_in_force
from goodstanding.cases.selectors.cases import READERS
from goodstanding.partners.acting import ATTRIBUTE as ACTING
from goodstanding.partners.acting import (
    CONTACTS,
    DISTRIBUTOR_ATTRIBUTE,
    DISTRIBUTOR_MANAGER,
    Acting,
    DistributorSide,
)
from goodstanding.programs.acting import ATTRIBUTE as VENDOR_SIDE
from goodstanding.programs.acting import VendorSide
from goodstanding.questions.selectors.visible import DESK
from goodstanding.ui.shell import FootLink, NavItem, Shell, ShellKind, SwitchItem
from goodstanding.values import clock
from goodstanding.web.addresses import address
from goodstanding.web.capacities import capacities_of


def _items(request: HttpRequest, *candidates: tuple[str, str, str]) -> tuple[NavItem, ...]:
    # The longest address the page lies under: "Home" is not current on every page.
    current = max(
        (url for _, _, url in candidates if url and request.path.startswith(url)),
        key=len,
        default="",
    )
    return tuple(
        NavItem(label=label, icon=icon, url=url, current=url == current)
        for label, icon, url in candidates
        if url
    )


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Return the shell of a request, as the context variable ``shell``."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {"shell": _public(request)}
    acting, side = getattr(request, ACTING, None), getattr(request, VENDOR_SIDE, None)
    if isinstance(acting, Acting):
        return {"shell": _partner(request, acting)}
    if isinstance(side, VendorSide):
        return {"shell": _vendor(request, side)}
    between = getattr(request, DISTRIBUTOR_ATTRIBUTE, None)
    if isinstance(between, DistributorSide):
        return {"shell": _distributor(request, between)}
    return {"shell": _signed_in(request, person)}


def _footer() -> tuple[FootLink, ...]:
    links = (
        (gettext("Is this message really from us?"), address("check")),
        (gettext("Check a receipt"), address("receipt_check")),
        (gettext("Check a certificate"), address("certificate_check")),
        (
            gettext("Letters of this demonstration"),
            address("mailbox") if settings.GOODSTANDING_DEMONSTRATION else "",
        ),
    )
    return tuple(FootLink(label=label, url=url) for label, url in links if url)


def _public(request: HttpRequest) -> Shell:
    sign_in = address("account_login")
    here = request.path in {sign_in, address("first_run")}
    return Shell(footer=_footer(), sign_in_url="" if here else sign_in, brand_url="/")


def _switcher(person: Person, current: str) -> tuple[SwitchItem, ...]:
    items = tuple(
        SwitchItem(label=capacity.label, url=capacity.url, current=capacity.url == current)
        for capacity in capacities_of(person, at=clock.now())
    )
    return items if len(items) > 1 else ()


def _signed_in(request: HttpRequest, person: Person) -> Shell:
    operates = _operator_items(request, person)
    home = NavItem(label=gettext("Home"), icon="home", url="/", current=request.path == "/")
    return Shell(
        person_name=str(person),
        kind=ShellKind.PARTNER,
        nav=operates or (home,),
        switcher=_switcher(person, request.path),
        footer=_footer(),
        account_url="" if operates else address("account"),
        sign_out_url=address("account_logout"),
    )


def _operator_items(request: HttpRequest, person: Person) -> tuple[NavItem, ...]:
    if not grants_in_force(person.pk, at=clock.now()).filter(role=Role.OPERATOR).exists():
        return ()
    return _items(
        request,
        (gettext("People and rights"), "users", address("operator_home")),
        (gettext("Other systems"), "plug", address("operate_tokens")),
        (gettext("My account"), "user", address("account")),
    )


def _partner(request: HttpRequest, acting: Acting) -> Shell:
    parts = {"program": acting.program.code, "partner": acting.partner_id}
    home = address("partner_home", **parts)
    speaks = bool(acting.roles & CONTACTS)
    sees_money = bool(acting.roles & (CONTACTS | {"finance"}))
    manages = DISTRIBUTOR_MANAGER in acting.roles
    return Shell(
        brand=acting.program.name,
        brand_url="/",
        partner_name=acting.partner_name,
        person_name=str(acting.person),
        kind=ShellKind.PARTNER,
        nav=_items(
            request,
            (gettext("Home"), "home", home),
            (gettext("Messages"), "mail", address("partner_messages", **parts)),
            (gettext("Agreements"), "file-text", address("partner_agreements", **parts)),
            (gettext("Training"), "school", address("partner_training", **parts)),
            (
                gettext("Cases"),
                "scale",
                address("partner_cases", **parts) if speaks else "",
            ),
            (
                gettext("Incentives"),
                "coin",
                address("partner_incentives", **parts) if sees_money else "",
            ),
            (gettext("Questions"), "message-question", address("partner_questions", **parts)),
            (gettext("People"), "users", address("partner_people", **parts) if speaks else ""),
            (
                gettext("Time line"),
                "history",
                address("partner_timeline", **parts) if speaks else "",
            ),
            (
                gettext("Your resellers"),
                "building-store",
                address("distributor_home", **parts) if manages else "",
            ),
        ),
        switcher=_switcher(acting.person, home),
        footer=_footer(),
        account_url=address("account"),
        sign_out_url=address("account_logout"),
    )


def _distributor(request: HttpRequest, side: DistributorSide) -> Shell:
    parts = {"program": side.program.code, "partner": side.distributor_id}
    home = address("distributor_home", **parts)
    return Shell(
        brand=side.distributor_name,
        brand_url="/",
        brand_note=side.program.name,
        person_name=str(side.person),
        person_note=gettext("Account manager"),
        kind=ShellKind.GO_BETWEEN,
        nav=_items(
            request,
            (gettext("To do"), "list-check", home),
            (gettext("Questions"), "message-question", address("distributor_questions", **parts)),
        ),
        switcher=_switcher(side.person, home),
        footer=_footer(),
        account_url=address("account"),
        sign_out_url=address("account_logout"),
    )


def _vendor(request: HttpRequest, side: VendorSide) -> Shell:
    parts = {"program": side.program.code}
    officer = Role.OFFICER in side.roles
    reads = bool(side.roles.intersection(READERS))
    sees_money = bool(side.roles.intersection({*READERS, Role.FINANCE}))
    return Shell(
        brand=side.program.name,
        brand_url="/",
        brand_note=gettext("Partner compliance"),
        person_name=str(side.person),
        person_note=", ".join(sorted(Role(role).label for role in side.roles)),
        kind=ShellKind.VENDOR,
        nav=_items(
            request,
            (gettext("Home"), "home", address("vendor_home", **parts)),
            (gettext("Partners"), "building-store", address("vendor_partners", **parts)),
            (gettext("Cases"), "scale", address("vendor_cases", **parts) if reads else ""),
            (gettext("Agreements"), "file-text", address("vendor_agreements", **parts)),
            (
                gettext("Incentives"),
                "coin",
                address("vendor_incentives", **parts) if sees_money else "",
            ),
            (gettext("Courses"), "school", address("vendor_courses", **parts)),
            (
                gettext("Campaigns"),
                "speakerphone",
                address("vendor_campaigns", **parts) if reads else "",
            ),
            (
                gettext("Messages"),
                "mail",
                address("vendor_messages", **parts) if reads else "",
            ),
            (
                gettext("Questions"),
                "message-question",
                address("vendor_questions", **parts) if side.roles.intersection(DESK) else "",
            ),
            (gettext("Import"), "upload", address("vendor_imports", **parts) if officer else ""),
            (gettext("Rules"), "book", address("vendor_rules", **parts) if reads else ""),
        ),
        switcher=_switcher(side.person, address("vendor_home", **parts)),
        footer=_footer(),
        account_url=address("account"),
        sign_out_url=address("account_logout"),
    )
