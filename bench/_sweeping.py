"""Bringing back the same stale rows again and again, and recomputing them in two ways."""

from __future__ import annotations

from importlib import resources
from typing import Any

import psycopg

from bench._engines import KNOWN_AT
from bench._pairs import timed, told
from bench._place import Place
from bench._world import AS_OF, World
from goodstanding.standing.services import cover_everybody, epoch_of, sweep

_KEPT = ("standing_partnerstanding", "standing_standingreason", "standing_standingchange")
_SHARES = 3


class Stage:
    """A world in which half of the partners are about to change, kept to start from again."""

    def __init__(self, here: Place, world: World) -> None:
        cover_everybody(world.program_id)
        sweep(at=AS_OF)
        self._superuser: psycopg.Connection[Any] = psycopg.connect(
            here.superuser_url, autocommit=True
        )
        for table in _KEPT:
            self._execute(f"create temporary table kept_{table} as table {table}")
        ((self.at,),) = self._execute(
            "select percentile_disc(0.5) within group (order by coalesce(next_change_at, "
            "'9998-01-01')) from standing_partnerstanding"
        )
        self.due = [
            partner_id
            for (partner_id,) in self._execute(
                "select partner_id from standing_partnerstanding where next_change_at <= "
                f"'{self.at.isoformat()}' order by partner_id"
            )
        ]
        self._app: psycopg.Connection[Any] = psycopg.connect(here.app_url, autocommit=True)
        self._app.execute("set work_mem = '256MB'")
        assert world.pack.compiled is not None
        self._text: str = world.pack.compiled["some"]
        recompute = resources.files("goodstanding.standing") / "recompute.sql"
        self._keep = recompute.read_text(encoding="utf-8").replace("{text}", self._text)
        self._given = {
            "program_id": world.program_id,
            "partner_ids": self.due,
            "as_of": self.at,
            "known_at": KNOWN_AT,
            "version_id": world.pack.pk,
            "epoch": epoch_of(world.program_id),
            "next_effect": None,
            "whole": True,
        }

    def sweep(self) -> float:
        """Return what the sweep takes, from the rows kept at the start."""
        self._start_again()
        return timed(lambda: sweep(at=self.at))

    def bulk_text(self) -> float:
        """Return what one statement takes for all partners who are due, from the same rows."""
        self._start_again()
        return timed(lambda: self._app.execute(self._keep.encode(), self._given, prepare=False))

    def tell_shares(self) -> None:
        """Print what the text takes without being kept."""
        took_s = [timed(self._ask) for _ in range(_SHARES)]
        print(f"  the text alone, not kept: {told(took_s)}")

    def left_behind(self) -> list[tuple[Any, ...]]:
        """Return a fingerprint of each table of standing, without the numbers of rows."""
        return [
            tuple(
                self._execute(
                    "select count(*), md5(string_agg(said, ',' order by said)) from "
                    f"(select (to_jsonb(t) - 'id')::text as said from {table} t) s"
                )
            )
            for table in _KEPT
        ]

    def close(self) -> None:
        """Let the connections go."""
        self._app.close()
        self._superuser.close()

    def _ask(self) -> None:
        self._app.execute(self._text.encode(), self._given, prepare=False).fetchall()

    def _start_again(self) -> None:
        self._execute(f"truncate {', '.join(_KEPT)}")
        for table in _KEPT:
            self._execute(f"insert into {table} select * from kept_{table}")
        self._execute(f"vacuum analyze {', '.join(_KEPT)}")
        self._execute("checkpoint")

    def _execute(self, text: str) -> list[tuple[Any, ...]]:
        cursor = self._superuser.execute(text.encode())
        return cursor.fetchall() if cursor.description else []
