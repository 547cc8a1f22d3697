"""What officers fill in about a waiver. Nothing is chosen beforehand, and no box is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.cases.selectors.waivers import Waivable
from goodstanding.ui.dates import day_text
from goodstanding.ui.forms import ChoiceText, DayField

_WORDS_MAX_CHARACTERS = 4_000
_AGREE = "agree"
_REFUSE = "refuse"
_BETWEEN = "|"


def _no_tie() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have no tie to this partner or to a competitor of it"),
        error_messages={
            "required": _("Tick the box, or ask a colleague without a tie to take this part.")
        },
    )


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
    no_tie = _no_tie()

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


def _verdicts() -> list[tuple[str, ChoiceText]]:
    return [
        (_AGREE, ChoiceText(gettext("Agree"), gettext("It takes effect, and the partner is told"))),
        (_REFUSE, ChoiceText(gettext("Refuse"), gettext("With your reason. Nothing changes"))),
    ]


class JudgeForm(forms.Form):
    """What another officer says to a proposed waiver."""

    verdict = forms.ChoiceField(
        label=_("What do you say?"),
        widget=forms.RadioSelect,
        choices=_verdicts,
        error_messages={"required": _("Choose whether you agree.")},
    )
    reason = forms.CharField(
        label=_("Why you refuse"),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_tie = _no_tie()

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == _REFUSE and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", gettext("Say why the waiver is refused."))
        return cleaned

    @property
    def agrees(self) -> bool:
        """Whether the officer agrees."""
        return bool(self.cleaned_data["verdict"] == _AGREE)


class EndForm(forms.Form):
    """Why a waiver ends before its day."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the waiver ends.")},
    )
    no_tie = _no_tie()
