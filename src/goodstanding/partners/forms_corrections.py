"""What officers fill in about a correction. Nothing is chosen beforehand, and no box is ticked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.models import Authorization, EndedBy, Wrong
from goodstanding.ui.dates import day_text
from goodstanding.ui.forms import ChoiceText

_WORDS_MAX_CHARACTERS = 4_000
_AGREE = "agree"
_REFUSE = "refuse"


def _no_tie() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have no tie to this partner or to a competitor of it"),
        error_messages={
            "required": _("Tick the box, or ask a colleague without a tie to take this part.")
        },
    )


class CorrectForm(forms.Form):
    """What is wrongly on record of an authorization, why, and what shows it."""

    wrong = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    reason = forms.CharField(
        label=_("What happened"),
        help_text=_("The second officer reads it before agreeing. It stays on record."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is wrong, and how it came about.")},
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        help_text=_("Such as a receipt, a letter or a case, with its number and day."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what shows it, such as a receipt, a letter or a case.")},
    )
    no_tie = _no_tie()

    def __init__(self, data: Mapping[str, Any] | None, *, held: Authorization) -> None:
        super().__init__(data)
        wrong = self.fields["wrong"]
        assert isinstance(wrong, forms.ChoiceField)
        wrong.choices = wrongs_of(held)


def wrongs_of(held: Authorization) -> list[tuple[str, ChoiceText]]:
    """Return what of an authorization can be wrong."""
    grant = ChoiceText(
        gettext("It was never to be granted from %(day)s on") % {"day": day_text(held.granted_on)},
        gettext("It counts as if it had never been granted, and nothing is asked for it"),
    )
    choices = [(Wrong.GRANT.value, grant)]
    if held.until_on is not None and held.ended_by != EndedBy.PARTNER:
        end = ChoiceText(
            gettext("It was not to end with %(day)s") % {"day": day_text(held.until_on)},
            gettext("It goes on as before, as if the end had never been"),
        )
        choices.insert(0, (Wrong.END.value, end))
    return choices


def _verdicts() -> list[tuple[str, ChoiceText]]:
    return [
        (
            _AGREE,
            ChoiceText(gettext("Agree"), gettext("It is corrected, and the partner is told")),
        ),
        (_REFUSE, ChoiceText(gettext("Refuse"), gettext("With your reason. Nothing changes"))),
    ]


class JudgeCorrectionForm(forms.Form):
    """What another officer says to a proposed correction."""

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
            self.add_error("reason", gettext("Say why the correction is refused."))
        return cleaned

    @property
    def agrees(self) -> bool:
        """Whether the officer agrees."""
        return bool(self.cleaned_data["verdict"] == _AGREE)
