"""Forms for what locations are authorized to do: granting, ending, and a file of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.forms import (
    ColumnsForm,
    UploadForm,
)
from goodstanding.partners.rules.authorizing import NAME_MAX
from goodstanding.partners.rules.columns import IdKind
from goodstanding.partners.rules.grant_columns import GrantColumn, suggested_grant_target
from goodstanding.ui.forms import DayField, TableField

_WORDS_MAX_CHARACTERS = 4_000


class GrantForm(forms.Form):
    """What a location is to be allowed, and from which day on. Nothing is chosen beforehand."""

    name = forms.ChoiceField(
        label=_("What may it do?"),
        error_messages={"required": _("Choose what the location is to be authorized for.")},
    )
    location = forms.TypedChoiceField(
        label=_("Which location?"),
        coerce=UUID,
        error_messages={"required": _("Choose the location.")},
    )
    granted_on = DayField(
        label=_("From"),
        help_text=_(
            "The first day, by the location’s calendar. Every year the authorization is tested "
            "on this day. It may be past, or up to a year ahead."
        ),
        error_messages={
            "required": _("Write the first day."),
            "invalid": _("Write a day such as 2027-02-01."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        names: Iterable[tuple[str, str]],
        places: Mapping[UUID, str],
    ) -> None:
        super().__init__(data)
        name, location = self.fields["name"], self.fields["location"]
        assert isinstance(name, forms.ChoiceField)
        assert isinstance(location, forms.TypedChoiceField)
        name.choices = [("", gettext("Choose an authorization")), *names]
        location.choices = [
            ("", gettext("Choose a location")),
            *((str(location_id), place) for location_id, place in places.items()),
        ]


class EndAuthorizationForm(forms.Form):
    """After which day an authorization ends, and why."""

    until_on = DayField(
        label=_("Last day"),
        help_text=_("Today ends it at once; a later day when that day is over."),
        error_messages={
            "required": _("Write the last day."),
            "invalid": _("Write a day such as 2027-02-01."),
        },
    )
    reason = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("The partner reads it in our letter. It stays on record."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the authorization ends.")},
    )


class GrantUploadForm(UploadForm):
    """A file of authorizations, and what becomes of bad rows."""

    file = TableField(
        command="goodstanding import authorizations",
        label=_("CSV or Excel file"),
        help_text=_(
            "A row for each location and authorization: the location’s ID, what it may do "
            "(reseller), since when (2026-08-01), and the last day, if there is one. Up to 10 MiB."
        ),
    )


class GrantColumnsForm(ColumnsForm):
    """What each column of a file of authorizations says."""

    instead = "metric"
    columns = GrantColumn
    id_kinds = ((IdKind.LOCATION, _("ID of the location")),)
    suggested = staticmethod(suggested_grant_target)

    def instead_field(self) -> forms.CharField:
        """Return the field for what all rows are authorized to do."""
        return forms.CharField(
            label=gettext("What is authorized"),
            required=False,
            max_length=NAME_MAX,
            help_text=gettext(
                "Only where no column says it: the authorization of the whole file, such as "
                "“reseller”."
            ),
        )
