"""Sending a file of earnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.incentives.services.receiving import NAMESPACE
from goodstanding.partners.forms import SheetField
from goodstanding.ui.forms import ChoiceText, TableField

STOP, SKIP = "stop", "skip"


class EarningsForm(forms.Form):
    """A file of earnings, whose numbers it speaks of, and what becomes of bad rows."""

    file = TableField(
        command="goodstanding import earnings",
        label=_("The vendor’s export, as CSV or Excel"),
        help_text=_("All columns, as they were exported. Up to 10 MiB."),
    )
    sheet = SheetField()
    namespace = forms.CharField(
        label=_("Whose IDs are the participants’?"),
        help_text=_("The namespace of the IDs that your partners were imported with."),
        initial=NAMESPACE,
        max_length=32,
    )
    discretionary = forms.CharField(
        label=_("Incentives that are optional money"),
        help_text=_(
            "Names as in the column “lever”, one a line. Empty: whatever says MDF, co-op, "
            "marketing, investment or discretionary."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    bad_rows = forms.ChoiceField(
        label=_("What becomes of bad rows?"), initial=STOP, widget=forms.RadioSelect
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        super().__init__(data, files)
        bad_rows = self.fields["bad_rows"]
        assert isinstance(bad_rows, forms.ChoiceField)
        bad_rows.choices = [
            (STOP, ChoiceText(gettext("Stop"), gettext("One bad row and nothing is applied."))),
            (
                SKIP,
                ChoiceText(
                    gettext("Skip"),
                    gettext("Bad rows are left out, with every other row of the same earning."),
                ),
            ),
        ]

    @property
    def optional_names(self) -> list[str] | None:
        """The incentives that were named as optional money; None where none was."""
        names = [line.strip() for line in self.cleaned_data["discretionary"].splitlines()]
        return [name for name in names if name] or None
