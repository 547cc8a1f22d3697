"""The way back in words: what to do, what ends by itself, and the first day it can be over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext, ngettext

from goodstanding.agreements.models import Agreement
from goodstanding.cases.letters import measure_title
from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.pack import Attest, Show
from goodstanding.standing.engine import Row
from goodstanding.standing.rules.needs import NEWLY_NAMED, About
from goodstanding.standing.rules.way_back import Act, ActKind
from goodstanding.standing.selectors import Standing
from goodstanding.standing.ways import Way, way_of
from goodstanding.training.selectors.courses import latest_version
from goodstanding.ui.components import LineItem, Link
from goodstanding.ui.dates import instant_text
from goodstanding.ui.tones import Tone
from goodstanding.web.addresses import address
from goodstanding.web.changes import until_text
from goodstanding.web.pages.places import PartnerPlaces
from goodstanding.web.record import PartnerRecord
from goodstanding.web.vendor_partner import Places as VendorPlaces
from goodstanding.web.ways_words import choice_text, people_text


@dataclass(frozen=True, slots=True, kw_only=True)
class WayTold:
    """The card “Your way back”: its first sentence and its steps in order."""

    sentence: str
    steps: tuple[LineItem, ...]
    choices: tuple[str, ...] = ()  #: Which parts are meant, of duties made of parts.
    sooner: str = ""  #: That there is a way without waiting; empty: there is none.
    sooner_steps: tuple[LineItem, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads it: how units are called, where acts are done, and until when a measure lasts."""

    zone: str
    is_partner: bool
    name_of: Callable[[str | None], str]
    until: Callable[[Row], str]
    parts: dict[str, object]  #: Of the partner's own addresses; empty: the reader cannot act.

    @classmethod
    def partner(cls, places: PartnerPlaces, record: PartnerRecord) -> Reader:
        """Return the partner itself, which finds each act behind a link."""
        return cls(
            zone=places.partner_zone,
            is_partner=True,
            name_of=places.name_of,
            until=lambda row: until_text(row, record),
            parts=dict(places.parts),
        )

    @classmethod
    def vendor(cls, places: VendorPlaces) -> Reader:
        """Return somebody of the vendor, who tells the partner what to do."""
        return cls(
            zone=places.zone,
            is_partner=False,
            name_of=places.name_of,
            until=lambda _row: gettext("until it is decided otherwise"),
            parts={},
        )

    def link(self, label: str, name: str, **parts: object) -> Link | None:
        """Return the link to where something is done; none for who cannot do it."""
        url = address(name, **self.parts, **parts) if self.parts else ""
        return Link(label=label, url=url) if url else None


def way_told(standing: Standing, reader: Reader) -> WayTold | None:
    """Return the way back of a partner; None where it stands best."""
    way = way_of(standing)
    if way is None:
        return None
    best = standing.pack.levels[0].title
    steps = [
        *_steps(standing, way, (*way.acts, *way.beside), reader),
        *(_ending(row, reader) for row in way.ending),
        *(_met_by_then(each, way, reader) for each in way.met_by_then),
        *(_remaining(way, row, reader) for row in way.remaining),
    ]
    over = gettext("%(level)s again") % {"level": best}
    if not way.remaining:
        when = _when(way.ready_at, reader)
        steps.append(LineItem(title=over, when=when, icon="circle-check", tone=Tone.GOOD))
    return WayTold(
        sentence=_sentence(way, best, reader),
        steps=tuple(steps),
        choices=tuple(choice_text(each, way, name_of=reader.name_of) for each in way.choices),
        sooner=_sooner(way, best, reader),
        sooner_steps=tuple(_steps(standing, way, way.sooner.acts, reader)) if way.sooner else (),
        hint=""
        if way.shortest
        else gettext(
            "We could not work out the shortest way: there are too many to look at all of them. "
            "This is one that works."
        ),
    )


