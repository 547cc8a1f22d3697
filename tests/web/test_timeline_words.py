"""Every event of every room has its sentence and its reader, written down."""

from __future__ import annotations

import dataclasses
import re
import typing
from enum import StrEnum

import pytest

from goodstanding.cases.events import MeasureEnd
from goodstanding.cases.models import FateChoice, Outcome
from goodstanding.evidence.payloads import Payload
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.partners.models import Tier
from goodstanding.partners.rules.roles import roles_to_give
from goodstanding.ui.icons import icon_svg
from goodstanding.web.timeline_words import EVENTS, UNKNOWN, Reader, sentence_of, words_of
from tests.evidence.test_payloads import _event_types

_FIELD = re.compile(r"%\((\w+)\)s")

#: The codes that a field of a sentence can hold, where it is one of a closed list.
CODES: dict[str, tuple[str, ...]] = {
    "tier": tuple(Tier.values),
    "kind": tuple(kind.value for kind in NoticeKind),
    "because": tuple(because.value for because in MeasureEnd),
    "outcome": tuple(Outcome.values),
    "fate": tuple(FateChoice.values),
    "role": roles_to_give(tier="distributor"),
}
#: Roles that are plain words already.
_WORDS_ALREADY = {"signatory", "deputy", "sales", "marketing", "technical", "distribution"}
#: A word with a dash inside; a clause is none, because it is written like that everywhere.
_DASHED = re.compile(r"[a-z0-9]-[a-z0-9]")

#: What a partner never reads about itself: who looked into what, what was only thought of, how
#: somebody did in a course, and the vendor's own work.
NEVER = {
    *(
        "evidence-key.rotated",
        "person.added",
        "person.described",
        "password.set",
        "grant.given",
        "grant.ended",
    ),
    *("invitation.sent", "invitation.accepted", "token.issued", "token.revoked"),
    *("program.created", "pack.drafted", "pack.approved", "alarm.closed"),
    *("agreement.created", "version.drafted", "version.returned"),
    *("waiver.proposed", "waiver.judged", "correction.proposed", "correction.judged"),
    *("course.drafted", "course.returned", "attempt.submitted", "certificate.issued"),
    *("case.opened", "decision.proposed", "decision.approved", "decision.returned"),
    *("campaign.drafted", "campaign.returned", "campaign.started", "campaign.joined"),
    *("campaign.stopped", "campaign.resumed", "campaign.finished"),
    *("question.returned", "guidance.published", "guidance.withdrawn", "timeline.exported"),
}
#: What it reads only once it was told, or where it is about all of its contacts.
ONCE_TOLD = {
    *("notice.sent", "notice.served", "notice.bounced", "completion.recorded"),
    *("notice.handed-over",),
    *("case.ended", "finding.made", "decision.touched"),
}


@pytest.mark.parametrize("event", _event_types(), ids=lambda event: event.__name__)
def test_an_event_has_a_sentence_made_of_its_own_fields(event: type[Payload]) -> None:
    assert event.NAME in EVENTS, "Say in web/timeline_words.py what it is called, and who reads it."
    wanted = set(_FIELD.findall(EVENTS[event.NAME].sentence))
    private = {field.name for field in dataclasses.fields(event) if "Private" in str(field.type)}

    assert wanted <= {field.name for field in dataclasses.fields(event)} - private


def test_no_sentence_is_for_an_event_that_is_not() -> None:
    assert set(EVENTS) == {str(event.NAME) for event in _event_types()}


def test_who_reads_what_is_written_twice() -> None:
    by_reader = {
        reader: {name for name, words in EVENTS.items() if words.reader is reader}
        for reader in Reader
    }

    assert by_reader[Reader.VENDOR] == NEVER
    assert by_reader[Reader.ONCE_TOLD] == ONCE_TOLD


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_icon_is_in_the_set(name: str) -> None:
    assert icon_svg(EVENTS[name].icon)


def test_a_name_that_nobody_knows_is_told_neutrally_and_to_the_vendor_alone() -> None:
    assert sentence_of("galaxy.moved", {"name": "no"}) == "Something was recorded (galaxy.moved)."
    assert words_of("galaxy.moved") is UNKNOWN
    assert UNKNOWN.reader is Reader.VENDOR


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "acceptance.given",
            {"position": 3, "agreement": "partner-code"},
            "Version 3 of the partner code was accepted.",
        ),
        (
            "case.alleged",
            {"clause": "partner-code#gifts@3"},
            "Something was put to the partner (partner-code#gifts@3). Nothing was decided.",
        ),
        ("decision.made", {}, "It was decided: –."),
        ("decision.made", {"rung": "further-training"}, "It was decided: Further training."),
        ("measure.stayed", {"measure": "clawback"}, "A measure waits: Clawback."),
        (
            "measure.ended",
            {"measure": "warning", "because": "passed"},
            "A measure ended: Warning (its course was passed long enough ago).",
        ),
        ("appeal.decided", {"outcome": "full"}, "The appeal was decided: upheld in full."),
        ("notice.sent", {"kind": "call-to-action"}, "A message was sent (Call to action)."),
        ("partner.enrolled", {"tier": "reseller"}, "Enrolled in the program: Reseller."),
        (
            "affiliation.started",
            {"role": "compliance"},
            "A person began to act as compliance contact.",
        ),
        ("list.declared", {"name": "people"}, "The list of people was declared complete (People)."),
        ("external-id.assigned", {"namespace": "mpn"}, "A number became known (MPN)."),
        ("appeal.decided", {"outcome": "sent-back"}, "The appeal was decided: sent back."),
        ("notice.sent", {"kind": "thank-you"}, "A message was sent (Thank you)."),
    ],
)
def test_codes_are_told_as_people_read_them(
    name: str, content: dict[str, object], sentence: str
) -> None:
    assert sentence_of(name, content) == sentence


@pytest.mark.parametrize("event", _event_types(), ids=lambda event: event.__name__)
def test_no_sentence_shows_a_raw_code(event: type[Payload]) -> None:
    name, hints = str(event.NAME), typing.get_type_hints(event)
    for field in _FIELD.findall(EVENTS[name].sentence):
        kind = hints[field]
        closed = CODES.get(field, ())
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            assert set(closed) == {code.value for code in kind}
        for code in closed or ("one-code",):
            content = dict.fromkeys(_FIELD.findall(EVENTS[name].sentence), 7) | {field: code}

            sentence = sentence_of(name, content)

            raw = EVENTS[name].sentence % content
            assert not _DASHED.search(sentence), sentence
            assert sentence != raw or code in _WORDS_ALREADY, sentence
