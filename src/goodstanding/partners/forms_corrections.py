"""What officers fill in about a correction. Nothing is chosen beforehand, and no box is ticked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.forms_second import SecondOfficerForm, no_tie_field
from goodstanding.partners.models import Authorization, EndedBy, Wrong
from goodstanding.ui.dates import day_text
from goodstanding.ui.forms import ChoiceText

_WORDS_MAX_CHARACTERS = 4_000


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
    no_tie = no_tie_field()

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


class JudgeCorrectionForm(SecondOfficerForm):
    """What another officer says to a proposed correction."""

    follows = _("It is corrected, and the partner is told")
    say_why = _("Say why the correction is refused.")
