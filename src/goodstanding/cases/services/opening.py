"""Opening a case, putting it to the partner, and hearing its side. None of it judges."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from goodstanding.accounts.models import Role
from goodstanding.agreements.models import Agreement, AgreementVersion, Clause
from goodstanding.agreements.selectors.versions import version_in_force
from goodstanding.cases.events import CaseAlleged, CaseAnswered, CaseEnded, CaseOpened
from goodstanding.cases.letters import allegation_words, clause_cited
from goodstanding.cases.models import Allegation, Case, CaseEnding, Concern, PartnerAnswer, Source
from goodstanding.cases.rules.clocks import answer_days, over_at
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.file import clause_text
from goodstanding.cases.selectors.record import key_of, version_with_ladder
from goodstanding.cases.services.locking import locked_case, move, person_with
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.notices.rules.deadlines import DueAfterService, Place
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.notices.services.serving import record_answer
from goodstanding.partners.acting import CONTACTS, roles_held
from goodstanding.partners.models import Membership
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.models import Program
from goodstanding.programs.selectors import pack_of
from goodstanding.values.actor import Actor
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError

#: People tell a time to the minute: the event lies anywhere in it, before its end.
_REST_OF_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


class ClauseNotInForceError(ConflictError):
    """No rule said so on the day of the event."""

    code = "case_clause_not_in_force"


class AnswerTooLateError(ConflictError):
    """The time to answer is over."""

    code = "case_answer_too_late"


def open_case(
    *,
    program_id: UUID,
    partner_id: UUID,
    title: str,
    source: Source,
    concern: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Begin to look into something about a partner; the partner is told nothing yet.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        ConflictError: The partner does not take part in the program.
    """
    with change(actor=actor, at=at) as done:
        officer = person_with(Role.OFFICER, program_id=program_id, actor=actor, at=at)
        # Two cases opened at once queue here, so that each gets a number of its own.
        program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
        if not Membership.objects.filter(program=program, partner_id=partner_id).exists():
            raise ConflictError(
                "This partner does not take part in the program. Choose one that does."
            )
        year = local_day(at, program.zone).year
        last = Case.objects.filter(program=program, year=year).aggregate(last=Max("number"))["last"]
        case = Case.objects.create(
            program=program,
            partner_id=partner_id,
            year=year,
            number=(last or 0) + 1,
            title=title,
            investigator_id=officer,
            opened_at=at,
        )
        Concern.objects.create(case=case, source=source, words=concern, received_at=at)
        done.record(
            CaseOpened(
                case_id=case.pk,
                partner_id=partner_id,
                reference=Code(case.reference),
                investigator_id=officer,
                source=Code(Source(source).value),
                title=Private(title),
                concern=Private(concern),
            ),
            partners=[key_of(case)],
        )
    return case


def drop(case_id: UUID, *, reasons: str, actor: Actor, at: datetime) -> CaseEnding:
    """Give a case up before anything is put to the partner, who never hears of it.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        NotNowError: The partner knows of it already.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        officer = person_with(Role.OFFICER, program_id=case.program_id, actor=actor, at=at)
        move(case, Act.DROP)
        ending = CaseEnding.objects.create(
            case=case, ended_by_id=officer, reasons=reasons, ended_at=at
        )
        done.record(
            CaseEnded(case_id=case.pk, notice_id=None, reasons=Private(reasons)),
            partners=[key_of(case)],
        )
    return ending


def clause_at_event(program_id: UUID, clause: ClauseRef, *, event_at: datetime) -> ClauseRef:
    """Return a clause in the version of its agreement that was in force at an event.

    An event is told to the minute. The version in force as the minute began goes first, since a
    doubt is the partner's; one that took effect within the minute counts where none was.

    Raises:
        ClauseNotInForceError: No version was, or the one that was has no such clause.
    """
    agreement = Agreement.objects.filter(program_id=program_id, code=clause.agreement).first()
    for instant in (event_at, event_at + _REST_OF_MINUTE):
        version = None if agreement is None else version_in_force(agreement.pk, at=instant)
        if version is not None and _has(version, clause.clause):
            return clause.at(version.position)
    raise ClauseNotInForceError(
        f"{clause.agreement}#{clause.clause} was not in force at the event. Check the day of "
        "the event, or choose the clause that was."
    )


def _has(version: AgreementVersion, clause: str) -> bool:
    return Clause.objects.filter(version=version, code=clause).exists()


def allege(
    case_id: UUID,
    *,
    facts: str,
    clause: ClauseRef,
    severity: str,
    event_at: datetime,
    actor: Actor,
    at: datetime,
) -> Allegation:
    """Put something to a partner, who is asked for its side. Its standing does not change.

    Doing it again with the same words returns what was put; with others it is refused.

    Raises:
        NotPermittedError: The actor is not an officer of the program.
        ClauseNotInForceError: The clause did not say so when it happened.
        InvalidValueError: The event lies ahead, or the rule book has no such severity.
        ConflictError: Something else was put to the partner in this case.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        officer = person_with(Role.OFFICER, program_id=case.program_id, actor=actor, at=at)
        if event_at > at:
            raise InvalidValueError("The event lies ahead. Give the day on which it happened.")
        ref = clause_at_event(case.program_id, clause, event_at=event_at)
        earlier = Allegation.objects.filter(case=case).first()
        if earlier is not None:
            said = (earlier.facts, earlier.clause_ref, earlier.severity, earlier.event_at)
            if said != (facts, ref, severity, event_at):
                raise ConflictError(
                    "Something else was put to the partner in this case already. Open another "
                    "case for another matter."
                )
            return earlier
        next_state(case.stage, Act.ALLEGE)
        allegation = _allege(
            case, officer, facts=facts, ref=ref, severity=severity, event_at=event_at,
            actor=actor, at=at,
        )  # fmt: skip
        move(case, Act.ALLEGE)
        done.record(_alleged(allegation), partners=[key_of(case)])
    return allegation


