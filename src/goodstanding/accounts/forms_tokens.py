"""What an operator fills in to give another system a key."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.choices import distributor_numbered, program_choices
from goodstanding.accounts.models import TokenScope
from goodstanding.accounts.tokens import LENGTH_MAX, NAME_LENGTH_MAX
from goodstanding.ui.forms import DayField
from goodstanding.values.errors import InvalidValueError

_USUAL = timedelta(days=365)
NUMBER_LENGTH_MAX = 200


def _programs() -> list[tuple[str, str]]:
    return [("", gettext("Choose one"))] + [
        (str(program_id), name) for program_id, name in program_choices()
    ]


class TokenForm(forms.Form):
    """A token for a system, in one program, for some purposes, until a day."""

    name = forms.CharField(
        label=_("Which system will hold it?"),
        help_text=_("For your list, such as Order system."),
        max_length=NAME_LENGTH_MAX,
        error_messages={"required": _("Name the system.")},
    )
    program = forms.ChoiceField(
        label=_("Program"),
        help_text=_("It learns of partners of this program and of no others."),
        choices=_programs,
        error_messages={
            "required": _("Choose the program."),
            "invalid_choice": _("Choose one of the programs of the list."),
        },
    )
    distributor = forms.CharField(
        label=_("For a distributor’s system?"),
        help_text=_(
            "The distributor’s number, such as crm:D-100. The system then learns of its own "
            "resellers only, and why by category. Empty: a system of yours."
        ),
        max_length=NUMBER_LENGTH_MAX,
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        help_text=_("It can read, never accept, decide or sign."),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one."),
            "invalid_choice": _("Choose from the list."),
        },
    )
    until = DayField(
        label=_("Last day"),
        help_text=_("In UTC. Make a new one before then; two may be good at the same time."),
        error_messages={
            "required": _("Write the last day."),
            "invalid": _("Write the day as in 2027-01-31."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today + _USUAL
        self._today = today

    @property
    def program_given(self) -> UUID:
        """The program that was chosen."""
        return UUID(self.cleaned_data["program"])

    def go_between_given(self, *, at: datetime) -> UUID | None:
        """Return the distributor whose system it is for; None for a system of the vendor's.

        An unknown number is said at its field.
        """
        number = self.cleaned_data["distributor"]
        if not number:
            return None
        try:
            return distributor_numbered(number, program_id=self.program_given, at=at)
        except InvalidValueError as refusal:
            self.add_error("distributor", str(refusal))
            return None

    @property
    def scopes_given(self) -> list[TokenScope]:
        """What was chosen."""
        return [TokenScope(scope) for scope in self.cleaned_data["scopes"]]

    @property
    def ends_at(self) -> datetime:
        """The instant just after the last day, in UTC."""
        return datetime.combine(self.cleaned_data["until"] + timedelta(days=1), time(), tzinfo=UTC)

    def clean_until(self) -> date:
        """Refuse a day that is over, or too far away."""
        until: date = self.cleaned_data["until"]
        if until < self._today:
            raise forms.ValidationError(gettext("This day is over. Choose today or a later day."))
        latest = self._today + LENGTH_MAX - timedelta(days=1)
        if until > latest:
            raise forms.ValidationError(
                gettext("A token lasts up to %(days)s days. Choose %(day)s or an earlier day.")
                % {"days": LENGTH_MAX.days, "day": f"{latest:%Y-%m-%d}"}
            )
        return until
