"""Who may open what: one row for every address of the product. Add yours to ``ROWS``.

A row says what each visitor gets, as words ``who=answer``; several who share an answer are
joined by commas, ``*`` is everybody not named, and groups are in ``GROUPS``::

    "vendor_home": Row(get="vendor=200 stranger=sign-in *=404"),

An answer is a status, or ``sign-in`` for being led to the sign-in page. ``post`` is what an
empty form gets; without it, whoever may open the page gets 405, and everybody else that or what
opening it gives. Parts of the address come from ``World.parts`` by their name; ``parts`` of a row adds
or replaces some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goodstanding.accounts.invitations import send_invitation
from goodstanding.accounts.link_secrets import hash_of, new_secret
from goodstanding.accounts.links import create_sign_in_link
from goodstanding.accounts.models import Grant, Invitation, Person, Role
from goodstanding.partners.models import Partner
from goodstanding.partners.services.taking_part import relate
from goodstanding.programs.models import Program
from goodstanding.values import clock
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_downstream,
    make_officer,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_accounts import make_operator


class Who(StrEnum):
    """Everybody who may come by."""

    STRANGER = "stranger"
    SIGNATORY = "signatory"  #: Of the partner in the address, as are the employees.
    EMPLOYEE = "employee"
    OTHER_SIGNATORY = "other-signatory"  #: Of another partner of the same program.
    DISTRIBUTOR = "distributor"  #: Account manager of the partner's distributor.
    FOREIGN_DISTRIBUTOR = "foreign-distributor"  #: Of a distributor the partner does not buy from.
    OPERATOR = "operator"
    OFFICER = "officer"  #: Of the program in the address, as are those down to the auditor.
    DECIDER = "decider"
    APPEAL_REVIEWER = "appeal-reviewer"
    FINANCE = "finance"
    PDM = "pdm"
    AUDITOR = "auditor"
    OTHER_OFFICER = "other-officer"  #: Officer of another program.


GROUPS: Mapping[str, tuple[Who, ...]] = {
    "partner": (Who.SIGNATORY, Who.EMPLOYEE),
    "vendor": (
        Who.OFFICER,
        Who.DECIDER,
        Who.APPEAL_REVIEWER,
        Who.FINANCE,
        Who.PDM,
        Who.AUDITOR,
    ),
}


_OPENS = frozenset({"200", "302"})


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A little of everything, so that every address leads to something."""

    people: Mapping[Who, Person | None]
    program: Program
    partner: Partner
    distributor: Partner
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What each visitor gets at one address."""

    get: str
    post: str = ""
    parts: Callable[[World], Mapping[str, str]] = field(default=lambda _world: {})

    def answers(self, method: str) -> dict[Who, set[str]]:
        """Return the answers that are right for each visitor."""
        if method == "GET" or self.post:
            spelled = expand(self.get if method == "GET" else self.post)
            return {who: {answer} for who, answer in spelled.items()}
        return {
            who: {"405"} if answer in _OPENS else {"405", answer}
            for who, answer in expand(self.get).items()
        }


def expand(notation: str) -> dict[Who, str]:
    """Return the answer for each visitor that a row's notation spells.

    Raises:
        ValueError: It names somebody twice, nobody known, or leaves somebody out.
    """
    named: dict[Who, str] = {}
    rest = ""
    for word in notation.split():
        names, _, answer = word.partition("=")
        if names == "*":
            rest = answer
            continue
        for name in names.split(","):
            for who in GROUPS.get(name) or (Who(name),):
                if who in named:
                    raise ValueError(f"{notation!r} says twice what {who} gets.")
                named[who] = answer
    left_out = [who for who in Who if who not in named]
    if left_out and not rest:
        raise ValueError(f"{notation!r} does not say what {', '.join(left_out)} get.")
    return {who: named.get(who, rest) for who in Who}


def make_world() -> World:
    """Return two programs, partners of every kind, and everybody of ``Who``."""
    program, other_program = make_program(code="contoso"), make_program(code="litware")
    distributor = make_partner(program, name="Northwind Distribution")
    partner = make_downstream(program, distributor, name="Fabrikam")
    foreign = make_partner(program, name="Tailspin Distribution")
    other = make_partner(program, name="Adatum")
    relate(
        program_id=program.pk,
        distributor_id=foreign.pk,
        reseller_id=other.pk,
        actor=SYSTEM,
        at=NOON,
    )
    vendor = {
        Who(role.value): make_officer(program, role=role)
        for role in Role
        if role is not Role.OPERATOR
    }
    people: dict[Who, Person | None] = {
        Who.STRANGER: None,
        Who.SIGNATORY: make_affiliate(partner, role="signatory"),
        Who.EMPLOYEE: make_affiliate(partner, role="employee"),
        Who.OTHER_SIGNATORY: make_affiliate(other, role="signatory"),
        Who.DISTRIBUTOR: make_affiliate(distributor, role="distributor-manager"),
        Who.FOREIGN_DISTRIBUTOR: make_affiliate(foreign, role="distributor-manager"),
        Who.OPERATOR: make_operator(),
        Who.OTHER_OFFICER: make_officer(other_program),
        **vendor,
    }
    return World(
        people=people,
        program=program,
        partner=partner,
        distributor=distributor,
        parts={"program": program.code, "partner": str(partner.pk)},
    )


def _link(_world: World) -> Mapping[str, str]:
    return {"secret": create_sign_in_link(make_person(), clock.now())}


def _invitation(_world: World) -> Mapping[str, str]:
    invitation = send_invitation(
        make_person().pk, place="Fabrikam", program_id=None, actor=SYSTEM, at=clock.now()
    )
    secret = new_secret()
    Invitation.objects.filter(pk=invitation.pk).update(secret_sha256=hash_of(secret))
    return {"secret": secret}


def _no_letter(_world: World) -> Mapping[str, str]:
    return {"person": str(make_person().pk), "token": "made-up"}


def _right(world: World) -> Mapping[str, str]:
    officer = world.people[Who.OFFICER]
    grant = Grant.objects.get(person=officer)
    return {"grant": str(grant.fact_id), "person": str(grant.person_id)}


_OPERATORS_ONLY = "operator={} stranger=sign-in vendor,other-officer=403 *=404"
_SIGNED_IN = "stranger=sign-in *={}"

ROWS: Mapping[str, Row] = {
    # accounts
    "account_login": Row(get="stranger=200 *=302", post="stranger=422 *=302"),
    "account_logout": Row(get="*=405", post="*=303"),
    "sign_in_link_sent": Row(get="*=200"),
    "sign_in_by_link": Row(get="*=200", post="*=303", parts=_link),
    "account_reset_password": Row(get="*=200", post="*=422"),
    "account_reset_password_done": Row(get="*=200"),
    "account_reset_password_from_key": Row(get="*=410", post="*=410", parts=_no_letter),
    "invitation": Row(get="*=200", post="*=422", parts=_invitation),
    "first_run": Row(get="*=404", post="*=404"),
    "account": Row(get=_SIGNED_IN.format(200), post=_SIGNED_IN.format(422)),
    "account_change_password": Row(get=_SIGNED_IN.format(200), post=_SIGNED_IN.format(422)),
    "account_sign_out_everywhere": Row(get="*=405", post=_SIGNED_IN.format(303)),
    "operator_home": Row(get=_OPERATORS_ONLY.format(200)),
    "operate_give": Row(get=_OPERATORS_ONLY.format(200), post=_OPERATORS_ONLY.format(422)),
    "operate_invite": Row(get="*=405", post=_OPERATORS_ONLY.format(303), parts=_right),
    "operate_end": Row(
        get=_OPERATORS_ONLY.format(200), post=_OPERATORS_ONLY.format(303), parts=_right
    ),
    # web
    "home": Row(get=_SIGNED_IN.format(302)),
    "vendor_home": Row(get="vendor=200 stranger=sign-in *=404"),
    "partner_home": Row(get="partner=200 stranger=sign-in *=404"),
    "partner_standing": Row(get="signatory=200 employee=403 stranger=sign-in *=404"),
}
