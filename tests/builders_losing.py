"""Makers of authorizations that fail their test and end for good, as the clock moves on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.services.accepting import accept
from goodstanding.evidence.services import clock_shift, let_clock_move, move_clock
from goodstanding.partners.models import Authorization, LegalEntity
from goodstanding.programs.models import Program
from goodstanding.values import clock
from goodstanding.values.days import add_months, ends_at, local_day
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    make_affiliate,
    make_entity,
    make_location,
    make_officer,
    make_partner,
    make_program,
)
from tests.builders_agreements import make_signature
from tests.builders_authorizations import (
    AUTHORIZATIONS,
    COUNTDOWN,
    Counter,
    as_signatory,
    make_granted,
)
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

#: How many days after its test an authorization is revoked for good, by the rules below.
REVOKED_AFTER = 60


#: A second duty per legal entity, which authorizations may need too.
TERMS = """
  terms-accepted:
    title: The terms are accepted for every legal entity.
    clause: partner-code#assent
    accept: {agreement: terms, per: entity}
    due: 30 days after assignment
    countdown: talk-first
"""


def final_rules_text(
    program: Program,
    *,
    revoked_after: int = REVOKED_AFTER,
    version: int = 1,
    effective: str = "2026-08-01",
    terms: bool = False,
    warned: bool = False,
) -> str:
    """Return rules under which an authorization that fails its test ends for good.

    With ``terms`` it needs that the terms are accepted, too; ``warned``, each test has its
    warnings 90, 60 and 30 days ahead.
    """
    revoked = "  - {name: revoked, title: Revoked, final: true}\ncountdowns:\n"
    countdown = COUNTDOWN.replace(
        "due: restricted", f"due: restricted\n    {revoked_after} days after: revoked"
    )
    warnings = "90 days before: warn\n"
    more = "".join(f"    {days} days before: warn\n" for days in (60, 30))
    countdown = countdown.replace(f"    {warnings}", f"    {warnings}{more}" if warned else "")
    text = pack_text(program, version=version, effective=effective)
    text = text.replace("countdowns:\n", revoked, 1).replace("\nobligations:\n", countdown, 1)
    authorizations = AUTHORIZATIONS
    if terms:
        needs = "needs: [code-accepted, terms-accepted]"
        authorizations = TERMS + AUTHORIZATIONS.replace("needs: [code-accepted]", needs)
    return text.replace("\nmeasures:\n", authorizations, 1)


def make_final_rules(program: Program, *, terms: bool = False, warned: bool = False) -> None:
    """Publish rules under which an authorization that fails its test ends for good."""
    make_version(make_agreement(program))
    if terms:
        make_version(make_agreement(program, code="terms"))
    make_rules(program, text=final_rules_text(program, terms=terms, warned=warned))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """An authorization that will fail its test, unless the code is accepted before."""

    counter: Counter
    granted: Authorization
    entity: LegalEntity
    due_at: datetime  #: The instant at which the day of its test is over.
    final_at: datetime  #: The instant at which it ends for good.

    @property
    def key(self) -> PartnerKey:
        """The partner in its program."""
        return PartnerKey(self.counter.program.pk, self.counter.partner.pk)

    def accept(self, *, at: datetime) -> None:
        """Accept the code, which is all it needs."""
        accept(
            AgreementVersion.objects.get().pk,
            partner_id=self.counter.partner.pk,
            entity_ids=[self.entity.pk],
            signature=make_signature(),
            actor=as_signatory(self.counter),
            at=at,
        )


def make_failing(
    *, recorded_after: timedelta = timedelta(0), terms: bool = False, warned: bool = False
) -> Failing:
    """Return an authorization granted today, in an installation whose clock moves forward.

    Facts are recorded today, so that they are known at the instants that come; the grant may be
    recorded some time after its day. With ``terms`` it needs that the terms are accepted, too;
    where it is ``warned``, each test has its warnings 90, 60 and 30 days ahead.
    """
    let_clock_move()
    now = clock.now()
    program = make_program()
    make_final_rules(program, terms=terms, warned=warned)
    partner = make_partner(program)
    entity = make_entity(partner)
    counter = Counter(
        program=program,
        partner=partner,
        location=make_location(entity),
        officer=make_officer(program),
        signatory=make_affiliate(partner),
    )
    today = local_day(now, "Europe/Berlin")
    if recorded_after:
        move_clock_to(now + recorded_after)
    granted = make_granted(counter, granted_on=today, at=now + recorded_after)
    tested_on = add_months(today, 12)
    final_at = ends_at(tested_on + timedelta(days=REVOKED_AFTER), "Europe/Berlin")
    return Failing(
        counter=counter,
        granted=granted,
        entity=entity,
        due_at=ends_at(tested_on, "Europe/Berlin"),
        final_at=final_at,
    )


def move_clock_to(instant: datetime) -> None:
    """Let everything that is recorded from now on be recorded at an instant ahead, or later."""
    move_clock(instant - (datetime.now(UTC) + clock_shift()))
    shift = clock_shift()
    clock.install_shift(lambda: shift)
