"""What an officer says when a rule book is to be tried: on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.standing.rules.trying import days_to_try
from goodstanding.ui.forms import DayField
from goodstanding.values.errors import InvalidValueError


class SimulationForm(forms.Form):
    """The days on which everybody is judged by both rule books."""

    first = DayField(
        label=_("From"),
        help_text=_("Each month end from this day on is tried. Leave it empty for one day."),
        required=False,
    )
    last = DayField(
        label=_("The day tried"),
        help_text=_("Everybody is judged in its last moment, by the facts known today."),
        error_messages={"required": _("Choose the day on which everybody is to be judged.")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a range that cannot be tried."""
        cleaned = super().clean() or self.cleaned_data
        last: date | None = cleaned.get("last")
        if last is not None:
            cleaned["first"] = cleaned.get("first") or last
            try:
                days_to_try(cleaned["first"], last)
            except InvalidValueError as refusal:
                self.add_error("first", str(refusal))
        return cleaned
