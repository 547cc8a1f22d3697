"""Change one value in the text of a pack, and leave every other character as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.places import Entry, Path, Place, find, places_in
from goodstanding.rulebook.writing import Written, as_value, entry, on_one_line
from goodstanding.values.errors import InvalidValueError

#: Sections of the pack in which what is new is written in lines, with its name above.
_NAMED_SECTIONS = 2
#: What stands between a key and the lines below it, with the comment behind the key.
_BREAK = re.compile(r":([^\S\n]+#[^\n]*)?[^\S\n]*\n\s*$")


def put(text: str, path: Path, value: Written) -> str:
    """Return a text in which ``value`` stands at ``path``, in maps made for it where needed.

    Raises:
        PackRefusedError: The text is not plain YAML.
        InvalidValueError: YAML cannot hold the value, or a list or a word is in the way.
    """
    whole = places_in(text)
    here = find(whole, path)
    if here is not None:
        return _checked(_replaced(text, here, value), path, value)
    made, length = value, len(path) - 1
    while (above := find(whole, path[:length])) is None:  # The empty path leads to the whole.
        made, length = {str(path[length]): made}, length - 1
    return _checked(_added(text, above, path[: length + 1], made), path, value)


def insert(text: str, path: Path, value: Written, *, after: str | int | None) -> str:
    """Return a text with a new entry at ``path``, after the entry named; first where None.

    Raises:
        PackRefusedError: The text is not plain YAML.
        InvalidValueError: YAML cannot hold the value, or no list or map stands there.
    """
    above = find(places_in(text), path[:-1])
    if above is None or above.is_single:
        raise InvalidValueError(f"“{_said(path[:-1])}” holds no list and no keys yet.")
    written = _entry_text(text, above, path, value)
    at = next((n for n, one in enumerate(above.entries) if one.name == after), -1)
    return _inserted(text, above, written, after=at)


def remove(text: str, path: Path) -> str:
    """Return a text without what stands at ``path``; nothing changes where nothing does.

    Raises:
        PackRefusedError: The text is not plain YAML.
    """
    whole = places_in(text)
    above = find(whole, path[:-1])
    names = [one.name for one in above.entries] if above is not None else []
    if above is None or path[-1] not in names:
        return text
    at = names.index(path[-1])
    if len(above.entries) == 1:
        return _replaced(text, above, {} if above.is_map else ())
    if above.flow:
        return _without_flow(text, above, at)
    return _without_lines(text, above, at)


def _checked(text: str, path: Path, value: Written) -> str:
    """Return the text, once it has shown that it says what was to be written."""
    try:
        found = find(places_in(text), path)
    except PackRefusedError:
        found = None
    if found is None or as_value(found) != _plain(value):
        raise InvalidValueError(f"“{_said(path)}” cannot be written so. Write it in the text.")
    return text


def _plain(value: Written) -> Written:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value if isinstance(value, str) else tuple(map(_plain, value))


def _said(path: Path) -> str:
    return ".".join(map(str, path))


def _replaced(text: str, here: Place, value: Written) -> str:
    written = on_one_line(value)
    before = text[: here.start]
    if here.start == here.end and before.endswith(":"):
        written = f" {written}"
    if not (here.is_single or here.flow):  # It stood in lines below its key.
        before = _BREAK.sub(lambda found: f": {written}{found[1] or ''}", before)
        return before + text[here.end :]
    return before + written + text[here.end :]


def _added(text: str, above: Place, path: Path, value: Written) -> str:
    if above.is_single or above.is_list:
        raise InvalidValueError(f"“{_said(path[:-1])}” holds no keys. Write them in the text.")
    return _inserted(
        text, above, _entry_text(text, above, path, value), after=len(above.entries) - 1
    )


def _entry_text(text: str, above: Place, path: Path, value: Written) -> str:
    if above.is_list:
        return on_one_line(value) if above.flow else f"- {on_one_line(value)}"
    lines = 0 if above.flow else max(_NAMED_SECTIONS - len(path) + 1, 0)
    if len(path) == 1 and not _is_of_names(value):
        lines = 0
    return entry(str(path[-1]), value, indent=" " * _column(text, above.start), lines=lines)


def _is_of_names(value: Written) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values())


def _inserted(text: str, above: Place, written: str, *, after: int) -> str:
    if not above.entries:
        return f"{text[: above.start + 1]}{written}{text[above.end - 1 :]}"
    if above.flow:
        if after < 0:
            first = above.entries[0].start
            return f"{text[:first]}{written}, {text[first:]}"
        end = above.entries[after].value.end
        return f"{text[:end]}, {written}{text[end:]}"
    indent = " " * _column(text, above.start)
    if after < 0:
        return f"{text[: above.start]}{written}\n{indent}{text[above.start :]}"
    end = _line_end(text, above.entries[after].value.end)
    return f"{text[:end]}\n{indent}{written}{text[end:]}"


def _without_flow(text: str, above: Place, at: int) -> str:
    gone = above.entries[at]
    follows = re.compile(r"\s*,[^\S\n]*").match(text, gone.value.end)
    if follows is not None and at < len(above.entries) - 1:
        return text[: gone.start] + text[follows.end() :]
    before = above.entries[at - 1].value.end
    comma = text.index(",", before)
    kept = text[comma + 1 : gone.start].rstrip(" ")
    return text[:comma] + kept + text[gone.value.end :]


def _without_lines(text: str, above: Place, at: int) -> str:
    gone = above.entries[at]
    start = _start_of_line_entry(text, above, gone)
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():  # The first key of a list item stands behind its dash.
        return text[: gone.start] + text[above.entries[at + 1].start :]
    return text[:line] + text[_line_end(text, gone.value.end) + 1 :]


def _start_of_line_entry(text: str, above: Place, gone: Entry) -> int:
    """Return where an entry begins, with the dash of a list item."""
    if above.is_map:
        return gone.start
    dash = "\n" + " " * _column(text, above.start) + "-"
    return above.start if gone.name == 0 else text.rfind(dash, 0, gone.start) + len(dash) - 1


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
