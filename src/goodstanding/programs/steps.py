"""The way of a draft to being published, step by step, as a page shows it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, ngettext

from goodstanding.programs.approving import Standing, holds
from goodstanding.programs.checking import Checked
from goodstanding.programs.models import PackVersion
from goodstanding.programs.rules.life import Come, Stage
from goodstanding.ui.components import LineItem
from goodstanding.ui.dates import day_text
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day


def come_of(checked: Checked, so_far: Standing) -> Come:
    """Return how far a draft has come."""
    return Come(
        is_right=not checked.problems,
        is_tried=so_far.is_tried,
        is_approved=so_far.is_approved,
    )


def steps_of(
    draft: PackVersion, checked: Checked, so_far: Standing, *, zone: str
) -> tuple[LineItem, ...]:
    """Return the steps, with what was done, what is next, and who may do it."""
    stage = come_of(checked, so_far).stage
    written = gettext("%(person)s, %(day)s") % {
        "person": draft.drafted_by or gettext("a routine"),
        "day": _day(draft.drafted_at, zone),
    }
    return (
        LineItem(title=gettext("Written"), when=written, icon="check", tone=Tone.GOOD),
        _step(gettext("Checked"), _checked(checked), Stage.CHECK, stage),
        _step(gettext("Tried on everybody"), _tried(draft, so_far, zone), Stage.TRY, stage),
        _step(
            gettext("Approved by a second person"),
            _approved(draft, so_far, zone),
            Stage.APPROVE,
            stage,
        ),
        _step(
            gettext("Published"),
            gettext("Any compliance officer, once it is approved. It never changes again."),
            Stage.PUBLISH,
            stage,
        ),
    )


def _step(title: str, when: str, own: Stage, stage: Stage) -> LineItem:
    if own < stage:
        return LineItem(title=title, when=when, icon="check", tone=Tone.GOOD)
    if own > stage:
        return LineItem(title=title, when=when)
    next_one = gettext("%(step)s: this is next") % {"step": title}
    return LineItem(title=next_one, when=when, icon="flag", tone=Tone.DUE, here=True)


def _checked(checked: Checked) -> str:
    number = len(checked.problems)
    if not number:
        return gettext("Nothing is wrong with the text today.")
    return ngettext(
        "%(number)s place has to be put right; any compliance officer can.",
        "%(number)s places have to be put right; any compliance officer can.",
        number,
    ) % {"number": number}


def _tried(draft: PackVersion, so_far: Standing, zone: str) -> str:
    trial = so_far.trial
    if trial is not None and trial.text_sha256 == draft.text_sha256:
        said = {"person": trial.by, "day": _day(trial.at, zone)}
        if trial.is_done:
            return gettext("%(person)s, %(day)s") % said
        return gettext("It is being tried; %(person)s asked for it.") % said
    if so_far.partners == 0:
        return gettext("Nobody takes part yet, so there is nobody to try it on.")
    reason = so_far.approval.untried_because if so_far.approval and so_far.is_approved else ""
    if reason:
        return gettext("Not tried: %(reason)s") % {"reason": reason}
    if trial is not None:
        return gettext("An earlier text was tried on %(day)s; it does not count for this one.") % {
            "day": _day(trial.at, zone)
        }
    return gettext("Any compliance officer; or the second person says why not.")


def _approved(draft: PackVersion, so_far: Standing, zone: str) -> str:
    approval = so_far.approval
    if approval is not None and holds(approval, draft):
        return gettext("%(person)s, %(day)s") % {
            "person": approval.approved_by,
            "day": _day(approval.approved_at, zone),
        }
    who = gettext("Any compliance officer but %(person)s, who wrote it.") % {
        "person": draft.drafted_by or gettext("the routine")
    }
    if approval is None:
        return who
    earlier = gettext("%(person)s approved an earlier text on %(day)s; it does not count.") % {
        "person": approval.approved_by,
        "day": _day(approval.approved_at, zone),
    }
    return f"{earlier} {who}"


def _day(at: datetime, zone: str) -> str:
    return day_text(local_day(at, zone))
