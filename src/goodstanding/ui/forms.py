"""How every form looks: label, hint, error, field, from the top, and a summary of errors.

FORM_RENDERER is ``goodstanding.ui.forms.PageFormRenderer``: plain Django forms need nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import ChoiceWidget
from django.template.loader import get_template
from django.utils.translation import gettext, gettext_lazy

from goodstanding.values.codes import is_code
from goodstanding.values.names import holds_hidden_signs

_OWN_TEMPLATES = {
    "django/forms/widgets/radio.html": "ui/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/choices.html",
}

TABLE_BYTES_MAX = 10 * 1024 * 1024

_FIELD_IS_REQUIRED = forms.Field.default_error_messages["required"]

_HIDDEN_SIGNS = gettext_lazy("A sign in it is not shown, and may turn what is read. Type it anew.")

#: What we say instead of Django's sentences, which name no field and no way out.
_OUR_SENTENCES: tuple[tuple[object, object], ...] = (
    (
        MaxLengthValidator.message,
        gettext_lazy(
            "%(label)s: this has %(show_value)s characters, and %(limit_value)s fit. Shorten it."
        ),
    ),
    (
        MinLengthValidator.message,
        gettext_lazy(
            "%(label)s: this has %(show_value)s characters, and %(limit_value)s are needed. Write "
            "more."
        ),
    ),
    (
        MaxValueValidator.message,
        gettext_lazy("%(label)s: this is too much. Write %(limit_value)s or less."),
    ),
    (
        MinValueValidator.message,
        gettext_lazy("%(label)s: this is too little. Write %(limit_value)s or more."),
    ),
    (
        ProhibitNullCharactersValidator.message,
        gettext_lazy("%(label)s: a character in it cannot be kept (NUL). Type it anew."),
    ),
    (
        _HIDDEN_SIGNS,
        gettext_lazy(
            "%(label)s: a sign in it is not shown, and may turn what is read. Type it anew."
        ),
    ),
    (
        EmailValidator.message,
        gettext_lazy(
            "%(label)s: this is no e-mail address. Write one such as maria@contoso.example."
        ),
    ),
    (
        forms.IntegerField.default_error_messages["invalid"],
        gettext_lazy("%(label)s: this is no whole number. Write one such as 30."),
    ),
    (
        forms.DecimalField.default_error_messages["invalid"],
        gettext_lazy("%(label)s: this is no number. Write one such as 1250.00."),
    ),
    (
        forms.DateField.default_error_messages["invalid"],
        gettext_lazy("%(label)s: this is no day. Write one such as 2027-01-31."),
    ),
    (
        forms.TimeField.default_error_messages["invalid"],
        gettext_lazy("%(label)s: this is no time of day. Write one such as 14:30."),
    ),
    (
        forms.FileField.default_error_messages["empty"],
        gettext_lazy("%(label)s: the file is empty. Choose one with something in it."),
    ),
    (
        forms.ChoiceField.default_error_messages["invalid_choice"],
        gettext_lazy("%(label)s: this is not offered. Choose one of the answers shown."),
    ),
    (
        forms.MultipleChoiceField.default_error_messages["invalid_choice"],
        gettext_lazy("%(label)s: one of these is not offered. Choose from the answers shown."),
    ),
)

_CONTROL_CLASSES: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.HiddenInput, forms.MultipleHiddenInput), ""),
    ((forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple), "form-check-input"),
    ((forms.Select, forms.SelectDateWidget), "form-select"),
    ((forms.MultiWidget,), ""),
)


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """The label of a choice with a hint under it, for radios and check boxes."""

    text: str
    hint: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One sentence of the error summary, and the id of the field it leads to, if any."""

    sentence: str
    target: str = ""


def _control_class(widget: forms.Widget) -> str:
    for kinds, name in _CONTROL_CLASSES:
        if isinstance(widget, kinds):
            return name
    return "form-control"


