"""The distributor's own pages: whom do I call, and how can I help?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodstanding.partners.acting import DistributorSide, distributor_side
from goodstanding.partners.files import csv_file
from goodstanding.questions.selectors.story import Side, stories_of
from goodstanding.questions.selectors.visible import (
    questions_of_distributor,
    waiting_for_distributor,
)
from goodstanding.questions.views import pages as questions
from goodstanding.ui.components import Chip, Column
from goodstanding.ui.due import DueDate
from goodstanding.web.addresses import address
from goodstanding.web.portfolio import (
    Category,
    Line,
    Portfolio,
    duties_of,
    portfolio_of,
    resellers_of,
)
from goodstanding.web.portfolio_partner import reseller_page
from goodstanding.web.portfolio_words import Contact, Shown, category_name, contacts_of, shown

_PAGE = 50
_QUESTIONS_SHOWN = 5
_OPEN, _WEEK, _ALL = "open", "week", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One reseller of a list, with one thing that is open there, or nothing."""

    partner_id: UUID
    partner_name: str
    contact: Contact | None
    open: Shown | None


def _parts(side: DistributorSide) -> dict[str, object]:
    return {"program": side.program.code, "partner": side.distributor_id}


@never_cache
@require_safe
@distributor_side
def to_do(request: HttpRequest, side: DistributorSide) -> HttpResponse:
    """List whom to call about what, the soonest date first; ``?show=`` filters."""
    portfolio = portfolio_of(side.distributor_id, program_id=side.program.pk, at=side.at)
    show = _wanted(request)
    page = Paginator(_chosen(portfolio, show, at=side.at), _PAGE).get_page(request.GET.get("page"))
    context = {
        "side": side,
        "portfolio": portfolio,
        "page": page,
        "entries": _entries(portfolio, list(page.object_list), side),
        "chips": _chips(portfolio, show, request.path, at=side.at),
        "filtered": show != _OPEN,
        "file_url": f"{address('distributor_file', **_parts(side))}?{urlencode({'show': show})}",
        "columns": (
            Column(label=gettext("Partner")),
            Column(label=gettext("What is due")),
            Column(label=gettext("Otherwise")),
            Column(label=gettext("Due (partner’s time)")),
            Column(label=gettext("Whom to call")),
        ),
        "duty_columns": (
            Column(label=gettext("Duty")),
            Column(label=gettext("Fulfilled"), numeric=True),
            Column(label=gettext("Open"), numeric=True),
        ),
        "by_duty": portfolio.by_duty(),
        "questions_url": address("distributor_questions", **_parts(side)),
        "ask_url": address("partner_question_choose", **_parts(side)),
        **_questions(side),
    }
    return render(request, "web/distributor/to_do.html", context)


def _questions(side: DistributorSide) -> dict[str, object]:
    """Return what waits for the distributor's answer, the nearest clock first."""
    waiting = questions_of_distributor(
        side.distributor_id, program_id=side.program.pk, at=side.at
    ).filter(waiting_for_distributor())
    stories = stories_of(waiting[:_QUESTIONS_SHOWN], side=Side.DISTRIBUTOR, at=side.at)
    return {
        "question_count": waiting.count(),
        "question_rows": [questions.shown(story, at=side.at) for story in stories],
        "question_columns": questions.columns(Side.DISTRIBUTOR),
    }


@never_cache
@require_safe
@distributor_side
def to_do_file(request: HttpRequest, side: DistributorSide) -> HttpResponse:
    """Send what is filtered as CSV, every row of it."""
    portfolio = portfolio_of(side.distributor_id, program_id=side.program.pk, at=side.at)
    chosen = _chosen(portfolio, _wanted(request), at=side.at)
    return csv_file("to-do.csv", _file_rows(portfolio, chosen, side))


