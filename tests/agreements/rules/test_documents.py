"""Which files can be shown."""

from __future__ import annotations

import pytest

from goodstanding.agreements.rules.documents import BYTES_MAX, MediaType, media_type_of
from goodstanding.values.errors import InvalidValueError


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4 ...", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n...", MediaType.PNG),
        (b"\xff\xd8\xff\xe0...", MediaType.JPEG),
        (b"%PDF-".ljust(BYTES_MAX, b" "), MediaType.PDF),
    ],
)
def test_what_a_file_is_stands_in_its_first_bytes(content, media_type) -> None:
    assert media_type_of(content) is media_type


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-".ljust(BYTES_MAX + 1, b" "), "more than 10 MiB"),
        (b"<html><script>alert(1)</script>", "no PDF, PNG or JPEG"),
        (b"MZ\x90\x00", "no PDF, PNG or JPEG"),
        (b" %PDF-1.4", "no PDF, PNG or JPEG"),
    ],
)
def test_anything_else_is_refused(content, sentence) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        media_type_of(content)
