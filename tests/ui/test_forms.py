from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from goodstanding.ui.forms import DayField, ErrorLine, PageFormRenderer, error_lines
from tests.ui.gallery.pages import ContactForm


class RecoveryForm(forms.Form):
    """Fields whose errors lead to places of different kinds."""

    default_renderer = PageFormRenderer()
    case = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name")
    way = forms.ChoiceField(label="Way", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    when = forms.SplitDateTimeField(label="When")
    agreed = forms.BooleanField(label="I agree")

    def clean(self) -> None:
        self.add_error(None, "Two people decided this at once")


def make_contact_form(**typed) -> ContactForm:
    return ContactForm(typed, renderer=PageFormRenderer())


class LongForm(forms.Form):
    """A text with a limit, and a line with one."""

    default_renderer = PageFormRenderer()
    story = forms.CharField(label="Story", max_length=10, widget=forms.Textarea)
    name = forms.CharField(label="Name", max_length=10)


def test_a_browser_is_not_let_cut_a_pasted_text() -> None:
    form = LongForm({"story": "x" * 11, "name": "Maria"})

    assert "maxlength" not in str(form["story"])
    assert 'maxlength="10"' in str(form["name"])
    assert error_lines(form) == (
        ErrorLine("Story: this has 11 characters, and 10 fit. Shorten it.", "id_story"),
    )


def test_every_error_is_listed_with_the_way_to_its_field() -> None:
    form = RecoveryForm({"case": "x"})

    lines = error_lines(form)

    assert lines == (
        ErrorLine("Two people decided this at once"),
        ErrorLine("Enter a valid UUID (hidden field “case”). Load the page again."),
        ErrorLine("Fill in: Name", "id_name"),
        ErrorLine("Choose an answer: Way", "id_way_0"),
        ErrorLine("Fill in: When", "id_when_0"),
        ErrorLine("Tick the box: I agree", "id_agreed"),
    )


class TypesForm(forms.Form):
    """A field of each type that Django has a sentence of its own for."""

    default_renderer = PageFormRenderer()
    name = forms.CharField(label="Name", required=False, min_length=2, max_length=5)
    email = forms.EmailField(label="E-mail", required=False)
    days = forms.IntegerField(label="Days", required=False, min_value=1, max_value=9)
    amount = forms.DecimalField(label="Amount", required=False, min_value=Decimal(0))
    day = forms.DateField(label="Day", required=False)
    way = forms.ChoiceField(label="Way", required=False, choices=[("a", "A")])
    ways = forms.MultipleChoiceField(label="Ways", required=False, choices=[("a", "A")])
    at = forms.TimeField(label="When?", required=False)
    near = DayField(label="Near", required=False)
    own = forms.DateField(label="Own", required=False, error_messages={"invalid": "Ours."})
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "x" * 6, "Name: this has 6 characters, and 5 fit. Shorten it."),
        ("name", "x", "Name: this has 1 characters, and 2 are needed. Write more."),
        ("name", "a\0b", "Name: a character in it cannot be kept (NUL). Type it anew."),
        (
            "email",
            "tom@",
            "E-mail: this is no e-mail address. Write one such as maria@contoso.example.",
        ),
        ("days", "soon", "Days: this is no whole number. Write one such as 30."),
        ("days", "0", "Days: this is too little. Write 1 or more."),
        ("days", "10", "Days: this is too much. Write 9 or less."),
        ("amount", "NaN", "Amount: this is no number. Write one such as 1250.00."),
        ("day", "2026-02-31", "Day: this is no day. Write one such as 2027-01-31."),
        ("at", "25:61", "When: this is no time of day. Write one such as 14:30."),
        (
            "near",
            "0001-01-01",
            "The year 1 is too far from now. Write a day such as 2027-01-31.",
        ),
        (
            "near",
            "9999-12-31",
            "The year 9999 is too far from now. Write a day such as 2027-01-31.",
        ),
        ("way", "<b>", "Way: this is not offered. Choose one of the answers shown."),
        ("ways", ["b"], "Ways: one of these is not offered. Choose from the answers shown."),
        ("own", "soon", "Ours."),
        ("seen", "x", "This page is out of date (hidden field “seen”). Load the page again."),
    ],
)
def test_a_sentence_says_where_it_is_and_what_to_do(field, typed, sentence) -> None:
    lines = error_lines(TypesForm({field: typed}))

    assert [line.sentence for line in lines] == [sentence]


def test_the_errors_of_a_set_of_forms_lead_to_the_form_they_are_in() -> None:
    factory = forms.formset_factory(RecoveryForm, extra=0, renderer=PageFormRenderer())
    formset = factory({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"})

    targets = [line.target for line in error_lines(formset)]

    assert "id_form-0-name" in targets
    assert "id_form-1-way_0" in targets


def test_label_hint_error_and_control_stand_in_this_order() -> None:
    form = make_contact_form(email="tom@")

    shown = str(form["email"].as_field_group())

    parts = [
        '<label class="form-label" for="id_email">',
        'id="id_email_helptext"',
        "Add the part after the @",
        '<input type="email"',
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


def test_a_control_names_its_hint_and_its_error() -> None:
    form = make_contact_form(email="tom@")

    shown = str(form["email"])

    assert 'aria-describedby="id_email_helptext id_email_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'value="tom@"' in shown
    assert 'class="form-control"' in shown


def test_choices_are_labels_around_their_inputs_with_their_hints() -> None:
    shown = str(make_contact_form()["authority"].as_field_group())

    assert shown.count('<label class="gs-choice"') == 3
    assert '<span class="hint">We ask for their name</span>' in shown
    assert " checked" not in shown
    assert 'aria-describedby="id_authority_error"' in shown


def test_the_chosen_choice_stays_chosen() -> None:
    shown = str(make_contact_form(authority="no")["authority"])

    assert shown.count(" checked") == 1


def test_what_may_stay_empty_says_so_and_a_box_does_not() -> None:
    form = make_contact_form()

    assert "(optional)" in str(form["phone"].as_field_group())
    assert "(optional)" not in str(form["email"].as_field_group())
    assert "(optional)" not in str(form["accept"].as_field_group())


def test_a_form_renders_its_hidden_fields_and_the_rest_once() -> None:
    shown = str(make_contact_form())

    assert shown.count('name="case"') == 1
    assert shown.count('name="email"') == 1


def test_what_was_typed_is_escaped() -> None:
    shown = str(make_contact_form(phone='"><script>'))

    assert "<script>" not in shown
