"""Thirty-one real versions of a code of conduct, published in the order of their days."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from goodstanding.agreements.models import AgreementVersion
from goodstanding.agreements.rules.redline import Redline
from goodstanding.agreements.selectors.coverage import Asked, to_accept
from goodstanding.agreements.selectors.versions import clauses_of, redline_between
from goodstanding.evidence.models import Event
from tests.builders import make_program
from tests.builders_agreements import (
    Office,
    Signing,
    make_accepted,
    make_office,
    make_published,
    make_signing,
)

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

START = datetime(2014, 10, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

#: Read by people: a new duty, a new sanction or a lesser right. The rest are other words for the
#: same, links, slips and layout.
MATERIAL = {
    1: "The first version.",
    5: "Harassment based on a protected class is named as unacceptable.",
    15: "Retaliation is named as unacceptable.",
    19: "A new code: what is forbidden, how it is reported, and how concerns are addressed.",
    20: "The list of unacceptable behavior is put together anew.",
    26: "The code is replaced by a reference to law and policy.",
    27: "A new code: harassment, conduct unbecoming an employee, and reporting.",
}


def _published_at(file: Path, number: int) -> datetime:
    """Return the day in the file's name; versions of one day follow each other by a minute."""
    day = date.fromisoformat(file.name.split("_")[1])
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(minutes=number)


def _publish_all(office: Office, realdata: Path) -> list[AgreementVersion]:
    files = sorted((realdata / "code-18f").glob("0*.md"))
    return [
        make_published(
            office,
            text=file.read_bytes(),
            material=number in MATERIAL,
            reason=MATERIAL.get(number, "Other words for the same, links, slips or layout."),
            at=_published_at(file, number),
        )
        for number, file in enumerate(files, start=1)
    ]


@pytest.fixture
def office() -> Office:
    return make_office(program=make_program(), code="conduct", at=START)


@pytest.fixture
def versions(office: Office, realdata: Path) -> list[AgreementVersion]:
    return _publish_all(office, realdata)


@pytest.fixture
def signing(office: Office) -> Signing:
    return make_signing(office.program, at=START)


def _asked(office: Office, signing: Signing, at: datetime) -> tuple[Asked, ...]:
    return to_accept(signing.partner.pk, office.program.pk, at=at)


def _told(redline: Redline) -> tuple[list[str], list[str], list[str]]:
    return (
        [change.code for change in redline.added],
        [change.code for change in redline.removed],
        [change.code for change in redline.reworded],
    )


def test_all_versions_are_published_in_order(
    office: Office, versions: list[AgreementVersion]
) -> None:
    assert [version.position for version in versions] == list(range(1, 32))
    assert Event.objects.filter(name="version.published").count() == 31
    assert versions[0].effective_at == versions[0].published_at
    assert all(
        later.effective_at >= earlier.effective_at
        and later.effective_at - later.published_at >= timedelta(days=15)
        for earlier, later in itertools.pairwise(versions)
    )


def test_clauses_keep_their_codes_through_layout_and_wording(
    versions: list[AgreementVersion],
) -> None:
    codes = [[clause.code for clause in clauses_of(version)] for version in versions]

    assert codes[0] == ["creating-a-culture-of-innovation", "be-empowering", "boundaries"]
    assert codes[3] == codes[0]  # The headings were bold lines, and became headings.
    assert all(found == [*codes[0], "credits"] for found in codes[5:18])
    assert all(found == codes[30] for found in codes[26:])
    assert "what-we-strive-for" in codes[24]
    assert "what-we-strive-for" in codes[26]  # Gone in version 26, and back with its code.


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (6, (["credits"], [], [])),
        (15, ([], [], ["boundaries"])),
        (22, ([], [], [])),
        (30, ([], [], ["sexual-and-non-sexual-harassment"])),
    ],
)
def test_the_redline_names_the_clauses_that_changed(
    versions: list[AgreementVersion], number: int, told: tuple[list[str], ...]
) -> None:
    redline = redline_between(versions[number - 2], versions[number - 1])

    assert _told(redline) == told


def test_one_acceptance_before_version_27_covers_what_came_before_it(
    office: Office, signing: Signing, versions: list[AgreementVersion]
) -> None:
    v26, v27, v31 = versions[25], versions[26], versions[30]
    make_accepted(v26, signing, at=v27.published_at - INSTANT)

    at_publication = _asked(office, signing, v27.published_at)
    before, after = (
        _asked(office, signing, at) for at in (v27.effective_at - INSTANT, v27.effective_at)
    )

    assert _asked(office, signing, v27.published_at - INSTANT) == ()
    assert [(one.version, one.in_effect) for one in at_publication] == [(v27, False)]
    assert [(one.needed, one.in_effect) for one in before] == [(v27, False)]
    assert [(one.needed, one.in_effect, one.before) for one in after] == [(v27, True, v26)]
    make_accepted(v31, signing, at=v31.effective_at)
    assert _asked(office, signing, v31.effective_at) == ()


def test_slips_put_right_after_version_27_ask_nobody_again(
    office: Office, signing: Signing, versions: list[AgreementVersion]
) -> None:
    v27, v31 = versions[26], versions[30]

    make_accepted(v27, signing, at=v27.published_at)

    assert _asked(office, signing, v31.effective_at) == ()
