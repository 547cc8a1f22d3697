"""A program with its rule book, its texts and its courses, published as officers publish them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.services import add_person, give_grant
from goodstanding.agreements.models import Agreement
from goodstanding.agreements.services.drafts import create_agreement, draft_version
from goodstanding.agreements.services.publishing import publish_version
from goodstanding.programs.approving import approve_pack
from goodstanding.programs.models import PackVersion, Program
from goodstanding.programs.services import create_program, draft_pack, publish_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.training.services.courses import draft_course, publish_course_version
from goodstanding.values.actor import Actor

CODE = "partner-code"
#: The course the rule book asks for, and another one that people take as well.
COURSES = ("anti-corruption", "customer-data")
PACK = Path(__file__).resolve().parent.parent / "packs" / "default.yaml"
_SYSTEM = Actor.system("bench")
_FIRST_TEXT = "# Partner code\n\n## Gifts {#gifts}\n\nSmall gifts are fine where they are usual.\n"
_SECOND_TEXT = _FIRST_TEXT + "\n## Records {#records}\n\nYour books say what happened.\n"
_COURSE = """# Fair business

code: {code}
pass mark: 80 %
good for: 12 months

## Article

Could I tell this to the customer, in the same words?

## Question: Two tickets

clause: partner-code#gifts

Your customer decides next week. What do you do with the tickets?

- [ ] Take them.
  It would be a gift just before a decision.
- [x] Send them back with thanks.
  Open and on record.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What officers published before any partner came."""

    program: Program
    pack: PackVersion
    author: Person
    courses: tuple[UUID, ...]  #: The version of each of ``COURSES``.


def publish_program(*, began: datetime, as_of: datetime) -> Published:
    """Publish everything a program needs, the newest of it well before ``as_of``."""
    program = create_program(
        code="partner-program",
        name="Contoso Partner Program",
        vendor_name="Contoso",
        zone="UTC",
        actor=_SYSTEM,
        at=began,
    )
    author, approver = (_officer(program, name, at=began) for name in ("katrin", "sam"))
    writes, approves = Actor.person(author.pk), Actor.person(approver.pk)
    agreement = create_agreement(
        program.pk, code=CODE, title="Partner code", actor=writes, at=began
    )
    for text, at in ((_FIRST_TEXT, began), (_SECOND_TEXT, as_of - timedelta(days=200))):
        _publish_text(agreement, text, writes=writes, approves=approves, at=at)
    at = as_of - timedelta(days=140)
    pack_text = PACK.read_text(encoding="utf-8")
    draft = draft_pack(program.pk, text=pack_text, known=Known(), actor=writes, at=at)
    approve_pack(draft.pk, known=Known(), actor=approves, at=at)
    return Published(
        program=program,
        pack=publish_pack(draft.pk, known=Known(), actor=approves, at=at),
        author=author,
        courses=tuple(
            _publish_course(program, code, writes=writes, approves=approves, at=began)
            for code in COURSES
        ),
    )


def _officer(program: Program, name: str, *, at: datetime) -> Person:
    person = add_person(email=f"{name}@contoso.example", name=name, actor=_SYSTEM, at=at)
    give_grant(person.pk, role=Role.OFFICER, program_id=program.pk, actor=_SYSTEM, at=at)
    return person


def _publish_text(
    agreement: Agreement, text: str, *, writes: Actor, approves: Actor, at: datetime
) -> None:
    draft = draft_version(
        agreement.pk,
        text=text,
        material=True,
        reason="It asks for more than before.",
        summary="What we ask of each other.",
        actor=writes,
        at=at,
    )
    publish_version(draft.pk, revision=draft.revision, actor=approves, at=at)


def _publish_course(
    program: Program, code: str, *, writes: Actor, approves: Actor, at: datetime
) -> UUID:
    draft = draft_course(program.pk, source=_COURSE.format(code=code), actor=writes, at=at)
    return publish_course_version(draft.pk, revision=draft.revision, actor=approves, at=at).pk