def _alleged(allegation: Allegation) -> CaseAlleged:
    return CaseAlleged(
        case_id=allegation.case_id,
        clause=Code(str(allegation.clause_ref)),
        severity=Code(allegation.severity),
        event_at=allegation.event_at,
        event_on=allegation.event_on,
        answer_days=allegation.answer_days,
        notice_id=allegation.notice_id,
        facts=Private(allegation.facts),
    )


def _allege(
    case: Case,
    officer: UUID,
    *,
    facts: str,
    ref: ClauseRef,
    severity: str,
    event_at: datetime,
    actor: Actor,
    at: datetime,
) -> Allegation:
    """Send the letter and write down what it is about."""
    assert ref.position is not None  # it was looked up at the event
    version, ladder = version_with_ladder(case.program_id, at=at)
    if severity not in ladder.severities:
        raise InvalidValueError(
            f"“{severity}” is no severity of this program. Use one of: "
            f"{', '.join(ladder.severities)}."
        )
    days = answer_days(pack_of(version).cases, severity)
    zone = zone_of(case.partner_id, program_id=case.program_id, at=at)
    notice = send_notice(
        allegation_words(clause_cited(clause_text(case.program_id, ref), ref), days=days),
        program_id=case.program_id,
        to=Addressee(
            partner_id=case.partner_id,
            deadline=DueAfterService(days=days, place=Place(zone=zone)),
        ),
        cause_id=case.pk,
        sender_id=officer,
        actor=actor,
        at=at,
    )
    return Allegation.objects.create(
        case=case,
        facts=facts,
        agreement=ref.agreement,
        clause=ref.clause,
        position=ref.position,
        severity=severity,
        event_at=event_at,
        event_on=local_day(event_at, zone),
        zone=zone,
        answer_days=days,
        alleged_by_id=officer,
        alleged_at=at,
        notice=notice,
    )


def answer(case_id: UUID, *, words: str, actor: Actor, at: datetime) -> PartnerAnswer:
    """Tell the partner's side; one of its contacts answers for all of them, once.

    Whoever answers has the letter, so it counts as served. The same words again return the
    answer; other words are refused.

    Raises:
        NotPermittedError: The actor may not speak for the partner.
        AnswerTooLateError: The time to answer is over.
        ConflictError: Somebody answered otherwise before.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        person_id = actor.person_id
        if person_id is None or not CONTACTS & roles_held(person_id, case.partner_id, at=at):
            raise NotPermittedError(
                "An answer is given by a signatory, compliance contact or deputy. Ask one of them."
            )
        earlier = PartnerAnswer.objects.filter(case=case).first()
        if earlier is not None:
            if (earlier.person_id, earlier.words) != (person_id, words):
                raise ConflictError(
                    "One of your people answered already. Their answer is on this page; reply to "
                    "our message to add to it."
                )
            return earlier
        next_state(case.stage, Act.ANSWER)
        closes_at = answer_closes_at(case.allegation, known_at=at)
        if closes_at is not None and at >= closes_at:
            raise AnswerTooLateError(
                "The time to answer is over. Reply to our message: whoever decides reads it still."
            )
        record_answer(case.pk, partner_id=case.partner_id, person_id=person_id, actor=actor, at=at)
        made = PartnerAnswer.objects.create(
            case=case, person_id=person_id, words=words, answered_at=at
        )
        move(case, Act.ANSWER)
        done.record(
            CaseAnswered(
                case_id=case.pk, answer_id=made.pk, person_id=person_id, words=Private(words)
            ),
            partners=[key_of(case)],
        )
    return made


def answer_closes_at(allegation: Allegation, *, known_at: datetime) -> datetime | None:
    """Return when the time to answer is over; None while the letter was not served."""
    served = served_at(allegation.notice_id, known_at=known_at)
    if served is None:
        return None
    return over_at(served, days=allegation.answer_days, zone=allegation.zone)
