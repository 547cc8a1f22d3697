"""The form of one part of a rule book: its fields come from the grammar, not from here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from goodstanding.programs.rules.fields import Field, Group, Shown, Widget
from goodstanding.programs.rules.filling import meant
from goodstanding.rulebook.schema import Listed, Mapped, Phrase, Section, Shape
from goodstanding.rulebook.writing import Written
from goodstanding.values.errors import InvalidValueError

_PREFIX = "part-"
_LINES_MAX = 12
_LINES_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields that stand together, as a page shows them."""

    title: str
    hint: str
    is_open: bool
    fields: tuple[forms.BoundField, ...]


class PartForm(forms.Form):
    """What one part of the text says, to be changed field by field."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, groups: Sequence[Group], data: QueryDict | None = None) -> None:
        """Offer the fields of ``groups`` with what they say."""
        super().__init__(data)
        self.posted = QueryDict() if data is None else data
        self._groups = groups
        self.fields["was"].initial = json.dumps({one.code: one.shown for one in self._all()})
        for field in self._all():
            self.fields[_PREFIX + field.code] = _form_field(field)

    def _all(self) -> Iterator[Field]:
        return (field for group in self._groups for field in group.fields)

    @property
    def shown_groups(self) -> list[FieldGroup]:
        """The groups with their fields, for the page."""
        return [
            FieldGroup(
                title=_words(", ".join(group.path)),
                hint=group.key.meaning if group.key else "",
                is_open=group.is_said
                or any(self[_PREFIX + one.code].errors for one in group.fields),
                fields=tuple(self[_PREFIX + one.code] for one in group.fields),
            )
            for group in self._groups
            if group.fields
        ]

    @property
    def says_something_new(self) -> bool:
        """Whether anything was filled in otherwise than it was shown."""
        was = self._was()
        return any(_said(self, one) != was.get(one.code, one.shown) for one in self._all())

    def _was(self) -> dict[str, Shown]:
        """Return what each field said when the page was made; what is no such list says nothing."""
        try:
            read = json.loads(self.posted.get("was", ""))
        except ValueError:
            return {}
        if not isinstance(read, dict):
            return {}
        return {
            code: tuple(map(str, said)) if isinstance(said, list) else str(said)
            for code, said in read.items()
        }

    def changed(self) -> list[tuple[Field, Written | None]]:
        """Return the fields that were filled in otherwise, with what they mean now."""
        was, found = self._was(), []
        for field in self._all():
            said = _said(self, field)
            if said == was.get(field.code, field.shown):
                continue
            try:
                found.append((field, meant(field, said)))
            except InvalidValueError as refusal:
                self.add_error(_PREFIX + field.code, str(refusal))
        return found

    def refuse(self, field: Field | None, sentence: str) -> None:
        """Add a sentence to a field, or to the whole part."""
        self.add_error(_PREFIX + field.code if field else None, sentence)


def _said(form: PartForm, field: Field) -> Shown:
    name = _PREFIX + field.code
    if field.widget is Widget.BOXES:
        chosen = form.posted.getlist(name)
        return _in_order(field, tuple(chosen))
    return str(form.posted.get(name, "")).replace("\r\n", "\n").strip()


def _in_order(field: Field, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is chosen in the order the text has it, and what is new behind that."""
    shown = field.shown if isinstance(field.shown, tuple) else ()
    kept = [one for one in shown if one in chosen]
    return (*kept, *(one for one in chosen if one not in kept))


def _words(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _hint(field: Field) -> str:
    said = [field.key.meaning]
    example = _example(field)
    if example:
        said.append(gettext("Such as %(example)s.") % {"example": example})
    if field.widget is Widget.LINES and isinstance(field.key.value, Listed | Mapped):
        said.append(gettext("One a line."))
    if field.key.default:
        said.append(gettext("Without it: %(default)s.") % {"default": field.key.default})
    return " ".join(said)


def _example(field: Field) -> str:
    match field.key.value:
        case Phrase(shape=shape) if field.widget is Widget.LINE and shape not in {
            Shape.TEXT,
            Shape.NUMBER,
        }:
            return shape.example
        case Listed(item=Section()):
            return gettext("findings: 2, severity: serious")
        case Mapped(key=Phrase(shape=shape)) if field.widget is Widget.LINES:
            return f"{shape.example}: …"
        case _:
            return ""


def _form_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {
        "label": _words(field.key.name),
        "help_text": _hint(field),
        "required": field.required,
        "initial": field.shown,
        "error_messages": {
            "required": gettext("“%(key)s” is needed here. %(meaning)s")
            % {"key": field.key.name, "meaning": field.key.meaning}
        },
    }
    match field.widget:
        case Widget.BOXES:
            common["initial"] = list(field.shown)
            options = [(one, one) for one in field.options]
            return forms.MultipleChoiceField(
                choices=options, widget=forms.CheckboxSelectMultiple, **common
            )
        case Widget.SELECT:
            nothing = [] if field.required and field.shown else [("", gettext("Not said"))]
            return forms.ChoiceField(
                choices=[*nothing, *((one, one) for one in field.options)], **common
            )
        case Widget.LINES:
            rows = min(max(str(field.shown).count("\n") + 2, _LINES_LEAST), _LINES_MAX)
            attrs = {"rows": rows, "spellcheck": "false", "class": "mono"}
            return forms.CharField(widget=forms.Textarea(attrs=attrs), **common)
        case _:
            return forms.CharField(**common)
