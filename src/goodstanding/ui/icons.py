"""Icons as inline SVG, read once from the Tabler icon set. Never without a word beside them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INSIDE = re.compile(r"<svg[^>]*>(?P<inside>.*)</svg>", re.DOTALL)
_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
_CHECKOUT = Path(__file__).resolve().parents[3]
_DEFAULT_DIR = _CHECKOUT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
_POINTS_ALONG_THE_LINE = ("arrow-", "chevron-left", "chevron-right", "send", "external-link")


class UnknownIconError(LookupError):
    """A template names an icon that the set does not have."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(
            f"There is no icon “{name}” in {folder}. Use a name from tabler.io/icons, "
            "and install the front-end packages with npm ci."
        )


def icon_dir() -> Path:
    """Return the folder of outline icons: GOODSTANDING_ICON_DIR, or the one npm fills."""
    chosen = getattr(settings, "GOODSTANDING_ICON_DIR", None)
    return Path(chosen) if chosen else _DEFAULT_DIR


@lru_cache(maxsize=256)
def icon_svg(name: str) -> SafeString:
    """Return the icon as an inline picture that assistive technology passes over.

    Icons that point along the line of text mirror with it; clocks and checks do not.

    Raises:
        UnknownIconError: The set has no such icon.
    """
    folder = icon_dir()
    path = folder / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownIconError(name, folder)
    match = _INSIDE.search(path.read_text(encoding="utf-8"))
    if match is None:
        raise UnknownIconError(name, folder)
    inside = " ".join(match["inside"].replace(_BOX, "").split())
    mirrors = " icon-mirror" if name.startswith(_POINTS_ALONG_THE_LINE) else ""
    return mark_safe(  # noqa: S308 -- The file comes from the installed icon set, not from a user.
        f'<svg class="icon{mirrors}" viewBox="0 0 24 24" width="24" height="24" '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )
