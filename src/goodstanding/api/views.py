"""What the interface for machines says of itself."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from goodstanding.api.v1 import document
from goodstanding.apikit.problems import problem


@csrf_exempt  # Nothing here knows a cookie.
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Answer with the description of the interface, for whoever writes a calling system."""
    return JsonResponse(document(), json_dumps_params={"indent": 2})


@csrf_exempt  # Nothing here knows a cookie.
def nothing(_request: HttpRequest) -> HttpResponse:
    """Answer where no address of the interface is."""
    return problem(
        HTTPStatus.NOT_FOUND,
        "not_found",
        "There is no such address. Compare it with /api/v1/openapi.json.",
    )
