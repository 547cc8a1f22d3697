"""What the ladder of a rule book says, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from goodstanding.programs.words_items import Item, listed, plain
from goodstanding.rulebook.ladder_terms import Condition, Ladder, Rung, Since


def counts(ladder: Ladder) -> str:
    """Return which findings count."""
    within = ladder.counts.within
    said = [gettext("A finding counts for %(time)s from its event.") % {"time": within}]
    match ladder.counts.since:
        case Since.FIRST_ACCEPTANCE:
            said.append(gettext("Events before the first acceptance only teach."))
        case Since.ENROLMENT:
            said.append(gettext("Events before the enrolment only teach."))
        case None:
            pass
    if ladder.persistent:
        said.append(
            gettext("Persistent means: %(conditions)s.")
            % {"conditions": _conditions(ladder.persistent)}
        )
    return " ".join(said)


def families(ladder: Ladder) -> tuple[Item, ...]:
    """Return which clauses repeat one another."""
    return tuple(
        Item(
            name=family.name,
            title=gettext("Family “%(name)s”") % {"name": plain(family.name)},
            sentences=(gettext("Findings under these clauses repeat one another."),),
            clauses=family.clauses,
        )
        for family in ladder.families
    )


def rung(one: Rung) -> Item:
    """Return when a rung is reached, and what follows."""
    said = []
    if one.when:
        said.append(gettext("When: %(conditions)s.") % {"conditions": _conditions(one.when)})
    else:
        said.append(gettext("Answers findings that do not count."))
    said.append(gettext("Then: %(measures)s.") % {"measures": listed(one.then)})
    if one.approvals > 1:
        said.append(gettext("Needs %(count)s approvers.") % {"count": one.approvals})
    return Item(
        name=one.name,
        title=gettext("Rung “%(name)s”") % {"name": plain(one.name)},
        sentences=tuple(said),
    )


def _conditions(conditions: Iterable[Condition]) -> str:
    return gettext(" or ").join(_condition(one) for one in conditions)


def _condition(condition: Condition) -> str:
    said = []
    if condition.findings is not None:
        said.append(
            ngettext("%(count)s finding", "%(count)s findings", condition.findings)
            % {"count": condition.findings}
        )
    if condition.severity:
        said.append(gettext("at least %(severity)s") % {"severity": plain(condition.severity)})
    if condition.same:
        said.append(gettext("of the same %(what)s") % {"what": condition.same.value})
    if condition.within:
        said.append(gettext("within %(time)s") % {"time": condition.within})
    if condition.after:
        said.append(gettext("after the rung “%(rung)s”") % {"rung": plain(condition.after)})
    if condition.failed:
        said.append(gettext("a failed %(measure)s") % {"measure": plain(condition.failed)})
    if condition.persistent:
        said.append(gettext("it is persistent"))
    return " ".join(said)
