from __future__ import annotations

from django import forms

from goodstanding.ui.forms import ErrorLine, PageFormRenderer, error_lines
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
