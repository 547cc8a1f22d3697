"""Forms for a file of monthly amounts."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.forms import (
    Choices,
    ColumnsForm,
    UploadForm,
    id_choices,
    known_namespaces,
)
from goodstanding.partners.rules.amount_columns import AmountColumn, suggested_amount_target
from goodstanding.partners.rules.amounts import METRIC_MAX
from goodstanding.partners.rules.columns import IdKind, Target
from goodstanding.ui.forms import TableField


class AmountUploadForm(UploadForm):
    """A file of monthly amounts, and what becomes of bad rows."""

    file = TableField(
        command="goodstanding import amounts",
        label=_("CSV or Excel file"),
        help_text=_(
            "A row for each location and month: the location’s ID, the month (2026-08), the amount "
            "(1234.56) and its currency (EUR). Up to 10 MiB."
        ),
    )


class AmountColumnsForm(ColumnsForm):
    """What each column of a file of monthly amounts says."""

    instead = "metric"

    def instead_field(self) -> forms.CharField:
        """Return the field for what all rows measure."""
        return forms.CharField(
            label=gettext("What was measured"),
            required=False,
            max_length=METRIC_MAX,
            help_text=gettext(
                "Only where no column says it: the metric of the whole file, such as “revenue”."
            ),
        )

    def suggested(self, name: str) -> Target | None:
        """Return what a column could mean, for a person to confirm."""
        return suggested_amount_target(name)

    def column_choices(self, namespaces: Iterable[str]) -> Choices:
        """Return what a column can say, in groups."""
        single = [(column.value, column.value) for column in AmountColumn]
        ids = id_choices(IdKind.LOCATION, known_namespaces(self._header, namespaces))
        return [(gettext("What the row says"), single), (gettext("ID of the location"), ids)]
