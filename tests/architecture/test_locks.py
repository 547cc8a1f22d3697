"""What we install: free licences, hashed, and without the name of any registry."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import distribution

import pytest

from tests.architecture.rooms import ROOT

#: Weak copyleft, used unchanged through its interface: the PostgreSQL driver.
LESSER = {"psycopg", "psycopg-binary", "psycopg-pool"}
_NAME = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)")
_PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt")


def _locked(lock: str) -> list[str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [match[1] for line in lines if (match := _NAME.match(line))]


@pytest.mark.parametrize("lock", _PYTHON_LOCKS)
def test_python_locks_are_hashed_and_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*-(?:-index|-extra-index|i |f |-find-links)", text, re.MULTILINE)
    assert text.count("--hash=sha256:") >= len(_locked(lock)) > 0


def test_the_package_asks_for_what_an_installation_runs_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    builds = project["build-system"]["requires"]

    named = [line for line in wanted if not line.startswith("#") and line not in builds]

    assert sorted(project["project"]["dependencies"]) == sorted(named)


def test_front_end_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)

    assert "resolved" not in json.dumps(lock)
    assert "://" not in json.dumps(lock)


def test_nothing_an_installation_runs_on_is_under_the_gpl() -> None:
    strong = []
    for name in _locked("requirements.txt"):
        if name in LESSER:
            continue
        try:
            metadata = distribution(name).metadata
        except ModuleNotFoundError:
            continue  # for another platform
        said = " ".join(
            [
                *(metadata.get_all("License-Expression") or ()),
                *(metadata.get_all("License") or ()),
                *(metadata.get_all("Classifier") or ()),
            ]
        )
        if re.search(r"\b[AL]?GPL|General Public License", said[:2000]):
            strong.append(name)

    assert strong == []


def test_front_end_packages_are_free() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    licences = {
        package.get("license")
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    }

    assert licences <= {"MIT", "OFL-1.1", "ISC", "BSD-3-Clause", "Apache-2.0", "0BSD"}
