"""What every officer says who takes part in a judgement, and what a second one is asked."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.ui.forms import ChoiceText

_WORDS_MAX_CHARACTERS = 4_000
_AGREE = "agree"
_REFUSE = "refuse"


def no_tie_field() -> forms.BooleanField:
    """Return the box by which somebody says to have no tie; it is never ticked beforehand."""
    return forms.BooleanField(
        label=_("I have no tie to this partner or to a competitor of it"),
        error_messages={
            "required": _("Tick the box, or ask a colleague without a tie to take this part.")
        },
    )


class SecondOfficerForm(forms.Form):
    """What another officer says to what one proposed; a refusal says why."""

    #: What follows from agreeing, and what is asked of who refuses without a reason.
    follows: ClassVar[str | Promise]
    say_why: ClassVar[str | Promise]

    verdict = forms.ChoiceField(
        label=_("What do you say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you agree.")},
    )
    reason = forms.CharField(
        label=_("Why you refuse"),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_tie = no_tie_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)
        verdict.choices = [
            (_AGREE, ChoiceText(gettext("Agree"), str(self.follows))),
            (_REFUSE, ChoiceText(gettext("Refuse"), gettext("With your reason. Nothing changes"))),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == _REFUSE and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", str(self.say_why))
        return cleaned

    @property
    def agrees(self) -> bool:
        """Whether the officer agrees."""
        return bool(self.cleaned_data["verdict"] == _AGREE)