class BoundField(forms.BoundField):
    """A field that gives its control our classes and knows where an error link leads."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the class of the control to what Django gives it."""
        built = super().build_widget_attrs(attrs, widget)
        control = widget or self.field.widget
        names = (control.attrs.get("class"), built.get("class"), _control_class(control))
        joined = " ".join(str(name) for name in names if name)
        # A browser would cut a pasted text at its limit and say nothing; we say how much fits.
        whole = {"maxlength": False} if isinstance(control, forms.Textarea) else {}
        return built | whole | ({"class": joined} if joined else {})

    @property
    def error_target(self) -> str:
        """The id of the first control, so that a link from the summary puts the cursor there."""
        if not self.auto_id or self.is_hidden:
            return ""
        own = self.id_for_label
        if own:
            return own
        if isinstance(self.field.widget, ChoiceWidget) and self.subwidgets:
            return self.subwidgets[0].id_for_label or self.auto_id
        return f"{self.auto_id}_0"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is wrong, the same in the summary and at the field; names what is missing."""
        return tuple(self._sentence(error) for error in self.errors.as_data())

    def _sentence(self, error: ValidationError) -> str:
        (said,) = error.messages
        ours = next((mine for theirs, mine in _OUR_SENTENCES if error.message is theirs), None)
        if self.is_hidden:
            return gettext("%(said)s (hidden field “%(name)s”). Load the page again.") % {
                "said": gettext("This page is out of date")
                if ours or error.message == _FIELD_IS_REQUIRED
                else said.rstrip("."),
                "name": self.name,
            }
        if ours is not None:
            return str(ours) % {**(error.params or {}), "label": str(self.label).rstrip("?")}
        if error.code != "required" or error.message != _FIELD_IS_REQUIRED:
            return said
        if self.is_tick_box:
            return gettext("Tick the box: %(label)s") % {"label": self.label}
        if isinstance(self.field.widget, ChoiceWidget):
            return gettext("Choose an answer: %(label)s") % {"label": self.label}
        return gettext("Fill in: %(label)s") % {"label": self.label}

    @property
    def is_tick_box(self) -> bool:
        """Whether this is one box to tick, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Whether the label says "(optional)"; a single box may always stay unticked."""
        return not self.field.required and not self.is_tick_box


class DayField(forms.DateField):
    """A day that exists in every time zone, with room before and after it."""

    FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)

    def __init__(self, **named: Any) -> None:
        named.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**named)

    def validate(self, value: date | None) -> None:
        """Refuse a year that is surely mistyped."""
        super().validate(value)
        if value is not None and not self.FIRST <= value <= self.LAST:
            raise ValidationError(
                gettext("The year %(year)s is too far from now. Write a day such as 2027-01-31.")
                % {"year": value.year}
            )


def plain_name(name: str) -> None:
    """Refuse a name with signs that nobody sees, and that can make it read as another.

    Raises:
        ValidationError: There are such signs in it.
    """
    if holds_hidden_signs(name.replace("\0", "")):  # Django's own sentence is about that one.
        raise ValidationError(_HIDDEN_SIGNS, code="hidden_signs")


class CodeField(forms.CharField):
    """A code of small letters, digits and single dashes, such as ``example``."""

    def __init__(self, *, example: str, **named: Any) -> None:
        super().__init__(label=gettext_lazy("Code"), **named)
        self.example = example

    def validate(self, value: str) -> None:
        """Refuse nothing at all, and what cannot stand in an address or a reference."""
        example = {"example": self.example}
        if not value:
            raise ValidationError(gettext("Write a code, such as %(example)s.") % example)
        if not is_code(value):
            raise ValidationError(
                gettext("Use small letters, digits and single dashes, such as %(example)s.")
                % example
            )


class TableField(forms.FileField):
    """A table, small enough to be sent through a page; ``command`` reads larger ones."""

    def __init__(self, *, command: str, **named: Any) -> None:
        named["error_messages"] = {
            "required": gettext_lazy("Choose the file to send."),
            "empty": gettext_lazy("The file is empty. Send one with a header and a row below it."),
        }
        super().__init__(**named)
        self.command = command

    def to_python(self, data: Any) -> Any:
        """Refuse what is better imported on the command line."""
        file = super().to_python(data)
        if file is not None and (file.size or 0) > TABLE_BYTES_MAX:
            raise ValidationError(
                gettext(
                    "The file has more than 10 MiB. Split it, or import it on the server with "
                    "%(command)s."
                )
                % {"command": self.command}
            )
        return file


class ReturnForm(forms.Form):
    """Why what the second officer read, in one revision, goes back to its author."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("What should the author change?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Write what the author should change.")},
    )


class PageFormRenderer(DjangoTemplates):
    """Renders forms and fields from this room's templates, single controls from Django's."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField

    def get_template(self, template_name: str) -> Any:
        """Return our template where we have one, else Django's."""
        name = _OWN_TEMPLATES.get(template_name, template_name)
        if name.startswith("django/"):
            return super().get_template(name)
        return get_template(name)


def error_lines(form: forms.BaseForm | forms.BaseFormSet[Any]) -> tuple[ErrorLine, ...]:
    """Return every error of a form or set of forms, hidden fields included, in reading order."""
    return tuple(_lines_of(form))


def _lines_of(form: forms.BaseForm | forms.BaseFormSet[Any]) -> Iterator[ErrorLine]:
    if isinstance(form, forms.BaseFormSet):
        yield from _lines(form.non_form_errors())
        for member in form.forms:
            yield from _lines_of(member)
        return
    yield from _lines(form.non_field_errors())
    for field in (*form.hidden_fields(), *form.visible_fields()):
        if isinstance(field, BoundField):
            yield from _lines(field.sentences, field.error_target)
        else:
            yield from _lines(field.errors, field.id_for_label)


def _lines(sentences: Iterable[object], target: str = "") -> Iterator[ErrorLine]:
    for sentence in sentences:
        yield ErrorLine(str(sentence), target)
