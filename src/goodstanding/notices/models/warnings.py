"""Warnings ahead of the test of an authorization, each with the notice that says it."""

from __future__ import annotations

from django.db import models

from goodstanding.evidence.models import RecordedNow
from goodstanding.notices.models.sending import Notice
from goodstanding.programs.models import CODE
from goodstanding.values.ids import new_id


class AuthorizationWarning(models.Model):
    """That a partner was warned, so many days before the day of a test is over.

    ``authorization_id`` is what the rows about a grant have in common, ``due_at`` the instant at
    which the day of its test is over. A notice stands for every warning whose day had come when
    it was sent, so that who was late hears of it once. Whether it was served, its proofs say.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="warnings")
    authorization_id = models.UUIDField()
    authorization = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()  # before the day of the test is over
    recorded_at = models.DateTimeField(db_default=RecordedNow(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="warning_is_given_once", fields=("authorization_id", "due_at", "days")
            ),
            models.CheckConstraint(
                name="warning_is_ahead_of_a_test", condition=models.Q(days__gt=0)
            ),
            models.CheckConstraint(
                name="warning_names_an_authorization",
                condition=models.Q(authorization__regex=CODE),
            ),
        )

    def __str__(self) -> str:
        return f"{self.authorization}, {self.days} days before {self.due_at:%Y-%m-%d}"
