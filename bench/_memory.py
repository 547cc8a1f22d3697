"""How much memory a recompute takes: that of a process of its own which does nothing else."""

from __future__ import annotations

import resource
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from bench._engines import Duck
from goodstanding.rulebook.pack import Pack

GB = 1e9


def peak_bytes(folder: Path, pack: Pack, *, program_id: UUID, as_of: datetime) -> int:
    """Return the most memory a process held that answered for everybody once, all of it counted."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(_peak, folder, pack, program_id, as_of).result()


def _peak(folder: Path, pack: Pack, program_id: UUID, as_of: datetime) -> int:
    Duck(folder, pack, program_id=program_id, as_of=as_of).recompute()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
