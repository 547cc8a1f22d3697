"""Forms for a file of monthly amounts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.forms import (
    ColumnsForm,
    UploadForm,
)
from goodstanding.partners.rules.amount_columns import AmountColumn, suggested_amount_target
from goodstanding.partners.rules.amounts import METRIC_MAX
from goodstanding.partners.rules.columns import IdKind
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
    columns = AmountColumn
    id_kinds = ((IdKind.LOCATION, _("ID of the location")),)
    suggested = staticmethod(suggested_amount_target)

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
