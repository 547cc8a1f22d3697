"""Words of a way back that are lists: who does it, and which parts of a duty are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext, ngettext

from goodstanding.rulebook.pack import Pack
from goodstanding.standing.rules.choices import Choice
from goodstanding.standing.ways import Way

_NAMES_MAX = 5


def people_text(names: Sequence[str]) -> str:
    """Return names as one list: “Ada, Ole and 3 others”."""
    shown, more = names[:_NAMES_MAX], len(names) - _NAMES_MAX
    if more > 0:
        return gettext("%(names)s and %(more)s others") % {"names": ", ".join(shown), "more": more}
    *first, last = shown
    return (
        gettext("%(names)s and %(last)s") % {"names": ", ".join(first), "last": last}
        if first
        else last
    )


def choice_text(choice: Choice, way: Way, *, name_of: Callable[[str | None], str]) -> str:
    """Return of a duty made of parts which are met, which are the way, and which are left.

    Where the way waits for something, parts may be met only then.
    """
    waits = way.ready_at is not None
    text = ngettext(
        "“%(duty)s”, for %(unit)s: %(least)s of %(count)s parts is needed.",
        "“%(duty)s”, for %(unit)s: %(least)s of %(count)s parts are needed.",
        choice.least,
    )
    named = (
        (
            gettext("Met by then: %(parts)s.") if waits else gettext("Met already: %(parts)s."),
            choice.met,
        ),
        (
            gettext("The shortest way: %(parts)s.")
            if way.shortest
            else gettext("This way: %(parts)s."),
            choice.chosen,
        ),
        (gettext("Not needed then: %(parts)s."), choice.others),
    )
    words = {
        "duty": _title(choice.source, way.pack),
        "unit": name_of(choice.unit),
        "least": choice.least,
        "count": len(choice.met + choice.chosen + choice.others),
    }
    lists = (
        told % {"parts": ", ".join(f"“{_title(name, way.pack)}”" for name in names)}
        for told, names in named
        if names
    )
    return " ".join([text % words, *lists])


def _title(name: str, pack: Pack) -> str:
    """Return what a duty asks, to stand within a sentence."""
    return pack.obligation(name).title.removesuffix(".")
