"""Who may open the addresses of the sealed log: whoever keeps a checkpoint can compare it."""

from __future__ import annotations

from goodstanding.evidence.models import Checkpoint
from goodstanding.evidence.notes import PrivateKey, TreeHead, sign
from tests.builders import NOON
from tests.web.access_rows import EVERYBODY, Row
from tests.web.access_world import Parts, World


def a_checkpoint(_world: World) -> Parts:
    """A checkpoint of one entry. Nothing is sealed before it is committed, so it is written."""
    key = PrivateKey.make("example.com/evidence")
    head = TreeHead(origin=key.name, size=1, root=bytes(32))
    Checkpoint.objects.create(
        size=1,
        root=head.root,
        cluster_id=1,
        horizon=1,
        horizon_seq=0,
        note=sign(head.text(), [key]),
        made_at=NOON,
    )
    return {"size": "1", "old": "1", "new": "1"}


EVIDENCE = {
    "evidence_latest_checkpoint": Row(get=EVERYBODY.format(200), parts=a_checkpoint),
    "evidence_checkpoint": Row(get=EVERYBODY.format(200), parts=a_checkpoint),
    "evidence_consistency": Row(get=EVERYBODY.format(200), parts=a_checkpoint),
}
