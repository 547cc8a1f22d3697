"""What officers fill in to start, return, stop or end a campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.ui.forms import ChoiceText

_REASON_CHARS_MAX = 2_000


class StartForm(forms.Form):
    """What the officer who starts it has read: which revision, and how many people get it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    people = forms.IntegerField(widget=forms.HiddenInput)


class StopForm(forms.Form):
    """Why nothing more is to leave."""

    reason = forms.CharField(
        label=_("Why does it stop?"),
        help_text=_("For your colleagues. No partner reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=_REASON_CHARS_MAX,
        error_messages={"required": _("Say why it stops, for whoever reads this later.")},
    )


class FinishForm(forms.Form):
    """What becomes of what the campaign asked for."""

    STAYS, CALLED_OFF = "stays", "called-off"

    asked = forms.ChoiceField(
        label=_("What becomes of what it asked for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of what it asked for.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        stays = gettext("Who has not done it still has to.")
        called_off = gettext("Nobody has to do it because of this campaign.")
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.STAYS, ChoiceText(gettext("It stays asked"), stays)),
            (self.CALLED_OFF, ChoiceText(gettext("It is called off"), called_off)),
        ]
