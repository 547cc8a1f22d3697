"""What this room's codes are called when people read them."""

from __future__ import annotations

from django.utils.translation import gettext


def role_name(role: str) -> str:
    """Return what people call a role in which somebody acts for a partner."""
    names = {
        "signatory": gettext("signatory"),
        "compliance": gettext("compliance contact"),
        "deputy": gettext("deputy"),
        "security": gettext("security contact"),
        "finance": gettext("finance contact"),
        "sales": gettext("sales"),
        "marketing": gettext("marketing"),
        "technical": gettext("technical"),
        "distribution": gettext("distribution"),
        "distributor-manager": gettext("distributor manager"),
    }
    return names.get(role, role.replace("-", " "))
