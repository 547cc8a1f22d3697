"""Doing the same thing several times at once, each time on a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> Sequence[T | Exception]:
    """Run the acts at the same moment and return what each gave or raised, in their order."""
    barrier = Barrier(len(acts))
    results: dict[int, T | Exception] = {}

    def run(number: int, act: Callable[[], T]) -> None:
        try:
            barrier.wait(timeout=10)
            results[number] = act()
        except Exception as error:  # noqa: BLE001 -- what is raised is the result.
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(acts))]
