"""The form of a whole campaign. Everything that is wrong is said at once, each at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.campaigns.models import Campaign
from goodstanding.campaigns.rules.audience import Audience
from goodstanding.campaigns.rules.plan import NAME_CHARS_MAX, Plan, Problem
from goodstanding.campaigns.selectors import campaigns as selectors
from goodstanding.notices.rules.kinds import NoticeKind
from goodstanding.notices.rules.words import (
    DETAIL_CHARS_MAX,
    SHORT_CHARS_MAX,
    TITLE_CHARS_MAX,
    Citation,
    Said,
    Words,
    WordsRefusedError,
)
from goodstanding.partners.models import Tier
from goodstanding.partners.rules.places import country_code
from goodstanding.programs.models import Program
from goodstanding.ui.forms import ChoiceText, DayField
from goodstanding.values.clauses import ClauseRef

_NUMBERS_CHARS_MAX = 200_000
_COURSE, _DUTY = "course", "duty"

#: How a refusal of words begins, and the field it belongs to.
_PARTS_OF_WORDS = (
    ("The title", "title"),
    ("The heading", "heading"),
    ("The occasion", "occasion"),
    ("The what", "what"),
    ("Nothing is said to be due", "what"),
    ("A reminder asks for nothing", "what"),
    ("The why, in detail", "more"),
    ("The why", "why"),
    ("The otherwise", "otherwise"),
    ("The step", "steps"),
    ("There are", "steps"),
    ("The closing", "closing"),
)

#: What a field that cannot be read counts as, where that is no empty text.
_UNREAD: Mapping[str, Any] = {
    **dict.fromkeys(("roles", "tiers", "levels", "countries", "remind_days"), ()),
    **dict.fromkeys(("due_on", "not_before_on", "joiners_until", "per_hour", "passed_months")),
    "skip_weekends": False,
}

#: What can only be judged once another field can be read.
_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "kind": ("what", "action", "due_on", "remind_days", "joiners_until"),
    "action": ("passed_months",),
}


def _line(label: Any, hint: Any = "", *, most: int, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=most, required=required)


def _text(
    label: Any, hint: Any = "", *, most: int, rows: int = 3, required: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, hint: Any = "") -> DayField:
    return DayField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": _("Write the day as 2026-12-04.")},
    )


def _number(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": _("Write a whole number, such as 12.")},
    )


def _boxes(label: Any, hint: Any = "", *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role. Only they can be written to.")},
    )


class CampaignForm(forms.Form):
    """One page for the whole campaign: what it says, who gets it, when."""

    name = _line(
        _("Name of the campaign"), _("For your own lists. Partners do not see it."),
        most=NAME_CHARS_MAX,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"),
        help_text=_("It accuses nobody, and says so. It cannot change once the campaign runs."),
        widget=forms.RadioSelect,
    )
    title = _line(
        _("Subject"),
        _("What it is about. “Please do by …:” or “Reminder, nothing to do:” stands before it."),
        most=TITLE_CHARS_MAX,
    )
    heading = _line(_("First sentence of the letter"), most=SHORT_CHARS_MAX)
    occasion = _line(
        _("Why now, and who else gets one"),
        _("“Every partner gets one this month.”"),
        most=SHORT_CHARS_MAX,
        required=False,
    )
    what = _line(
        _("What is due?"),
        _("For a call: one sentence that says what to do. Leave it empty for a reminder."),
        most=SHORT_CHARS_MAX,
        required=False,
    )
    why = _line(
        _("Why?"), _("One sentence. Anybody with the code can read it."), most=SHORT_CHARS_MAX
    )
    more = _text(
        _("More to know"),
        _("One paragraph that only the addressee reads."),
        most=DETAIL_CHARS_MAX,
        rows=4,
    )
    clause = forms.ChoiceField(label=_("Clause it rests on"), required=False)
    otherwise = _line(
        _("What if they don’t?"),
        _("Say what does not change, too. For a reminder: “Nothing happens.”"),
        most=SHORT_CHARS_MAX,
    )
    steps = _text(
        _("How to do it"),
        _("For a call: one step a line, after signing in. “Open “Training”.”"),
        most=SHORT_CHARS_MAX * 10,
    )
    closing = _text(
        _("Last words"), _("“Questions? Reply to this message.”"), most=DETAIL_CHARS_MAX
    )
    sender = forms.ChoiceField(label=_("Signed by"))
    action = forms.ChoiceField(
        label=_("What they are to do, for a call"),
        help_text=_("The product sees by itself who has done it."),
        required=False,
    )
    due_on = _day(
        _("Due day, for a call"), _("Until the end of that day, where each person works.")
    )
    remind_days = _line(
        _("Remind who has not done it"),
        _("Days before the due day, such as 7, 3. Who has done it by then gets none."),
        most=60,
        required=False,
    )
    skip_weekends = forms.BooleanField(
        label=_("No reminders on weekends"), help_text=_("They leave on the Friday before."),
        required=False,
    )  # fmt: skip
    roles = _boxes(
        _("People in these roles"), _("Each person gets one message, whatever they all are."),
        required=True,
    )  # fmt: skip
    tiers = _boxes(_("At partners of these tiers"), _("None ticked: all."))
    levels = _boxes(_("At partners of these levels"), _("None ticked: all."))
    open_obligation = forms.ChoiceField(label=_("Where this duty is not fulfilled"), required=False)
    countries = _line(
        _("In these countries"), _("Codes or names, with commas: DE, New Zealand."), most=1_000,
        required=False,
    )  # fmt: skip
    only = _text(_("Only these partners"), _("Their IDs, one a line."), most=_NUMBERS_CHARS_MAX)
    without = _text(_("Not these partners"), _("Their IDs, one a line."), most=_NUMBERS_CHARS_MAX)
    through = _text(
        _("Only who buys through these distributors"),
        _("The distributors’ IDs, one a line."),
        most=_NUMBERS_CHARS_MAX,
    )
    passed_months = _number(
        _("Leave out who passed the course in the last … months"), _("Empty: nobody is left out.")
    )
    not_before_on = _day(
        _("Not before"), _("From nine in the morning where you are. Empty: as soon as started.")
    )
    per_hour = _number(_("Messages an hour, at most"), _("Empty: as fast as possible."))
    joiners_until = _day(
        _("Who comes in later gets it until"), _("Empty: only who is in the audience at the start.")
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        program: Program,
        at: datetime,
        campaign: Campaign | None = None,
        author_id: object = None,
        only: str = "",
    ) -> None:
        new = {"sender": str(author_id), "only": only}
        initial = _initial_of(campaign) if campaign else new
        super().__init__(data, initial=initial)
        nothing = ("", gettext("–"))
        duties = selectors.obligation_choices(program.pk, at=at)
        courses = selectors.course_choices(program.pk)
        self._choices("kind", _kinds())
        self._clauses = selectors.clause_choices(program.pk, at=at)
        self._choices("clause", [nothing, *self._clauses])
        self._choices(
            "sender", [(str(each.pk), str(each)) for each in selectors.senders(program.pk, at=at)]
        )
        self._choices(
            "action",
            [
                nothing,
                (gettext("Take a course"), [(f"{_COURSE}:{code}", name) for code, name in courses]),
                (gettext("Fulfil a duty"), [(f"{_DUTY}:{code}", name) for code, name in duties]),
            ],
        )
        self._choices("roles", [(role, role_word(role)) for role in selectors.role_names()])
        self._choices("tiers", [(tier.value, tier.label) for tier in Tier])
        self._choices("levels", selectors.level_choices(program.pk, at=at))
        self._choices("open_obligation", [nothing, *duties])

    def _choices(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_remind_days(self) -> tuple[int, ...]:
        """Return the days as numbers, the earliest reminder first."""
        parts = [part for part in re.split(r"[\s,;]+", self.cleaned_data["remind_days"]) if part]
        if any(not part.isdecimal() or len(part) > 4 for part in parts):  # noqa: PLR2004 -- 9,999 days.
            raise forms.ValidationError(gettext("Write days as numbers with commas, such as 7, 3."))
        return tuple(sorted(map(int, parts), reverse=True))

    def clean_countries(self) -> tuple[str, ...]:
        """Return codes of countries; what is none is told by the plan."""
        parts = [part.strip() for part in self.cleaned_data["countries"].split(",")]
        return tuple(dict.fromkeys(country_code(part) or part for part in parts if part))

    def plan(self) -> Plan:
        """Return what is planned, as far as it can be read; what the words lack is then said."""
        said = {name: _UNREAD.get(name, "") for name in self.fields} | self.cleaned_data
        kind = NoticeKind(said["kind"] or NoticeKind.CALL_TO_ACTION)
        try:
            words = self._words(said, kind)
        except WordsRefusedError as refusal:
            self.refuse_too(
                Problem(part=_field_of(each), sentence=each) for each in refusal.problems
            )
            words = _words_unsaid(kind)
        action, _colon, code = said["action"].partition(":")
        return Plan(
            name=said["name"],
            words=words,
            audience=_audience(said),
            course=code if action == _COURSE else "",
            obligation=code if action == _DUTY else "",
            due_on=said["due_on"],
            remind_days=said["remind_days"],
            skip_weekends=said["skip_weekends"],
            not_before_on=said["not_before_on"],
            per_hour=said["per_hour"],
            joiners_until=said["joiners_until"],
        )

    def refuse_too(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong besides what was said already, and nothing that rests on that."""
        said = {*self.errors, *(part for name in self.errors for part in _RESTS_ON.get(name, ()))}
        self.refuse(problem for problem in problems if problem.part not in said)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Say each problem at its field."""
        for problem in problems:
            self.add_error(problem.part if problem.part in self.fields else None, problem.sentence)

    def _words(self, said: Mapping[str, Any], kind: NoticeKind) -> Words:
        clause = said["clause"]
        return Words(
            kind=kind,
            title=said["title"],
            heading=said["heading"],
            occasion=said["occasion"],
            what=Said(short=said["what"]) if said["what"] else None,
            why=Said(short=said["why"], detail=said["more"]),
            citations=(Citation(clause=ClauseRef.parse(clause), label=dict(self._clauses)[clause]),)
            if clause
            else (),
            otherwise=Said(short=said["otherwise"]),
            steps=_lines(said["steps"]),
            closing=said["closing"],
        )


def role_word(role: str) -> str:
    """Return a role as people read it: ``Signatory``."""
    words = role.replace("-", " ")
    return words[:1].upper() + words[1:]


def _audience(said: Mapping[str, Any]) -> Audience:
    return Audience(
        roles=tuple(said["roles"]),
        tiers=tuple(said["tiers"]),
        countries=said["countries"],
        levels=tuple(said["levels"]),
        open_obligation=said["open_obligation"],
        only=_lines(said["only"]),
        without=_lines(said["without"]),
        through=_lines(said["through"]),
        passed_months=said["passed_months"],
    )


def _words_unsaid(kind: NoticeKind) -> Words:
    """Return words that say nothing, so that the rest of a plan can be looked at."""
    said = Said(short="–")
    what = said if kind is NoticeKind.CALL_TO_ACTION else None
    return Words(kind=kind, title="–", heading="–", what=what, why=said, otherwise=said)


def _kinds() -> list[tuple[str, ChoiceText]]:
    reminds = gettext("Something to know. There is nothing to do.")
    calls = gettext("Something to do by a day.")
    return [
        (NoticeKind.REMINDER.value, ChoiceText(gettext("A reminder"), reminds)),
        (NoticeKind.CALL_TO_ACTION.value, ChoiceText(gettext("A call to action"), calls)),
    ]


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines that say something, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _field_of(sentence: str) -> str:
    """Return the field a refusal of words belongs to."""
    return next((field for start, field in _PARTS_OF_WORDS if sentence.startswith(start)), "")


def _initial_of(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign as its form shows it."""
    plan = campaign.to_rules()
    words, audience = plan.words, plan.audience
    action = f"{_COURSE}:{plan.course}" if plan.course else ""
    return {
        **audience.to_json(),
        "name": plan.name,
        "kind": plan.kind.value,
        "title": words.title,
        "heading": words.heading,
        "occasion": words.occasion,
        "what": words.what.short if words.what else "",
        "why": words.why.short,
        "more": words.why.detail,
        "clause": str(words.citations[0].clause) if words.citations else "",
        "otherwise": words.otherwise.short,
        "steps": "\n".join(words.steps),
        "closing": words.closing,
        "sender": str(campaign.sender_id),
        "action": f"{_DUTY}:{plan.obligation}" if plan.obligation else action,
        "due_on": plan.due_on,
        "remind_days": ", ".join(map(str, plan.remind_days)),
        "skip_weekends": plan.skip_weekends,
        "countries": ", ".join(audience.countries),
        "only": "\n".join(audience.only),
        "without": "\n".join(audience.without),
        "through": "\n".join(audience.through),
        "not_before_on": plan.not_before_on,
        "per_hour": plan.per_hour,
        "joiners_until": plan.joiners_until,
        "revision": campaign.revision,
    }
