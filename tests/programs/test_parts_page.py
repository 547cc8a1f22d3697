"""Officers write the rules in a form or in their text, and both are one document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.programs.models import PackVersion, Program
from tests.builders import make_officer, make_program
from tests.builders_accounts import client_of
from tests.builders_programs import make_rules_draft, rules_text
from tests.builders_standing import make_agreement, make_rules

pytestmark = pytest.mark.django_db
_LINE = re.compile(r'type="text" name="(part-[^"]+)" value="(.*?)"')
_SELECT = re.compile(r'<select name="(part-[^"]+)".*?>(.*?)</select>', re.DOTALL)
_LINES = re.compile(r'<textarea name="(part-[^"]+)".*?>\n?(.*?)</textarea>', re.DOTALL)
_BOX = re.compile(r'"checkbox" name="(part-\S+)" value="(\S+)"([^>]*)')


@pytest.fixture
def program() -> Program:
    program = make_program(code="contoso")
    make_agreement(program)
    return program


@pytest.fixture
def author(program: Program) -> Person:
    return make_officer(program, name="Jonas Brandt")


@pytest.fixture
def writer(author: Person) -> Client:
    return client_of(author)


def _url(name: str) -> str:
    return reverse(name, kwargs={"program": "contoso"})


def _text_in(answer: Any) -> str:
    page = answer.content.decode()
    found = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def _was_in(answer: Any) -> str:
    found = re.search(r'name="was" value="([^"]*)"', answer.content.decode())
    assert found is not None
    return unescape(found[1])


def _words(page: bytes) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.decode()).split()))


def _open(writer: Client, text: str, part: str) -> Any:
    said = {"text": text, "item": part, "open": "yes"}
    return writer.post(_url("vendor_rules_write"), said)


def _fill(writer: Client, text: str, part: str, said: Mapping[str, object], **buttons: str) -> Any:
    """Answer what somebody gets who fills in the form of a part as it was shown to them."""
    opened = _open(writer, text, part)
    page = opened.content.decode()
    shown: dict[str, object] = dict(_LINE.findall(page))
    for name, options in _SELECT.findall(page):
        chosen = re.search(r'value="([^"]*)" selected', options)
        shown[name] = chosen[1] if chosen else ""
    for name, lines in _LINES.findall(page):
        shown[name] = unescape(lines)
    boxes = [(name, value) for name, value, ticked in _BOX.findall(page) if "checked" in ticked]
    for name, _ in boxes:
        shown[name] = [value for other, value in boxes if other == name]
    return writer.post(
        _url("vendor_rules_write"),
        {
            **shown,
            "text": text,
            "shown": part,
            "was": _was_in(opened),
            **said,
            **(buttons or {"change": "yes"}),
        },
    )


def test_the_page_opens_with_the_text_and_a_form_of_its_first_lines(
    program: Program, writer: Client
) -> None:
    make_rules(program)

    page = writer.get(_url("vendor_rules_write"))

    words = _words(page.content)
    assert "A part of it, as a form" in words
    assert "It judges from the first moment of this day." in words
    assert '<option value="obligations/code-accepted"' in page.content.decode()


def test_a_part_is_shown_with_the_fields_of_the_grammar(program: Program, writer: Client) -> None:
    answer = _open(writer, rules_text(program), "obligations/code-accepted")

    words = _words(answer.content)
    assert answer.status_code == 200
    assert "When it falls due. Such as 30 days after assignment." in words
    assert "Take “code-accepted” out" in words
    assert 'name="part-accept.agreement"' in answer.content.decode()
    assert 'name="part-pass.course"' not in answer.content.decode()


def test_one_field_changes_one_line_and_records_nothing(program: Program, writer: Client) -> None:
    text = rules_text(program).replace("due: 30 days", "due:   30 days")

    answer = _fill(
        writer, text, "obligations/code-accepted", {"part-due": "60 days after assignment"}
    )

    assert answer.status_code == 200
    assert _text_in(answer) == text.replace("30 days after assignment", "60 days after assignment")
    assert "Nothing is wrong with the text" in _words(answer.content)
    assert not PackVersion.objects.exists()


def test_what_a_form_breaks_is_told_in_the_sentence_of_the_check(
    program: Program, writer: Client
) -> None:
    text = rules_text(program)

    answer = _fill(writer, text, "obligations/code-accepted", {"part-due": "60 moons"})

    written = _text_in(answer)
    line = next(n for n, said in enumerate(written.splitlines(), 1) if "60 moons" in said)
    assert f'data-line="{line}" data-column="10"' in answer.content.decode()
    assert "“60 moons” is not a moment." in _words(answer.content)


def test_what_was_typed_in_the_text_meanwhile_is_not_undone_by_the_form(
    program: Program, writer: Client
) -> None:
    text = rules_text(program)
    typed = text.replace("30 days after assignment", "45 days after assignment")
    opened = _open(writer, text, "obligations/code-accepted")

    answer = _fill(
        writer,
        typed,
        "obligations/code-accepted",
        {
            "was": _was_in(opened),
            "part-due": "30 days after assignment",
            "part-title": "It is accepted.",
        },
    )

    assert _text_in(answer) == typed.replace(
        "The partner code is accepted for every legal entity.", "It is accepted."
    )


@pytest.mark.parametrize("button", ["save", "check", "open"])
def test_no_button_loses_what_was_filled_in(program: Program, writer: Client, button: str) -> None:
    answer = _fill(
        writer,
        rules_text(program),
        "measures/notice",
        {"part-lasts": "60 days", "item": "cases"},
        **{button: "yes"},
    )

    if button == "save":
        assert answer.status_code == 303
        assert "lasts: 60 days" in PackVersion.objects.get().text
    else:
        assert "lasts: 60 days" in _text_in(answer)
        assert ("Time to answer an allegation." in _words(answer.content)) is (button == "open")


def test_a_new_part_is_added_and_then_shown_with_what_it_asks(
    program: Program, writer: Client
) -> None:
    text = rules_text(program)

    answer = _fill(
        writer,
        text,
        "obligations/",
        {"part-name": "insured", "part-title": "A certificate is on file.", "part-verb": "show"},
    )

    assert "  insured:\n    title: A certificate is on file.\n    show: {}\n" in _text_in(answer)
    assert 'name="part-show.document"' in answer.content.decode()
    assert "“document” is missing here. Add it." in _words(answer.content)


def test_a_new_part_without_what_it_needs_is_refused(program: Program, writer: Client) -> None:
    text = rules_text(program)

    empty = _fill(writer, text, "obligations/", {})
    taken = _fill(
        writer,
        text,
        "obligations/",
        {"part-name": "code-accepted", "part-title": "x", "part-verb": "show"},
    )

    assert (empty.status_code, taken.status_code) == (422, 422)
    assert "“title” is needed here." in _words(empty.content)
    assert "“code-accepted” is there already." in _words(taken.content)
    assert (_text_in(empty), _text_in(taken)) == (text, text)


def test_a_part_that_is_renamed_stays_open(program: Program, writer: Client) -> None:
    answer = _fill(writer, rules_text(program), "ladder.rungs/notice", {"part-name": "told"})

    assert "{name: told, when" in _text_in(answer)
    assert 'name="shown" value="ladder.rungs/told"' in answer.content.decode()


def test_a_part_is_taken_out(program: Program, writer: Client) -> None:
    text = rules_text(program)

    answer = _fill(writer, text, "measures/notice", {}, remove="yes")

    assert _text_in(answer) == text.replace(
        "  notice: {level: attention, lasts: 30 days}\n", ""
    ).replace("measures:\n", "measures: {}\n")
    assert "“notice” is not a measure." in _words(answer.content)


def test_a_line_of_a_list_that_says_nothing_is_told_at_its_field(
    program: Program, writer: Client
) -> None:
    text = rules_text(program)

    answer = _fill(writer, text, "ladder.rungs/notice", {"part-when": "often"})

    assert answer.status_code == 422
    assert "“often” does not say keys with values." in _words(answer.content)
    assert _text_in(answer) == text


def test_a_text_that_is_no_yaml_has_no_form_and_says_why(program: Program, writer: Client) -> None:
    answer = _open(writer, "pack: [", "cases")

    assert "A form can show the parts of a text once it is YAML." in _words(answer.content)
    assert 'name="shown"' not in answer.content.decode()


@pytest.mark.parametrize("was", ["", "no json", "[]", '{"due": {"x": 1}}'])
def test_a_request_that_was_tampered_with_changes_no_more_than_it_says(
    program: Program, writer: Client, was: str
) -> None:
    text = rules_text(program)

    answer = _fill(writer, text, "obligations/code-accepted", {"was": was})

    assert _text_in(answer) == text


def test_a_part_that_is_gone_from_the_text_is_not_shown(program: Program, writer: Client) -> None:
    answer = writer.post(
        _url("vendor_rules_write"),
        {"text": rules_text(program), "shown": "measures/gone", "item": "", "change": "yes"},
    )

    assert 'name="shown" value=""' in answer.content.decode()


def test_typing_is_answered_with_the_problems_alone(program: Program, writer: Client) -> None:
    fine = writer.post(_url("vendor_rules_check"), {"text": rules_text(program)})
    wrong = writer.post(
        _url("vendor_rules_check"), {"text": rules_text(program).replace("UTC", "Atlantis")}
    )

    assert (fine.status_code, wrong.status_code) == (200, 200)
    assert "Nothing is wrong with the text" in _words(fine.content)
    assert "1 place has to be put right" in _words(wrong.content)
    assert 'data-line="7" data-column="7"' in wrong.content.decode()
    assert "<html" not in wrong.content.decode()
    assert not PackVersion.objects.exists()


def test_a_text_that_is_too_large_is_answered_while_typing(writer: Client) -> None:
    answer = writer.post(_url("vendor_rules_check"), {"text": "a" * 300_000})

    assert "The text is larger than 256 KiB." in _words(answer.content)


def test_two_officers_with_the_form_do_not_overwrite_each_other(
    program: Program, author: Person, writer: Client
) -> None:
    first = make_rules_draft(program, author=author)
    other = client_of(make_officer(program, name="Katrin Vogel"))
    mine = {"part-lasts": "60 days", "replaces": first.text_sha256}
    theirs = {"part-lasts": "90 days", "replaces": first.text_sha256}

    saved = _fill(writer, first.text, "measures/notice", mine, save="yes")
    refused = _fill(other, first.text, "measures/notice", theirs, save="yes")

    assert (saved.status_code, refused.status_code) == (303, 409)
    assert "lasts: 60 days" in PackVersion.objects.get().text
    assert "<del>60</del>" in refused.content.decode()
    assert "<ins>90</ins>" in refused.content.decode()
