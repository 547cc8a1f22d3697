"""One acceptance before version 27 of a real code of conduct: standing asked on both sides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from goodstanding.standing.selectors import standing_at
from goodstanding.values.keys import PartnerKey
from tests.builders import make_location, make_program
from tests.builders_agreements import make_accepted, make_office, make_signing
from tests.builders_standing import make_rules, pack_text
from tests.realdata.test_code_18f import INSTANT, START, _publish_all

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]


def test_standing_is_good_until_version_27_takes_effect_and_falls_due(realdata: Path) -> None:
    office = make_office(program=make_program(), code="conduct", at=START)
    versions = _publish_all(office, realdata)
    text = pack_text(office.program, effective="2014-10-01", agreement="conduct")
    make_rules(office.program, text=text, drafter=office.author, approver=office.approver, at=START)
    signing = make_signing(office.program, at=START)
    make_location(signing.entity, at=START)
    v26, v27 = versions[25], versions[26]
    make_accepted(v26, signing, at=v27.published_at - INSTANT)
    key = PartnerKey(office.program.pk, signing.partner.pk)

    before = standing_at(key, as_of=v27.effective_at - INSTANT)
    at_effect = standing_at(key, as_of=v27.effective_at)
    later = standing_at(key, as_of=v27.effective_at + timedelta(days=32))

    assert before is not None
    assert (before.level.name, before.reasons[0].status) == ("good", "fulfilled")
    assert at_effect is not None
    assert at_effect.reasons[0].status == "grace"  # was fulfilled, is not due again yet
    assert later is not None
    assert (later.level.name, later.reasons[0].status) == ("at-risk", "overdue")
