"""What learners and officers fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy

from goodstanding.training.rules.certificates import read
from goodstanding.training.rules.reading import SOURCE_MAX_CHARACTERS
from goodstanding.training.selectors.attempts import Asking

UNSURE = "unsure"
_BYTES_A_CHARACTER_MAX = 4

#: What a new course starts from.
SKELETON = """# Title of the course

code: short-name
pass mark: 80 %

## Article

What people should know. Use ### for headings.

## Question: What should Hana do?

clause: partner-code#gifts

A short story from everyday work.

- [ ] A choice that does not work.
  Why it does not work.
- [x] The choice that works.
  Why it works.
"""


class AnswerForm(forms.Form):
    """One question: its choices in the order of the attempt, then “I am not sure”."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose an answer. “I am not sure” is one, too."),
            "invalid_choice": gettext_lazy("Choose one of the answers that are shown here."),
        },
    )

    def __init__(self, data: Any = None, *, asking: Asking) -> None:
        super().__init__(data)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(choice.pk), choice.text) for choice in asking.choices),
            (UNSURE, gettext("I am not sure")),
        ]


class CourseForm(forms.Form):
    """The source of a course, typed or as a file."""

    source = forms.CharField(
        label=gettext_lazy("The course"),
        help_text=gettext_lazy(
            "Title, code and pass mark, then “## Article”, then one “## Question: …” each."
        ),
        error_messages={"required": gettext_lazy("Write the course, or choose a file.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono", "spellcheck": "true"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("A Markdown file in UTF-8. It replaces what is typed above."),
        required=False,
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_file(self) -> bytes | None:
        """Return the bytes of the file, if there is one of a bearable size."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return None
        if (file.size or 0) > SOURCE_MAX_CHARACTERS * _BYTES_A_CHARACTER_MAX:
            raise forms.ValidationError(
                gettext("The file is too large for a course. Choose a smaller one.")
            )
        return bytes(file.read())

    def clean(self) -> dict[str, Any]:
        """Ask for no text where there is a file."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("file"):
            self.errors.pop("source", None)
        return cleaned

    @property
    def written(self) -> bytes | str:
        """The file, or else what was typed."""
        file: bytes | None = self.cleaned_data["file"]
        return file or str(self.cleaned_data["source"])


class PublishForm(forms.Form):
    """What the second officer read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=gettext_lazy("Code on the certificate"),
        help_text=gettext_lazy(
            "It starts with CT. Dashes, blanks and small letters do not matter."
        ),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Type the code on the certificate.")},
    )

    def clean_code(self) -> str:
        """Return the code without prefix and dashes, if it can be one."""
        code = read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                gettext(
                    "This cannot be a code of ours: one of its characters has a slip. Compare it "
                    "with the certificate, character by character."
                )
            )
        return code
