"""How long a measure is to last, where the rule book leaves that to the decider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.cases.letters import measure_title
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.phrases import Between, Duration, read_duration
from goodstanding.values.errors import InvalidValueError

_CHARACTERS_MAX = 20
_PREFIX = "lasts_"


class LengthField(forms.CharField):
    """A time in calendar days, weeks, months or years; None where nothing is written."""

    def __init__(self, *, label: str, help_text: str) -> None:
        super().__init__(
            label=label, help_text=help_text, required=False, max_length=_CHARACTERS_MAX
        )

    def clean(self, value: object) -> Duration | None:
        """Return the time that is written.

        Raises:
            ValidationError: It is not a time, or counts working days.
        """
        text = " ".join(str(super().clean(value)).lower().split())
        if not text:
            return None
        try:
            duration = read_duration(text)
        except InvalidValueError as error:
            raise forms.ValidationError(_NO_TIME) from error
        if duration.workdays:
            raise forms.ValidationError(_NO_TIME)
        return duration


_NO_TIME = _("Write a number and days, weeks, months or years, such as 6 months.")


def length_field(measure: str) -> str:
    """Return the name of the field that says how long a measure lasts."""
    return f"{_PREFIX}{measure}"


def length_fields(ladder: Ladder) -> dict[str, forms.Field]:
    """Return a field for each measure of a rung whose length is the decider's choice."""
    return {
        length_field(measure.name): LengthField(
            label=gettext("How long it lasts: %(measure)s")
            % {"measure": measure_title(measure.name)},
            help_text=gettext("Between %(least)s and %(most)s. Only where it follows.")
            % {"least": bounds.least, "most": bounds.most},
        )
        for measure, bounds in _to_choose(ladder)
    }


def _to_choose(ladder: Ladder) -> Iterator[tuple[Measure, Between]]:
    used = {name for rung in ladder.rungs for name in rung.then} | set(ladder.beside)
    for measure in ladder.measures:
        if measure.name in used and isinstance(measure.lasts, Between):
            yield measure, measure.lasts


def lengths_said(cleaned: Iterable[tuple[str, object]]) -> dict[str, Duration]:
    """Return what a filled-in form says, by measure."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in cleaned
        if name.startswith(_PREFIX) and isinstance(value, Duration)
    }
