"""Whom a campaign is for, as data: partners by what is true of them, people by their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The partners of a program for which all of it holds, and their people in ``roles``.

    An empty part does not narrow. Numbers are external IDs (``crm:R-4711`` or ``R-4711``) as
    they were written; whom they mean is looked up when people are counted or enrolled.
    """

    roles: tuple[str, ...]
    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  #: ISO 3166-1 alpha-2, of the partner.
    levels: tuple[str, ...] = ()  #: Of standing, by the names of the rule book.
    open_obligation: str = ""  #: Partners for which this duty is not fulfilled.
    only: tuple[str, ...] = ()  #: Nobody but these partners.
    without: tuple[str, ...] = ()  #: Not these partners.
    through: tuple[str, ...] = ()  #: Who buys through one of these distributors.
    passed_months: int | None = None  #: Not who passed the course in the last months.

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every external ID it names."""
        return tuple(dict.fromkeys((*self.only, *self.without, *self.through)))

    @property
    def rests_on_standing(self) -> bool:
        """Whether who is in it follows from computed standing."""
        return bool(self.levels or self.open_obligation)

    def to_json(self) -> dict[str, Any]:
        """Return the audience as it is kept; ``from_json`` gives it back."""
        return {
            "roles": list(self.roles),
            "tiers": list(self.tiers),
            "countries": list(self.countries),
            "levels": list(self.levels),
            "open_obligation": self.open_obligation,
            "only": list(self.only),
            "without": list(self.without),
            "through": list(self.through),
            "passed_months": self.passed_months,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the audience that ``to_json`` wrote."""
        return cls(
            roles=tuple(kept["roles"]),
            tiers=tuple(kept["tiers"]),
            countries=tuple(kept["countries"]),
            levels=tuple(kept["levels"]),
            open_obligation=kept["open_obligation"],
            only=tuple(kept["only"]),
            without=tuple(kept["without"]),
            through=tuple(kept["through"]),
            passed_months=kept["passed_months"],
        )
