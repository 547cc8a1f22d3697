"""Why a whole file cannot be read or its columns cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from goodstanding.values.errors import DomainError


class UnreadableFileError(DomainError):
    """The file is not a table of text that we can read to its end."""

    code = "unreadable_file"


class ColumnMappingError(DomainError):
    """The columns do not say what an import needs. Every reason is in ``sentences``."""

    code = "column_mapping"

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))
