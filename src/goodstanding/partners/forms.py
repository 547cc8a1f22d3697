"""Forms of this room: sending a file, saying what its columns mean, searching, naming people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.rules.columns import (
    NAMESPACE_MAX,
    OWN_NAMESPACE,
    Column,
    IdColumn,
    IdKind,
    Target,
    is_namespace,
    suggested_target,
    target_of,
)
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.selectors.search import TEXT_MAX
from goodstanding.ui.forms import ChoiceText, TableField, plain_name

_USUAL_NAMESPACES = ("crm", "duns", "lei", "mpn")
#: No sheet has a longer name.
SHEET_NAME_MAX = 31
#: What the choice of a namespace ends with whose name is written below.
_ANOTHER = ":"


Choices = list[tuple[str, list[tuple[str, str]]]]


class SheetField(forms.CharField):
    """Which sheet of a workbook is read; empty: the first visible one."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Sheet"),
            required=False,
            max_length=SHEET_NAME_MAX,
            help_text=_(
                "Only for Excel: which sheet is read. The first one that is not hidden, unless "
                "you name another."
            ),
        )


class UploadForm(forms.Form):
    """A file of partners, and what becomes of bad rows."""

    file = TableField(
        command="goodstanding import partners",
        label=_("CSV or Excel file"),
        help_text=_(
            "A table with a header, up to 10 MiB. In CSV: commas, semicolons, tabs or bars between "
            "cells. In Excel (.xlsx): IDs as text, so that no zero in front is lost."
        ),
    )
    sheet = SheetField()
    mode = forms.ChoiceField(
        label=_("What becomes of bad rows, and of what is known already?"),
        initial=Mode.STOP.value,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        super().__init__(data, files)
        mode = self.fields["mode"]
        assert isinstance(mode, forms.ChoiceField)
        mode.choices = [
            (
                Mode.STOP.value,
                ChoiceText(
                    gettext("Stop"),
                    gettext(
                        "One bad row and nothing is applied. What is known is brought up to date."
                    ),
                ),
            ),
            (
                Mode.SKIP.value,
                ChoiceText(
                    gettext("Skip"),
                    gettext(
                        "Bad rows are left out. What is known stays as it is; the new is added."
                    ),
                ),
            ),
            (
                Mode.UPDATE.value,
                ChoiceText(
                    gettext("Update"),
                    gettext("Bad rows are left out. What is known is brought up to date."),
                ),
            ),
        ]


class ColumnsForm(forms.Form):
    """What each column of a file of partners says; a column may stay unused."""

    #: The field that stands in for a column the file lacks.
    instead = "names"
    #: What a column can say beside IDs.
    columns: type[StrEnum] = Column
    #: Whose IDs a column can hold, each with its label.
    id_kinds: tuple[tuple[StrEnum, str | Promise], ...] = (
        (IdKind.PARTNER, _("ID of the partner")),
        (IdKind.ENTITY, _("ID of the legal entity")),
        (IdKind.LOCATION, _("ID of the location")),
    )
    #: What a column means whose name says it exactly.
    meaning = staticmethod(target_of)
    #: What a column could mean, for a person to confirm.
    suggested = staticmethod(suggested_target)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        header: Sequence[str],
        samples: Sequence[str],
        namespaces: Iterable[str],
    ) -> None:
        super().__init__(data)
        self._header = tuple(header)
        choices = self.column_choices(namespaces)
        known = {value for _label, group in choices for value, _ in group}
        taken: set[str] = set()
        for position, name in enumerate(self._header):
            suggested = self.suggested(name)
            initial = str(suggested) if suggested and str(suggested) in known - taken else ""
            taken.add(initial)
            sample = samples[position] if position < len(samples) else ""
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", gettext("Not used")), *choices],
                initial=initial,
                help_text=gettext("For example: %(sample)s") % {"sample": sample} if sample else "",
            )
        self.fields["another"] = forms.CharField(
            label=gettext("Another namespace: its name"),
            required=False,
            max_length=NAMESPACE_MAX,
            help_text=gettext(
                "Only where a column above holds IDs of another namespace, such as “sap”."
            ),
        )
        self.fields[self.instead] = self.instead_field()

    def instead_field(self) -> forms.CharField:
        """Return the field for the namespace in which a partner's name is its ID."""
        return forms.CharField(
            label=gettext("Namespace in which the name is the ID"),
            required=False,
            max_length=NAMESPACE_MAX,
            help_text=gettext(
                "Only for files without IDs, such as “website”: rows with the same name are then "
                "the same partner."
            ),
        )

    def column_choices(self, namespaces: Iterable[str]) -> Choices:
        """Return what a column can say, in groups."""
        single = [(column.value, column.value) for column in self.columns]
        known = known_namespaces(self._header, namespaces, self.meaning)
        ids = ((str(label), id_choices(kind, known)) for kind, label in self.id_kinds)
        return [(gettext("What the row says"), single), *ids]

    def clean_another(self) -> str:
        """Refuse what cannot be a namespace."""
        name = str(self.cleaned_data["another"]).casefold()
        if name and not is_namespace(name):
            raise forms.ValidationError(
                gettext(
                    "“%(name)s” cannot be a namespace. Use small letters, digits and single "
                    "dashes, such as sap."
                )
                % {"name": name}
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse another namespace without a name, and a name for which no column asks."""
        cleaned = super().clean() or self.cleaned_data
        asked = any(value.endswith(_ANOTHER) for value in self._said.values())
        name = cleaned.get("another")
        if asked and name == "":
            self.add_error(
                "another",
                gettext("A column holds IDs of another namespace. Write its name, such as sap."),
            )
        if name and not asked:
            self.add_error(
                "another",
                gettext(
                    "No column holds IDs of “%(name)s”. Choose “another namespace” for the one "
                    "that does, or leave this empty."
                )
                % {"name": name},
            )
        return cleaned

    @property
    def _said(self) -> dict[str, str]:
        return {
            name: str(self.cleaned_data.get(f"column_{position}", ""))
            for position, name in enumerate(self._header)
        }

    @property
    def chosen(self) -> dict[str, str]:
        """Our column, or nothing, for each column of the file."""
        another = self.cleaned_data["another"]
        return {
            name: f"{said}{another}" if said.endswith(_ANOTHER) else said
            for name, said in self._said.items()
        }


def known_namespaces(
    header: Sequence[str],
    namespaces: Iterable[str],
    meaning: Callable[[str], Target | None],
) -> list[str]:
    """Return whose IDs a column may hold: those in use, the usual ones, and the file's own."""
    targets = [meaning(name) for name in header]
    own = {target.namespace for target in targets if isinstance(target, IdColumn)}
    return sorted({*namespaces, *_USUAL_NAMESPACES, OWN_NAMESPACE, *own})


def id_choices(kind: StrEnum, namespaces: Iterable[str]) -> list[tuple[str, str]]:
    """Return the choices of a column with IDs of one kind, one for each namespace and another."""
    known = [str(IdColumn(kind, name)) for name in namespaces]
    another = gettext("%(kind)s: another namespace") % {"kind": kind}
    return [*((name, name) for name in known), (f"{kind}{_ANOTHER}", another)]


class SearchForm(forms.Form):
    """Whatever somebody has at hand of a partner. What is refused is shown with what is wrong."""

    q = forms.CharField(
        label=_("Name, ID, person or e-mail"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class NamePersonForm(forms.Form):
    """Somebody who is to act for the partner."""

    name = forms.CharField(label=_("Name"), max_length=200, validators=[plain_name])
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Their own address at work. We write to it, and they sign in with it."),
    )
    role = forms.ChoiceField(label=_("Role"))
    location = forms.TypedChoiceField(
        label=_("Where"),
        required=False,
        coerce=UUID,
        empty_value=None,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        roles: Iterable[tuple[str, str]],
        places: Mapping[UUID, str],
    ) -> None:
        super().__init__(data)
        role, location = self.fields["role"], self.fields["location"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(location, forms.TypedChoiceField)
        role.choices = [("", gettext("Choose a role")), *roles]
        location.choices = [
            ("", gettext("Everywhere")),
            *((str(location_id), name) for location_id, name in places.items()),
        ]
