"""What each event of the log is called on a time line, and whether the partner itself reads it.

One row for each event name: a plain sentence, an icon, and its reader. A test fails for an
event of any room that has no row here. A name nobody knows yet (an older program reads a newer
log) is told neutrally to the vendor, and not at all to the partner.

A sentence is in the passive, because the partner and the vendor read the same one. ``%(field)s``
is a code or number of the event's content, read as ``timeline_codes`` says; private words are
never used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from goodstanding.web.timeline_codes import words_of_code


class Reader(StrEnum):
    """Who reads an event on a time line, beside the vendor's people who read cases."""

    PARTNER = "partner"  #: The partner's own contacts too.
    ONCE_TOLD = "once-told"  #: They too, for what they were told of; ``timeline`` decides.
    VENDOR = "vendor"  #: Nobody else: drafts, notes, proposals, attempts, the vendor's own work.


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWords:
    """How an event is told."""

    sentence: str
    icon: str
    reader: Reader
    #: Whether a time line says who did it. It does not where that tells who passed a course.
    names_actor: bool = True


def _words(
    sentence: str, icon: str, reader: Reader = Reader.PARTNER, *, names_actor: bool = True
) -> EventWords:
    return EventWords(sentence=sentence, icon=icon, reader=reader, names_actor=names_actor)


_VENDOR, _TOLD = Reader.VENDOR, Reader.ONCE_TOLD

