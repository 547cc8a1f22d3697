"""What people fill in: officers to write and approve a version, signatories to accept it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.agreements.forms_signing import NAME_MAX_CHARACTERS, Choices, SigningForm
from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.rules.announcement import NOTICE_DAYS
from goodstanding.agreements.rules.clauses import (
    CODE_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
    TextRefusedError,
    read_text,
    split,
)
from goodstanding.agreements.selectors.coverage import Entity
from goodstanding.ui.forms import ChoiceText, CodeField, DayField, plain_name

_MATERIAL = "yes"
_NOT_MATERIAL = "no"
_PUBLISH = "publish"
_RETURN = "return"
_NOTICE_DAYS_MAX = 365
_WORDS_MAX_CHARACTERS = 4_000


def _material_choices() -> Choices:
    return [
        (_MATERIAL, ChoiceText(gettext("Yes. Everybody accepts again"))),
        (
            _NOT_MATERIAL,
            ChoiceText(
                gettext("No. What was accepted before stays enough"),
                gettext("Such as a corrected slip or a clearer sentence"),
            ),
        ),
    ]


def _decision_choices() -> Choices:
    return [
        (_PUBLISH, ChoiceText(gettext("Publish it"), gettext("The text never changes again"))),
        (_RETURN, ChoiceText(gettext("Return it to its author"), gettext("With your reason"))),
    ]


class AgreementForm(forms.Form):
    """A new agreement, before its first version."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("What people call it, such as Partner Code of Conduct."),
        max_length=NAME_MAX_CHARACTERS,
        validators=[plain_name],
        error_messages={"required": _("Write what people call it.")},
    )
    code = CodeField(
        example="partner-code",
        help_text=_("Clauses are cited by it: partner-code#gifts. It never changes afterwards."),
        max_length=CODE_MAX_CHARACTERS,
    )
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        help_text=_("Whole days between the publication of a version and its effect."),
        initial=NOTICE_DAYS,
        min_value=0,
        max_value=_NOTICE_DAYS_MAX,
    )


class DraftForm(forms.Form):
    """The next version: its text, and how it is announced."""

    replaces_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown. Each heading starts a clause; {#gifts} after it gives its code."),
        strip=False,
        error_messages={"required": _("The text is empty. Paste it or choose a file.")},
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "class": "mono"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("A Markdown file in UTF-8. It replaces the text above."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,text/markdown,text/plain"}),
    )
    summary = forms.CharField(
        label=_("In plain words"),
        help_text=_("What changes, for everybody who is asked to accept. It binds nobody."),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    material = forms.ChoiceField(
        label=_("Is the change material?"),
        help_text=_("A new duty, a new sanction or a lesser right is."),
        widget=forms.RadioSelect,
        choices=_material_choices,
        error_messages={"required": _("Say whether the change is material.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Needed for a material change, and where the text looks like one."),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effective_on = DayField(
        label=_("Takes effect on"),
        help_text=_("Left empty, as early as the notice allows."),
        required=False,
        error_messages={"invalid": _("Write a day such as 2027-02-01.")},
    )

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        if files and files.get("file"):
            self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the text from the file if there is one, and name all that is wrong with it."""
        cleaned = super().clean() or self.cleaned_data
        if "text" not in cleaned:
            return cleaned
        upload = cleaned.get("file")
        given: bytes | str = cleaned.get("text") or ""
        try:
            if isinstance(upload, UploadedFile):
                given = _content_of(upload)
            cleaned["text"] = read_text(given)
            split(cleaned["text"])
        except TextRefusedError as refusal:
            field = "file" if isinstance(upload, UploadedFile) else "text"
            self.add_error(field, [str(problem) for problem in refusal.problems])
        return cleaned

    @property
    def is_material(self) -> bool:
        """Whether everybody must accept again."""
        return bool(self.cleaned_data["material"] == _MATERIAL)

    @staticmethod
    def material_choice(*, material: bool) -> str:
        """Return the choice that says so, to fill a form from a draft."""
        return _MATERIAL if material else _NOT_MATERIAL


def _content_of(upload: UploadedFile[bytes]) -> bytes:
    """Return what was uploaded; a file that must be too long is not read at all."""
    if (upload.size or 0) > TEXT_MAX_CHARACTERS * 4:
        return b"x" * (TEXT_MAX_CHARACTERS + 1)
    content: bytes = upload.read()
    return content


class ApprovalForm(forms.Form):
    """What the second officer decides about a draft."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=_decision_choices,
        error_messages={"required": _("Choose whether to publish or to return it.")},
    )
    reason = forms.CharField(
        label=_("What has to change"),
        required=False,
        max_length=_WORDS_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read = forms.BooleanField(
        label=_("I have read the whole text and what changed."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the declaration before publishing, and for the reason before returning."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == _PUBLISH and not cleaned.get("read"):
            self.add_error("read", gettext("Tick the box if you have read it."))
        if cleaned.get("decision") == _RETURN and cleaned.get("reason") == "":
            self.add_error("reason", gettext("Say what has to change, so that it can be done."))
        return cleaned


class AcceptForm(SigningForm):
    """What a signatory says before a version binds their company."""

    entities = forms.MultipleChoiceField(
        label=_("Which companies accept?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one company.")},
    )
    accept = forms.BooleanField()
    field_order = ("entities", "authority", "authorized_by", "typed_name", "accept")

    def __init__(
        self,
        data: Any = None,
        *,
        version: AgreementVersion,
        entities: Sequence[Entity],
        shown: Sequence[Entity],
    ) -> None:
        super().__init__(data)
        self.shown = tuple(shown)
        self._entities = {str(entity.entity_id): entity for entity in entities}
        names = ", ".join(entity.name for entity in shown or entities)
        self._choose_entities(entities, shown)
        self.ask_for_authority(names)
        self.fields["accept"].label = self.control_label = gettext(
            "I have read it. I have the authority stated above. For the companies chosen above "
            "(%(names)s) I accept the %(title)s, version %(position)s."
            if len(shown) > 1
            else "I have read it. I have the authority stated above. For %(names)s I accept the "
            "%(title)s, version %(position)s."
        ) % {"names": names, "title": version.agreement.title, "position": version.position}
        self.fields["accept"].error_messages["required"] = gettext(
            "Tick the box if you accept, or choose “Not now”."
        )

    def _choose_entities(self, entities: Sequence[Entity], shown: Sequence[Entity]) -> None:
        """Offer what is open, and understand what was offered before a second click."""
        field = self.fields["entities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [_entity_choice(entity) for entity in entities]
        field.widget.choices = [_entity_choice(entity) for entity in shown]
        if len(shown) == 1:
            field.widget = forms.MultipleHiddenInput()
            field.initial = [str(shown[0].entity_id)]

    def somebody_else(self) -> str:
        """Return what is said to somebody who cannot bind the company."""
        return gettext("That is fine. Somebody who can may accept instead")

    def refusal(self) -> str:
        """Return what is said where somebody without authority goes on."""
        return gettext(
            "Then you cannot accept, and that is fine. Ask a director or officer of your company "
            "to open this page."
        )

    @property
    def entity_ids(self) -> list[UUID]:
        """The companies chosen."""
        return [self._entities[chosen].entity_id for chosen in self.cleaned_data["entities"]]


def _entity_choice(entity: Entity) -> tuple[str, ChoiceText]:
    places = ", ".join(place.name for place in entity.locations)
    hint = ", ".join(part for part in (entity.country, places) if part)
    return str(entity.entity_id), ChoiceText(entity.name, hint)
