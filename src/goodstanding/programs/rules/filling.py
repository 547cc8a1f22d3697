"""Write what somebody filled in into the text of a rule book, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from goodstanding.programs.rules.fields import NAME, VERB, Field, Shown, Widget, verb_said
from goodstanding.programs.rules.items import Item
from goodstanding.rulebook.document import ListNode, Node, Scalar, read_document
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.places import Path, find, places_in
from goodstanding.rulebook.rewriting import insert, put, remove
from goodstanding.rulebook.schema import Either, Listed, Mapped, Section
from goodstanding.rulebook.writing import Written, as_value
from goodstanding.values.errors import InvalidValueError


def meant(field: Field, said: Shown) -> Written | None:
    """Return what a field's answer means as a value; None where it says nothing.

    Raises:
        InvalidValueError: A line is not what stands in such a list.
    """
    if isinstance(said, tuple):
        alone = field.key.value.alone if isinstance(field.key.value, Listed) else ""
        return alone if alone and alone in said else said or None
    if not said.strip():
        return None
    if field.widget is not Widget.LINES:
        return said.strip()
    return _of_lines(field, [line.strip() for line in said.splitlines() if line.strip()])


def write_field(text: str, item: Item, field: Field, value: Written | None) -> str:
    """Return the text with one field changed.

    Raises:
        PackRefusedError: The text is not plain YAML.
        InvalidValueError: The value cannot be written there.
    """
    if field.path == (VERB,):
        return _other_verb(text, item, str(value or ""))
    path: Path = item.path if field.path == ("steps",) else (*item.path, *field.path)
    place = find(places_in(text), path)
    if value is None:
        return _removed(text, item, path)
    if place is None or place.is_single:
        if place is not None and isinstance(value, tuple) and len(value) == 1:
            value = value if _is_alone(field, place.text) else value[0]
        return put(text, path, value)
    if isinstance(value, tuple) and place.is_list:
        return _list_changed(text, path, tuple(as_value(one.value) for one in place.entries), value)
    if isinstance(value, Mapping) and place.is_map:
        return _map_changed(text, path, value)
    return put(text, path, value)


def write_new(text: str, item: Item, given: list[tuple[Field, Written]]) -> tuple[str, Item]:
    """Return the text with a new part behind its kind, and the part.

    Raises:
        PackRefusedError: The text is not plain YAML.
        InvalidValueError: It has no name, or one that there is already.
    """
    made: dict[str, Written] = {}
    name = ""
    for field, value in given:
        if field.path == (NAME,):
            name = str(value)
        elif field.path == (VERB,):
            made[str(value)] = {}
        elif field.path == ("steps",) and isinstance(value, Mapping):
            made |= value
        else:
            _nest(made, field.path, value)
    if not name:
        raise InvalidValueError("It has no name yet. Write one in small letters.")
    whole = places_in(text)
    above = find(whole, item.part.path)
    if item.part.by_number:
        made = {NAME: name, **made}
        if above is None:
            return put(text, item.part.path, (made,)), Item(part=item.part, name=name)
        last = len(above.entries)
        text = insert(text, item.path, made, after=last - 1 if last else None)
        return text, Item(part=item.part, name=name, number=last)
    made_item = Item(part=item.part, name=name)
    if find(whole, made_item.path) is not None:
        raise InvalidValueError(f"“{name}” is there already. Choose another name.")
    return put(text, made_item.path, made), made_item


def _nest(made: dict[str, Written], path: tuple[str, ...], value: Written) -> None:
    inside = made
    for step in path[:-1]:
        deeper = dict(inside[step]) if isinstance(inside.get(step), Mapping) else {}  # type: ignore[arg-type] # looked at
        inside[step] = deeper
        inside = deeper
    inside[path[-1]] = value


def _is_alone(field: Field, word: str) -> bool:
    return isinstance(field.key.value, Listed) and field.key.value.alone == word


def _removed(text: str, item: Item, path: Path) -> str:
    """Return the text without a value, nor the maps that held nothing else."""
    while len(path) > len(item.path) + 1:
        above = find(places_in(text), path[:-1])
        if above is None or len(above.entries) > 1:
            break
        path = path[:-1]
    return remove(text, path)


def _other_verb(text: str, item: Item, verb: str) -> str:
    place = find(places_in(text), item.path)
    before = verb_said(item.part.section, place)
    if not verb or verb == before:
        return text
    text = put(text, (*item.path, verb), {})
    return remove(text, (*item.path, before)) if before else text


def _list_changed(
    text: str, path: Path, before: tuple[Written, ...], after: tuple[Written, ...]
) -> str:
    if sorted(map(repr, before)) == sorted(map(repr, after)):
        return text if before == after else put(text, path, after)
    matcher = SequenceMatcher(None, [repr(one) for one in before], [repr(one) for one in after])
    for _, old_start, old_end, new_start, new_end in reversed(matcher.get_opcodes()):
        old, new = list(range(old_start, old_end)), list(after[new_start:new_end])
        if [before[at] for at in old] == new:
            continue
        for at, value in zip(old, new, strict=False):
            text = put(text, (*path, at), value)
        for at in reversed(old[len(new) :]):
            text = remove(text, (*path, at))
        behind = old_start + min(len(old), len(new)) - 1
        for number, value in enumerate(new[len(old) :]):
            at = behind + number
            text = insert(text, (*path, at + 1), value, after=at if at >= 0 else None)
    return text


def _map_changed(text: str, path: Path, after: Mapping[str, Written]) -> str:
    place = find(places_in(text), path)
    assert place is not None  # the caller found it
    before = {str(one.name): as_value(one.value) for one in place.entries}
    for key in [key for key in before if key not in after]:
        text = remove(text, (*path, key))
    previous: str | None = None
    for key, value in after.items():
        if key not in before:
            text = insert(text, (*path, key), value, after=previous)
        elif before[key] != value:
            text = put(text, (*path, key), value)
        previous = key
    found = find(places_in(text), path)
    in_order = found is not None and [one.name for one in found.entries] == list(after)
    return text if in_order else put(text, path, after)


def _of_lines(field: Field, lines: list[str]) -> Written:
    value = field.key.value
    if isinstance(value, Either) and len(lines) == 1 and ": " not in lines[0]:
        return lines[0]
    if isinstance(value, Listed) and not isinstance(value.item, Section):
        return tuple(lines)
    read = [_keys(line) for line in lines]
    if isinstance(value, Mapped | Either):
        return {key: one for keys in read for key, one in keys.items()}
    return tuple(read)


def _keys(line: str) -> dict[str, Written]:
    """Return the keys and values of a line, such as ``findings: 2, same: family``."""
    try:
        root = read_document("{" + line + "}")
    except PackRefusedError:
        raise InvalidValueError(
            f"“{line}” does not say keys with values. Write them such as findings: 2, same: family."
        ) from None
    return {key.text: _written(node) for key, node in root.entries}


def _written(node: Node) -> Written:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, ListNode):
        return tuple(_written(item) for item in node.items)
    return {key.text: _written(value) for key, value in node.entries}
