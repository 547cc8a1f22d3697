"""What calls have been answered, so that a call that is repeated does nothing twice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.values.ids import new_id

KEY_LENGTH_MAX = 255


class AnsweredCall(models.Model):
    """One call that changed something, by the key its caller gave it, and what it was answered.

    Written in the transaction of the change, so either both are there or neither is. Machinery:
    it may be forgotten once nobody repeats the call any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_id = models.UUIDField()
    key = models.CharField(max_length=KEY_LENGTH_MAX)
    request_sha256 = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="call_is_answered_once_a_key", fields=("token_id", "key")),
            models.CheckConstraint(name="answered_call_has_a_key", condition=~Q(key="")),
            models.CheckConstraint(
                name="answered_call_succeeded", condition=Q(status__gte=200, status__lt=300)
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.token_id}"
