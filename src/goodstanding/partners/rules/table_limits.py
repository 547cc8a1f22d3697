"""How much of a table is read at once, whatever kind of file it comes in."""

from __future__ import annotations

FILE_BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 200_000
COLUMNS_MAX = 200
