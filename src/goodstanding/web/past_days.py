"""The form that asks for another moment: the end of a day, as known at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from goodstanding.ui.forms import DayField
from goodstanding.values.days import ends_at, local_day


class DayForm(forms.Form):
    """Which local day is asked about, and as known on which day. Neither is still to come."""

    on = DayField(label=gettext_lazy("At the end of"), required=False)
    known = DayField(
        label=gettext_lazy("As known at the end of"),
        help_text=gettext_lazy("Leave it empty for all that is known today."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, zone: str, now: datetime) -> None:
        """Read days as days of ``zone``; ``now`` is the instant of the question."""
        super().__init__(data)
        self._zone, self._now = zone, now

    @property
    def asks(self) -> bool:
        """Whether another moment than now is asked about."""
        return self.is_valid() and any(self.cleaned_data.values())

    def clean_on(self) -> date | None:
        """Refuse a day that is still to come."""
        return self._past(self.cleaned_data["on"])

    def clean_known(self) -> date | None:
        """Refuse a day on which nobody can have known anything yet."""
        return self._past(self.cleaned_data["known"])

    def moments(self) -> tuple[datetime, datetime | None]:
        """Return the instant asked about and the one whose knowledge counts, if one is given."""
        on, known = self.cleaned_data["on"], self.cleaned_data["known"]
        return self._end_of(on) if on else self._now, self._end_of(known) if known else None

    def _past(self, day: date | None) -> date | None:
        if day is not None and day > local_day(self._now, self._zone):
            raise ValidationError(
                gettext("This day is still to come. Choose today or an earlier day."),
                code="future",
            )
        return day

    def _end_of(self, day: date) -> datetime:
        """Return the last moment of a day, and of today the present one."""
        return min(ends_at(day, self._zone) - timedelta(microseconds=1), self._now)
