"""The forms of this room."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from goodstanding.notices.rules.codes import MistypedCodeError, VerificationCode, read_code

_TYPED_CHARS_MAX = 60


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
