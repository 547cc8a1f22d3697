"""What is said at home of an agreement that waits, and that no rule of the program asks for."""

from __future__ import annotations

from django.utils.translation import gettext

from goodstanding.agreements.selectors.coverage import to_accept
from goodstanding.partners.acting import Acting
from goodstanding.rulebook.pack import Accept
from goodstanding.standing.selectors import Standing
from goodstanding.ui.badges import Family, badge_of
from goodstanding.ui.components import Answer, FiveAnswers, Link, Task, Trouble
from goodstanding.ui.due import NoDate
from goodstanding.web.addresses import address


def agreement_tasks(acting: Acting, standing: Standing) -> tuple[Task, ...]:
    """Return the agreements that wait for the partner beside what its standing counts."""
    counted = {
        obligation.verb.agreement
        for obligation in standing.pack.obligations
        if isinstance(obligation.verb, Accept)
    }
    parts = {"program": acting.program.code, "partner": acting.partner_id}
    return tuple(
        Task(
            title=gettext("Read and accept: %(agreement)s, version %(position)s.")
            % {"agreement": one.version.agreement.title, "position": one.version.position},
            badge=badge_of(Family.TODO, "not-started"),
            hint=gettext("Your company has not accepted it. No rule sets a date for it."),
            url=address("partner_agreement", **parts, agreement=one.version.agreement.code),
            due=NoDate(),
        )
        for one in to_accept(acting.partner_id, acting.program.pk, at=acting.at)
        if one.version.agreement.code not in counted
    )


def agreement_answers(
    task: Task, *, trouble: tuple[Trouble, str], links: tuple[Link, ...]
) -> FiveAnswers:
    """Return the five answers where an agreement is all that waits."""
    return FiveAnswers(
        trouble=trouble[0],
        trouble_text=trouble[1],
        trouble_links=links,
        what=Answer(strong=task.title),
        by_when=NoDate(),
        why=Answer(text=task.hint),
        otherwise=Answer(text=gettext("Your standing does not change.")),
    )
