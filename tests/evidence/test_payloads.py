"""Every event type of every room: identifiers, codes, instants and amounts, never words."""

from __future__ import annotations

import dataclasses
import importlib
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

import pytest

from goodstanding.evidence import canonical
from goodstanding.evidence.merkle import EMPTY_ROOT, items_root, leaf_hash, node_hash, root_of
from goodstanding.evidence.payloads import Code, Payload, Private
from goodstanding.values.errors import InvalidValueError
from goodstanding.values.ids import new_id
from tests.architecture.rooms import SOURCE

MARK = "Maria Vogel maria@example.com 192.0.2.7"


def _event_types() -> list[type[Payload]]:
    for file in sorted(SOURCE.rglob("events.py")):
        importlib.import_module(
            "goodstanding." + ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        )

    def below(cls: type[Payload]) -> Iterator[type[Payload]]:
        for child in cls.__subclasses__():
            if child.__module__.startswith("goodstanding."):
                yield child
            yield from below(child)

    found = {
        cls.__qualname__ + cls.__module__: cls for cls in below(Payload) if hasattr(cls, "NAME")
    }
    return list(found.values())


def _example(kind: object) -> object:
    """Return a value of an annotation, marked wherever a person's words may stand."""
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        return _example(next(arg for arg in typing.get_args(kind) if arg is not type(None)))
    if origin is not None:
        return (_example(typing.get_args(kind)[0]),)
    simple: dict[object, object] = {
        UUID: new_id(),
        int: 7,
        bool: True,
        datetime: datetime(2026, 9, 1, tzinfo=UTC),
        date: date(2026, 9, 1),
        Code: Code("partner-code#gifts@3"),
        Private: Private(MARK),
    }
    if kind in simple:
        return simple[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    raise AssertionError(f"{kind} is no type that evidence may hold.")


@pytest.mark.parametrize("event", _event_types(), ids=lambda event: event.__name__)
def test_an_event_type_keeps_no_words_in_its_bytes(event: type[Payload]) -> None:
    hints = typing.get_type_hints(event)
    payload = event(
        **{field.name: _example(hints[field.name]) for field in dataclasses.fields(event)}
    )

    content = canonical.encode(payload.fields())

    assert payload.subject.split(":")[0]
    assert all(word.encode() not in content for word in MARK.split())
    assert all(private.words == MARK for _, private in payload.private_fields())


def test_event_types_are_known_by_one_name_each() -> None:
    names = [event.NAME for event in _event_types()]

    assert len(names) == len(set(names)) > 10


@pytest.mark.parametrize("text", ["", "two words", "maria@example.com", "x" * 200, "-x"])
def test_a_sentence_or_an_address_is_no_code(text: str) -> None:
    with pytest.raises(InvalidValueError, match="not a code"):
        Code(text)


def test_the_same_words_have_another_digest_each_time() -> None:
    one, two = Private(MARK), Private(MARK)

    assert one.digest != two.digest
    assert one.digest == sha256(one.salt + MARK.encode()).hexdigest()


def test_plain_text_in_a_payload_is_refused() -> None:
    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Careless(Payload):
        NAME = Code("careless.said")  # type: ignore[assignment] # only for this test
        SUBJECT = "thing_id"
        thing_id: UUID
        said: str

    with pytest.raises(InvalidValueError, match="plain text"):
        Careless(thing_id=new_id(), said=MARK).fields()


def test_equal_values_give_equal_bytes() -> None:
    instant = datetime(2026, 9, 1, 12, tzinfo=UTC)

    assert canonical.encode({"b": instant, "a": [1, None, True]}) == (
        b'{"a":[1,null,true],"b":"2026-09-01T12:00:00.000000Z"}'
    )
    assert canonical.encode({"b": 1, "a": 2}) == canonical.encode({"a": 2, "b": 1})


def test_tree_hashes_are_those_of_rfc_6962() -> None:
    """The reference values of the certificate transparency project, for 0, 1, 2 and 7 leaves."""
    data = [
        bytes.fromhex(text)
        for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
    ]

    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert items_root(data[:1]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert items_root(data[:2]).hex() == (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )
    assert items_root(data).hex() == (
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    )
    assert root_of([leaf_hash(b"a"), leaf_hash(b"b")]) == node_hash(
        leaf_hash(b"a"), leaf_hash(b"b")
    )
