"""What codes are called, for templates."""

from __future__ import annotations

from django import template

from goodstanding.partners import words

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """Show a role: ``{{ affiliation.role|role_name|capfirst }}``."""
    return words.role_name(role)
