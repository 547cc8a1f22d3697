"""What an operator fills in to make a program."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.ui.forms import CodeField, plain_name
from goodstanding.values.days import zone
from goodstanding.values.errors import InvalidValueError

_NAME_MAX = 200
_CODE_MAX = 64


class MakeProgramForm(forms.Form):
    """A program, before it has rules, people or partners."""

    name = forms.CharField(
        label=_("Name of the program"),
        help_text=_("As partners know it, such as Contoso Partner Program."),
        max_length=_NAME_MAX,
        validators=[plain_name],
        error_messages={"required": _("Write what partners call the program.")},
    )
    code = CodeField(
        example="partner-program",
        help_text=_("It stands in every address and in the rule book, and never changes."),
        max_length=_CODE_MAX,
    )
    vendor_name = forms.CharField(
        label=_("Whose program is it?"),
        help_text=_("The name of your company, as letters to partners say it."),
        max_length=_NAME_MAX,
        validators=[plain_name],
        error_messages={"required": _("Write the name of your company.")},
    )
    zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Where days start and end for what has no place of its own."),
        initial="UTC",
        max_length=_CODE_MAX,
        error_messages={"required": _("Write a time zone, such as Europe/Berlin.")},
    )

    def clean_zone(self) -> str:
        """Refuse what is no time zone."""
        name = str(self.cleaned_data["zone"])
        try:
            zone(name)
        except InvalidValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return name