def _sooner(way: Way, best: str, reader: Reader) -> str:
    if way.sooner is None:
        return ""
    words = {"level": best, "when": _when(way.sooner.ready_at, reader)}
    if reader.is_partner:
        return gettext("It can be sooner, if you do more: “%(level)s” again %(when)s.") % words
    return gettext("It can be sooner, if more is done: “%(level)s” again %(when)s.") % words


def _sentence(way: Way, best: str, reader: Reader) -> str:
    words = {"level": best, "when": _when(way.ready_at, reader)}
    if not reader.is_partner:
        return _to_vendor(way) % words
    if way.remaining:
        return gettext(
            "This is what you can do now. It does not end everything, as the last steps say."
        )
    if way.ready_at is None:
        return gettext("You are “%(level)s” again as soon as this is done.") % words
    if not way.acts:
        return gettext("You need do nothing: you are “%(level)s” again %(when)s.") % words
    return gettext("You are “%(level)s” again %(when)s, if this is done by then.") % words


def _to_vendor(way: Way) -> str:
    """Return the first sentence for somebody of the vendor, with gaps for level and instant."""
    if way.remaining:
        return gettext("This is what the partner can do now. It does not end everything.")
    if way.acts:
        return gettext("The partner is “%(level)s” again %(when)s, by these steps.")
    return gettext("The partner need do nothing: it is “%(level)s” again %(when)s.")


def _when(ready_at: datetime | None, reader: Reader) -> str:
    if ready_at is None:
        return gettext("as soon as this is done")
    return gettext("on %(instant)s") % {"instant": instant_text(ready_at, reader.zone)}


def _steps(standing: Standing, way: Way, todo: Sequence[Act], reader: Reader) -> Iterator[LineItem]:
    """Yield a step for each act, where people who pass one course are one step."""
    for (kind, subject), group in groupby(todo, lambda act: (act.kind, act.subject)):
        acts = list(group)
        if kind is ActKind.PASS:
            yield _passing(standing, subject, acts, way, reader)
        else:
            yield from (_step(standing, act, way, reader) for act in acts)


def _passing(
    standing: Standing, course: str, acts: list[Act], way: Way, reader: Reader
) -> LineItem:
    version = latest_version(standing.key.program_id, course=course)
    text = ngettext("%(people)s passes “%(course)s”", "%(people)s pass “%(course)s”", len(acts))
    words = {
        "people": people_text([way.people[act.person] for act in acts]),
        "course": version.title if version else course,
    }
    return LineItem(
        title=text % words,
        link=reader.link(gettext("See who is missing"), "partner_training"),
    )


def _step(standing: Standing, act: Act, way: Way, reader: Reader) -> LineItem:
    words = {
        "subject": act.subject.replace("-", " "),
        "unit": reader.name_of(act.unit or None),
        "person": way.people.get(act.person, ""),
    }
    match act.kind:
        case ActKind.ACCEPT:
            found = Agreement.objects.get(program_id=standing.key.program_id, code=act.subject)
            words["subject"] = found.title
            title = gettext("Accept “%(subject)s”, for %(unit)s")
            link = reader.link(
                gettext("Read and accept"), "partner_agreement", agreement=act.subject
            )
        case ActKind.NAME:
            title = gettext("Name a person as %(subject)s contact")
            link = reader.link(gettext("Name a contact"), "partner_people")
        case ActKind.READ if act.person == NEWLY_NAMED:
            title = gettext("That person opens our message and says “I have read this”")
            link = None
        case ActKind.READ:
            title = gettext("%(person)s opens a message here and says “I have read this”")
            link = reader.link(gettext("See your messages"), "partner_messages")
        case ActKind.ATTEST:
            title = gettext("Make the statement “%(subject)s”, for %(unit)s")
            link = _stating(way, act, reader)
        case _:
            title = gettext("Show “%(subject)s”, for %(unit)s; we check it")
            link = _showing(way, act, reader)
    return LineItem(title=title % words, when=_who_may(way, act, reader), link=link)


