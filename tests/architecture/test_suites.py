"""What runs the tests leaves none of them out."""

from __future__ import annotations

import re

from tests.architecture.rooms import ROOT, python_files
from tests.run_suites import SUITES

_IN_A_BROWSER = re.compile(r"^(?:pytestmark = |@).*\bmark\.e2e\b", re.MULTILINE)


def test_every_test_in_a_browser_is_run() -> None:
    (suite,) = (one for one in SUITES if one.name == "e2e")
    folders = [ROOT / word for word in suite.commands[0] if word.startswith("tests/")]

    files = [one for one in python_files("tests") if _IN_A_BROWSER.search(one.read_text("utf-8"))]

    assert len(files) > len(folders)
    assert [one for one in files if not any(map(one.is_relative_to, folders))] == []
