"""What the components need from Python. Pages use the components, seldom these."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.utils.safestring import SafeString, mark_safe

from goodstanding.ui.badges import Badge, badge_of
from goodstanding.ui.components import groups_of_four
from goodstanding.ui.forms import ErrorLine, error_lines
from goodstanding.ui.htmx import HTMX_CONFIG

register = template.Library()


@register.simple_tag(name="badge_of")
def badge_tag(family: str, code: str, word: str = "") -> Badge:
    """Return the badge of a state: ``{% badge_of "todo" task.state as badge %}``."""
    return badge_of(family, code, word=word)


@register.simple_tag(name="error_lines")
def error_lines_tag(form: forms.BaseForm | forms.BaseFormSet[Any]) -> tuple[ErrorLine, ...]:
    """Return every error of a form: ``{% error_lines form as lines %}``."""
    return error_lines(form)


@register.simple_tag
def htmx_config() -> SafeString:
    """Show the content of the ``htmx-config`` meta element, for single quotes."""
    return mark_safe(HTMX_CONFIG)  # noqa: S308 -- A constant of ours, without a quote.


@register.filter
def thousands(number: int) -> str:
    """Show a number as it is read: ``1,007``."""
    return f"{number:,}"


@register.filter
def grouped(code: str) -> str:
    """Show a code in groups of four: ``AC-5Q7R-2MNE-84XD``."""
    return groups_of_four(code)
