"""The words of the pages, in every state they can be in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.agreements.models import Agreement, AgreementVersion
from goodstanding.agreements.rules.announcement import Pointer, Sign
from goodstanding.agreements.rules.clauses import ClauseText
from goodstanding.agreements.rules.redline import compare
from goodstanding.agreements.selectors.coverage import Asked, Entity
from goodstanding.agreements.views.pages import (
    answers_of,
    fingerprint,
    pointer_sentences,
    shown_changes,
)
from goodstanding.values.ids import new_id
from tests.builders import NOON

_FABRIKAM = Entity(entity_id=new_id(), name="Fabrikam GmbH", country="DE", locations=())


def _version(position: int) -> AgreementVersion:
    return AgreementVersion(
        agreement=Agreement(code="partner-code", title="Partner Code"),
        position=position,
        effective_at=NOON,
        effective_on=NOON.date(),
    )


def _asked(*, in_effect: bool, before: int | None) -> Asked:
    return Asked(
        version=_version(6),
        needed=_version(6),
        in_effect=in_effect,
        open=(_FABRIKAM,),
        covered=(),
        before=None if before is None else _version(before),
    )


@pytest.mark.parametrize(
    ("in_effect", "before", "by_when", "why", "otherwise"),
    [
        (
            False,
            5,
            "Tuesday 1 September 2026, 12:00",
            "Your acceptance of version 5 does not cover it. It takes effect on 1 September 2026.",
            "Version 5 binds you until 1 September 2026.",
        ),
        (
            False,
            None,
            "Tuesday 1 September 2026, 12:00",
            "Fabrikam has not accepted this agreement yet.",
            "Nothing changes before 1 September 2026.",
        ),
        (
            True,
            5,
            "As soon as you can. It applies since 1 September 2026.",
            "It is a material change. Your acceptance of version 5 does not cover it.",
            "It stays open until somebody accepts.",
        ),
    ],
)
def test_the_five_answers_are_always_five(in_effect, before, by_when, why, otherwise) -> None:
    asked = _asked(in_effect=in_effect, before=before)

    answers = answers_of(asked, partner_name="Fabrikam", zone="UTC", now=NOON - timedelta(days=30))

    told = [row.plain.replace("\N{NO-BREAK SPACE}", " ") for row in answers.rows]
    assert told[0] == "No. Every partner is asked."
    assert told[1] == "Somebody who may bind Fabrikam accepts version 6."
    assert told[2].startswith(by_when)
    assert why in told[3]
    assert told[4].startswith(otherwise)


def test_every_change_has_its_badge() -> None:
    old = [
        ClauseText(code="gifts", heading="Gifts", text="None."),
        ClauseText(code="records", heading="Records", text="Keep them."),
    ]
    new = [
        ClauseText(code="gifts", heading="Gifts", text="Few."),
        ClauseText(code="training", heading="Training", text="Each person must learn."),
        ClauseText(code="thanks", heading="Thanks", text="To everybody."),
    ]

    shown = shown_changes(compare(old, new), material=True)

    assert [(one.change.code, one.badge.word) for one in shown] == [
        ("gifts", "Wording changed"),
        ("records", "Removed"),
        ("training", "New duty"),
        ("thanks", "New clause"),
    ]


def test_every_sign_is_told_in_words() -> None:
    pointers = [Pointer(sign=sign, code="a", heading="A", words=("must",)) for sign in Sign]

    assert pointer_sentences(pointers) == [
        "“A” is new.",
        "“A” has a new paragraph or item.",
        "“A” says more often: must.",
        "“A” has other numbers: must.",
        "“A” is gone.",
    ]


def test_a_fingerprint_shows_both_ends() -> None:
    assert fingerprint("9f4c21ab70de3b18" + "0" * 44 + "e811") == "9f4c 21ab 70de 3b18 … e811"
