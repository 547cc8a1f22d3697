"""A program whose partners wait to be asked: run as a program, it fills an installation.

``python -m tests.faults.world`` needs the environment of a running, empty installation and
prints who can do what, as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django

PASSWORD = "a long password for a short life"
PROGRAM = "partner-program"
CODE = "partner-code"
SIGNATORIES = 4
PARTNERS_EACH = 100


def fill() -> dict[str, Any]:
    """Make the program, its texts and rules, an officer, and signatories with their partners."""
    from goodstanding.accounts.models import Role
    from goodstanding.accounts.services import add_person, give_grant
    from goodstanding.evidence.services import change
    from goodstanding.programs.approving import approve_pack
    from goodstanding.programs.calendar import ensure_days
    from goodstanding.programs.services import create_program, draft_pack, publish_pack
    from goodstanding.rulebook.parse_known import Known
    from goodstanding.values import clock
    from goodstanding.values.actor import Actor
    from goodstanding.web.demonstration import default_pack
    from goodstanding.web.demonstration_story import publish_texts

    system, at = Actor.system("faults"), clock.now() - timedelta(days=60)
    ensure_days(["UTC", "Europe/Berlin"])
    program = create_program(
        code=PROGRAM, name="Contoso", vendor_name="Contoso", zone="UTC", actor=system, at=at
    )
    officers = []
    for name in ("katrin", "sam"):
        officer = add_person(email=f"{name}@contoso.example", name=name, actor=system, at=at)
        give_grant(officer.pk, role=Role.OFFICER, program_id=program.pk, actor=system, at=at)
        officers.append(officer)
    texts = publish_texts(program, author=officers[0], approver=officers[1], at=at)
    first, second = (Actor.person(each.pk) for each in officers)
    draft = draft_pack(program.pk, text=default_pack(), known=Known(), actor=first, at=at)
    approve_pack(draft.pk, known=Known(), actor=second, at=at)
    publish_pack(draft.pk, known=Known(), actor=second, at=at)
    signatories = []
    for number in range(SIGNATORIES):
        with change(actor=system, at=at):
            signatories.append(_signatory(number, program.pk, at=at))
    _give_passwords()
    return {
        "program_id": str(program.pk),
        "version_id": str(texts[CODE].pk),
        "signatories": signatories,
    }


def _signatory(number: int, program_id: UUID, *, at: datetime) -> dict[str, Any]:
    from goodstanding.accounts.services import add_person
    from goodstanding.partners.models import Tier
    from goodstanding.partners.services.structure import (
        open_location,
        register_entity,
        register_partner,
    )
    from goodstanding.partners.services.taking_part import affiliate, enrol
    from goodstanding.values.actor import Actor

    system, email = Actor.system("faults"), f"signatory-{number}@litware.example"
    person = add_person(email=email, name=f"Signatory {number}", actor=system, at=at)
    partners = []
    for each in range(PARTNERS_EACH):
        name = f"Litware {number}-{each}"
        partner = register_partner(name=name, country="DE", actor=system, at=at)
        enrol(
            partner.pk,
            program_id=program_id,
            tier=Tier.DIRECT,
            zone="Europe/Berlin",
            actor=system,
            at=at,
        )
        entity = register_entity(partner.pk, name=name, country="DE", actor=system, at=at)
        open_location(
            entity.pk,
            name=name,
            country="DE",
            region="emea",
            zone="Europe/Berlin",
            actor=system,
            at=at,
        )
        affiliate(
            person.pk,
            partner_id=partner.pk,
            role="signatory",
            zone="Europe/Berlin",
            actor=system,
            at=at,
        )
        partners.append({"partner": str(partner.pk), "entity": str(entity.pk)})
    return {"email": email, "partners": partners}


def _give_passwords() -> None:
    from goodstanding.accounts.models import Person

    hashed = Person()
    hashed.set_password(PASSWORD)
    Person.objects.update(password=hashed.password)


if __name__ == "__main__":
    django.setup()
    json.dump(fill(), sys.stdout)
