"""Makers of rule books that are being written."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.accounts.models import Person
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import draft_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from tests.builders import NOON, make_officer
from tests.builders_standing import make_agreement, pack_text


def days_ahead(days: int) -> str:
    """Return a day to come, as a rule book writes it."""
    return (clock.now() + timedelta(days=days)).date().isoformat()


def rules_text(program: Program, *, number: int = 1, effective: str | None = None) -> str:
    """Return a rule book that can be published: nothing in it points to another text."""
    text = pack_text(program, version=number, effective=effective or days_ahead(40))
    return text.replace("    clause: partner-code#assent\n", "").replace(
        "  families:\n    all: [partner-code#assent]\n", ""
    )


def make_rules_draft(
    program: Program,
    *,
    author: Person | None = None,
    text: str | None = None,
    at: datetime = NOON,
) -> PackVersion:
    """Return the next rule book as a draft, with the agreement it asks for."""
    if not program.agreements.filter(code="code").exists():
        make_agreement(program)
    return draft_pack(
        program.pk,
        text=text or rules_text(program),
        known=Known(),
        actor=Actor.person((author or make_officer(program, name="Jonas Brandt")).pk),
        at=at,
    )
