"""What people fill in about a case. Nothing is chosen beforehand, and no box is ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.forms_second import no_tie_field
from goodstanding.cases.forms_lengths import length_fields, lengths_said
from goodstanding.cases.letters import measure_title
from goodstanding.cases.models import ChosenMeasure, MilestonePlanned, Outcome, Source
from goodstanding.incentives.models import Earning
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.phrases import Duration
from goodstanding.ui.forms import ChoiceText, DayField, plain_name
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import zone
from goodstanding.values.money import Money

WORDS_MAX_CHARACTERS = 10_000
_TITLE_MAX_CHARACTERS = 200
_MONTHS_MAX = 1_200

Choices = list[tuple[str, ChoiceText]]


def _plain_words(words: str) -> None:
    """Refuse signs that nobody sees, and that turn what is read; lines and tabs may be."""
    plain_name(words.translate(dict.fromkeys(map(ord, "\t\r\n"))))


def _words(label: Any, hint: Any = "", *, rows: int = 6, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=WORDS_MAX_CHARACTERS,
        validators=[_plain_words],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OpenForm(forms.Form):
    """A new case. Only readers of the vendor see it until something is put to the partner."""

    partner = forms.CharField(
        label=_("Partner"),
        help_text=_("Its whole name, or one of its IDs."),
        max_length=_TITLE_MAX_CHARACTERS,
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("What it is about, in a few words. The partner reads it once you ask it."),
        max_length=_TITLE_MAX_CHARACTERS,
        validators=[plain_name],
    )
    source = forms.ChoiceField(
        label=_("Where it came from"), choices=Source.choices, widget=forms.RadioSelect
    )
    concern = _words(_("What was said"), _("The partner never sees this."))


class AllegeForm(forms.Form):
    """What is put to the partner."""

    clause = forms.ChoiceField(label=_("Clause"))
    severity = forms.ChoiceField(label=_("How severe it would be"), widget=forms.RadioSelect)
    event_on = DayField(
        label=_("Day of the event"),
        help_text=_("The last day on which it happened, where the partner is."),
    )
    event_time = forms.TimeField(
        label=_("Time of the event"),
        help_text=_("If nobody knows it, the day counts from its start."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    facts = _words(
        _("Facts"), _("What happened, and what shows it. The partner reads it word for word.")
    )

    def __init__(
        self, *args: Any, clauses: Iterable[str], severities: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        clause, severity = self.fields["clause"], self.fields["severity"]
        assert isinstance(clause, forms.ChoiceField)
        assert isinstance(severity, forms.ChoiceField)
        clause.choices = [("", gettext("Choose a clause")), *((one, one) for one in clauses)]
        severity.choices = [(one, measure_title(one)) for one in severities]

    @property
    def ref(self) -> ClauseRef:
        """The clause that was chosen."""
        return ClauseRef.parse(self.cleaned_data["clause"])

    def event_at(self, zone_name: str) -> datetime:
        """Return the instant of the event, told in a zone."""
        day: date = self.cleaned_data["event_on"]
        at: time = self.cleaned_data["event_time"] or time()
        return datetime.combine(day, at, tzinfo=zone(zone_name)).astimezone(UTC)


class DropForm(forms.Form):
    """Why a case is given up before anything was put to the partner."""

    reasons = _words(_("Reasons"), _("For your colleagues. The partner never hears of it."), rows=3)


class FindForm(forms.Form):
    """Whether it is so, by somebody who did not investigate.

    ``severities`` may be found, the one that was put to the partner last; without any, only that
    nothing was.
    """

    found = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    reasons = _words(
        _("Reasons"),
        _("What happened, why it is a breach or not, what speaks for the partner. It reads this."),
    )
    no_tie = no_tie_field()

    def __init__(self, *args: Any, severities: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["found"]
        assert isinstance(found, forms.ChoiceField)
        alleged = severities[-1:]
        found.choices = [
            *((one, gettext("Confirmed, as it was put to the partner")) for one in alleged),
            *(
                (one, gettext("Confirmed, and only %(severity)s") % {"severity": one})
                for one in reversed(severities[:-1])
            ),
            ("nothing", gettext("Not confirmed. It leaves no mark")),
        ]

    @property
    def confirmed(self) -> bool:
        """Whether there is a finding."""
        return bool(self.cleaned_data["found"] != "nothing")


class DecideForm(forms.Form):
    """What follows. The recommendation is shown beside it and never chosen beforehand."""

    rung = forms.ChoiceField(label=_("What follows"), widget=forms.RadioSelect)
    factors = forms.MultipleChoiceField(
        label=_("Circumstances"), required=False, widget=forms.CheckboxSelectMultiple
    )
    deviation_reason = _words(
        _("Why something else than recommended"),
        _("Only where it is something else. The partner reads it."),
        rows=3,
        required=False,
    )
    release_months = forms.IntegerField(
        label=_("Release may be decided after so many months"),
        help_text=_("Only for a removal."),
        required=False,
        min_value=1,
        max_value=_MONTHS_MAX,
    )
    take_back = forms.MultipleChoiceField(
        label=_("Earnings to take back"),
        help_text=_("Those that came from what was found. All that is left of each."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    milestones = _words(
        _("Steps of the plan"),
        _("What the partner is to do, one step a line. A plan needs them. The partner reads them."),
        rows=4,
        required=False,
    )
    reasons = _words(
        _("Reasons the partner will read"),
        _("Why this follows, and what speaks for the partner."),
    )
    no_tie = no_tie_field()

    def __init__(
        self, *args: Any, ladder: Ladder, earnings: Iterable[Earning], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rung, factors, take_back = (self.fields[name] for name in ("rung", "factors", "take_back"))
        assert isinstance(rung, forms.ChoiceField)
        assert isinstance(factors, forms.MultipleChoiceField)
        assert isinstance(take_back, forms.MultipleChoiceField)
        rung.choices = [(one.name, _rung_text(one.name, one.then)) for one in ladder.rungs]
        factors.choices = [(one.name, measure_title(one.name)) for one in ladder.factors]
        take_back.choices = [(str(one.pk), _earning_text(one)) for one in earnings]
        for name, choices in (("factors", ladder.factors), ("take_back", take_back.choices)):
            if not choices:
                del self.fields[name]
        lengths = length_fields(ladder)
        self.fields.update(lengths)
        self.order_fields(["rung", "factors", "deviation_reason", *lengths])

    @property
    def lengths(self) -> dict[str, Duration]:
        """How long measures are to last, by name, as far as that is said."""
        return lengths_said(self.cleaned_data.items())

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the plan, one a line."""
        lines = str(self.cleaned_data["milestones"]).splitlines()
        return tuple(line.strip() for line in lines if line.strip())


