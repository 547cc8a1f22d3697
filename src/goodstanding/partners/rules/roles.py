"""The roles in which people act for a partner, and who may name them."""

from __future__ import annotations

#: Reached about duties, notices and money.
CONTACT_ROLES = ("signatory", "compliance", "deputy", "security", "finance")
#: What people do at work; courses are for these.
FUNCTIONS = ("sales", "marketing", "technical", "distribution")
#: A distributor's account managers, who see the partners it sells to.
MANAGER = "distributor-manager"
#: Who may name people, end what they do for the partner, and declare lists complete.
MANAGING_ROLES = frozenset({"signatory", "compliance"})


def roles_to_give(*, tier: str | None) -> tuple[str, ...]:
    """Return the roles a partner in a tier may give to people."""
    managers = (MANAGER,) if tier == "distributor" else ()
    return (*CONTACT_ROLES, *FUNCTIONS, *managers)
