"""Letters: the same words in every form, and headers nobody can break out of."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.notices.answers import trouble_of, trouble_text
from goodstanding.notices.letters import Envelope, Letter, compose
from goodstanding.notices.models import Delivery
from goodstanding.notices.rules.codes import VerificationCode
from goodstanding.notices.rules.deadlines import DueAfterService
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.selectors.letters import as_letter, letter_of, roles_text
from goodstanding.ui.components import Answer, FiveAnswers, Trouble
from tests.builders import NOON, make_affiliate, make_partner, make_person, make_program
from tests.builders_notices import BERLIN, make_notice, make_words

#: Whatever the database can hold: no half of a character, and no zero byte.
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


def _letter(**parts) -> Letter:
    usual = {
        "subject_line": "Reminder, nothing to do: our code",
        "greeting": "Dear Maria Vogel,",
        "heading": "There is nothing you have to do.",
        "kind_sentence": "This is a reminder.",
        "answers": FiveAnswers(
            trouble=Trouble.NO, why=Answer(text="Once a year."), otherwise=Answer(text="Nothing.")
        ),
        "steps": (),
        "closing": "",
        "signed_by": "Katrin Vogel",
        "signed_for": "Partner compliance, Contoso",
        "code": VerificationCode.of_number(7),
        "site": "partners.contoso.example",
        "why_you": "You get this as signatory of Fabrikam.",
        "who_else": "Nobody else got it.",
        "sent_at": NOON,
    }
    return Letter(**{**usual, **parts})


def _envelope(**parts) -> Envelope:
    usual = {
        "to_name": "Maria Vogel",
        "to_address": "maria@fabrikam.example",
        "from_name": "Contoso partner compliance",
        "from_address": "partner-compliance@contoso.example",
        "message_id": "<1@contoso.example>",
    }
    return Envelope(**{**usual, **parts})


def _read(content: bytes) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body(preferencelist=(subtype,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


@given(ANYTHING, ANYTHING)
def test_nothing_in_a_name_or_a_subject_ends_its_header(name, subject) -> None:
    content = compose(
        _letter(subject_line=f"{subject}\r\nBcc: everybody@contoso.example"),
        _envelope(to_name=f"{name}\nBcc: everybody@contoso.example"),
    )

    message = _read(content)
    assert [header for header in message if header == "Bcc"] == []
    assert sorted(set(message)) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
    ]
    assert message["To"].addresses[0].addr_spec == "maria@fabrikam.example"
    assert b"\n." not in content.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]


@given(st.text(alphabet="<>&\"' ax", min_size=1, max_size=30))
def test_words_are_words_in_the_html_too(text) -> None:
    page = _part(_read(compose(_letter(heading=f"[{text}]"), _envelope())), "html")

    assert "<h1" in page
    assert page.count("<h1") == 1
    assert f"[{text}]" not in page or not set(text) & set("<>&\"'")


def test_a_letter_survives_umlauts_and_long_lines() -> None:
    closing = "Grüße " * 300

    content = compose(_letter(closing=closing), _envelope(to_name="Jürgen Müller-Lüdenscheidt"))

    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert "Jürgen" in str(_read(content)["To"])
    assert "Grüße Grüße" in _part(_read(content), "plain")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_form_says_the_same(kind) -> None:
    program = make_program()
    partner = make_partner(program, name="Fabrikam")
    make_affiliate(partner, person=make_person(name="Maria Vogel"))
    make_affiliate(partner, role="deputy")
    make_notice(program, partner, words=make_words(kind))
    delivery = Delivery.objects.get(
        recipient__person__name="Maria Vogel", recipient__roles=["signatory"]
    )

    letter, envelope, language = letter_of(delivery)

    message = _read(compose(letter, envelope))
    plain = " ".join(_part(message, "plain").split())
    page = " ".join(_part(message, "html").split())
    assert language == "en"
    for row in letter.answers.rows:
        assert row.question in plain
        assert " ".join(row.plain.split()) in plain
    for said in (
        "Dear Maria Vogel,",
        letter.heading,
        letter.kind_sentence,
        *letter.steps,
        "Katrin Vogel",
        str(letter.code),
        "You get this as signatory of Fabrikam.",
        "It went to these contacts too: deputy.",
    ):
        assert said in plain
        assert said in page
    assert trouble_text(kind).split(".")[0] in page
    assert "<a " not in page
    assert "://" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (NoticeKind.REMINDER, Trouble.NO),
        (NoticeKind.CALL_TO_ACTION, Trouble.NO),
        (NoticeKind.REQUEST_FOR_INFORMATION, Trouble.NO),
        (NoticeKind.ALLEGATION, Trouble.NOT_DECIDED),
        (NoticeKind.DECISION, Trouble.YES),
        (NoticeKind.RECEIPT, Trouble.NO),
    ],
)
def test_whether_we_are_in_trouble_follows_from_the_kind(kind, trouble) -> None:
    assert trouble_of(kind) is trouble


@pytest.mark.django_db
def test_time_that_runs_from_service_is_told_as_such() -> None:
    program = make_program()
    partner = make_partner(program)
    notice = make_notice(
        program,
        partner,
        words=make_words(NoticeKind.ALLEGATION),
        deadline=DueAfterService(days=30, place=BERLIN),
    )

    plain = " ".join(as_letter(notice, None).plain().split())

    assert "30 days after you say that you have read this." in plain
    assert "Until then the clock has not started, and nothing is late." in plain
    assert "Good day," in plain


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([], ""),
        (["signatory"], "signatory"),
        (["signatory", "distributor-manager"], "distributor manager and signatory"),
        (["c", "a", "b", "a"], "a, b and c"),
    ],
)
def test_roles_are_told_as_people_read_them(roles, said) -> None:
    assert roles_text(roles) == said
