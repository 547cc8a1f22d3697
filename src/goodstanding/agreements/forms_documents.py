"""What people fill in about a document: the partner that sends it, the officer who looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.agreements.forms_statements import unit_key
from goodstanding.agreements.rules.documents import BYTES_MAX
from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.agreements.selectors.statements import UnitNamed
from goodstanding.ui.forms import ChoiceText, DayField

_WORDS_MAX_CHARACTERS = 2_000
_ACCEPT = "accept"
_DECLINE = "decline"


class SendForm(forms.Form):
    """A document, for whom, and until when it holds."""

    unit = forms.ChoiceField(
        label=_("For whom is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom it is.")},
    )
    file = forms.FileField(
        label=_("The document"),
        help_text=_("PDF, PNG or JPEG, up to 10 MiB. It is kept exactly as you send it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty. Choose the document itself."),
        },
    )
    until_on = DayField(
        label=_("Last day on which it holds"),
        help_text=_("As the document says; left empty where it has no end."),
        required=False,
        error_messages={"invalid": _("Write a day such as 2027-02-01.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, units: Sequence[UnitNamed]) -> None:
        super().__init__(data, files)
        self._units = {unit_key(one): one for one in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, ChoiceText(one.name, one.hint)) for key, one in self._units.items()]
        if len(units) == 1:
            field.initial = next(iter(self._units))

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > BYTES_MAX:
            raise forms.ValidationError(
                gettext("The file has more than 10 MiB. Save it smaller and send that.")
            )
        return file

    @property
    def unit_chosen(self) -> StatedUnit:
        """The unit chosen."""
        return self._units[self.cleaned_data["unit"]].unit


def _verdicts() -> list[tuple[str, ChoiceText]]:
    return [
        (_ACCEPT, ChoiceText(gettext("Accept it"), gettext("The duty is met while it holds"))),
        (_DECLINE, ChoiceText(gettext("Decline it"), gettext("The partner reads what is missing"))),
    ]


class CheckForm(forms.Form):
    """What an officer says to a document."""

    verdict = forms.ChoiceField(
        label=_("Does it show what the rule asks?"),
        widget=forms.RadioSelect,
        choices=_verdicts,
        error_messages={"required": _("Choose whether to accept or to decline it.")},
    )
    until_on = DayField(
        label=_("Last day on which it holds"),
        help_text=_("As you read it in the document; left empty where it has no end."),
        required=False,
        error_messages={"invalid": _("Write a day such as 2027-02-01.")},
    )
    reason = forms.CharField(
        label=_("What is missing"),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason before declining."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == _DECLINE and not str(cleaned.get("reason", "")).strip():
            self.add_error(
                "reason", gettext("Say what is missing, so that the partner can send another.")
            )
        return cleaned

    @property
    def accepts(self) -> bool:
        """Whether the officer accepts it."""
        return bool(self.cleaned_data["verdict"] == _ACCEPT)


class ReopenForm(forms.Form):
    """Why what was said to a document was wrong."""

    reason = forms.CharField(
        label=_("What was wrong with it?"),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was wrong with what was said.")},
    )
