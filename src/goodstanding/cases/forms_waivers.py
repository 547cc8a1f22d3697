"""What officers fill in about a waiver. Nothing is chosen beforehand, and no box is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.forms_second import SecondOfficerForm, no_tie_field
from goodstanding.cases.selectors.waivers import Waivable
from goodstanding.ui.dates import day_text
from goodstanding.ui.forms import DayField

_WORDS_MAX_CHARACTERS = 4_000
_BETWEEN = "|"


class ProposeForm(forms.Form):
    """Which duty is to be waived, for whom, until when and why."""

    what = forms.ChoiceField(
        label=_("Which duty?"),
        error_messages={"required": _("Choose the duty that is to be waived.")},
    )
    until_on = DayField(
        label=_("Until the end of"),
        error_messages={
            "required": _("Write the last day of the waiver."),
            "invalid": _("Write a day such as 2027-02-01."),
        },
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The second officer reads it before agreeing. It stays on record."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why the duty is waived.")},
    )
    no_tie = no_tie_field()

    def __init__(self, data: Any = None, *, choices: Sequence[Waivable], last: date) -> None:
        super().__init__(data)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in choices:
            key = f"{one.obligation.name}{_BETWEEN}{one.unit}"
            name = one.name or gettext("All of it, for the whole partner")
            groups.setdefault(one.obligation.title, []).append((key, name))
        what.choices = [("", gettext("Choose a duty")), *groups.items()]
        self.fields["until_on"].help_text = gettext("The rules allow a day up to %(day)s.") % {
            "day": day_text(last)
        }

    @property
    def obligation(self) -> str:
        """The duty's name."""
        return str(self.cleaned_data["what"]).partition(_BETWEEN)[0]

    @property
    def unit(self) -> str:
        """The one unit chosen; empty: every unit."""
        return str(self.cleaned_data["what"]).partition(_BETWEEN)[2]


class JudgeForm(SecondOfficerForm):
    """What another officer says to a proposed waiver."""

    follows = _("It takes effect, and the partner is told")
    say_why = _("Say why the waiver is refused.")


class EndForm(forms.Form):
    """Why a waiver ends before its day."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the waiver ends.")},
    )
    no_tie = no_tie_field()
