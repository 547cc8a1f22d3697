from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from goodstanding.ui.icons import icon_svg

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show an icon of the set: ``{% icon "check" %}``, always beside a word."""
    return icon_svg(name)
