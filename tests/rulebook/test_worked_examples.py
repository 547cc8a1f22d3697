"""Every pack we ship does what its worked examples say."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodstanding.rulebook.document import ListNode, read_document
from goodstanding.rulebook.parse import read_pack

PACKS = Path(__file__).parents[2] / "packs"


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_pack_does_what_its_examples_say(path) -> None:
    text = path.read_text(encoding="utf-8")

    pack = read_pack(text)
    examples = {key.text: node for key, node in read_document(text).entries}["examples"]

    assert pack.version == 1
    assert isinstance(examples, ListNode)
    assert len(examples.items) >= 4


def test_what_the_default_pack_says_about_its_number_stays_true_in_every_version() -> None:
    text = (PACKS / "default.yaml").read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("version:"))

    _, _, comment = line.partition("#")

    assert comment.strip() == "immutable once published; the next one is one higher"


def test_the_default_pack_asks_for_five_duties_and_authorizes_resellers() -> None:
    pack = read_pack((PACKS / "default.yaml").read_text(encoding="utf-8"))

    assert [obligation.name for obligation in pack.obligations] == [
        "code-accepted",
        "trained",
        "contacts",
        "yearly-revenue",
        "yearly-attestation",
    ]
    (reseller,) = pack.authorizations
    assert reseller.needs == ("code-accepted", "contacts", "yearly-revenue", "yearly-attestation")
    assert pack.level("suspended").stops == {
        "new-orders",
        "badge",
        "seat-changes",
        "transfers",
        "discretionary-incentives",
    }
