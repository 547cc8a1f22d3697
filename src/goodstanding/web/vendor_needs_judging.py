"""What waits for an officer's word about partners: waivers, corrections, warnings, documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.accounts.models import Role
from goodstanding.agreements.selectors.documents import documents_to_check
from goodstanding.cases.selectors.waivers import proposals_to_judge
from goodstanding.partners.models import PartnerProfile
from goodstanding.partners.selectors.corrections import corrections_to_judge
from goodstanding.programs.acting import VendorSide
from goodstanding.standing.warned import warnings_not_served
from goodstanding.web.addresses import address
from goodstanding.web.needs import Kind, Need

DOCUMENTS_MAX = 50
WARNINGS_MAX = 50


def waivers_to_judge(side: VendorSide) -> Iterator[Need]:
    """Yield the waivers that another officer proposed."""
    if Role.OFFICER not in side.roles:
        return
    proposals = list(proposals_to_judge(side.program.pk, side.person.pk))
    names = names_of({one.partner_id for one in proposals})
    for one in proposals:
        yield Need(
            kind=Kind.PARTNERS,
            title=gettext("Waiver of a duty: %(duty)s")
            % {"duty": one.obligation.replace("-", " ")},
            url=_address(side, "vendor_waiver", proposal=one.pk),
            part=gettext("Agree or refuse"),
            partner=names.get(one.partner_id, ""),
            since=one.proposed_at,
        )


def corrections_to_agree_to(side: VendorSide) -> Iterator[Need]:
    """Yield the corrections of authorizations that another officer proposed."""
    if Role.OFFICER not in side.roles:
        return
    proposed = list(corrections_to_judge(side.program.pk, side.person.pk))
    names = names_of({one.partner_id for one in proposed})
    for one in proposed:
        yield Need(
            kind=Kind.PARTNERS,
            title=gettext("Correction of an authorization: %(name)s")
            % {"name": one.corrected.name.replace("-", " ")},
            url=_address(side, "vendor_correction", correction=one.pk),
            part=gettext("Agree or refuse"),
            partner=names.get(one.partner_id, ""),
            since=one.proposed_at,
        )


def warnings_to_serve(side: VendorSide) -> Iterator[Need]:
    """Yield the warnings that can reach nobody, and those that the end of something waits for."""
    if Role.OFFICER not in side.roles:
        return
    warnings = list(warnings_not_served(side.program.pk, at_most=WARNINGS_MAX))
    names = names_of({one.partner_id for one in warnings})
    for one in warnings:
        yield Need(
            kind=Kind.MESSAGES,
            title=gettext("Warning that nobody has read: %(name)s")
            % {"name": one.authorization.replace("-", " ")},
            url=_address(side, "vendor_message", notice=one.notice_id),
            part=gettext("The end waits for it: serve it in another way")
            if one.waits
            else gettext("It can reach nobody: serve it in another way"),
            partner=names.get(one.partner_id, ""),
            since=one.sent_at,
        )


def documents_to_look_at(side: VendorSide) -> Iterator[Need]:
    """Yield the documents of partners that nobody has looked at."""
    if Role.OFFICER not in side.roles:
        return
    waiting = list(documents_to_check(side.program.pk)[:DOCUMENTS_MAX])
    names = names_of({one.partner_id for one in waiting})
    for one in waiting:
        yield Need(
            kind=Kind.PARTNERS,
            title=gettext("Document: %(name)s") % {"name": one.name.replace("-", " ")},
            url=_address(side, "vendor_document", document=one.pk),
            part=gettext("Accept or decline"),
            partner=names.get(one.partner_id, ""),
            since=one.sent_at,
        )


def names_of(partner_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what partners are called now."""
    profiles = PartnerProfile.objects.filter(
        partner_id__in=list(partner_ids), superseded_at=None, valid_until=None
    )
    return dict(profiles.values_list("partner_id", "name"))


def _address(side: VendorSide, name: str, **parts: object) -> str:
    return address(name, program=side.program.code, **parts)
