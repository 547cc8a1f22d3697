"""Forms for who owns whom among a partner's legal entities, and for a file of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.partners.forms import (
    ColumnsForm,
    UploadForm,
)
from goodstanding.partners.rules.columns import STAND_IN_MAX
from goodstanding.partners.rules.stake_columns import (
    StakeColumn,
    StakeSide,
    stake_target_of,
    suggested_stake_target,
)
from goodstanding.partners.rules.stakes import SOURCE_MAX, Pair, Stake, read_share
from goodstanding.ui.forms import DayField, TableField, plain_name
from goodstanding.values.errors import InvalidValueError

_SHARE_LENGTH_MAX = 20
_WORDS_MAX_CHARACTERS = 2_000


class ShareField(forms.CharField):
    """A share in percent, such as ``80`` or ``33.33 %``; gives basis points."""

    def to_python(self, value: Any) -> Any:
        """Return the share in basis points; nothing where nothing is written."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return read_share(text)
        except InvalidValueError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def run_validators(self, value: Any) -> None:
        """Leave the number alone: the text was checked when it was read."""


class StakeForm(forms.Form):
    """How much is owned, from when to when, and where that is written."""

    share = ShareField(
        label=_("Share in percent"),
        help_text=_("Such as 80 or 33.33. What others hold for the owner is not its own."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": _SHARE_LENGTH_MAX}),
        error_messages={"required": _("Write the share in percent, such as 80.")},
    )
    from_on = DayField(
        label=_("From"),
        help_text=_("The first day, by the calendar of the entity that is owned."),
        error_messages={
            "required": _("Write the first day."),
            "invalid": _("Write a day such as 2027-02-01."),
        },
    )
    until_on = DayField(
        label=_("Last day"),
        help_text=_("Leave it empty while no end is known."),
        required=False,
        error_messages={"invalid": _("Write a day such as 2027-02-01.")},
    )
    source = forms.CharField(
        label=_("Where is it written?"),
        help_text=_("A register and its number, a contract, a letter of the partner."),
        max_length=SOURCE_MAX,
        validators=[plain_name],
        error_messages={"required": _("Say where it is written, such as a register.")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse shares and days that cannot be."""
        cleaned = super().clean() or self.cleaned_data
        if "share" in cleaned and "from_on" in cleaned and "until_on" in cleaned:
            try:
                cleaned["stake"] = Stake(
                    share_basis_points=cleaned["share"],
                    from_on=cleaned["from_on"],
                    until_on=cleaned["until_on"],
                )
            except InvalidValueError as refusal:
                self.add_error(None, str(refusal))
        return cleaned


class OwnershipForm(StakeForm):
    """Who owns how much of whom. Nothing is chosen beforehand."""

    owner = forms.TypedChoiceField(
        label=_("Who owns?"),
        coerce=UUID,
        error_messages={"required": _("Choose the legal entity that owns.")},
    )
    owned = forms.TypedChoiceField(
        label=_("Who is owned?"),
        coerce=UUID,
        error_messages={"required": _("Choose the legal entity that is owned.")},
    )
    field_order = ("owner", "owned", "share", "from_on", "until_on", "source")

    def __init__(self, data: Mapping[str, Any] | None, *, entities: Mapping[UUID, str]) -> None:
        super().__init__(data)
        for name in ("owner", "owned"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [
                ("", gettext("Choose a legal entity")),
                *((str(entity_id), entity) for entity_id, entity in entities.items()),
            ]

    def clean(self) -> dict[str, Any]:
        """Refuse one that owns itself."""
        cleaned = super().clean()
        if "owner" in cleaned and cleaned["owner"] == cleaned.get("owned"):
            self.add_error(
                "owned", gettext("An entity cannot own itself. Choose two different ones.")
            )
        return cleaned

    @property
    def pair(self) -> Pair:
        """Which entity owns which, once the form is valid."""
        return Pair(self.cleaned_data["owner"], self.cleaned_data["owned"])


class CorrectOwnershipForm(StakeForm):
    """What is right of a share, instead of what one read."""

    read = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EndOwnershipForm(forms.Form):
    """After which day a share is owned no more."""

    read = forms.UUIDField(required=False, widget=forms.HiddenInput)
    until_on = DayField(
        label=_("Last day"),
        help_text=_("The last day on which it is owned, by the calendar of the entity."),
        error_messages={
            "required": _("Write the last day."),
            "invalid": _("Write a day such as 2027-02-01."),
        },
    )


class UndoOwnershipForm(forms.Form):
    """Why what was said was never so."""

    read = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why was it never so?"),
        help_text=_("It stays on record."),
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it was never so.")},
    )


class OwnershipUploadForm(UploadForm):
    """A file of who owns whom, and what becomes of bad rows."""

    file = TableField(
        command="goodstanding import ownerships",
        label=_("CSV or Excel file"),
        help_text=_(
            "A row for each share: the IDs of both legal entities, the share in percent (80), "
            "since when (2026-08-01), the last day, if there is one, and where it is written. "
            "Up to 10 MiB."
        ),
    )


class OwnershipColumnsForm(ColumnsForm):
    """What each column of a file of who owns whom says."""

    instead = "metric"
    columns = StakeColumn
    id_kinds = (
        (StakeSide.OWNER, _("ID of the entity that owns")),
        (StakeSide.OWNED, _("ID of the entity that is owned")),
    )
    meaning = staticmethod(stake_target_of)
    suggested = staticmethod(suggested_stake_target)

    def instead_field(self) -> forms.CharField:
        """Return the field for where all rows are written."""
        return forms.CharField(
            label=gettext("Where it is written"),
            required=False,
            max_length=STAND_IN_MAX,
            validators=[plain_name],
            help_text=gettext(
                "Only where no column says it: the source of the whole file, such as “Commercial "
                "register”."
            ),
        )
