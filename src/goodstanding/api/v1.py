"""The first version of the interface for machines: the rooms' addresses, put together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from goodstanding.apikit.problems import CONTENT_TYPE, problem, problem_of
from goodstanding.decisions.api import router as decisions
from goodstanding.decisions.api_standing import router as standing
from goodstanding.partners.api_ownerships import router as ownerships
from goodstanding.ui.views import reference_of
from goodstanding.values.errors import DomainError

logger = logging.getLogger(__name__)

PREFIX = "api/v1/"
_JSON = "application/json"

DESCRIPTION = """Ask what a partner may do, where it stands and why, and what it has accepted.
Record who owns whom among its legal entities.

Every call carries a token in the header `Authorization: Bearer gst_…`; the operator of the
installation makes tokens. A token sees one program. Every refusal is a problem as RFC 9457 has
it: branch on its `code`, show its `detail` to a person."""

api = NinjaAPI(
    title="Goodstanding",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
api.add_router("", decisions)
api.add_router("", standing)
api.add_router("", ownerships)


def document() -> dict[str, Any]:
    """Return the interface as OpenAPI 3.1 describes it."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for path in described["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"] = {CONTENT_TYPE: response["content"][_JSON]}
    return described


def _refused(_request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem_of(error)


def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "not_found", "There is no such thing here.")


def _unreadable(_request: HttpRequest, _error: SuspiciousOperation) -> HttpResponse:
    return problem(
        HTTPStatus.BAD_REQUEST,
        "bad_request",
        "The request cannot be read. Compare it with /api/v1/openapi.json.",
    )


def _malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request_refused", said)


def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = reference_of(request)
    logger.error("Fault told with reference %s at %s", reference, request.path, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "fault",
        "Something went wrong on our side. What is recorded is safe. Call again in a few minutes; "
        f"if it stays, give the operator of the installation this reference: {reference}",
    )


_HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    DomainError: _refused,
    Http404: _not_found,
    SuspiciousOperation: _unreadable,
    ValidationError: _malformed,
    Exception: _fault,
}
for _kind, _handler in _HANDLERS.items():
    api.add_exception_handler(_kind, _handler)
