"""What takes a reason away: of a duty by its verb, of a measure by how the rule book ends it."""

from __future__ import annotations

from datetime import datetime

from goodstanding.decisions.rules.reasons import Remedy, RemedyCode
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import (
    Accept,
    Attain,
    Attest,
    Authorization,
    Obligation,
    Pack,
    Pass,
    Reach,
    Show,
)
from goodstanding.rulebook.phrases import Always, LengthEnd, Until

ASK_THE_VENDOR = Remedy(
    code=RemedyCode.ASK_THE_VENDOR,
    sentence="The vendor answers questions about this. The partner finds it among its messages.",
)
ENROL = Remedy(
    code=RemedyCode.ENROL,
    sentence="The vendor enrols the partner in the program, or enrols it anew.",
)
PUBLISH_RULES = Remedy(
    code=RemedyCode.EXTEND_RULES,
    sentence="The vendor publishes a rule book that is in force at this instant.",
)
EXTEND_RULES = Remedy(
    code=RemedyCode.EXTEND_RULES,
    sentence="The vendor publishes a rule book that lists this effect.",
)


def remedy_of_duty(obligation: Obligation) -> Remedy:  # noqa: PLR0911 -- one for each verb.
    """Return what fulfils a duty."""
    match obligation.verb:
        case Accept(agreement=agreement):
            return Remedy(
                code=RemedyCode.ACCEPT_AGREEMENT,
                sentence=f"A signatory of the partner accepts “{agreement}” as it is in force.",
            )
        case Pass(course=course, people=people):
            return Remedy(
                code=RemedyCode.PASS_COURSE,
                sentence=f"Those of the partner's people in {_either(people)} who have not yet, "
                f"pass the course “{course}”.",
            )
        case Attain(least=least, months=months):
            return Remedy(
                code=RemedyCode.REACH_AMOUNT,
                sentence=f"The location reaches {least} in the {months} full months before an "
                "anniversary.",
            )
        case Reach(roles=roles):
            return Remedy(
                code=RemedyCode.NAME_CONTACT,
                sentence=f"The partner names somebody as {_either(roles)} contact whom a "
                "message reaches.",
            )
        case Attest(statement=statement):
            return Remedy(
                code=RemedyCode.MAKE_STATEMENT,
                sentence=f"A signatory of the partner states “{statement}” anew.",
            )
        case Show(document=document):
            return Remedy(
                code=RemedyCode.SHOW_DOCUMENT,
                sentence=f"The partner shows a document “{document}” that is still good.",
            )
        case verb:
            return Remedy(
                code=RemedyCode.MEET_PARTS,
                sentence=f"The partner meets at least {verb.least} of: {_listed(verb.parts)}.",
            )


def remedy_of_authorization(authorization: Authorization, pack: Pack) -> Remedy:
    """Return what keeps an authorization."""
    needs = " ".join(f"“{pack.obligation(name).title}”" for name in authorization.needs)
    return Remedy(
        code=RemedyCode.MEET_NEEDS,
        sentence=f"The partner meets what “{authorization.title}” needs: {needs}",
    )


def remedy_of_gap(obligation: Obligation, note: str | None) -> Remedy:
    """Return what makes known whether a duty is fulfilled."""
    if note == "list-not-declared" and isinstance(obligation.verb, Pass):
        return Remedy(
            code=RemedyCode.DECLARE_PEOPLE,
            sentence=f"The partner lists its people in {_either(obligation.verb.people)}, or says "
            "that there are none.",
        )
    if note in {"amounts-missing", "other-currency"} and isinstance(obligation.verb, Attain):
        return Remedy(
            code=RemedyCode.RECORD_AMOUNTS,
            sentence="The vendor records what the location turned over in each month, in "
            f"{obligation.verb.least.currency}.",
        )
    if note == "place-unknown":
        return Remedy(
            code=RemedyCode.COMPLETE_PLACES,
            sentence="The vendor records the country and region of each location.",
        )
    return remedy_of_duty(obligation)


def remedy_of_measure(measure: Measure, *, until: datetime | None) -> Remedy:
    """Return what ends a measure: the calendar where it says when, else what the rules ask."""
    if until is not None:
        return Remedy(
            code=RemedyCode.WAIT, sentence=f"It ends by itself at {until:%Y-%m-%dT%H:%M:%SZ}."
        )
    match measure.lasts:
        case Until(event=LengthEnd.PASSED):
            return Remedy(
                code=RemedyCode.PASS_COURSE,
                sentence=f"The partner's people pass the course “{measure.assigns}”.",
            )
        case Until(event=LengthEnd.COMPLETED):
            return Remedy(
                code=RemedyCode.COMPLETE_PLAN,
                sentence="The partner completes its plan, and the vendor confirms it.",
            )
        case Until(event=LengthEnd.RELEASED):
            return Remedy(
                code=RemedyCode.ASK_FOR_RELEASE,
                sentence="The partner asks for its release once the time set for it is over.",
            )
        case Always():
            return Remedy(
                code=RemedyCode.APPEAL,
                sentence="It lasts. The partner may appeal while the time for it runs.",
            )
        case _:
            return ASK_THE_VENDOR


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("-", " ") for name in names)


def _either(names: tuple[str, ...]) -> str:
    *first, last = (name.replace("-", " ") for name in names)
    return f"{', '.join(first)} or {last}" if first else last