def _who_may(way: Way, act: Act, reader: Reader) -> str:
    """Return for whom an acceptance counts beside its entity, and who may give it instead."""
    counts_for = way.counts_for.get(act, ())
    instead = way.instead.get(act, ())
    said = []
    if counts_for:
        said.append(
            gettext("It counts for %(entities)s as well, which %(unit)s owns.")
            % {
                "entities": people_text(_named(counts_for, reader)),
                "unit": reader.name_of(act.unit),
            }
        )
    if instead:
        may = [reader.name_of(act.unit), *_named(instead, reader)]
        said.append(
            gettext("Who signs for %(entities)s may accept it; one of them is enough.")
            % {"entities": gettext(" or ").join(may)}
        )
    return " ".join(said)


def _named(units: Sequence[str], reader: Reader) -> list[str]:
    return [reader.name_of(unit) for unit in units]


def _stating(way: Way, act: Act, reader: Reader) -> Link | None:
    named = next(
        each.name
        for each in way.pack.obligations
        if isinstance(each.verb, Attest) and each.verb.statement == act.subject
    )
    return reader.link(gettext("Make the statement"), "partner_statement", obligation=named)


def _showing(way: Way, act: Act, reader: Reader) -> Link | None:
    named = next(
        each.name
        for each in way.pack.obligations
        if isinstance(each.verb, Show) and each.verb.document == act.subject
    )
    return reader.link(gettext("Show the document"), "partner_document", obligation=named)


def _ending(row: Row, reader: Reader) -> LineItem:
    assert row.turns_at is not None  # a measure that ends by itself says when
    when = gettext("By itself, %(instant)s") % {"instant": instant_text(row.turns_at, reader.zone)}
    title = gettext("%(measure)s ends") % {"measure": measure_title(row.source)}
    return LineItem(title=title, when=when)


def _met_by_then(about: About, way: Way, reader: Reader) -> LineItem:
    """Return the step that only time takes."""
    assert way.ready_at is not None  # else nothing is met by waiting
    source, unit = about
    title = way.pack.obligation(source).title.removesuffix(".")
    words = {"duty": title, "unit": reader.name_of(unit)}
    return LineItem(
        title=gettext("%(unit)s: “%(duty)s” is met without an act") % words,
        when=gettext("By itself, %(instant)s, as far as we know today")
        % {"instant": instant_text(way.ready_at, reader.zone)},
    )


def _remaining(way: Way, row: Row, reader: Reader) -> LineItem:
    if row.kind == Kind.MEASURE:
        when = gettext("It lasts %(until)s; no day can be told yet.")
        return LineItem(
            title=gettext("%(measure)s ends") % {"measure": measure_title(row.source)},
            when=when % {"until": reader.until(row)},
        )
    if row.kind == Kind.AUTHORIZATION:
        when = gettext("It comes back when everything it needs is met.")
        if row.note == Note.FINAL:
            when = gettext("It ended for good. Ask us if you think it is wrong.")
        elif lacking := way.lacking.get((row.source, row.unit)):
            when += " " + _lacking(lacking, way, reader)
        return LineItem(title=way.pack.authorization(row.source).title, when=when)
    return LineItem(
        title=way.pack.obligation(row.source).title,
        when=gettext("Nothing done here changes that now. Ask us if you think it is wrong."),
    )


def _lacking(lacking: Sequence[About], way: Way, reader: Reader) -> str:
    """Return what an authorization waits for that no act of the partner meets."""
    text = (
        gettext("This you cannot meet by yourself: %(duties)s.")
        if reader.is_partner
        else gettext("This the partner cannot meet by itself: %(duties)s.")
    )
    titles = (way.pack.obligation(name).title.removesuffix(".") for name, _ in lacking)
    return text % {"duties": ", ".join(f"“{title}”" for title in dict.fromkeys(titles))}
