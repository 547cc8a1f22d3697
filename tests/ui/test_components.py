from __future__ import annotations

import pytest

from goodstanding.ui.components import (
    Answer,
    FiveAnswers,
    Link,
    Progress,
    Reason,
    ReasonState,
    Trouble,
    groups_of_four,
)
from goodstanding.ui.icons import icon_svg
from goodstanding.ui.shell import Shell
from goodstanding.values.errors import InvalidValueError


def test_five_answers_never_drop_a_row() -> None:
    answers = FiveAnswers(
        trouble=Trouble.NO, why=Answer(text="We ask everybody."), otherwise=Answer(text="Nothing.")
    )

    rows = [(row.question, row.plain) for row in answers.rows]

    assert rows == [
        ("Are we in trouble?", "No."),
        ("What is due?", "Nothing."),
        ("By when?", "There is no date."),
        ("Why?", "We ask everybody."),
        ("What if we don\N{RIGHT SINGLE QUOTATION MARK}t?", "Nothing."),
    ]


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (Trouble.NO, "No."),
        (Trouble.NOT_DECIDED, "Not decided."),
        (Trouble.REPAIRABLE, "Yes, and it can be repaired."),
        (Trouble.YES, "Yes."),
    ],
)
def test_the_first_answer_follows_from_the_kind(trouble, word) -> None:
    assert trouble.word == word


def test_an_answer_in_a_letter_names_what_its_links_lead_to() -> None:
    answer = Answer(strong="Yes.", text="Two findings.", links=(Link(label="Code 4.2", url="#"),))

    assert answer.plain == "Yes. Two findings. (Code 4.2)"


@pytest.mark.parametrize("state", list(ReasonState))
def test_every_state_of_a_reason_is_said_in_a_word(state) -> None:
    reason = Reason(state=state, sentence="…")

    assert reason.word
    assert icon_svg(reason.icon)


@pytest.mark.parametrize(("value", "whole"), [(1, 0), (6, 5), (-1, 5)])
def test_progress_outside_its_whole_is_refused(value, whole) -> None:
    with pytest.raises(InvalidValueError, match="is no progress"):
        Progress(value=value, whole=whole, text="")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("AC-5Q7R2MNE84XD", "AC-5Q7R-2MNE-84XD"),
        ("ac-5q7r-2mne-84xd", "AC-5Q7R-2MNE-84XD"),
        ("GS7K2MX4Q9", "GS7K-2MX4-Q9"),
        ("GS7K-2MX4-Q9", "GS7K-2MX4-Q9"),
        (" gs7k 2mx4 q9 ", "GS7K-2MX4-Q9"),
    ],
)
def test_a_code_is_shown_in_groups_of_four(code, shown) -> None:
    assert groups_of_four(code) == shown


def test_an_empty_shell_has_nothing_to_open() -> None:
    shell = Shell()

    assert (shell.has_account_menu, shell.initials) == (False, "")
