"""Which legal entities and locations the IDs of a file name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ExternalId
from goodstanding.partners.rules.columns import OWN_NAMESPACE
from goodstanding.partners.rules.rows import Number
from goodstanding.partners.selectors.known import batches


def named_by(
    numbers: Iterable[Number], *, of: Literal["entity", "location"], at: datetime
) -> dict[Number, UUID]:
    """Return what IDs name at an instant, our own identifiers among them, of one sort.

    Our own are not looked up: who asks finds out whether there is such a one.
    """
    named: dict[Number, UUID] = {}
    by_namespace: dict[str, set[str]] = defaultdict(set)
    for number in numbers:
        by_namespace[number.namespace].add(number.value)
    for value in by_namespace.pop(OWN_NAMESPACE, ()):
        try:
            named[Number(OWN_NAMESPACE, value)] = UUID(value)
        except ValueError:
            continue
    for namespace, values in by_namespace.items():
        for batch in batches(sorted(values)):
            found = ExternalId.objects.filter(
                in_force(at), namespace=namespace, value__in=batch, **{f"{of}__isnull": False}
            )
            for value, identifier in found.values_list("value", f"{of}_id"):
                named[Number(namespace, value)] = identifier
    return named
