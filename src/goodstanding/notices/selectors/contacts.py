"""Which people of a partner a letter can reach, and which roles lack somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef

from goodstanding.evidence.dated import in_force
from goodstanding.notices.models import Delivery, DeliveryState, Proof
from goodstanding.partners.models import Affiliation
from goodstanding.rulebook.facts import ProofOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who holds a role of a partner and has an address that is not known to be dead."""

    contact_id: UUID
    person_id: UUID
    role: str
    address: str
    proven: bool  #: Whether a notice is proven to have reached them in this role.


class Reach(StrEnum):
    """Whether a role of a partner can be written to."""

    NOBODY = "nobody"  #: Nobody holds it.
    DEAD = "dead"  #: Somebody does, and no address of theirs can be reached.
    UNPROVEN = "unproven"  #: Letters leave; nobody has confirmed one yet.
    PROVEN = "proven"  #: Somebody has confirmed one.


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReach:
    """How well one role of a partner is reached; ``needs_somebody`` is what to nag about."""

    role: str
    reach: Reach

    @property
    def needs_somebody(self) -> bool:
        """Whether the partner has to name a person, or an address that works."""
        return self.reach in {Reach.NOBODY, Reach.DEAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holder:
    """Somebody who holds a role, with their address, if any, and what is known of it."""

    contact_id: UUID
    person_id: UUID
    role: str
    address: str | None
    refused: bool
    proven: bool


def _holders(partner_id: UUID, roles: Iterable[str], *, at: datetime) -> list[_Holder]:
    refused = Delivery.objects.filter(
        state=DeliveryState.REFUSED, address=OuterRef("person__email")
    )
    delivered = Proof.objects.filter(
        contact_id=OuterRef("fact_id"),
        outcome=ProofOutcome.DELIVERED.value,
        voided_at=None,
        happened_at__lte=at,
    )
    rows = (
        Affiliation.objects.filter(in_force(at), partner_id=partner_id, role__in=list(roles))
        .annotate(refused=Exists(refused), proven=Exists(delivered))
        .order_by("role", "fact_id")
        .values_list("fact_id", "person_id", "role", "person__email", "refused", "proven")
    )
    return [
        _Holder(
            contact_id=contact_id,
            person_id=person_id,
            role=role,
            address=address,
            refused=is_refused,
            proven=is_proven,
        )
        for contact_id, person_id, role, address, is_refused, is_proven in rows
    ]


def _deliverable(holders: Iterable[_Holder]) -> list[Contact]:
    """Return who can be written to.

    An address is given up only on hard evidence: its server said that there is no such mailbox.
    A person with a new address can be written to again.
    """
    return [
        Contact(
            contact_id=holder.contact_id,
            person_id=holder.person_id,
            role=holder.role,
            address=holder.address,
            proven=holder.proven,
        )
        for holder in holders
        if holder.address is not None and not holder.refused
    ]


def role_reach(partner_id: UUID, roles: Iterable[str], *, at: datetime) -> list[RoleReach]:
    """Return for each of ``roles``, in order, whether somebody in it can be written to."""
    wanted = list(dict.fromkeys(roles))
    holders = _holders(partner_id, wanted, at=at)
    held = {holder.role for holder in holders}
    proven: dict[str, bool] = {}
    for contact in _deliverable(holders):
        proven[contact.role] = proven.get(contact.role, False) or contact.proven
    return [
        RoleReach(role=role, reach=_reach(held=role in held, proven=proven.get(role)))
        for role in wanted
    ]


def _reach(*, held: bool, proven: bool | None) -> Reach:
    """Return the reach of a role; ``proven`` is None where no address of its holders works."""
    if not held:
        return Reach.NOBODY
    if proven is None:
        return Reach.DEAD
    return Reach.PROVEN if proven else Reach.UNPROVEN
