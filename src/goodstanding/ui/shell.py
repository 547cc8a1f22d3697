"""What stands around every page: brand, who is here, where one can go.

The shell knows no room: ``config`` fills it in a context processor, as ``shell``. Without one
the templates still render, with the product's own name and no navigation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ShellKind(StrEnum):
    """Which kind of visitor the shell is for."""

    PUBLIC = "public"  #: Anyone, without signing in.
    PARTNER = "partner"  #: People of one partner.
    COURSE = "course"  #: Somebody taking a course: fewer ways to get lost.
    GO_BETWEEN = "go-between"  #: Distributors and partner development managers.
    VENDOR = "vendor"  #: Officers, deciders, finance, auditors, operators.


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One place of the main navigation."""

    label: str
    icon: str
    url: str
    current: bool = False
    count: int | None = None  #: How many things wait there; none is not shown as zero.


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchItem:
    """Another capacity in which the same person may act."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FootLink:
    """One link of the footer."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Everything a page shows around its own content."""

    brand: str = "Goodstanding"
    brand_url: str = "/"
    brand_note: str = ""  #: A line under the brand, such as "Partner compliance".
    partner_name: str = ""
    person_name: str = ""
    person_note: str = ""  #: The role and the place, such as "Decider, Munich".
    kind: ShellKind = ShellKind.PUBLIC
    nav: tuple[NavItem, ...] = ()
    switcher: tuple[SwitchItem, ...] = ()
    footer: tuple[FootLink, ...] = ()
    sign_in_url: str = ""
    account_url: str = ""  #: The person's own page: name, password, where they signed in.
    sign_out_url: str = ""  #: Signing out is a POST to this address.
    banner: str = ""  #: A sentence above every page, such as that this is a demonstration.

    @property
    def has_account_menu(self) -> bool:
        """Whether there is something to open under the person's name."""
        return bool(self.switcher or self.sign_out_url)

    @property
    def initials(self) -> str:
        """The person's initials, as decoration beside the name."""
        words = self.person_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
