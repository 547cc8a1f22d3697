"""What a rule book says, in sentences that an officer can read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from goodstanding.programs.words_days import working_days
from goodstanding.programs.words_items import Item, Section, listed, plain
from goodstanding.programs.words_ladder import counts, families, rung
from goodstanding.rulebook.measures import EarlyEnd, Measure
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Composed,
    Countdown,
    CountdownStep,
    Level,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
    Unit,
    Who,
)
from goodstanding.rulebook.phrases import Always, ByCount, Duration, LengthByCount, Until


def sections_of(pack: Pack) -> tuple[Section, ...]:
    """Return what a rule book says: levels, duties, measures, the ladder and the clocks."""
    ladder = pack.ladder
    return (
        Section(
            anchor="levels",
            title=gettext("Levels"),
            lead=gettext("Best first. The worst reason decides."),
            items=tuple(_level(level, pack) for level in pack.levels),
        ),
        Section(
            anchor="duties",
            title=gettext("Duties"),
            lead=gettext("What must be true of a partner."),
            items=tuple(_duty(duty, pack) for duty in pack.obligations),
        ),
        Section(
            anchor="days",
            title=gettext("Working days"),
            lead="",
            items=working_days(pack),
        ),
        Section(
            anchor="measures",
            title=gettext("Measures"),
            lead=gettext("What may follow from a finding."),
            items=tuple(_measure(measure, pack) for measure in pack.measures),
        ),
        Section(
            anchor="ladder",
            title=gettext("Ladder"),
            lead=counts(ladder) if ladder else "",
            items=(*families(ladder), *(rung(one) for one in ladder.rungs)) if ladder else (),
        ),
        Section(
            anchor="clocks",
            title=gettext("Clocks of a case"),
            lead="",
            items=_clocks(pack),
        ),
    )


def _level(level: Level, pack: Pack) -> Item:
    milder = pack.levels[level.rank - 1].stops if level.rank else frozenset()
    added = sorted(level.stops - milder)
    said = []
    if added and milder:
        said.append(gettext("Also stops: %(effects)s.") % {"effects": listed(added)})
    elif added:
        said.append(gettext("Stops: %(effects)s.") % {"effects": listed(added)})
    elif milder:
        said.append(gettext("Stops nothing more."))
    else:
        said.append(gettext("Stops nothing."))
    if level.final:
        said.append(gettext("Final: a later cure does not undo it."))
    return Item(name=level.name, title=level.title, sentences=tuple(said))


def _duty(duty: Obligation, pack: Pack) -> Item:
    said = (
        [gettext("Counts as a part."), _verb(duty)] if duty.part else [_whom(duty.who), _verb(duty)]
    )
    if duty.due is not None:
        said.append(gettext("Due %(moment)s.") % {"moment": duty.due})
    if duty.since is not None:
        said.append(gettext("In this form since %(day)s.") % {"day": duty.since})
    if duty.countdown is not None:
        said.extend(_countdown(pack.countdown(duty.countdown), pack))
    return Item(
        name=duty.name,
        title=duty.title,
        sentences=tuple(said),
        clauses=(duty.clause,) if duty.clause else (),
    )


def _whom(who: Who | None) -> str:
    if who is None:
        return gettext("For every partner.")
    named = _terms(who)
    if who.excluded is not None:
        return gettext("For partners with %(terms)s, but not with %(others)s.") % {
            "terms": named or gettext("any terms"),
            "others": _terms(who.excluded),
        }
    return gettext("For partners with %(terms)s.") % {"terms": named}


def _terms(who: Who) -> str:
    said = (
        (gettext("tier"), who.tiers),
        (gettext("country"), who.countries),
        (gettext("region"), who.regions),
        (gettext("authorization"), who.authorizations),
    )
    return "; ".join(f"{term} {listed(values)}" for term, values in said if values)


def _verb(duty: Obligation) -> str:  # noqa: PLR0911 -- one for each verb.
    match duty.verb:
        case Accept() as asked:
            return _acceptance(asked)
        case Pass() as asked:
            text = gettext(
                "%(share)s %% of people in %(people)s pass the course “%(course)s”, every "
                "%(valid)s."
            )
            return text % {
                "share": asked.share_percent,
                "people": listed(asked.people),
                "course": asked.course,
                "valid": asked.valid,
            }
        case Attain(metric=metric, months=months, least=least):
            text = ngettext(
                "Reach %(least)s of %(metric)s at each location, in the full month before each "
                "anniversary.",
                "Reach %(least)s of %(metric)s at each location, in the %(months)s full months "
                "before each anniversary.",
                months,
            )
            return text % {"least": least, "metric": plain(metric), "months": months}
        case Reach(roles=roles, proof=proof):
            return gettext("Reach somebody as %(roles)s, with proof every %(proof)s.") % {
                "roles": listed(roles),
                "proof": proof,
            }
        case Attest(statement=statement, valid=valid) as asked:
            return _paper(
                gettext("State “%(name)s”, every %(valid)s, %(unit)s.")
                if valid
                else gettext("State “%(name)s”, %(unit)s."),
                name=statement,
                per=asked.per,
                valid=valid,
            )
        case Show(document=document, per=per):
            return _paper(gettext("Show “%(name)s”, %(unit)s."), name=document, per=per)
        case Composed(parts=parts, least=least):
            text = gettext("Meet at least %(least)s of %(count)s: %(parts)s.")
            if least == len(parts):
                text = gettext("Meet all of: %(parts)s.")
            return text % {"least": least, "count": len(parts), "parts": listed(parts)}


def _acceptance(asked: Accept) -> str:
    units = {
        Unit.PARTNER: gettext("Accept the %(agreement)s, once for the partner."),
        Unit.ENTITY: gettext("Accept the %(agreement)s, for each legal entity."),
        Unit.LOCATION: gettext("Accept the %(agreement)s, for each location."),
        Unit.REGION: gettext("Accept the %(agreement)s, for each region."),
        Unit.ENTITY_REGION: gettext(
            "Accept the %(agreement)s, for each legal entity in each region."
        ),
    }
    said = units[asked.per] % {"agreement": plain(asked.agreement)}
    if asked.affiliates is None:
        return said
    parent = gettext("A parent that owns more than %(share)s %% can accept for it.")
    return f"{said} {parent % {'share': asked.affiliates}}"


def _paper(text: str, *, name: str, per: Unit, valid: Duration | None = None) -> str:
    units = {
        Unit.PARTNER: gettext("once for the partner"),
        Unit.ENTITY: gettext("for each legal entity"),
        Unit.LOCATION: gettext("for each location"),
    }
    return text % {"name": plain(name), "unit": units[per], "valid": valid}


def _countdown(countdown: Countdown, pack: Pack) -> list[str]:
    said = []
    if countdown.notices:
        days = ", ".join(str(-step.days) for step in countdown.notices)
        said.append(gettext("Told before the due day: %(days)s days.") % {"days": days})
    said.extend(_step(step, pack) for step in countdown.levels)
    return said


def _step(step: CountdownStep, pack: Pack) -> str:
    level = pack.level(step.level or "").title
    if step.days == 0:
        return gettext("From the due day: “%(level)s”.") % {"level": level}
    return gettext("%(days)s days after it: “%(level)s”.") % {"days": step.days, "level": level}


def _measure(measure: Measure, pack: Pack) -> Item:
    said = [*_effects(measure, pack), *_course(measure)]
    if measure.notice:
        said.append(gettext("Begins %(time)s after its notice.") % {"time": measure.notice})
    if measure.lasts is not None:
        said.append(_lasts(measure.lasts))
    if measure.ends is not None:
        said.append(_early_end(measure.ends))
    if measure.release is not None:
        said.append(gettext("Release after %(time)s.") % {"time": measure.release.after})
    if measure.leaves:
        said.append(gettext("Leaves %(what)s.") % {"what": plain(measure.leaves)})
    return Item(name=measure.name, title=plain(measure.name).capitalize(), sentences=tuple(said))


def _effects(measure: Measure, pack: Pack) -> Iterator[str]:
    if measure.level:
        yield gettext("Level: “%(level)s”.") % {"level": pack.level(measure.level).title}
    if measure.stops:
        yield gettext("Stops: %(effects)s.") % {"effects": listed(measure.stops)}
    if measure.holds:
        yield gettext("Holds back: %(effects)s.") % {"effects": listed(measure.holds)}
    if measure.recovers:
        yield gettext("Takes back what was earned through the finding.")
    if measure.interim:
        yield gettext("Protects before a finding; it is no sanction and counts nowhere.")


def _course(measure: Measure) -> Iterator[str]:
    if measure.assigns:
        yield gettext("Assigns the course “%(course)s”.") % {"course": measure.assigns}
    if measure.due:
        yield gettext("Due %(moment)s.") % {"moment": measure.due}


def _lasts(length: LengthByCount) -> str:
    match length:
        case Always():
            return gettext("Has no end.")
        case Until(event=event):
            return gettext("Lasts until it is %(event)s.") % {"event": event.value}
        case ByCount(steps=steps):
            said = ", ".join(
                ngettext(
                    "%(time)s with %(count)s finding", "%(time)s with %(count)s findings", count
                )
                % {"time": duration, "count": count}
                for count, duration in steps
            )
            return gettext("Lasts %(lengths)s.") % {"lengths": said}
        case _:
            return gettext("Lasts %(lengths)s.") % {"lengths": length}


def _early_end(end: EarlyEnd) -> str:
    words: dict[str, object] = {"course": end.course, "time": end.wait or ""}
    text = (
        gettext("Ends earlier: %(time)s after the course “%(course)s” is passed.")
        if end.wait
        else gettext("Ends earlier: when the course “%(course)s” is passed.")
    )
    return text % words


def _clocks(pack: Pack) -> tuple[Item, ...]:
    cases = pack.cases
    if cases is None:
        return ()
    severe = "; ".join(f"{plain(name)}: {time}" for name, time in cases.answers)
    said: list[str] = [
        gettext("%(time)s from service of the allegation.") % {"time": cases.answer_usual},
        *([gettext("%(severe)s.") % {"severe": severe}] if severe else []),
    ]
    items = [Item(name="answer", title=gettext("Time to answer"), sentences=tuple(said))]
    if cases.appeal is not None:
        items.append(_appeal(cases.appeal.within, cases.appeal.decided, cases.appeal.stays))
    return tuple(items)


def _appeal(within: Duration, decided: Duration, stays: tuple[str, ...]) -> Item:
    said = [
        gettext("Within %(time)s. Decided within %(decided)s.")
        % {"time": within, "decided": decided}
    ]
    if stays:
        said.append(gettext("Waits for it: %(measures)s.") % {"measures": listed(stays)})
    return Item(name="appeal", title=gettext("Appeal"), sentences=tuple(said))
