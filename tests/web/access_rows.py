"""How the access table is written: what each visitor gets, in a short notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.web.access_world import Parts, Who, World

GROUPS: Mapping[str, tuple[Who, ...]] = {
    "partner": (Who.SIGNATORY, Who.EMPLOYEE),
    "vendor": (
        Who.OFFICER,
        Who.DECIDER,
        Who.APPEAL_REVIEWER,
        Who.FINANCE,
        Who.PDM,
        Who.AUDITOR,
    ),
    "vendor-but-officer": (
        Who.DECIDER,
        Who.APPEAL_REVIEWER,
        Who.FINANCE,
        Who.PDM,
        Who.AUDITOR,
    ),
}

_OPENS = frozenset({"200", "302", "303"})


def no_parts(_world: World) -> Parts:
    """Nothing beside program and partner."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What each visitor gets at one address."""

    get: str
    post: str = ""
    parts: Callable[[World], Parts] = no_parts
    by_token: bool = False  #: No cookie counts here, so a form from elsewhere can do nothing.

    def answers(self, method: str) -> dict[Who, set[str]]:
        """Return the answers that are right for each visitor."""
        if method == "GET" or self.post:
            spelled = expand(self.get if method == "GET" else self.post)
            return {who: {answer} for who, answer in spelled.items()}
        return {
            who: {"405"} if answer in _OPENS else {"405", answer}
            for who, answer in expand(self.get).items()
        }


def expand(notation: str) -> dict[Who, str]:
    """Return the answer for each visitor that a row's notation spells.

    Raises:
        ValueError: It names somebody twice, nobody known, or leaves somebody out.
    """
    named: dict[Who, str] = {}
    rest = ""
    for word in notation.split():
        names, _, answer = word.partition("=")
        if names == "*":
            rest = answer
            continue
        for name in names.split(","):
            for who in GROUPS.get(name) or (Who(name),):
                if who in named:
                    raise ValueError(f"{notation!r} says twice what {who} gets.")
                named[who] = answer
    left_out = [who for who in Who if who not in named]
    if left_out and not rest:
        raise ValueError(f"{notation!r} does not say what {', '.join(left_out)} get.")
    return {who: named.get(who, rest) for who in Who}


#: Forms that are often the same; ``{}`` is what those get who may.
EVERYBODY = "*={}"
SIGNED_IN = "stranger=sign-in *={}"
OPERATORS = "operator={} stranger=sign-in vendor,other-officer=403 *=404"
PARTNERS = "partner={} stranger=sign-in *=404"
SIGNATORIES = "signatory={} employee=403 stranger=sign-in *=404"
ONLY_SIGNATORY = "signatory={} stranger=sign-in *=404"
VENDOR = "vendor={} stranger=sign-in *=404"
OFFICERS = "officer={} vendor-but-officer=403 stranger=sign-in *=404"
MESSAGE_READERS = (
    "officer,decider,appeal-reviewer,auditor={} finance,pdm=403 stranger=sign-in *=404"
)
CASE_READERS = "officer,decider,appeal-reviewer,auditor={} finance,pdm=403 stranger=sign-in *=404"
DECIDERS = "decider={} officer,appeal-reviewer,finance,pdm,auditor=403 stranger=sign-in *=404"
REVIEWERS = "appeal-reviewer={} officer,decider,finance,pdm,auditor=403 stranger=sign-in *=404"
AUDITORS = "auditor={} officer,decider,appeal-reviewer,finance,pdm=403 stranger=sign-in *=404"
GO_BETWEENS = "distributor={} stranger=sign-in *=404"
FINANCE = "finance={} officer,decider,appeal-reviewer,pdm,auditor=403 stranger=sign-in *=404"
MONEY_READERS = "finance,officer,decider,appeal-reviewer,auditor={} pdm=403 stranger=sign-in *=404"
