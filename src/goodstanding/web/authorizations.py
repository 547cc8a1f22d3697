"""The authorizations of a partner in words: what each allows, since when, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.partners.models import AuthorizationCorrection, CorrectionVerdict, Wrong
from goodstanding.partners.selectors.authorizations import Held
from goodstanding.standing.engine import Row
from goodstanding.standing.selectors import Standing
from goodstanding.ui.dates import day_text
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day
from goodstanding.web.answers_authorizations import authorization_text
from goodstanding.web.authorizations_ahead import what_happens


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationTold:
    """One authorization, ready for a list."""

    held: Held
    title: str
    state: str  #: How it stands today; what it waits for where it has not begun.
    when: str  #: Since when, until when, and its next anniversary.
    happens: tuple[str, ...]  #: What happens when, where it would fail its test.
    tone: Tone


def authorizations_told(
    held: Iterable[Held], standing: Standing | None
) -> tuple[AuthorizationTold, ...]:
    """Return authorizations in words, in their order."""
    rows = {
        row.fact: row
        for row in (standing.reasons if standing else ())
        if row.kind == "authorization"
    }
    return tuple(_told(one, rows.get(str(one.row.fact_id)), standing) for one in held)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTold:
    """One correction of an authorization, ready for a list."""

    correction: AuthorizationCorrection
    title: str
    place: str
    what: str  #: What was wrong, or would be.
    when: str  #: Who proposed it and who said what to it; for the partner: the day.
    waits: bool
    made: bool  #: Another officer agreed, so that it counts.


def corrections_told(
    corrections: Iterable[AuthorizationCorrection],
    standing: Standing | None,
    *,
    places: Mapping[UUID, str],
    zone: str,
    names_people: bool,
) -> tuple[CorrectionTold, ...]:
    """Return corrections in words, in their order."""
    return tuple(
        _correction_told(one, standing, places=places, zone=zone, names_people=names_people)
        for one in corrections
    )


def _correction_told(
    one: AuthorizationCorrection,
    standing: Standing | None,
    *,
    places: Mapping[UUID, str],
    zone: str,
    names_people: bool,
) -> CorrectionTold:
    verdict: CorrectionVerdict | None = getattr(one, "verdict", None)
    made = verdict is not None and verdict.agrees
    return CorrectionTold(
        correction=one,
        title=_title(one.corrected.name, standing),
        place=places.get(one.corrected.location_id, ""),
        what=_wrong(one, made=made),
        when=_judged(one, verdict, zone=zone) if names_people else _since(verdict, zone=zone),
        waits=verdict is None,
        made=made,
    )


def _wrong(one: AuthorizationCorrection, *, made: bool) -> str:
    row = one.corrected
    if one.wrong == Wrong.GRANT or row.until_on is None:
        what = gettext("the grant from %(day)s on") % {"day": day_text(row.granted_on)}
    elif row.final_level:
        what = gettext("its end for good with %(day)s") % {"day": day_text(row.until_on)}
    else:
        what = gettext("its end with %(day)s") % {"day": day_text(row.until_on)}
    text = gettext("Wrong was %(what)s.") if made else gettext("Said to be wrong: %(what)s.")
    return text % {"what": what}


def _judged(one: AuthorizationCorrection, verdict: CorrectionVerdict | None, *, zone: str) -> str:
    people = {"first": str(one.proposed_by)}
    if verdict is None:
        text = gettext("Proposed by %(first)s. Another officer has to agree.")
    elif verdict.agrees:
        text = gettext("Corrected by %(first)s and %(second)s on %(day)s.")
    else:
        text = gettext("Proposed by %(first)s. Refused by %(second)s on %(day)s.")
    if verdict is not None:
        people["second"] = str(verdict.person)
        people["day"] = day_text(local_day(verdict.given_at, zone))
    return text % people


def _since(verdict: CorrectionVerdict | None, *, zone: str) -> str:
    if verdict is None:
        return ""
    words = {"day": day_text(local_day(verdict.given_at, zone))}
    if verdict.restored is None or verdict.restored.until_on is None:
        return gettext("Corrected on %(day)s. It counts as if it had never been.") % words
    words["last"] = day_text(verdict.restored.until_on)
    return gettext("Corrected on %(day)s. What counts instead is its end with %(last)s.") % words


def _told(held: Held, row: Row | None, standing: Standing | None) -> AuthorizationTold:
    return AuthorizationTold(
        held=held,
        title=_title(held.row.name, standing),
        state=_state(held, row, standing),
        when=_when(held),
        happens=_happens(held, row, standing),
        tone=_tone(held, row),
    )


def _title(name: str, standing: Standing | None) -> str:
    for rule in standing.pack.authorizations if standing else ():
        if rule.name == name:
            return rule.title
    return name.replace("-", " ")


def _state(held: Held, row: Row | None, standing: Standing | None) -> str:
    if held.over:
        return gettext("It is over.")
    if held.planned:
        return gettext("It has not begun.")
    if row is None or standing is None:
        return gettext("The rules in force ask nothing for it.")
    return authorization_text(standing.pack, row, zone=held.zone)


def _happens(held: Held, row: Row | None, standing: Standing | None) -> tuple[str, ...]:
    if held.over or held.planned or row is None or standing is None:
        return ()
    return what_happens(standing.pack, row, zone=held.zone, at=standing.as_of)


def _when(held: Held) -> str:
    row = held.row
    since = gettext("From %(day)s.") if held.planned else gettext("Since %(day)s.")
    parts = [since % {"day": day_text(row.granted_on)}]
    if row.until_on is not None:
        last = {"day": day_text(row.until_on)}
        if held.lost:
            parts.append(_lost(held))
        elif held.notice:
            parts.append(gettext("The partner gave notice: its last day is %(day)s.") % last)
        elif held.over:
            parts.append(gettext("Its last day was %(day)s.") % last)
        else:
            parts.append(gettext("Its last day is %(day)s.") % last)
    if held.anniversary_on is not None:
        parts.append(
            gettext("Its next anniversary is %(day)s.") % {"day": day_text(held.anniversary_on)}
        )
    return " ".join(parts)


def _lost(held: Held) -> str:
    assert held.row.until_on is not None  # what was lost has its last day
    text = gettext("Its last day was %(day)s: it failed its test, and ended for good.") % {
        "day": day_text(held.row.until_on)
    }
    if held.row.final_until is not None:
        return gettext("%(text)s It was granted anew since.") % {"text": text}
    return gettext("%(text)s Only a new grant or a correction brings it back.") % {"text": text}


def _tone(held: Held, row: Row | None) -> Tone:
    if held.over or held.planned or row is None:
        return Tone.NONE
    if row.rank:
        return Tone.STOP
    return Tone.GOOD if row.status == "fulfilled" else Tone.DUE
