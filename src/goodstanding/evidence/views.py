"""What anybody may ask of the log: its checkpoints, and that each continues the one before."""

from __future__ import annotations

import base64

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from goodstanding.evidence import selectors
from goodstanding.evidence.models import Checkpoint

_PLAIN = "text/plain; charset=utf-8"


@require_safe
def latest_checkpoint(_request: HttpRequest) -> HttpResponse:
    """Answer the newest checkpoint, as the signed note it is."""
    return _note(selectors.latest_checkpoint())


@require_safe
def checkpoint(_request: HttpRequest, size: int) -> HttpResponse:
    """Answer the checkpoint over so many entries."""
    return _note(_checkpoint(size))


@require_safe
def consistency(_request: HttpRequest, old: int, new: int) -> JsonResponse:
    """Answer what shows that one checkpoint's log begins another's (RFC 6962, 2.1.2)."""
    if old > new or _checkpoint(old) is None or _checkpoint(new) is None:
        raise Http404
    proof = selectors.consistency_proof(old, new)
    return JsonResponse(
        {"old": old, "new": new, "proof": [base64.b64encode(step).decode() for step in proof]}
    )


def _checkpoint(size: int) -> Checkpoint | None:
    return selectors.checkpoint_of(size) if size < 1 << 63 else None


def _note(found: Checkpoint | None) -> HttpResponse:
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=_PLAIN)
