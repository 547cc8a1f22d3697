"""How a refusal leaves the interface for machines: problem details, as RFC 9457 has them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Field, Schema

from goodstanding.accounts.errors import TokenNotValidError
from goodstanding.apikit.errors import (
    NotFoundHereError,
    ParameterProblem,
    RequestRefusedError,
    TooManyCallsError,
)
from goodstanding.values.errors import ConflictError, DomainError, NotPermittedError

CONTENT_TYPE = "application/problem+json"

_STATUSES: tuple[tuple[type[DomainError], HTTPStatus], ...] = (
    (TokenNotValidError, HTTPStatus.UNAUTHORIZED),
    (NotPermittedError, HTTPStatus.FORBIDDEN),
    (NotFoundHereError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (TooManyCallsError, HTTPStatus.TOO_MANY_REQUESTS),
)


class ParameterProblemOut(Schema):
    """What is wrong with one parameter."""

    parameter: str = Field(description="The name of the parameter.")
    code: str = Field(description="What is wrong, for a machine. Never changes its meaning.")
    detail: str = Field(description="What is wrong and what to do, for a person.")


class ProblemOut(Schema):
    """A refusal. Branch on `code`, show `detail` to a person."""

    type: str = Field(description="The code as a URI: `urn:goodstanding:problem:<code>`.")
    title: str = Field(description="The phrase of the HTTP status.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(description="What is wrong, for a machine. Never changes its meaning.")
    detail: str = Field(description="What is wrong and what to do, for a person.")
    errors: list[ParameterProblemOut] = Field(
        description="Every parameter that is refused; empty where the parameters are not the cause."
    )


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    errors: Sequence[ParameterProblem] = (),
) -> HttpResponse:
    """Return a refusal as the response that carries it."""
    content = {
        "type": f"urn:goodstanding:problem:{code}",
        "title": status.phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        "errors": [
            {"parameter": each.parameter, "code": each.code, "detail": each.detail}
            for each in errors
        ],
    }
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_of(error: DomainError) -> HttpResponse:
    """Return the response for what the domain refused: the one place that gives it a status."""
    status = next(
        (status for kind, status in _STATUSES if isinstance(error, kind)),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )
    errors = error.problems if isinstance(error, RequestRefusedError) else ()
    response = problem(status, error.code, str(error), errors=errors)
    if isinstance(error, TokenNotValidError):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyCallsError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response
