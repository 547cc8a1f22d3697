"""What stands before every address of the interface for machines."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from goodstanding.apikit.problems import CONTENT_TYPE, problem

PREFIX = "/api/"

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read. Compare it with /api/v1/openapi.json.",
    HTTPStatus.FORBIDDEN: "This is not open to you. Send a token that has the right to it.",
    HTTPStatus.NOT_FOUND: "There is no such address. Compare it with /api/v1/openapi.json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method. Use one in Allow.",
}
_FAULT = (
    "Something went wrong on our side. What is recorded is safe. Call again in a few minutes, and "
    "tell the operator of the installation if it stays."
)


class ApiProblemMiddleware:
    """Lets no page for people leave an address for machines, and nothing be kept on the way.

    The rooms' own refusals are problems already. What Django says itself (no such address, wrong
    method, a fault of ours) is a page by then, and is replaced here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; turn a refusal in HTML or plain text into a problem."""
        response = self._get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        response.headers.setdefault("Cache-Control", "no-store")
        if (
            response.status_code < HTTPStatus.BAD_REQUEST
            or response.headers.get("Content-Type") == CONTENT_TYPE
        ):
            return response
        return _replaced(response)


def _replaced(response: HttpResponseBase) -> HttpResponse:
    status = HTTPStatus(response.status_code)
    code = status.phrase.lower().replace(" ", "_")
    replaced = problem(status, code, _SENTENCES.get(status, _FAULT))
    if "Allow" in response.headers:
        replaced.headers["Allow"] = response.headers["Allow"]
    return replaced
