"""Which rule book is in force when, and what it says."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Max, QuerySet

from goodstanding.programs.models import PackState, PackVersion, Program
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.parse import read_pack
from goodstanding.values.errors import InvalidValueError


def program_names() -> list[tuple[UUID, str]]:
    """Return every program by name, for whoever gives rights in one."""
    return list(Program.objects.order_by("name").values_list("pk", "name"))


def program_named(code: str) -> Program:
    """Return the program with a code.

    Raises:
        InvalidValueError: There is none; the sentence names those there are.
    """
    program = Program.objects.filter(code=code).first()
    if program is None:
        known = ", ".join(Program.objects.order_by("code").values_list("code", flat=True))
        raise InvalidValueError(
            f"There is no program “{code}”. Use one of: {known or '(none is set up yet)'}."
        )
    return program


def published_versions(program_id: UUID) -> QuerySet[PackVersion]:
    """Return the published versions of a program's rule book, the newest first."""
    return PackVersion.objects.filter(program_id=program_id, state=PackState.PUBLISHED).order_by(
        "-effective_at", "-number"
    )


def version_in_force(
    program_id: UUID, *, as_of: datetime, known_at: datetime | None = None
) -> PackVersion | None:
    """Return the version that judges ``as_of``: the newest in effect then, as known at a time.

    None before the first version: then nothing is asked of anybody.
    """
    versions = published_versions(program_id).filter(effective_at__lte=as_of)
    if known_at is not None:
        versions = versions.filter(published_at__lte=known_at)
    return versions.first()


def open_draft(program_id: UUID) -> PackVersion | None:
    """Return the draft of the next version, if somebody has saved one."""
    return (
        PackVersion.objects.filter(program_id=program_id, state=PackState.DRAFT)
        .select_related("program", "drafted_by")
        .order_by("-number")
        .first()
    )


def next_number(program_id: UUID) -> int:
    """Return the number of the version that is published next."""
    numbers = PackVersion.objects.filter(program_id=program_id, state=PackState.PUBLISHED)
    return (numbers.aggregate(last=Max("number"))["last"] or 0) + 1


def next_effect(program_id: UUID, *, after: datetime) -> datetime | None:
    """Return the instant at which the next published version takes effect, if one will."""
    return (
        published_versions(program_id)
        .filter(effective_at__gt=after)
        .order_by("effective_at")
        .values_list("effective_at", flat=True)
        .first()
    )


@lru_cache(maxsize=64)
def _pack(version_id: UUID, text: str) -> Pack:  # noqa: ARG001 -- the identifier keeps keys short.
    return read_pack(text)


def pack_of(version: PackVersion) -> Pack:
    """Return what a version says, as typed values; a published text never changes, so once."""
    return _pack(version.pk, version.text)
