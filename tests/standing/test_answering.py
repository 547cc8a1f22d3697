"""Everybody is answered for in parts, and the parts say what one answer says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.pack import Pack
from goodstanding.standing.answering import Answering
from goodstanding.standing.engine import KNOWN_TODAY
from goodstanding.standing.facts_export import export_facts, open_duck, open_facts
from goodstanding.standing.facts_folder import FactsFolder
from goodstanding.values import clock
from tests.builders import (
    NOON,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_program,
)
from tests.builders_standing import make_acceptance, make_agreement, make_rules, make_version

pytestmark = pytest.mark.usefixtures("committed")
NAMES = ("Fabrikam", "Litware", "Northwind", "Tailspin", "Adatum")
COLUMNS = "partner_id::text, kind, source, unit, status, level, have, need, epoch_us(turns_at)"


@pytest.fixture
def folder(tmp_path: Path) -> FactsFolder:
    return FactsFolder(tmp_path / "facts")


def _answers(
    folder: FactsFolder, pack: Pack, *, program_id: object, part: int
) -> list[tuple[Any, ...]]:
    given = {
        "program_id": str(program_id),
        "as_of": clock.now().isoformat(),
        "known_at": KNOWN_TODAY.isoformat(),
    }
    with folder.reading() as manifest, open_duck(folder) as duck:
        assert manifest is not None
        open_facts(duck, folder, manifest)
        Answering(pack, part=part).answer(duck, "answers", given)
        return duck.execute(f"select {COLUMNS} from answers order by all").fetchall()


def _pack_of_five(folder: FactsFolder) -> tuple[Pack, object]:
    program = make_program()
    version = make_version(make_agreement(program))
    make_rules(program)
    for name in NAMES:
        partner = make_partner(program, name=name)
        entity = make_entity(partner)
        make_location(entity)
        signer = make_affiliate(partner)
        if name != "Litware":
            make_acceptance(version, partner=partner, entity=entity, signer=signer, at=NOON)
    export_facts(folder, at=clock.now())
    in_force = version_in_force(program.pk, as_of=clock.now())
    assert in_force is not None
    return pack_of(in_force), program.pk


def test_parts_say_together_what_one_answer_says(folder: FactsFolder) -> None:
    pack, program_id = _pack_of_five(folder)

    whole = _answers(folder, pack, program_id=program_id, part=100)

    assert len({row[0] for row in whole}) == len(NAMES)
    assert {row[4] for row in whole if row[1] == "partner"} >= {"fulfilled"}
    assert _answers(folder, pack, program_id=program_id, part=2) == whole
    assert _answers(folder, pack, program_id=program_id, part=1) == whole


def test_a_program_without_partners_has_a_table_without_rows(folder: FactsFolder) -> None:
    pack, _ = _pack_of_five(folder)

    assert _answers(folder, pack, program_id=uuid4(), part=2) == []
