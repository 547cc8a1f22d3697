"""Which files can be shown as documents: told by what is in them, never by their name."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.values.errors import InvalidValueError

BYTES_MAX = 10 * 1024 * 1024
_MIB = 1024 * 1024


class MediaType(StrEnum):
    """What a document can be."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


_STARTS = (
    (b"%PDF-", MediaType.PDF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
)


def media_type_of(content: bytes) -> MediaType:
    """Return what a file is, by its first bytes.

    Raises:
        InvalidValueError: It is empty, too large, or none of the types.
    """
    if not content:
        raise InvalidValueError("The file is empty. Choose the document itself.")
    if len(content) > BYTES_MAX:
        raise InvalidValueError(
            f"The file has more than {BYTES_MAX // _MIB} MiB. Save it smaller, such as with fewer "
            "dots per inch."
        )
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    raise InvalidValueError(
        "The file is no PDF, PNG or JPEG, whatever its name says. Save or scan it as one of them."
    )
