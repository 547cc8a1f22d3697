"""Background work of this room: campaigns that run. Safe to run twice, and several at once."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from goodstanding.values import clock


@app.task(name="campaigns.send")
def send(*, campaign_id: str) -> None:
    """Send what a campaign has to send now."""
    from goodstanding.campaigns.services.going_on import go_on

    go_on(UUID(campaign_id))


@app.periodic(cron="* * * * *")
@app.task(
    name="campaigns.go_on_each_minute",
    queueing_lock="campaigns-go-on-each-minute",
    pass_context=False,
)
def go_on_each_minute(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Go on with every campaign under way, also one whose worker died."""
    from goodstanding.campaigns.services.going_on import go_on, under_way

    for campaign_id in under_way():
        go_on(campaign_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="campaigns.take_joiners", queueing_lock="campaigns-take-joiners", pass_context=False)
def take_joiners(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it.
    """Enrol who came into the audience of a running campaign; the next minute sends to them."""
    from goodstanding.campaigns.services.going_on import under_way
    from goodstanding.campaigns.services.starting import enrol_joiners

    for campaign_id in under_way():
        enrol_joiners(campaign_id, at=clock.now())


def send_soon(campaign_id: UUID) -> None:
    """Queue the sending of a campaign with the transaction; once is enough."""
    queued = send.configure(queueing_lock=f"campaign-{campaign_id}")
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        queued.defer(campaign_id=str(campaign_id))
