"""What everybody who puts their name under something for a company is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.agreements.rules.signature import Authority
from goodstanding.ui.forms import ChoiceText, plain_name

NAME_MAX_CHARACTERS = 200
_NOBODY = "no"

Choices = list[tuple[str, ChoiceText]]


class SigningForm(forms.Form):
    """The authority of whoever signs, and their name."""

    #: The words beside the box they tick.
    control_label: str

    authority = forms.ChoiceField(widget=forms.RadioSelect)
    authorized_by = forms.CharField(
        label=_("Name of the director who authorized you"),
        help_text=_("Only if you are not a director or officer yourself"),
        required=False,
        max_length=NAME_MAX_CHARACTERS,
        validators=[plain_name],
    )
    typed_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on the receipt"),
        max_length=NAME_MAX_CHARACTERS,
        validators=[plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )

    def ask_for_authority(self, names: str) -> None:
        """Ask whether the signer can bind the companies called ``names``."""
        field = self.fields["authority"]
        assert isinstance(field, forms.ChoiceField)
        field.label = gettext("Can you bind %(names)s?") % {"names": names}
        field.error_messages["required"] = gettext("Say whether you can bind %(names)s.") % {
            "names": names
        }
        self._authorities: Choices = [
            (Authority.DIRECTOR.value, ChoiceText(gettext("Yes, I am a director or officer"))),
            (
                Authority.AUTHORIZED.value,
                ChoiceText(
                    gettext("Yes, a director has authorized me"), gettext("We ask for their name")
                ),
            ),
            (
                _NOBODY,
                ChoiceText(gettext("No, or I am not sure"), self.somebody_else()),
            ),
        ]
        field.choices = self._authorities

    def somebody_else(self) -> str:
        """Return what is said to somebody who cannot bind the company."""
        return gettext("That is fine. Somebody who can may sign instead")

    def refusal(self) -> str:
        """Return what is said where somebody without authority goes on."""
        return gettext(
            "Then you cannot sign, and that is fine. Ask a director or officer of your company to "
            "open this page."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse to bind anybody on behalf of somebody who says that they cannot."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("authority") == _NOBODY:
            self.add_error("authority", self.refusal())
        if cleaned.get("authority") == Authority.AUTHORIZED and not cleaned.get("authorized_by"):
            self.add_error("authorized_by", gettext("Write the name of the director."))
        return cleaned

    @property
    def authority_statement(self) -> str:
        """The sentence chosen, with its question, as it was shown."""
        chosen = dict(self._authorities)[self.cleaned_data["authority"]]
        return f"{self.fields['authority'].label} {chosen}"
