"""Every event of every room has its sentence and its reader, written down."""

from __future__ import annotations

import dataclasses
import re

import pytest

from goodstanding.evidence.payloads import Payload
from goodstanding.ui.icons import icon_svg
from goodstanding.web.timeline_words import EVENTS, UNKNOWN, Reader, sentence_of, words_of
from tests.evidence.test_payloads import _event_types

_FIELD = re.compile(r"%\((\w+)\)s")

#: What a partner never reads about itself: who looked into what, what was only thought of, how
#: somebody did in a course, and the vendor's own work.
NEVER = {
    *("person.added", "person.described", "password.set", "grant.given", "grant.ended"),
    *("invitation.sent", "invitation.accepted", "token.issued", "token.revoked"),
    *("program.created", "pack.drafted", "alarm.closed"),
    *("agreement.created", "version.drafted", "version.returned"),
    *("course.drafted", "course.returned", "attempt.submitted", "certificate.issued"),
    *("case.opened", "decision.proposed", "decision.approved", "decision.returned"),
    *("campaign.drafted", "campaign.returned", "campaign.started", "campaign.joined"),
    *("campaign.stopped", "campaign.resumed", "campaign.finished"),
    *("question.returned", "guidance.published", "guidance.withdrawn", "timeline.exported"),
}
#: What it reads only once it was told, or where it is about all of its contacts.
ONCE_TOLD = {
    *("notice.sent", "notice.served", "notice.bounced", "completion.recorded"),
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
    ],
)
def test_codes_are_told_as_people_read_them(
    name: str, content: dict[str, object], sentence: str
) -> None:
    assert sentence_of(name, content) == sentence
