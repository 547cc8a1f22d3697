"""Writing what a file says of authorizations: set by set, each with one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goodstanding.evidence import canonical
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change
from goodstanding.partners.events_authorizations import AuthorizationsImported
from goodstanding.partners.models import Authorization, LocationProfile, Partner, PartnerImport
from goodstanding.partners.rules.authorizing import Right, Term
from goodstanding.partners.rules.grant_planning import GrantPlan
from goodstanding.partners.rules.plans import Outcome
from goodstanding.partners.selectors.authorizations import rows_of, term_of
from goodstanding.partners.selectors.known import batches
from goodstanding.partners.services.granted_rows import keep_until_next, open_grant
from goodstanding.programs.calendar import ensure_days
from goodstanding.values.keys import PartnerKey

#: Authorizations of more partners than this, said at once, are a matter of the whole program.
_REACH_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting:
    """One row that changes something: which right is held from when to when."""

    right: Right
    partner_id: UUID
    term: Term
    instead_of: Term | None


def granting_of(plan: GrantPlan) -> Granting | None:
    """Return what a planned row changes; None where it changes nothing."""
    if not plan.changes or plan.right is None or plan.partner_id is None:
        return None
    return Granting(
        right=plan.right,
        partner_id=plan.partner_id,
        term=plan.row.term,
        instead_of=plan.instead_of,
    )


def grant_bytes(granting: Granting, *, program_id: UUID) -> bytes:
    """Return the canonical bytes of one row that changed something."""
    return canonical.encode(
        {
            "program": program_id,
            "location": granting.right.location_id,
            "authorization": granting.right.name,
            "granted_on": granting.term.granted_on,
            "until_on": granting.term.until_on,
        }
    )


def lock_partners(partner_ids: Sequence[UUID]) -> None:
    """Queue on the partners' rows, as everybody does who grants them something."""
    list(
        Partner.objects.select_for_update(no_key=True)
        .filter(pk__in=sorted(set(partner_ids)))
        .order_by("pk")
    )


def write_grants(held: PartnerImport, plans: Sequence[GrantPlan], done: Change) -> None:
    """Write what planned rows of an import change, with one event for all of them.

    A term known before is superseded, and what rested on it can still be asked for.
    """
    changing = [granting for plan in plans if (granting := granting_of(plan)) is not None]
    if not changing:
        return
    rows = rows_of([one.right for one in changing], program_id=held.program_id)
    places = _places([one.right.location_id for one in changing], done)
    ensure_days({place.zone for place in places.values()})
    for one in changing:
        known = _superseded(rows[one.right], one, done)
        others = [row for row in rows[one.right] if row.superseded_at is None]
        open_grant(
            places[one.right.location_id],
            one.right.name,
            one.term,
            program_id=held.program_id,
            after=others,
            instead_of=known,
        )
    keep_until_next([one.right for one in changing], program_id=held.program_id, done=done)
    _record(held, plans, changing, done)


def _places(location_ids: Sequence[UUID], done: Change) -> dict[UUID, LocationProfile]:
    found: dict[UUID, LocationProfile] = {}
    for batch in batches(sorted(set(location_ids))):
        for place in LocationProfile.objects.filter(in_force(done.at), location_id__in=batch):
            found[place.location_id] = place
    return found


def _superseded(rows: Sequence[Authorization], one: Granting, done: Change) -> Authorization | None:
    """Supersede the row that says otherwise, if one, and return it."""
    for row in rows:
        if one.instead_of is not None and term_of(row) == one.instead_of:
            row.superseded_at = done.recorded_at
            row.save(update_fields=["superseded_at"])
            return row
    return None


def _record(
    held: PartnerImport, plans: Sequence[GrantPlan], changing: Sequence[Granting], done: Change
) -> None:
    touched = sorted({one.partner_id for one in changing})
    wide = len(touched) > _REACH_MAX
    items = [grant_bytes(one, program_id=held.program_id) for one in changing]
    done.record(
        AuthorizationsImported(
            import_id=held.pk,
            imported_program_id=held.program_id,
            count=len(changing),
            granted=sum(plan.outcome is Outcome.CREATED for plan in plans),
            corrected=sum(plan.outcome is Outcome.UPDATED for plan in plans),
            items_root=Code(items_root(items).hex()),
        ),
        partners=[] if wide else [PartnerKey(held.program_id, one) for one in touched],
        program_id=held.program_id if wide else None,
    )
