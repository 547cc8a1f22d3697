"""The same answer as the system of a distributor may see it: reasons as categories.

Findings, allegations, interim measures and money are between the vendor and the partner. All
of them together are one reason, ``other``, which looks the same whatever and however many they
are; counts and instants from which one could be guessed are left out.
"""

from __future__ import annotations

from dataclasses import replace

from goodstanding.decisions.rules.deciding import Decision
from goodstanding.decisions.rules.reasons import Category, Reason, ReasonCode, Weight
from goodstanding.decisions.rules.remedies import ASK_THE_VENDOR
from goodstanding.rulebook.compile_effects import Answer


def for_go_between(decision: Decision) -> Decision:
    """Return a decision without what is none of a go-between's business, in a fixed order."""
    shown = {_shown(reason, decision.answer) for reason in decision.reasons}
    return Decision(
        answer=decision.answer,
        reasons=tuple(sorted(shown, key=lambda reason: (reason.category, str(reason)))),
    )


def _shown(reason: Reason, answer: Answer) -> Reason:
    if reason.category is not Category.OTHER:
        # How many of few people have passed would tell of single ones.
        return replace(reason, have=None, need=None)
    return Reason(
        code=ReasonCode.OTHER,
        category=Category.OTHER,
        weight=Weight.STOPS if answer is Answer.NO else Weight.COULD_STOP,
        effect=reason.effect,
        remedy=ASK_THE_VENDOR,
    )