@never_cache
@require_safe
@distributor_side
def reseller(request: HttpRequest, side: DistributorSide, reseller: UUID) -> HttpResponse:
    """Show how to help one reseller; one that no longer buys here does not exist."""
    name = resellers_of(side.distributor_id, program_id=side.program.pk, at=side.at).get(reseller)
    if name is None:
        raise Http404
    context = {
        "side": side,
        "name": name,
        "page": reseller_page(
            reseller,
            name,
            duties=duties_of([reseller], program_id=side.program.pk, at=side.at),
            program_id=side.program.pk,
            program_zone=side.program.zone,
            at=side.at,
        ),
        "open_columns": (
            Column(label=gettext("What is due")),
            Column(label=gettext("State")),
            Column(label=gettext("Otherwise")),
            Column(label=gettext("Due (partner’s time)")),
        ),
        "agreement_columns": (
            Column(label=gettext("Agreement")),
            Column(label=gettext("For")),
            Column(label=gettext("Region")),
            Column(label=gettext("Accepted")),
            Column(label=gettext("State")),
        ),
        "ask_url": address("partner_question_choose", **_parts(side)),
    }
    return render(request, "web/distributor/reseller.html", context)


def _wanted(request: HttpRequest) -> str:
    wanted = request.GET.get("show", _OPEN)
    return wanted if wanted in {_OPEN, _WEEK, _ALL, *Category} else _OPEN


def _chosen(portfolio: Portfolio, show: str, *, at: datetime) -> list[Line | UUID]:
    """Return the lines a filter leaves; with all resellers, those too who have nothing open."""
    match show:
        case "open":
            return list(portfolio.lines)
        case "week":
            return [line for line in portfolio.lines if line.this_week(at=at)]
        case "all":
            busy = {line.partner_id for line in portfolio.lines}
            idle = sorted(
                (name.casefold(), str(partner_id), partner_id)
                for partner_id, name in portfolio.names.items()
                if partner_id not in busy
            )
            return [*portfolio.lines, *(partner_id for _name, _text, partner_id in idle)]
        case _:
            return [line for line in portfolio.lines if line.category == show]


def _entries(portfolio: Portfolio, chosen: list[Line | UUID], side: DistributorSide) -> list[Entry]:
    lines = [one for one in chosen if isinstance(one, Line)]
    told = (
        shown(
            lines,
            pack=portfolio.duties.pack,
            program_id=side.program.pk,
            program_zone=side.program.zone,
            at=side.at,
        )
        if portfolio.duties
        else []
    )
    idle = [one for one in chosen if isinstance(one, UUID)]
    contacts = contacts_of(idle, at=side.at)
    return [
        *(
            Entry(
                partner_id=one.line.partner_id,
                partner_name=one.line.partner_name,
                contact=one.contact,
                open=one,
            )
            for one in told
        ),
        *(
            Entry(
                partner_id=partner_id,
                partner_name=portfolio.names[partner_id],
                contact=contacts.get(partner_id),
                open=None,
            )
            for partner_id in idle
        ),
    ]


def _chips(portfolio: Portfolio, show: str, here: str, *, at: datetime) -> tuple[Chip, ...]:
    counts = portfolio.counts()
    week = sum(line.this_week(at=at) for line in portfolio.lines)
    idle = len(portfolio.names) - portfolio.with_something_open
    offered = (
        (_OPEN, gettext("Everything open"), len(portfolio.lines)),
        (_WEEK, gettext("This week"), week),
        *((each.value, category_name(each), counts[each]) for each in Category),
        (_ALL, gettext("With those who are done"), len(portfolio.lines) + idle),
    )
    return tuple(
        Chip(
            label=label,
            url=here if code == _OPEN else f"{here}?{urlencode({'show': code})}",
            count=count,
            current=code == show,
        )
        for code, label, count in offered
    )


def _file_rows(
    portfolio: Portfolio, chosen: list[Line | UUID], side: DistributorSide
) -> Iterator[tuple[str, ...]]:
    yield (
        gettext("Partner"),
        gettext("Category"),
        gettext("What is due"),
        gettext("For"),
        gettext("State"),
        gettext("Due"),
        gettext("Time zone"),
        gettext("Otherwise"),
        gettext("Contact"),
        gettext("Contact’s e-mail"),
    )
    for entry in _entries(portfolio, chosen, side):
        contact = (entry.contact.name, entry.contact.email) if entry.contact else ("", "")
        if entry.open is None:
            yield (entry.partner_name, "", gettext("Nothing is due."), *[""] * 5, *contact)
            continue
        due = entry.open.due
        yield (
            entry.partner_name,
            entry.open.category,
            entry.open.what,
            entry.open.unit,
            entry.open.badge.word if entry.open.badge else "",
            due.iso if isinstance(due, DueDate) else due.heading,
            due.zone if isinstance(due, DueDate) else "",
            entry.open.otherwise,
            *contact,
        )
