"""Background work of this room."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goodstanding.partners.models import OPEN_STATES, ImportState, PartnerImport
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import stage_claimed, stage_later
from goodstanding.values import clock
from goodstanding.values.actor import Actor

logger = logging.getLogger(__name__)

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.task(name="partners.check_import", retry=_RETRY)
def check_partner_import(*, import_id: str) -> None:
    """Check the rows of a large file whose columns are chosen."""
    stage_claimed(UUID(import_id), at=clock.now())


def check_later(
    import_id: UUID, *, chosen: Mapping[str, str], names: str = "", metric: str = ""
) -> PartnerImport:
    """Keep what the columns of a received file say, and queue the check of its rows.

    Raises:
        ColumnMappingError: The columns do not say what an import needs.
        ConflictError: The import is past this step.
    """
    with transaction.atomic():
        claimed = stage_later(import_id, chosen=chosen, names=names, metric=metric)
        if claimed.state == ImportState.CHECKING:
            check_partner_import.defer(import_id=str(claimed.pk))
    return claimed


@app.task(name="partners.apply_import", retry=_RETRY)
def apply_partner_import(*, import_id: str, person_id: str) -> None:
    """Apply what is not applied yet of an import, in the name of who pressed the button."""
    held = UUID(import_id)
    try:
        apply_import(held, actor=Actor.person(UUID(person_id)), at=clock.now())
    except Exception:
        logger.exception("import %s stopped; what is applied stays, and it continues", held)
        PartnerImport.objects.filter(pk=held, state__in=OPEN_STATES).update(
            state=ImportState.FAILED
        )
        raise
