"""What has happened in the invented world before somebody looks: told, read, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from importlib import resources
from uuid import UUID

from goodstanding.accounts.models import Person
from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.rules.signature import Authority, Identification, Signature
from goodstanding.agreements.services.accepting import accept
from goodstanding.agreements.services.drafts import create_agreement, draft_version
from goodstanding.agreements.services.publishing import publish_version
from goodstanding.evidence.services import change
from goodstanding.notices.models import Notice
from goodstanding.notices.rules.deadlines import DueAfterService, Place
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.rules.words import Citation, Said, Words
from goodstanding.notices.services.sending import Addressee, Subject, send_notices
from goodstanding.notices.services.serving import record_service
from goodstanding.partners.models import Affiliation, EntityProfile, LocationProfile
from goodstanding.programs.models import Program
from goodstanding.training.services.courses import draft_course, publish_course_version
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.ids import new_id

CODE = "partner-code"
AGREEMENT = "partner-agreement"
#: What everybody passes each year, and what a measure asks for.
COURSES = ("anti-corruption", "remedial")
CHUNK = 50
#: Every so many partners has not read the welcome, or has not accepted yet.
UNREAD_EVERY, OPEN_EVERY = 9, 4

CODE_NOTICE = Words(
    kind=NoticeKind.CALL_TO_ACTION,
    title="accept the partner code",
    heading="Read the partner code, and accept it for your company.",
    occasion="Every partner of the program gets this letter.",
    what=Said(
        short="Somebody who may sign for your company reads the partner code and accepts it."
    ),
    why=Said(short="The partner agreement asks for it once for each legal entity."),
    citations=(
        Citation(clause=ClauseRef(AGREEMENT, "assent", 1), label="Partner agreement, Assent"),
    ),
    otherwise=Said(
        short="Your standing changes to “Overdue”. Orders, renewals and payments go on as usual."
    ),
    steps=("Open “Agreements”.", "Read what it says.", "Accept it for your legal entities."),
)
WELCOME = Words(
    kind=NoticeKind.REMINDER,
    title="whom our messages reach at your company",
    heading="You are named as a contact of your company.",
    occasion="Every contact of every partner gets this letter.",
    why=Said(short="We want to be sure that our messages reach somebody."),
    citations=(
        Citation(clause=ClauseRef(AGREEMENT, "contacts", 1), label="Partner agreement, Contacts"),
    ),
    otherwise=Said(
        short="Nothing changes. If nobody reads our messages, we ask you for another contact."
    ),
)
WELCOME_ROLES = ("compliance", "security")


def text(name: str) -> str:
    """Return one of the demonstration's texts, in Markdown."""
    folder = resources.files("goodstanding.web") / "demonstration_texts"
    return (folder / f"{name}.md").read_text(encoding="utf-8")


def publish_texts(
    program: Program, *, author: Person, approver: Person, at: datetime
) -> dict[str, AgreementVersion]:
    """Publish the agreements and the courses, each read by a second officer."""
    published = {}
    writes, approves = Actor.person(author.pk), Actor.person(approver.pk)
    for code, title in ((AGREEMENT, "Partner agreement"), (CODE, "Partner code of conduct")):
        agreement = create_agreement(program.pk, code=code, title=title, actor=writes, at=at)
        draft = draft_version(
            agreement.pk,
            text=text(code),
            material=True,
            reason="The first version.",
            summary="What we ask of each other, in short sentences.",
            actor=writes,
            at=at,
        )
        published[code] = publish_version(draft.pk, revision=draft.revision, actor=approves, at=at)
    for name in COURSES:
        course = draft_course(program.pk, source=text(name), actor=writes, at=at)
        publish_course_version(course.pk, revision=course.revision, actor=approves, at=at)
    return published


def tell(program: Program, partner_ids: Sequence[UUID], *, sender: Person, at: datetime) -> None:
    """Send the welcome and the call to accept, and let most partners read and some accept."""
    places = _places(partner_ids)
    actor = Actor.person(sender.pk)
    send = partial(send_notices, program_id=program.pk, sender_id=sender.pk, actor=actor, at=at)
    with change(actor=actor, at=at):
        welcome = send(
            WELCOME,
            to=[Addressee(partner_id=partner_id) for partner_id in partner_ids],
            cause_id=new_id(),
            roles=WELCOME_ROLES,
        )
        call = send(
            CODE_NOTICE,
            to=[
                Addressee(
                    partner_id=partner_id,
                    deadline=DueAfterService(days=30, place=places[partner_id]),
                )
                for partner_id in partner_ids
            ],
            cause_id=new_id(),
            subjects=[Subject(code=CODE)],
        )
    _read(welcome.pk, WELCOME_ROLES, partner_ids, at=at + timedelta(days=2))
    _read(call.pk, ("signatory",), partner_ids, at=at + timedelta(days=3))


def accept_for(version: AgreementVersion, partner_ids: Sequence[UUID], *, at: datetime) -> None:
    """Let the signatories of partners accept a version for their entities."""
    entities: dict[UUID, list[UUID]] = {}
    for partner_id, entity_id in EntityProfile.objects.filter(
        partner_id__in=partner_ids, superseded_at=None
    ).values_list("partner_id", "entity_id"):
        entities.setdefault(partner_id, []).append(entity_id)
    signers = _people(partner_ids, ("signatory",))
    for start in range(0, len(partner_ids), CHUNK):
        with change(actor=Actor.system("demonstration"), at=at):
            for partner_id in partner_ids[start : start + CHUNK]:
                person_id, name = signers[partner_id][0]
                accept(
                    version.pk,
                    partner_id=partner_id,
                    entity_ids=entities[partner_id],
                    signature=signature_of(name),
                    actor=Actor.person(person_id),
                    at=at,
                )


def signature_of(name: str) -> Signature:
    """Return how an invented director signs."""
    return Signature(
        authority=Authority.DIRECTOR,
        authority_statement="I am a director or officer of the company.",
        authorized_by="",
        typed_name=name,
        control_label="I have read it and accept it.",
        ticked=True,
        identified_by=Identification.PASSWORD,
        ip="192.0.2.7",
        user_agent="Demonstration",
    )


def _places(partner_ids: Sequence[UUID]) -> dict[UUID, Place]:
    rows = LocationProfile.objects.filter(partner_id__in=partner_ids, superseded_at=None)
    return {
        partner_id: Place(zone=zone) for partner_id, zone in rows.values_list("partner_id", "zone")
    }


def _people(
    partner_ids: Sequence[UUID], roles: Sequence[str]
) -> dict[UUID, list[tuple[UUID, str]]]:
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = Affiliation.objects.filter(
        partner_id__in=partner_ids, role__in=roles, superseded_at=None
    ).values_list("partner_id", "person_id", "person__name")
    for partner_id, person_id, name in rows:
        found.setdefault(partner_id, []).append((person_id, name))
    return found


def _read(
    text_id: UUID, roles: Sequence[str], partner_ids: Sequence[UUID], *, at: datetime
) -> None:
    notices = dict(Notice.objects.filter(text_id=text_id).values_list("partner_id", "pk"))
    people = _people(partner_ids, roles)
    readers = [each for number, each in enumerate(partner_ids) if number % UNREAD_EVERY]
    for start in range(0, len(readers), CHUNK):
        with change(actor=Actor.system("demonstration"), at=at):
            for partner_id in readers[start : start + CHUNK]:
                for person_id, _ in people.get(partner_id, ()):
                    record_service(
                        notices[partner_id],
                        person_id=person_id,
                        how=ServedBy.INBOX,
                        actor=Actor.person(person_id),
                        at=at,
                    )
