"""What an officer fills in: the text of the next rule book, and the word that publishes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.rulebook.document import TEXT_BYTES_MAX


def as_written(text: str) -> str:
    """Return a text with the line ends a file has, whatever a browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class RulesForm(forms.Form):
    """The next version of the rule book, typed or uploaded."""

    replaces = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("YAML, where # starts a comment. Checking it changes nothing."),
        strip=False,
        error_messages={"required": _("The text is empty. Write it, or choose a file.")},
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("A YAML file in UTF-8. It replaces the text above."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt,application/yaml,text/plain"}),
    )

    def offer_checks(self, address: str, *, line: int) -> None:
        """Let the text be checked at an address while it is typed, and show one of its lines."""
        self.fields["text"].widget.attrs.update(
            {
                "wrap": "off",
                "data-lines": str(line),
                "hx-post": address,
                "hx-trigger": "input changed delay:600ms",
                "hx-target": "#checked",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-params": "text,csrfmiddlewaretoken",
            }
        )

    def clean(self) -> dict[str, Any]:
        """Take the text of the file where there is one."""
        cleaned = super().clean() or self.cleaned_data
        upload: UploadedFile[Any] | None = cleaned.get("file")
        if upload is None:
            cleaned["text"] = as_written(str(cleaned.get("text") or ""))
        else:
            self.errors.pop("text", None)
            cleaned["text"] = self._text_of(upload)
        return cleaned

    def _text_of(self, upload: UploadedFile[Any]) -> str:
        if (upload.size or 0) > TEXT_BYTES_MAX:
            limit = TEXT_BYTES_MAX // 1024
            self.add_error(
                "file",
                gettext("The file is larger than %(limit)s KiB. Choose the rule book alone.")
                % {"limit": limit},
            )
            return ""
        try:
            return as_written(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", gettext("The file is not text in UTF-8. Save it so, and retry."))
            return ""


class ApproveForm(forms.Form):
    """A second officer approves what they have read."""

    read = forms.CharField(widget=forms.HiddenInput)
    untried_because = forms.CharField(
        label=_("Why it is not tried on everybody first"),
        help_text=_("It is recorded, and whoever reads the version can see it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    agreed = forms.BooleanField(
        label=_("I have read what changes, and I approve it."),
        error_messages={"required": _("Tick the box once you have read what changes.")},
    )

    def expect_reason(self, *, needed: bool) -> None:
        """Ask for the reason only where nobody has tried the text."""
        if needed:
            self.fields["untried_because"].required = True
            self.fields["untried_because"].error_messages["required"] = _(
                "Nobody has tried this text on everybody. Try it first, or write why not."
            )
        else:
            del self.fields["untried_because"]


class PublishForm(forms.Form):
    """An officer publishes what a second one has approved."""

    read = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I publish it. It never changes again."),
        error_messages={"required": _("Tick the box to publish it.")},
    )
