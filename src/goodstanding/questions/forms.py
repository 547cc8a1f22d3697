"""What people fill in at the question desk."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.questions.rules.wording import WORDS_CHARS_MAX
from goodstanding.questions.selectors.ways import Way
from goodstanding.ui.forms import ChoiceText

#: The choice of nobody in between.
STRAIGHT = "vendor"


class _Words(forms.CharField):
    """Words whose lines count one letter for their end, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        """Return the words with lines ended in one way."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def _words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return _Words(
        label=label,
        help_text=hint,
        required=required,
        max_length=WORDS_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "max_length": _(
                "It has %(show_value)s letters; %(limit_value)s are the most. Shorten it, or make "
                "two of it."
            )
        },
    )


class AskForm(forms.Form):
    """A question, and who gets it. Whom to ask is not asked where there is nobody to choose."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    words = _words(_("Your question"), _("Plain words are enough. 4,000 letters are the most."))
    to = forms.ChoiceField(label=_("Who gets it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[Way], vendor_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        if not ways:
            del self.fields["to"]
            return
        to.choices = [
            *((str(way.relationship_id), _through(way, vendor_name)) for way in ways),
            (
                STRAIGHT,
                ChoiceText(
                    gettext("Straight to %(vendor)s") % {"vendor": vendor_name},
                    gettext("Your distributor does not see it, nor that you asked."),
                ),
            ),
        ]
        to.error_messages["invalid_choice"] = gettext(
            "You do not buy through this distributor any more. Choose again who gets it."
        )

    @property
    def way(self) -> UUID | None:
        """The relationship through which the question goes; none is straight to the vendor."""
        chosen = self.cleaned_data.get("to", STRAIGHT)
        return None if chosen == STRAIGHT else UUID(chosen)


def _through(way: Way, vendor_name: str) -> ChoiceText:
    return ChoiceText(
        way.distributor_name,
        gettext("Your distributor. It answers, or passes it on to %(vendor)s.")
        % {"vendor": vendor_name},
    )


class BetweenAct(StrEnum):
    """What a distributor does with a question."""

    ANSWER = "answer"
    RELAY = "relay"


class BetweenForm(forms.Form):
    """A distributor's answer, or its remark to the vendor."""

    act = forms.ChoiceField(label=_("What you do"), widget=forms.RadioSelect)
    words = _words(_("Your words"), required=False)

    def __init__(
        self, *args: Any, partner_name: str, vendor_name: str, may_relay: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {"partner": partner_name, "vendor": vendor_name}
        act = self.fields["act"]
        assert isinstance(act, forms.ChoiceField)
        answer = ChoiceText(
            gettext("Answer %(partner)s") % names, gettext("It reads your words as they are.")
        )
        relay = ChoiceText(
            gettext("Pass it on to %(vendor)s") % names,
            gettext("Your words are a remark for %(vendor)s. %(partner)s does not read them.")
            % names,
        )
        act.choices = [
            (BetweenAct.ANSWER.value, answer),
            *([(BetweenAct.RELAY.value, relay)] if may_relay else []),
        ]
        if not may_relay:
            act.initial = BetweenAct.ANSWER.value

    def clean(self) -> dict[str, Any]:
        """Ask for words where they are the answer; a remark may be left out."""
        cleaned: dict[str, Any] = super().clean() or {}
        answers = cleaned.get("act") == BetweenAct.ANSWER.value
        if answers and "words" not in self.errors and not cleaned.get("words"):
            self.add_error("words", gettext("An answer needs words. Write it as you would say it."))
        return cleaned


class VendorTo(StrEnum):
    """Whom the vendor answers."""

    PARTNER = "partner"
    DISTRIBUTOR = "distributor"


class VendorForm(forms.Form):
    """The vendor's answer; to whom, where a distributor relayed the question."""

    to = forms.ChoiceField(label=_("Whom you answer"), widget=forms.RadioSelect)
    words = _words(_("Your answer"))

    def __init__(
        self, *args: Any, partner_name: str, distributor_name: str, relayed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {"partner": partner_name, "distributor": distributor_name}
        if not relayed:
            del self.fields["to"]
            return
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            (
                VendorTo.PARTNER.value,
                ChoiceText(
                    gettext("%(partner)s, directly") % names,
                    gettext("%(distributor)s sees the answer too.") % names,
                ),
            ),
            (
                VendorTo.DISTRIBUTOR.value,
                ChoiceText(
                    gettext("%(distributor)s, which passes it on") % names,
                    gettext("%(partner)s reads what %(distributor)s makes of it.") % names,
                ),
            ),
        ]

    @property
    def to_distributor(self) -> bool:
        """Whether the distributor passes the answer on."""
        return bool(self.cleaned_data.get("to") == VendorTo.DISTRIBUTOR.value)


class GuidanceForm(forms.Form):
    """Words for every partner of the program. Nothing is filled in: they are to be new."""

    asks = _words(_("The question, in words for everybody"), _("Name no partner and no person."))
    answers = _words(_("The answer, in words for everybody"))
