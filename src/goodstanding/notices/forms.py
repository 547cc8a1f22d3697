"""The forms of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from goodstanding.notices.rules.codes import MistypedCodeError, VerificationCode, read_code

_TYPED_CHARS_MAX = 60
_SHOWN_BY_CHARS_MAX = 500


class HandoverForm(forms.Form):
    """To whom a message was handed in another way, and what shows that."""

    person = forms.ChoiceField(
        label=gettext_lazy("Who has it?"),
        help_text=gettext_lazy("Somebody who acts for the partner now."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who has it.")},
    )
    shown_by = forms.CharField(
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy(
            "Such as a signed receipt, or the number of a courier, and the day."
        ),
        max_length=_SHOWN_BY_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Say what shows that they have it, such as a signed receipt.")
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        person.choices = list(people)


class CodeForm(forms.Form):
    """A code, as people type it."""

    code = forms.CharField(
        label=gettext_lazy("Code in the message"),
        help_text=gettext_lazy(
            "12 letters and numbers at the end of the message, for example 3FHP-8W2N-K6V3. "
            "Capitals and dashes do not matter."
        ),
        max_length=_TYPED_CHARS_MAX,
        widget=forms.TextInput(
            attrs={
                "class": "mono w-auto flex-fill",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
            }
        ),
        error_messages={
            "required": gettext_lazy("Type the code that stands at the end of the message."),
            "max_length": gettext_lazy(
                "That is too long for a code. A code has 12 letters and numbers."
            ),
        },
    )

    def clean_code(self) -> VerificationCode:
        """Return the code, well formed.

        Raises:
            ValidationError: It is mistyped; the sentence says what to look at.
        """
        try:
            return read_code(self.cleaned_data["code"])
        except MistypedCodeError as error:
            raise ValidationError(str(error), code=error.code) from error