def _rung_text(name: str, then: Sequence[str]) -> ChoiceText:
    return ChoiceText(measure_title(name), ", ".join(measure_title(one) for one in then))


def _earning_text(earning: Earning) -> ChoiceText:
    return ChoiceText(
        f"{earning.external_id}, {Money(earning.amount_minor, earning.currency)}",
        earning.incentive_name,
    )


class ApproveForm(forms.Form):
    """A second decider agrees to the decision that was read, or returns it with a reason."""

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("approve", _("I agree. The letter goes out")),
            ("return", _("I return it. Nothing reaches the partner")),
        ],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Why you return it"), rows=3, required=False)
    decision = forms.UUIDField(required=False, widget=forms.HiddenInput)
    no_tie = no_tie_field()

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a return."""
        said: dict[str, Any] = self.cleaned_data
        if said.get("verdict") == "return" and said.get("reason") == "":
            self.add_error("reason", gettext("Say why you return it."))
        return said


class PlanForm(forms.Form):
    """Every step of a plan was found done."""

    remark = _words(_("What shows it"), _("The partner reads it."), rows=3, required=False)
    no_tie = no_tie_field()


class PlanFailedForm(forms.Form):
    """A plan was not done by the time it was due."""

    missing = forms.MultipleChoiceField(
        label=_("Steps that are missing"),
        help_text=_("Name one at least. The letter gives their numbers, the case their words."),
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = _words(
        _("Reasons"), _("What is missing, and what speaks for the partner. It reads this."), rows=4
    )
    no_tie = no_tie_field()

    def __init__(self, *args: Any, steps: Iterable[MilestonePlanned], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = self.fields["missing"]
        assert isinstance(missing, forms.MultipleChoiceField)
        missing.choices = [(str(one.place), f"{one.place}. {one.words}") for one in steps]
        if not missing.choices:
            del self.fields["missing"]

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the steps that are missing."""
        return tuple(int(place) for place in self.cleaned_data.get("missing", ()))


class ReviewForm(forms.Form):
    """What a reviewer comes to who decided nothing before."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    measures = forms.MultipleChoiceField(
        label=_("What ends, if it is upheld in part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = _words(_("Reasons"), _("What was wrong, or why it stands. The partner reads it."))
    no_tie = no_tie_field()

    def __init__(self, *args: Any, measures: Iterable[ChosenMeasure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome, named = self.fields["outcome"], self.fields["measures"]
        assert isinstance(outcome, forms.ChoiceField)
        assert isinstance(named, forms.MultipleChoiceField)
        outcome.choices = [
            (
                Outcome.FULL.value,
                ChoiceText(
                    gettext("Upheld in full"),
                    gettext("The finding falls, and everything that followed from it is undone"),
                ),
            ),
            (
                Outcome.PART.value,
                ChoiceText(
                    gettext("Upheld in part"), gettext("The finding stands, some measures end")
                ),
            ),
            (Outcome.REFUSED.value, ChoiceText(gettext("Refused"), gettext("It stands"))),
        ]
        named.choices = [(one.name, measure_title(one.name)) for one in measures]


class WordsForm(forms.Form):
    """What a partner says: an answer, or an appeal."""

    words = _words(_("In your words"), rows=8)

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = hint
