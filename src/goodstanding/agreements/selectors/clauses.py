"""What people call a clause: its agreement, its heading and the version it is read in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.agreements.models import Clause


def clause_names(program_id: UUID, *, at: datetime) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Return, for each clause of the texts in force, its agreement's title, heading and version.

    Keyed by the codes of agreement and clause, as a rule book names them.
    """
    rows = (
        Clause.objects.filter(
            version__agreement__program_id=program_id, version__effective_at__lte=at
        )
        .order_by("version__position")
        .values_list(
            "version__agreement__code",
            "code",
            "version__agreement__title",
            "heading",
            "version__position",
        )
    )
    return {
        (agreement, clause): (title, heading, position)
        for agreement, clause, title, heading, position in rows
    }
