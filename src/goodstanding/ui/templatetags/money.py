from __future__ import annotations

from django import template
from django.utils.formats import get_format

from goodstanding.values.money import Money, display, figures

register = template.Library()


def _marks() -> dict[str, str]:
    return {
        "decimal_mark": str(get_format("DECIMAL_SEPARATOR")),
        "group_mark": str(get_format("THOUSAND_SEPARATOR")),
    }


@register.filter
def money(amount: Money | int | None, currency: str = "") -> str:
    """Show an amount: ``{{ amount|money }}`` or ``{{ amount_minor|money:currency }}``.

    Written in the reader's way, with a code that never breaks from its figures. No amount is
    shown as nothing: use ``<c-money>`` where it may be unknown.
    """
    if amount is None:
        return ""
    value = amount if isinstance(amount, Money) else Money(amount, currency)
    text = display(value.amount_minor, value.currency, **_marks())
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def money_figures(amount: Money | int | None, currency: str = "") -> str:
    """Show the number alone, where the caption of the table names the currency."""
    if amount is None:
        return ""
    value = amount if isinstance(amount, Money) else Money(amount, currency)
    return figures(value.amount_minor, value.currency, **_marks())
