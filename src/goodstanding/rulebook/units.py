"""How the result names a unit, and what such a name says.

An entity and a location go by their identifier, a contact role by its name, the whole partner
by nothing. What lies in a region has a colon before the region: ``:emea`` is all of the partner
there, ``<entity>:emea`` is one entity there. Without a region after the colon the name is of
places whose region nobody said.
"""

from __future__ import annotations

from dataclasses import dataclass

_REGION = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """What the name of a unit says."""

    identifier: str  #: Of an entity or a location, or a contact role; empty: the partner.
    region: str | None = None  #: None: the unit is not about regions. Empty: it is not known.


def read_unit(text: str | None) -> UnitName:
    """Return what the unit of a row says; None is the whole partner."""
    identifier, colon, region = (text or "").partition(_REGION)
    return UnitName(identifier=identifier, region=region if colon else None)


def units_of_place(*, location: str, entity: str, region: str) -> frozenset[str]:
    """Return what the units are called that a location with its entity and region is part of.

    The whole partner, which has no name, is not among them.
    """
    named = f"{_REGION}{region}"
    return frozenset({location, entity, named, entity + named})