_LOG = {
    "evidence-key.rotated": _words(gettext_noop("Another key signs the log."), "key", _VENDOR),
}
_ACCOUNTS = {
    "person.added": _words(gettext_noop("A person became known."), "user", _VENDOR),
    "person.described": _words(gettext_noop("A person changed their name."), "user", _VENDOR),
    "password.set": _words(gettext_noop("A person chose a password."), "lock", _VENDOR),
    "grant.given": _words(gettext_noop("A person of the vendor got a right."), "lock", _VENDOR),
    "grant.ended": _words(gettext_noop("A right of the vendor’s ended."), "lock", _VENDOR),
    "token.issued": _words(gettext_noop("Another system got a key."), "lock", _VENDOR),
    "token.revoked": _words(gettext_noop("A key of another system ended."), "lock", _VENDOR),
    "invitation.sent": _words(gettext_noop("A person was invited."), "mail", _VENDOR),
    "invitation.accepted": _words(gettext_noop("An invitation was taken up."), "user", _VENDOR),
}
_PROGRAMS = {
    "program.created": _words(gettext_noop("The program began."), "flag", _VENDOR),
    "pack.drafted": _words(gettext_noop("A rule book was drafted."), "file-text", _VENDOR),
    "pack.approved": _words(gettext_noop("A rule book was approved."), "file-text", _VENDOR),
    "pack.published": _words(
        gettext_noop("Version %(number)s of the rules was published."), "scale"
    ),
}
_PARTNERS = {
    "partner.registered": _words(gettext_noop("The partner became known."), "flag"),
    "partner.enrolled": _words(gettext_noop("Enrolled in the program: %(tier)s."), "flag"),
    "entity.registered": _words(gettext_noop("A legal entity became known."), "building"),
    "location.opened": _words(gettext_noop("A location became known."), "building-store"),
    "external-id.assigned": _words(
        gettext_noop("A number became known (%(namespace)s)."), "file-text"
    ),
    "relationship.started": _words(
        gettext_noop("A reseller began to buy through a distributor."), "building-store"
    ),
    "relationship.ended": _words(
        gettext_noop("A reseller stopped buying through a distributor."), "building-store"
    ),
    "affiliation.started": _words(gettext_noop("A person began to act as %(role)s."), "user"),
    "affiliation.ended": _words(gettext_noop("A person stopped acting as %(role)s."), "user"),
    "list.declared": _words(
        gettext_noop("The list of people was declared complete (%(name)s)."), "users"
    ),
    "partners.imported": _words(gettext_noop("Data was updated from a file."), "upload"),
    "authorization.granted": _words(
        gettext_noop("A location was authorized (%(authorization)s)."), "building-store"
    ),
    "authorization.ended": _words(
        gettext_noop("The end of an authorization was set (%(authorization)s)."), "circle-x"
    ),
    "authorization.notice-given": _words(
        gettext_noop("Notice to leave was given (%(authorization)s)."), "circle-x"
    ),
    "authorization.notice-withdrawn": _words(
        gettext_noop("A notice to leave was taken back (%(authorization)s)."), "building-store"
    ),
    "authorization.lost": _words(
        gettext_noop("The rules ended an authorization for good (%(authorization)s)."), "circle-x"
    ),
    "authorization.corrected": _words(
        gettext_noop("What was wrong about an authorization was corrected (%(authorization)s)."),
        "circle-check",
    ),
    "correction.proposed": _words(
        gettext_noop("It was proposed to correct an authorization (%(authorization)s)."),
        "scale",
        _VENDOR,
    ),
    "correction.judged": _words(
        gettext_noop("Somebody judged a proposed correction."), "scale", _VENDOR
    ),
    "authorizations.imported": _words(
        gettext_noop("What locations are authorized to do was updated from a file."), "upload"
    ),
    "ownership.recorded": _words(
        gettext_noop("It was recorded that one legal entity owns a share of another."), "building"
    ),
    "ownership.corrected": _words(
        gettext_noop("What is owned of a legal entity was corrected."), "circle-check"
    ),
    "ownership.ended": _words(
        gettext_noop("The last day on which a share of a legal entity is owned was set."),
        "circle-x",
    ),
    "ownership.taken-back": _words(
        gettext_noop("What was recorded of a share of a legal entity was taken back."), "circle-x"
    ),
    "ownerships.imported": _words(
        gettext_noop("Which legal entities own which others was updated from a file."), "upload"
    ),
    "amounts.recorded": _words(
        gettext_noop("What locations turned over in a month was recorded."), "receipt"
    ),
}
_NOTICES = {
    "notice.sent": _words(gettext_noop("A message was sent (%(kind)s)."), "send", _TOLD),
    "notice.served": _words(gettext_noop("A message was read."), "mail-check", _TOLD),
    "notice.bounced": _words(gettext_noop("A mailbox took no message."), "mail-off", _TOLD),
    "notice.handed-over": _words(
        gettext_noop("A message was handed over in another way."), "mail-check", _TOLD
    ),
    "authorization.warned": _words(
        gettext_noop("A warning ahead of a test was sent (%(authorization)s)."),
        "alert-triangle",
    ),
    "alarm.closed": _words(gettext_noop("A code that goes round was looked into."), "eye", _VENDOR),
}
_AGREEMENTS = {
    "agreement.created": _words(gettext_noop("An agreement was begun."), "file-text", _VENDOR),
    "version.drafted": _words(gettext_noop("A version was drafted."), "file-text", _VENDOR),
    "version.returned": _words(gettext_noop("A draft was given back."), "file-text", _VENDOR),
    "version.published": _words(
        gettext_noop("Version %(position)s of the %(agreement)s was published."), "file-text"
    ),
    "acceptance.given": _words(
        gettext_noop("Version %(position)s of the %(agreement)s was accepted."), "circle-check"
    ),
    "document.sent": _words(gettext_noop("A document was sent (%(document)s)."), "upload"),
    "document.judged": _words(
        gettext_noop("A document was looked at (%(document)s)."), "file-text"
    ),
    "document.reopened": _words(
        gettext_noop("What was said to a document was taken back (%(document)s)."), "file-text"
    ),
    "statement.made": _words(gettext_noop("A statement was made (%(statement)s)."), "circle-check"),
    "statement.withdrawn": _words(
        gettext_noop("A statement was withdrawn (%(statement)s)."), "circle-x"
    ),
}
_TRAINING = {
    "course.drafted": _words(gettext_noop("A course was drafted."), "school", _VENDOR),
    "course.returned": _words(gettext_noop("A course’s draft was given back."), "school", _VENDOR),
    "course.published": _words(
        gettext_noop("Version %(number)s of the course %(course)s was published."), "school"
    ),
    "attempt.submitted": _words(
        gettext_noop("A person handed in a course."), "school", _VENDOR, names_actor=False
    ),
    "completion.recorded": _words(
        gettext_noop("A person passed the course %(course)s."), "school", _TOLD, names_actor=False
    ),
    "certificate.issued": _words(
        gettext_noop("A certificate was issued."), "certificate", _VENDOR, names_actor=False
    ),
    "course.assigned": _words(gettext_noop("The course %(course)s was asked for."), "school"),
    "assignment.ended": _words(
        gettext_noop("A course is asked for no more."), "circle-check", names_actor=False
    ),
}
_INCENTIVES = {
    "earnings.imported": _words(gettext_noop("Earnings were updated from a file."), "coin"),
    "clawback.posted": _words(gettext_noop("Part of an earning was taken back."), "coin"),
    "clawback.restored": _words(gettext_noop("What was taken back was given back."), "coin"),
    "pause.started": _words(gettext_noop("Optional money was paused."), "player-pause"),
    "pause.ended": _words(
        gettext_noop("A pause of optional money ended."), "circle-check", names_actor=False
    ),
    "hold.placed": _words(gettext_noop("Earned money was held."), "lock"),
    "hold.released": _words(
        gettext_noop("Held money was released."), "lock-open", names_actor=False
    ),
}
_CASES = {
    "case.opened": _words(gettext_noop("Case %(reference)s was opened."), "eye", _VENDOR),
    "case.alleged": _words(
        gettext_noop("Something was put to the partner (%(clause)s). Nothing was decided."), "scale"
    ),
    "case.answered": _words(gettext_noop("The partner told its side."), "message-question"),
    "case.ended": _words(
        gettext_noop("A case ended without a finding. It counts nowhere."), "circle-check", _TOLD
    ),
    "finding.made": _words(
        gettext_noop("It was found that a rule was broken (%(clause)s)."), "scale", _TOLD
    ),
    "finding.overturned": _words(
        gettext_noop("A finding was set aside. It counts nowhere."), "circle-check"
    ),
    "decision.proposed": _words(gettext_noop("A decision was proposed."), "gavel", _VENDOR),
    "decision.approved": _words(gettext_noop("A decision was approved."), "gavel", _VENDOR),
    "decision.returned": _words(gettext_noop("A proposed decision was refused."), "gavel", _VENDOR),
    "decision.made": _words(gettext_noop("It was decided: %(rung)s."), "gavel"),
    "decision.touched": _words(
        gettext_noop("A finding fell that a decision rests on (%(fate)s)."), "gavel", _TOLD
    ),
    "measure.started": _words(gettext_noop("A measure began: %(measure)s."), "lock"),
    "measure.ended": _words(
        gettext_noop("A measure ended: %(measure)s (%(because)s)."), "lock-open", names_actor=False
    ),
    "measure.stayed": _words(gettext_noop("A measure waits: %(measure)s."), "clock"),
    "stay.ended": _words(gettext_noop("A measure waits no longer: %(measure)s."), "clock"),
    "plan.completed": _words(gettext_noop("The remediation plan was completed."), "circle-check"),
    "plan.failed": _words(
        gettext_noop("It was not done in time: %(measure)s."), "calendar-exclamation"
    ),
    "appeal.filed": _words(gettext_noop("The partner appealed."), "scale"),
    "waiver.proposed": _words(
        gettext_noop("It was proposed to waive a duty (%(obligation)s)."), "scale", _VENDOR
    ),
    "waiver.judged": _words(gettext_noop("Somebody judged a proposed waiver."), "scale", _VENDOR),
    "waiver.granted": _words(
        gettext_noop("A duty was waived for a time (%(obligation)s)."), "circle-check"
    ),
    "waiver.ended": _words(
        gettext_noop("The waiver of a duty was ended early (%(obligation)s)."), "circle-x"
    ),
    "appeal.decided": _words(gettext_noop("The appeal was decided: %(outcome)s."), "gavel"),
}
_CAMPAIGNS = {
    "campaign.drafted": _words(gettext_noop("A campaign was drafted."), "send", _VENDOR),
    "campaign.returned": _words(gettext_noop("A campaign was given back."), "send", _VENDOR),
    "campaign.started": _words(gettext_noop("A campaign was started."), "send", _VENDOR),
    "campaign.joined": _words(gettext_noop("People joined a campaign."), "users", _VENDOR),
    "campaign.stopped": _words(gettext_noop("A campaign was stopped."), "player-pause", _VENDOR),
    "campaign.resumed": _words(gettext_noop("A campaign goes on."), "send", _VENDOR),
    "campaign.finished": _words(gettext_noop("A campaign ended."), "circle-check", _VENDOR),
}
_QUESTIONS = {
    "question.asked": _words(
        gettext_noop("A question was asked."), "message-question", names_actor=False
    ),
    "question.relayed": _words(
        gettext_noop("A question was passed on to the vendor."), "message-question"
    ),
    "question.returned": _words(
        gettext_noop("The distributor got an answer to pass on."), "message-question", _VENDOR
    ),
    "question.escalated": _words(
        gettext_noop("A question went to the vendor directly."),
        "message-question",
        names_actor=False,
    ),
    "question.answered": _words(gettext_noop("A question was answered."), "message-question"),
    "question.withdrawn": _words(
        gettext_noop("A question was taken back."), "message-question", names_actor=False
    ),
    "guidance.published": _words(gettext_noop("Guidance was published."), "info-circle", _VENDOR),
    "guidance.withdrawn": _words(gettext_noop("Guidance was taken back."), "info-circle", _VENDOR),
}
_EVIDENCE = {
    "timeline.exported": _words(
        gettext_noop("An auditor took this time line away as a file."), "download", _VENDOR
    ),
}

EVENTS: Mapping[str, EventWords] = {
    **_LOG,
    **_ACCOUNTS,
    **_PROGRAMS,
    **_PARTNERS,
    **_NOTICES,
    **_AGREEMENTS,
    **_TRAINING,
    **_INCENTIVES,
    **_CASES,
    **_CAMPAIGNS,
    **_QUESTIONS,
    **_EVIDENCE,
}

UNKNOWN = _words(gettext_noop("Something was recorded (%(name)s)."), "file-text", _VENDOR)


class _Spoken(dict[str, object]):
    """Content as people read it; a field that an older event lacks is a dash."""

    def __missing__(self, field: str) -> str:
        return "–"


def words_of(name: str) -> EventWords:
    """Return how an event is told; neutrally where nobody knows its name."""
    return EVENTS.get(name, UNKNOWN)


def sentence_of(name: str, content: Mapping[str, object]) -> str:
    """Return the sentence of an event with its codes, as people read codes."""
    spoken = _Spoken({field: words_of_code(field, value) for field, value in content.items()})
    if name not in EVENTS:
        spoken["name"] = name
    return gettext(words_of(name).sentence) % spoken
