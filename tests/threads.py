"""Doing the same thing several times at once, each time on a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connections

WAIT_S_MAX = 60

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """Run the acts at the same moment and return what each gave or raised, in their order."""
    barrier = Barrier(len(acts))
    results: dict[int, T | Exception] = {}

    def run(number: int, act: Callable[[], T]) -> None:
        try:
            barrier.wait(WAIT_S_MAX)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 -- what is raised is the result.
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S_MAX)
    assert not any(thread.is_alive() for thread in threads), "Somebody still waits: a deadlock."
    return [results[number] for number in range(len(acts))]


def all_at_once(*acts: Callable[[], T]) -> list[T]:
    """Run the acts at the same moment, of which none may be refused; return what each gave."""
    given = []
    for each in at_once(*acts):
        if isinstance(each, Exception):
            raise each
        given.append(each)
    return given


def together(*acts: Callable[[], object]) -> list[Exception]:
    """Run the acts at the same moment and return what went wrong."""
    return [given for given in at_once(*acts) if isinstance(given, Exception)]
