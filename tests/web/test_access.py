"""Every address of the product, every role and a stranger: who gets what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker, Settings

from tests.web.access_rows import Row, expand
from tests.web.access_table import ROWS
from tests.web.access_world import Who, World, make_world

TABLE = "tests/web/access_table.py"

#: What a browser sends for a form in which nothing is filled in.
EMPTY_FORM = {"csrfmiddlewaretoken": ""}


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@contextmanager
def undone() -> Iterator[None]:
    """Forget what the block writes, so that one world serves every visitor."""
    block = transaction.atomic()
    # The mark by which Django knows a test's own transaction, in which durable ones may open.
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Make the world once for all addresses; nothing of it, or done to it, stays."""
    with django_db_blocker.unblock(), undone():
        yield make_world()


def addresses(
    patterns: Sequence[URLPattern | URLResolver] | None = None,
    *,
    space: str = "",
    parts: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield the name, the route and the names of the parts of every address."""
    if patterns is None:
        patterns = get_resolver().url_patterns
    for pattern in patterns:
        here = parts | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, space=inner, parts=here)
        else:
            yield f"{space}{pattern.name}" if pattern.name else "", str(pattern.pattern), here


def test_every_address_has_a_name() -> None:
    nameless = [route for name, route, _parts in addresses() if not name]

    assert nameless == [], "Give each of these addresses a name= in its urls.py."


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    names = {name for name, _route, _parts in addresses() if name}

    without_row = sorted(names - set(ROWS))
    without_address = sorted(set(ROWS) - names)
    assert without_row == [], f"Nobody said who may open these: add a row for each to {TABLE}."
    assert without_address == [], f"These lead nowhere any more: take them out of {TABLE}."


def test_no_two_addresses_share_a_name() -> None:
    names = [name for name, _route, _parts in addresses()]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def _path(name: str, row: Row, world: World) -> str:
    parts_of = {known: parts for known, _route, parts in addresses()}
    given = {**world.parts, **row.parts(world)}
    missing = parts_of[name] - set(given)
    assert not missing, f"Say in {TABLE} what {', '.join(sorted(missing))} of {name} may be."
    return reverse(name, kwargs={part: given[part] for part in parts_of[name]})


def _client(world: World, who: Who) -> Client:
    client = Client()
    person = world.people[who]
    if person is not None:
        client.force_login(person)
    return client


def _word(response: HttpResponseBase, path: str) -> str:
    if response.status_code == 302 and response["Location"] == f"/sign-in/?next={path}":
        return "sign-in"
    return str(response.status_code)


def _got(world: World, method: str, path: str) -> dict[Who, str]:
    got = {}
    for who in Who:
        with undone():
            client = _client(world, who)
            response = client.get(path) if method == "GET" else client.post(path, EMPTY_FORM)
            got[who] = _word(response, path)
    return got


# Coverage counts what is tried for what it does: this only knocks at every door, 4,000 times.
@pytest.mark.no_cover
@pytest.mark.parametrize("name", sorted(ROWS))
def test_everybody_gets_what_the_table_says(name: str, world: World) -> None:
    with undone():
        path = _path(name, ROWS[name], world)

        got = {method: _got(world, method, path) for method in ("GET", "POST")}

    surprises = [
        f"{method} gives {who} {answer}, the table says {' or '.join(sorted(expected))}"
        for method, answers in got.items()
        for who, answer in answers.items()
        if answer not in (expected := ROWS[name].answers(method)[who])
    ]
    assert surprises == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_no_form_from_elsewhere_is_taken(name: str, world: World) -> None:
    with undone():
        path = _path(name, ROWS[name], world)

        response = Client(enforce_csrf_checks=True).post(path)

    harmless = {401, 404, 405} if ROWS[name].by_token else {403}
    assert response.status_code in harmless


@pytest.mark.parametrize(
    ("notation", "problem"),
    [
        ("stranger=200", "does not say what signatory"),
        ("partner=200 signatory=404 *=403", "says twice what signatory gets"),
        ("king=200 *=404", "king"),
    ],
)
def test_a_row_that_is_not_clear_is_refused(notation: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        expand(notation)
