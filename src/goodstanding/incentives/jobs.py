"""Background work of this room."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goodstanding.incentives.models import OPEN_STATES, EarningsImport, State
from goodstanding.incentives.services.applying import apply_earnings
from goodstanding.values import clock
from goodstanding.values.actor import Actor

logger = logging.getLogger(__name__)

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.task(name="incentives.apply_import", retry=_RETRY)
def apply_earnings_import(*, import_id: str, person_id: str) -> None:
    """Apply what is not applied yet of an import, in the name of who pressed the button."""
    held = UUID(import_id)
    try:
        apply_earnings(held, actor=Actor.person(UUID(person_id)), at=clock.now())
    except Exception:
        logger.exception("import %s stopped; what is applied stays, and it continues", held)
        EarningsImport.objects.filter(pk=held, state__in=OPEN_STATES).update(state=State.FAILED)
        raise
