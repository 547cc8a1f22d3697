"""What a signatory says before a statement is made, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.agreements.forms_signing import SigningForm
from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.agreements.selectors.statements import UnitNamed
from goodstanding.ui.forms import ChoiceText

_WORDS_MAX_CHARACTERS = 4_000
_PARTNER = "partner"


class StatementForm(SigningForm):
    """For which units something is stated, and by whom."""

    units = forms.MultipleChoiceField(
        label=_("For whom do you state it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of them.")},
    )
    state = forms.BooleanField()
    field_order = ("units", "authority", "authorized_by", "typed_name", "state")

    def __init__(self, data: Any = None, *, title: str, units: Sequence[UnitNamed]) -> None:
        super().__init__(data)
        self._units = {unit_key(one): one for one in units}
        self.shown = tuple(units)
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, ChoiceText(one.name, one.hint)) for key, one in self._units.items()]
        if len(units) == 1:
            field.widget = forms.MultipleHiddenInput()
            field.initial = list(self._units)
        names = ", ".join(one.name for one in units)
        self.ask_for_authority(names)
        self.fields["state"].label = self.control_label = gettext(
            "I have the authority stated above. I state for those chosen above (%(names)s) that "
            "this holds today: %(title)s"
            if len(units) > 1
            else "I have the authority stated above. I state for %(names)s that this holds today: "
            "%(title)s"
        ) % {"names": names, "title": title}
        self.fields["state"].error_messages["required"] = gettext(
            "Tick the box if it holds, or choose “Not now”."
        )

    @property
    def units_chosen(self) -> list[StatedUnit]:
        """The units chosen."""
        return [self._units[chosen].unit for chosen in self.cleaned_data["units"]]


def unit_key(one: UnitNamed) -> str:
    """Return what a form calls a unit."""
    return one.unit.key or _PARTNER


class WithdrawForm(forms.Form):
    """Why a statement does not hold any more."""

    reason = forms.CharField(
        label=_("Why does it not hold any more?"),
        help_text=_("The vendor’s compliance office can read it."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the statement is withdrawn.")},
    )
