"""What every part of the interface for machines refuses in the same way."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.values.errors import DomainError, NotPermittedError


class ScopeMissingError(NotPermittedError):
    """The token is good, and not for this."""

    code = "scope_missing"


class NotForGoBetweensError(NotPermittedError):
    """A go-between asks about what is between the vendor and the partner."""

    code = "not_for_go_betweens"


class TooManyCallsError(DomainError):
    """A token called more often in a minute than it may."""

    code = "too_many_calls"

    def __init__(self, *, calls_a_minute_max: int, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            f"This token made its {calls_a_minute_max} calls of this minute. Call again in "
            f"{retry_after_s} seconds, and keep answers until their next_change_at."
        )


class NotFoundHereError(DomainError):
    """Nothing of this name is in the program of the token; whether it is elsewhere is not said."""

    code = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterProblem:
    """What is wrong with one parameter of a request, in a code and in a sentence."""

    parameter: str
    code: str
    detail: str


class RequestRefusedError(DomainError):
    """A request has parameters that mean nothing; all of them are named at once."""

    code = "request_refused"

    def __init__(self, problems: tuple[ParameterProblem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.detail for problem in problems))
