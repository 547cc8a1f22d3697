"""What a partner reads about a case. Facts, amounts and answers stay on its page, signed in.

A letter says what kind of message it is, what follows, and where to read the rest: anybody may
hold a copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext, ngettext

from goodstanding.agreements.models import Clause
from goodstanding.cases.rules.lengths import Ends, Lasting
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import Said, Words
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.phrases import Duration, LengthByCount, LengthEnd, Until
from goodstanding.ui.dates import day_text
from goodstanding.values.clauses import ClauseRef


def measure_title(name: str) -> str:
    """Return a measure as people read it: ``further-training`` is “Further training”."""
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def length_text(lasting: Lasting, *, last_day: date | None = None) -> str:
    """Return until when a measure lasts, in words."""
    if lasting.ends is Ends.CALENDAR:
        if last_day is None:
            return str(lasting.duration)
        return gettext("until the end of %(day)s") % {"day": day_text(last_day)}
    texts = {
        Ends.ONCE: gettext("done once"),
        Ends.PASSED: gettext("until the course is passed"),
        Ends.COMPLETED: gettext("until the plan is completed"),
        Ends.CLEARED: gettext("until its ground has gone"),
        Ends.RELEASED: gettext("until release is decided"),
        Ends.NEVER: gettext("without an end by the calendar"),
    }
    return texts[lasting.ends]


def due_text(after: Duration, due_on: date | None = None, *, own: bool = True) -> str:
    """Return by when something is due that runs from the day a decision was read.

    ``own`` where the partner reads it: “you” is the partner, and never the vendor.
    """
    if due_on is None:
        text = (
            gettext("due %(time)s after you say that you have read the decision")
            if own
            else gettext("due %(time)s after the partner says that it has read the decision")
        )
        return text % {"time": after}
    return gettext("due by the end of %(day)s") % {"day": day_text(due_on)}


def clause_title(clause: Clause | None, ref: ClauseRef) -> str:
    """Return what people call a clause, with its version; the reference where it has no words."""
    if clause is None:
        return str(ref)
    return gettext("%(agreement)s: %(clause)s, version %(position)s") % {
        "agreement": clause.version.agreement.title,
        "clause": clause.heading,
        "position": clause.version.position,
    }


def clause_cited(clause: Clause | None, ref: ClauseRef) -> str:
    """Return a clause as a letter cites it: what people call it, and the reference to quote."""
    title = clause_title(clause, ref)
    return title if clause is None else f"{title} ({ref})"


def steps_text(steps: Sequence[str]) -> str:
    """Return what a plan asks, in one line: how many steps are open, and the first of them."""
    counted = ngettext(
        "%(count)s step of the plan is open.", "%(count)s steps of the plan are open.", len(steps)
    ) % {"count": len(steps)}
    first = gettext("The first: “%(step)s”") % {"step": steps[0]}
    return f"{counted} {first}"


def allegation_words(clause: str, *, days: int) -> Words:
    """Return the letter that puts something to a partner, citing a clause. It decides nothing."""
    return Words(
        kind=NoticeKind.ALLEGATION,
        title=gettext("a question about your work"),
        heading=gettext("Tell us your side before anything is decided."),
        what=Said(
            short=gettext("Read what is said, and answer."),
            detail=gettext(
                "One of your contacts answers for all of you. You may agree, disagree or "
                "explain. You can add what we should know."
            ),
        ),
        why=Said(
            short=gettext("We hear everybody before we decide."),
            detail=gettext("It is about the clause %(clause)s.") % {"clause": clause},
        ),
        otherwise=Said(
            short=gettext("We decide on what we have. An answer can only help."),
            detail=ngettext(
                "You have %(days)s day from the day you say that you have read this. Nothing "
                "changes meanwhile: your orders, renewals and money go on.",
                "You have %(days)s days from the day you say that you have read this. Nothing "
                "changes meanwhile: your orders, renewals and money go on.",
                days,
            )
            % {"days": days},
        ),
        steps=(gettext("Open “Cases”. It shows what is said, and where to answer."),),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def no_finding_words() -> Words:
    """Return the letter that tells that nothing was found."""
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("a question we asked you is closed"),
        heading=gettext("The matter is closed. Nothing was found."),
        why=Said(
            short=gettext("We looked into something and found no breach of a rule."),
            detail=gettext("Our reasons are under “Cases”. Thank you for your time."),
        ),
        otherwise=Said(short=gettext("Nothing happens. It leaves no mark and counts nowhere.")),
    )


def decision_words(
    clause: str,
    measures: Sequence[tuple[str, str]],
    *,
    asks: bool,
    appeal_days: int,
) -> Words:
    """Return the letter that tells a decision: its clause, effects, ends, and how to appeal.

    Args:
        clause: What was broken, as it read at the event and as a letter cites it.
        measures: What follows, each with until when.
        asks: Whether something is to be done, such as a course or a plan.
        appeal_days: How many days there are to appeal.
    """
    effects = "; ".join(f"{title}, {until}" for title, until in measures)
    return Words(
        kind=NoticeKind.DECISION,
        title=gettext("what we decided about a question we asked you"),
        heading=gettext("We decided on the matter we had asked you about."),
        what=Said(
            short=gettext("Read the decision, and do what it asks."),
            detail=gettext("What is asked is on its page, under “Cases”."),
        )
        if asks
        else None,
        why=Said(
            short=gettext("We found that a rule was broken, and told you our reasons."),
            detail=gettext(
                "The clause is %(clause)s. What follows: %(effects)s. Facts and reasons are "
                "under “Cases”."
            )
            % {"clause": clause, "effects": effects or gettext("nothing")},
        ),
        otherwise=Said(
            short=gettext("You can ask somebody else to look at it again."),
            detail=ngettext(
                "You can appeal within %(days)s day from the day you say that you have read "
                "this. Somebody who decided nothing before decides about it.",
                "You can appeal within %(days)s days from the day you say that you have read "
                "this. Somebody who decided nothing before decides about it.",
                appeal_days,
            )
            % {"days": appeal_days},
        ),
        steps=(gettext("Open “Cases”. It shows the decision and how to appeal."),),
        closing=gettext("Questions? Reply to this message. A person answers."),
    )


def plan_failed_words(
    clause: str, measure: str, *, due_on: date, missing: Sequence[int], appeal_days: int
) -> Words:
    """Return the letter that tells that a plan was not done in time, and what comes of it.

    Args:
        clause: What was broken, as it read at the event and as a letter cites it.
        measure: The plan, as the rule book calls it.
        due_on: The last day there was for it.
        missing: The places of the planned steps that were not done; none where none were planned.
        appeal_days: How many days there will be to appeal against the next decision.
    """
    return Words(
        kind=NoticeKind.DECISION,
        title=gettext("the time for a plan is over"),
        heading=gettext("Something that we asked you for was not done in time."),
        why=Said(
            short=gettext("A decision asked for something by a day, and it was not done by then."),
            detail=gettext(
                "“%(measure)s”, because of the clause %(clause)s, was due by the end of %(day)s. "
                "%(missing)s It is under “Cases” word for word."
            )
            % {
                "measure": measure_title(measure),
                "clause": clause,
                "day": day_text(due_on),
                "missing": _missing_text(missing),
            },
        ),
        otherwise=Said(
            short=gettext("We decide again what follows, and tell you. You can appeal then."),
            detail=ngettext(
                "Until then everything goes on as it was decided; what you still do counts for "
                "you. You can appeal against the new decision within %(days)s day from the day "
                "you say that you have read it. Somebody who decided nothing before decides.",
                "Until then everything goes on as it was decided; what you still do counts for "
                "you. You can appeal against the new decision within %(days)s days from the day "
                "you say that you have read it. Somebody who decided nothing before decides.",
                appeal_days,
            )
            % {"days": appeal_days},
        ),
        steps=(gettext("Open “Cases”. It shows the plan and what is missing."),),
        closing=gettext("Was it done? Reply to this message and say what shows it."),
    )


def _missing_text(steps: Sequence[int]) -> str:
    """Return what is missing of a plan, by the numbers of its steps where it has some."""
    if not steps:
        return gettext("Something is missing.")
    return ngettext("Step %(steps)s is missing.", "Steps %(steps)s are missing.", len(steps)) % {
        "steps": ", ".join(map(str, steps))
    }


def upheld_words(*, in_full: bool, stayed: int, kept: int) -> Words:
    """Return the letter that tells that an appeal was right."""
    details = [gettext("Every effect and its end are listed under “Cases”.")]
    if stayed:
        details.append(
            ngettext(
                "%(count)s later decision rested on it. It is stayed now, and a person decides "
                "it again within 5 days.",
                "%(count)s later decisions rested on it. They are stayed now, and a person "
                "decides them again within 5 days.",
                stayed,
            )
            % {"count": stayed}
        )
    if kept:
        details.append(
            ngettext(
                "%(count)s later decision stays: our rules reach it without this one too.",
                "%(count)s later decisions stay: our rules reach them without this one too.",
                kept,
            )
            % {"count": kept}
        )
    return Words(
        kind=NoticeKind.RECEIPT,
        title=gettext("your appeal was right"),
        heading=gettext("You were right. Everything that followed from the decision is undone.")
        if in_full
        else gettext("You were right in part. What was wrong is undone."),
        why=Said(
            short=gettext("We looked at our decision again, and it was wrong. We are sorry.")
            if in_full
            else gettext("We looked at our decision again, and part of it was wrong."),
            detail=" ".join(details),
        ),
        otherwise=Said(short=gettext("There is nothing for you to do, no form and no claim.")),
    )


def refused_words() -> Words:
    """Return the letter that tells that a decision stands after an appeal."""
    return Words(
        kind=NoticeKind.DECISION,
        title=gettext("we looked at our decision again"),
        heading=gettext("We looked at our decision again, and it stands."),
        why=Said(
            short=gettext("Somebody who decided nothing before came to the same end."),
            detail=gettext("The reasons are under “Cases”."),
        ),
        otherwise=Said(short=gettext("What was decided goes on as it was told to you.")),
    )


def answer_is_asked(pack: Pack, names: Sequence[str]) -> bool:
    """Return whether one of the measures asks the partner to do something."""
    measures = {measure.name: measure for measure in pack.measures}
    return any(
        measures[name].assigns is not None or _until_completed(measures[name].lasts)
        for name in names
        if name in measures
    )


def _until_completed(lasts: LengthByCount | None) -> bool:
    return isinstance(lasts, Until) and lasts.event is LengthEnd.COMPLETED
