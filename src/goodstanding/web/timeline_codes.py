"""What the codes inside an event are called when people read them.

A code that nobody knows yet (an older program reads a newer log) is read as it is written,
without its dashes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from goodstanding.cases.events import MeasureEnd
from goodstanding.cases.letters import measure_title
from goodstanding.cases.models import FateChoice, Outcome
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.models import Tier
from goodstanding.partners.words import role_name
from goodstanding.ui.badges import Family, badge_of


def words_of_code(field: str, value: object) -> object:
    """Return a field of an event as people read it; numbers and references stay as they are."""
    # Clauses keep their spelling, as every page and letter writes them.
    if not isinstance(value, str) or "#" in value or value != value.lower():
        return value
    return _WORDS.get(field, _plain)(value)


def _plain(code: str) -> str:
    return code.replace("-", " ")


def _tier(code: str) -> str:
    names = {
        Tier.DISTRIBUTOR.value: gettext("Distributor"),
        Tier.RESELLER.value: gettext("Reseller"),
        Tier.DIRECT.value: gettext("Direct"),
    }
    return names.get(code, measure_title(code))


def _notice_kind(code: str) -> str:
    known = code in {kind.value for kind in NoticeKind}
    return badge_of(Family.KIND, code).word if known else measure_title(code)


def _because(code: str) -> str:
    names = {
        MeasureEnd.COMPLETED.value: gettext("what it asked for is done"),
        MeasureEnd.SET_ASIDE.value: gettext("it was set aside, and never held"),
        MeasureEnd.STAYED.value: gettext("it waits"),
        MeasureEnd.PASSED.value: gettext("its course was passed long enough ago"),
        MeasureEnd.REPLACED.value: gettext("a new decision replaced it"),
    }
    return names.get(code, _plain(code))


def _outcome(code: str) -> str:
    names = {
        Outcome.FULL.value: gettext("upheld in full"),
        Outcome.PART.value: gettext("upheld in part"),
        Outcome.REFUSED.value: gettext("it was refused, and the decision stands"),
    }
    return names.get(code, _plain(code))


def _fate(code: str) -> str:
    names = {
        FateChoice.ENDS.value: gettext("the decision ended"),
        FateChoice.KEPT.value: gettext("other findings carry the decision"),
        FateChoice.STAYED.value: gettext("the decision waits, to be decided again"),
    }
    return names.get(code, _plain(code))


_WORDS: Mapping[str, Callable[[str], str]] = {
    "tier": _tier,
    "role": role_name,
    "kind": _notice_kind,
    "because": _because,
    "outcome": _outcome,
    "fate": _fate,
    "rung": measure_title,
    "measure": measure_title,
    "name": measure_title,
    "namespace": lambda code: _plain(code).upper(),
}
