"""Filling an empty installation with an invented world, and throwing it away again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.services import add_person, give_grant
from goodstanding.evidence.migrating import empty_database
from goodstanding.evidence.services import let_clock_move, recorded_back_then
from goodstanding.programs.approving import approve_pack
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.models import Program
from goodstanding.programs.services import create_program, draft_pack, publish_pack
from goodstanding.rulebook.parse_known import Known
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.web import demonstration_papers as papers
from goodstanding.web import demonstration_story as story
from goodstanding.web.demonstration_cases import CaseDesk, tell_cases
from goodstanding.web.demonstration_data import COUNTRIES, distributors, named_resellers, resellers
from goodstanding.web.demonstration_group import bring_in_affiliate, with_parents
from goodstanding.web.demonstration_learning import learn
from goodstanding.web.demonstration_money import bring_in_earnings
from goodstanding.web.demonstration_partners import bring_in_partners
from goodstanding.web.demonstration_rights import bring_in_authorizations

SYSTEM = Actor.system("demonstration")
PASSWORD = "goodstanding-demo"  # noqa: S105 -- printed on purpose; nobody here exists.
PROGRAM = "partner-program"
STARTED = timedelta(days=20)  # how long before today the invented world began
STAFF = (
    ("Katrin Vogel", Role.OFFICER),
    ("Sam Whitaker", Role.OFFICER),
    ("Misaki Sato", Role.DECIDER),
    ("Amara Obi", Role.DECIDER),
    ("Elena Rossi", Role.APPEAL_REVIEWER),
    ("Finn Larsen", Role.FINANCE),
    ("Nils Sommer", Role.PDM),
    ("Ada Lindqvist", Role.AUDITOR),
    ("Robin Hale", Role.OPERATOR),
)


def load() -> None:
    """Fill an empty installation: one vendor, two distributors, 200 resellers and their people."""
    let_clock_move()
    if Program.objects.exists():  # A load was interrupted: begin again.
        empty_database()
        let_clock_move()
    at = clock.now() - STARTED
    ensure_days(["UTC", *(country.zone for country in COUNTRIES)])
    program = create_program(
        code=PROGRAM,
        name="Contoso Partner Program",
        vendor_name="Contoso",
        zone="UTC",
        actor=SYSTEM,
        at=at,
    )
    staff = _staff(program, at=at)
    texts = story.publish_texts(
        program, author=staff["Katrin Vogel"], approver=staff["Sam Whitaker"], at=at
    )
    _rules(program, staff, at=at)
    with recorded_back_then(at):  # What is known from then on is owed from then on.
        known = bring_in_partners(program, actor=SYSTEM, at=at)
    partner_ids = list(known.values())
    later = at + timedelta(days=1)
    story.tell(program, partner_ids, sender=staff["Katrin Vogel"], at=later)
    story.accept_for(texts[story.AGREEMENT], partner_ids, at=later)
    most = [one for number, one in enumerate(partner_ids) if number % story.OPEN_EVERY]
    story.accept_for(texts[story.CODE], most, at=later + timedelta(days=4))
    learn(partner_ids, actor=SYSTEM, at=later + timedelta(days=6))
    papers.state_for(program, partner_ids, at=later + timedelta(days=5))
    papers.bring_in_amounts(
        program,
        [known[invented.number] for invented in resellers()],
        actor=SYSTEM,
        at=later + timedelta(days=6),
    )
    bring_in_authorizations(
        program, known, actor=SYSTEM, at=later + timedelta(days=6), today=(at + STARTED).date()
    )
    with recorded_back_then(later + timedelta(days=7)):
        bring_in_affiliate(program, known, actor=SYSTEM, at=later + timedelta(days=7))
    papers.waive_one(program, staff, known, at=later + timedelta(days=7))
    bring_in_earnings(program, sender=staff["Finn Larsen"], at=later + timedelta(days=2))
    tell_cases(CaseDesk(program=program, staff=staff, started_at=at), known)
    _passwords()


def remove() -> None:
    """Throw the invented world away; an empty installation stays."""
    empty_database()


def sign_ins() -> list[tuple[str, str, str]]:
    """Return who can sign in to the demonstration: what they are, address and password."""
    people = [(f"{Role(role).label}", _address(name), PASSWORD) for name, role in STAFF]
    for invented in (*named_resellers(), *distributors()):
        people.extend(
            (f"{person.name}, {invented.name}", person.email, PASSWORD)
            for person in invented.people[:2]
        )
    return people


def _address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@contoso.example"


def _staff(program: Program, *, at: datetime) -> dict[str, Person]:
    found = {}
    for name, role in STAFF:
        person = add_person(email=_address(name), name=name, actor=SYSTEM, at=at)
        give_grant(
            person.pk,
            role=role,
            program_id=None if role is Role.OPERATOR else program.pk,
            actor=SYSTEM,
            at=at,
        )
        found[name] = person
    return found


def _rules(program: Program, staff: dict[str, Person], *, at: datetime) -> None:
    text = with_parents(default_pack())
    drafter, publisher = staff["Katrin Vogel"], staff["Sam Whitaker"]
    draft = draft_pack(program.pk, text=text, known=Known(), actor=Actor.person(drafter.pk), at=at)
    second = Actor.person(publisher.pk)
    approve_pack(draft.pk, known=Known(), actor=second, at=at)
    publish_pack(draft.pk, known=Known(), actor=second, at=at)


def default_pack() -> str:
    """Return the text of the default rule book, which lies beside the product."""
    here = Path(__file__).resolve()
    for folder in (here.parents[3], here.parents[1]):
        file = folder / "packs" / "default.yaml"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError("packs/default.yaml is missing: install the product completely.")


def _passwords() -> None:
    """Let the vendor's people and those of the companies of the tour sign in as printed."""
    tour = (*named_resellers(), *distributors())
    addresses = [
        *(_address(name) for name, _ in STAFF),
        *(person.email for invented in tour for person in invented.people),
    ]
    hashed = Person()
    hashed.set_password(PASSWORD)
    Person.objects.filter(email__in=addresses).update(password=hashed.password)
