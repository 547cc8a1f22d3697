"""What somebody typed while their session ended: kept in the new session until they send it."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.core import ratelimit
from django.http import HttpRequest

from goodstanding.ui.typed import Fields, typed_fields
from goodstanding.values import clock

_KEY = "typed_when_signed_out"
_KEPT_S = 3_600
_CHARACTERS_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that reached us after the session had ended: where it goes, and what it says."""

    path: str
    fields: Fields

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is worth reading again: everything longer than a word."""
        return tuple(value for _, value in self.fields if " " in value.strip())


def keep_typed(request: HttpRequest) -> bool:
    """Keep what a form says for whoever signs in next in this browser; say whether it was."""
    fields = typed_fields(request)
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > _CHARACTERS_MAX:
        return False
    if not ratelimit.consume(request, action="keep_typed"):
        return False
    at = clock.now().timestamp()
    request.session[_KEY] = {"path": request.get_full_path(), "fields": fields, "at": at}
    return True


def typed_before(request: HttpRequest) -> Typed | None:
    """Return what was kept within the last hour, if anything."""
    kept = request.session.get(_KEY)
    if kept is None or kept["at"] < clock.now().timestamp() - _KEPT_S:
        return None
    return Typed(
        path=kept["path"], fields=tuple((str(name), str(value)) for name, value in kept["fields"])
    )


def forget_typed(request: HttpRequest) -> None:
    """Drop what was kept."""
    request.session.pop(_KEY, None)
