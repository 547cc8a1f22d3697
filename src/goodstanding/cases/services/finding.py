"""Finding that a rule was broken, or that nothing was: by somebody who did not investigate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.cases.events import CaseEnded, FindingMade
from goodstanding.cases.letters import no_finding_words
from goodstanding.cases.models import Allegation, Case, CaseEnding, Finding
from goodstanding.cases.rules.people import Part, require_hands
from goodstanding.cases.rules.states import Act, CaseState, next_state
from goodstanding.cases.selectors.record import key_of, version_with_ladder
from goodstanding.cases.services.locking import hands_of, locked_case, move, person_with
from goodstanding.cases.services.opening import answer_closes_at
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError

#: What a finding says as the allegation said it.
_AS_ALLEGED = ("agreement", "clause", "position", "event_at", "event_on")


class NotHeardError(ConflictError):
    """The partner has not answered, and still may."""

    code = "case_partner_not_heard"


def find(
    case_id: UUID,
    *,
    reasons: str,
    severity: str | None = None,
    no_tie: bool,
    actor: Actor,
    at: datetime,
) -> Finding:
    """Find that what was put to the partner is so, as alleged or less severe.

    The same again returns the finding; another one is refused.

    Raises:
        NotPermittedError: The actor is no decider, investigated the case, or has a tie.
        NotHeardError: The partner may still answer, or was never reached.
        InvalidValueError: The severity is graver than what was put to the partner.
        ConflictError: The same facts were found already, in this case or another.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        finder = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        earlier = Finding.objects.filter(case=case).first()
        if earlier is not None:
            if (earlier.found_by_id, earlier.reasons) != (finder, reasons):
                raise ConflictError(
                    "A finding was recorded in this case meanwhile. Go on from there."
                )
            return earlier
        next_state(case.stage, Act.FIND)
        require_hands(Part.FIND, finder, hands_of(case), no_tie=no_tie)
        allegation = case.allegation
        _require_heard(case, allegation, at=at)
        finding = Finding.objects.create(
            case=case,
            program_id=case.program_id,
            partner_id=case.partner_id,
            severity=_severity(case, allegation, severity, at=at),
            found_by_id=finder,
            reasons=reasons,
            happened_at=at,
            **{name: getattr(allegation, name) for name in _AS_ALLEGED},
        )
        move(case, Act.FIND)
        done.record(_made(finding), partners=[key_of(case)])
    return finding


def _made(finding: Finding) -> FindingMade:
    return FindingMade(
        finding_id=finding.pk,
        case_id=finding.case_id,
        clause=Code(str(finding.clause_ref)),
        severity=Code(finding.severity),
        event_at=finding.event_at,
        event_on=finding.event_on,
        reasons=Private(finding.reasons),
    )


def _severity(case: Case, allegation: Allegation, chosen: str | None, *, at: datetime) -> str:
    if chosen is None or chosen == allegation.severity:
        return allegation.severity
    _, ladder = version_with_ladder(case.program_id, at=at)
    if chosen not in ladder.severities or ladder.severity_rank(chosen) > ladder.severity_rank(
        allegation.severity
    ):
        raise InvalidValueError(
            f"The partner was asked about something {allegation.severity}. Find that or something "
            "less severe; for something graver, put it to the partner in another case."
        )
    return chosen


def _require_heard(case: Case, allegation: Allegation, *, at: datetime) -> None:
    """Let a finding be made once the partner has answered, or had its time.

    Raises:
        NotHeardError: It may still answer.
        ConflictError: The same facts were found in another case.
    """
    if case.stage is not CaseState.ANSWERED:
        closes_at = answer_closes_at(allegation, known_at=at)
        if closes_at is None:
            raise NotHeardError(
                "The partner was not reached yet, so its time to answer has not begun. Try "
                "another contact first."
            )
        if at < closes_at:
            raise NotHeardError(
                f"The partner may answer until {closes_at:%Y-%m-%d %H:%M} UTC. Wait for the "
                "answer or for that day."
            )
    twin = (
        Finding.objects.filter(
            program_id=case.program_id,
            partner_id=case.partner_id,
            agreement=allegation.agreement,
            clause=allegation.clause,
            event_at=allegation.event_at,
            voided_at=None,
        )
        .select_related("case")
        .first()
    )
    if twin is not None:
        raise ConflictError(
            f"The same facts were found in {twin.case.reference}, and count once. End this case "
            "without a finding."
        )


def find_nothing(
    case_id: UUID, *, reasons: str, no_tie: bool, actor: Actor, at: datetime
) -> CaseEnding:
    """End a case without a finding. It leaves no mark, and the partner is told so.

    Nobody need wait for an answer to find nothing. The same again returns the end.

    Raises:
        NotPermittedError: The actor is no decider, investigated the case, or has a tie.
        NotNowError: The case has come too far, or not far enough.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        finder = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        earlier = CaseEnding.objects.filter(case=case).first()
        if earlier is not None:
            if (earlier.ended_by_id, earlier.reasons) != (finder, reasons):
                raise ConflictError("This case was ended meanwhile. Open it to see how.")
            return earlier
        next_state(case.stage, Act.FIND_NOTHING)
        require_hands(Part.FIND, finder, hands_of(case), no_tie=no_tie)
        notice = send_notice(
            no_finding_words(),
            program_id=case.program_id,
            to=Addressee(partner_id=case.partner_id),
            cause_id=case.pk,
            sender_id=finder,
            actor=actor,
            at=at,
        )
        ending = CaseEnding.objects.create(
            case=case, ended_by_id=finder, reasons=reasons, ended_at=at, notice=notice
        )
        move(case, Act.FIND_NOTHING)
        done.record(
            CaseEnded(case_id=case.pk, notice_id=notice.pk, reasons=Private(reasons)),
            partners=[key_of(case)],
        )
    return ending
