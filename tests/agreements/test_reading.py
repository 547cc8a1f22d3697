"""Markdown that can do no harm."""

from __future__ import annotations

import pytest

from goodstanding.agreements.reading import body_html, heading_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("<div onclick=x>\n", "<p>&lt;div onclick=x&gt;</p>\n"),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("[a](/v/contoso/)", "<p>[a](/v/contoso/)</p>\n"),
        ("[a](//evil.example)", "<p>[a](//evil.example)</p>\n"),
        ("[a](https://x.example)", '<p><a href="https://x.example">a</a></p>\n'),
        ("[a](mailto:a@x.example)", '<p><a href="mailto:a@x.example">a</a></p>\n'),
        ("[a](#gifts)", '<p><a href="#clause-gifts">a</a></p>\n'),
        ("![a](https://x.example/a.png)", '<p>!<a href="https://x.example/a.png">a</a></p>\n'),
        ("> # not a heading", "<blockquote>\n<p># not a heading</p>\n</blockquote>\n"),
    ],
)
def test_only_harmless_marks_become_html(text: str, html: str) -> None:
    assert body_html(text) == html


def test_a_heading_keeps_its_emphasis_and_loses_its_html() -> None:
    assert heading_html("*Gifts* <b>") == "<em>Gifts</em> &lt;b&gt;"
