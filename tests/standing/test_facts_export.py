"""The files of facts say what the database says, whenever they are brought up to date."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import change
from goodstanding.partners.events import ListDeclared
from goodstanding.partners.models import Partner
from goodstanding.partners.services.structure import open_location
from goodstanding.partners.services.taking_part import affiliate
from goodstanding.programs.models import Program
from goodstanding.rulebook import facts
from goodstanding.standing import facts_export
from goodstanding.standing.facts_export import Exported, export_facts, open_duck, open_facts
from goodstanding.standing.facts_folder import WORKING, FactsFolder
from goodstanding.values import clock
from goodstanding.values.keys import PartnerKey
from tests.builders import (
    NOON,
    SYSTEM,
    make_affiliate,
    make_entity,
    make_location,
    make_partner,
    make_person,
    make_program,
)
from tests.builders_standing import make_acceptance, make_agreement, make_rules, make_version
from tests.builders_training import make_course, take

pytestmark = pytest.mark.usefixtures("committed")
WAIT_S_MAX = 20


@pytest.fixture
def folder(tmp_path: Path) -> FactsFolder:
    return FactsFolder(tmp_path / "facts")


def _export(folder: FactsFolder, **how: bool) -> Exported:
    return export_facts(folder, at=clock.now(), **how)


def _world() -> tuple[Program, Partner]:
    program = make_program()
    version = make_version(make_agreement(program))
    make_rules(program)
    partner = make_partner(program)
    entity = make_entity(partner)
    make_location(entity)
    signer = make_affiliate(partner)
    make_acceptance(version, partner=partner, entity=entity, signer=signer, at=NOON)
    make_partner(program, name="Litware")
    return program, partner


def _files(folder: FactsFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the files say, as text."""
    found = {}
    with folder.reading() as manifest, open_duck(folder) as duck:
        assert manifest is not None
        open_facts(duck, folder, manifest)
        for relation in facts.RELATIONS:
            names = ", ".join(_as_text(column) for column in relation.columns)
            rows = duck.execute(f"select {names} from facts.{relation.name}").fetchall()
            found[relation.name] = sorted(rows, key=repr)
    return found


def _views() -> dict[str, list[tuple[Any, ...]]]:
    """Return what the database says, as text."""
    found = {}
    with connection.cursor() as cursor:
        for relation in facts.RELATIONS:
            names = ", ".join(_as_text(column) for column in relation.columns)
            names = names.replace("epoch_us(", "pg_temp.epoch_us(")
            cursor.execute(
                "create or replace function pg_temp.epoch_us(timestamptz) returns bigint"
                " language sql return cast(extract(epoch from $1) * 1000000 as bigint)"
            )
            cursor.execute(f"select {names} from facts.{relation.name}")
            found[relation.name] = sorted(cursor.fetchall(), key=repr)
    return found


def _as_text(column: facts.Column) -> str:
    if column.type is facts.ColumnType.INSTANT:
        return f"epoch_us({column.name})"
    return f"cast({column.name} as text)"


def test_the_files_say_what_the_database_says(folder: FactsFolder) -> None:
    _world()

    done = _export(folder)

    assert done.whole
    assert set(done.written) == {relation.name for relation in facts.RELATIONS}
    assert _files(folder) == _views()
    assert done.manifest.relations["enrolments"].rows == 2
    assert done.manifest.relations["acceptances"].rows == 1


def test_nothing_is_written_again_where_nothing_happened(folder: FactsFolder) -> None:
    _world()
    first = _export(folder)

    again = _export(folder)

    assert (again.whole, again.written) == (False, ())
    assert again.manifest.relations == first.manifest.relations


def test_what_was_superseded_comes_with_what_replaced_it(folder: FactsFolder) -> None:
    _, partner = _world()
    _export(folder)

    person = make_affiliate(partner, role="sales")
    affiliate(
        person.pk,
        partner_id=partner.pk,
        role="marketing",
        zone="Europe/Berlin",
        location_id=None,
        actor=SYSTEM,
        at=clock.now(),
    )
    done = _export(folder)

    assert not done.whole
    assert set(done.written) == {"affiliations", "contacts"}
    assert _files(folder) == _views()


def test_a_new_place_of_people_known_for_long_is_not_missed(folder: FactsFolder) -> None:
    """Who works for the whole partner is in scope there too: a row that was known before."""
    _, partner = _world()
    _export(folder)
    before = len(_views()["affiliations"])

    make_location(make_entity(partner, name="Fabrikam AG"), name="Fabrikam Bern")
    _export(folder)

    assert len(_views()["affiliations"]) == before + 1
    assert _files(folder) == _views()


def test_a_completion_comes_with_its_person(folder: FactsFolder) -> None:
    program, partner = _world()
    course = make_course(program)
    _export(folder)

    take(make_affiliate(partner, role="sales"), course, at=clock.now())
    done = _export(folder)

    assert "completions" in done.written
    assert len(_files(folder)["completions"]) == 1
    assert _files(folder) == _views()


def test_who_commits_late_is_not_missed(folder: FactsFolder) -> None:
    program, partner = _world()
    has_written, may_commit = threading.Event(), threading.Event()

    def write_and_wait() -> None:
        with change(actor=SYSTEM, at=clock.now()) as done:
            open_location(
                make_entity(partner, name="Fabrikam AG").pk,
                name="Fabrikam Bremen",
                country="DE",
                region="emea",
                zone="Europe/Berlin",
                actor=SYSTEM,
                at=NOON,
            )
            _declare(program, partner, done)
            has_written.set()
            assert may_commit.wait(WAIT_S_MAX)
        connection.close()

    late = threading.Thread(target=write_and_wait)
    late.start()
    assert has_written.wait(WAIT_S_MAX)
    make_partner(program, name="Northwind")
    _export(folder)
    may_commit.set()
    late.join(WAIT_S_MAX)

    done = _export(folder)

    assert not done.whole
    assert "locations" in done.written
    assert _files(folder) == _views()


def _declare(program: Program, partner: Partner, done: Any) -> None:
    done.record(
        ListDeclared(
            list_id=program.pk, partner_id=partner.pk, name=Code("people"), valid_from=NOON
        ),
        partners=[PartnerKey(program.pk, partner.pk)],
    )


def test_a_wide_change_that_names_nobody_is_found_by_its_time(folder: FactsFolder) -> None:
    program, _ = _world()
    _export(folder)

    with change(actor=SYSTEM, at=clock.now()) as done:
        partner = make_partner(program, name="Northwind")
        done.record(
            ListDeclared(
                list_id=program.pk, partner_id=partner.pk, name=Code("people"), valid_from=NOON
            ),
            program_id=program.pk,
        )
    done_again = _export(folder)

    assert "enrolments" in done_again.written
    assert _files(folder) == _views()


def test_a_killed_export_leaves_the_last_good_one(
    folder: FactsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, _ = _world()
    good = _export(folder)
    make_partner(program, name="Northwind")

    class _KilledError(Exception):
        pass

    def killed(*_of: object) -> None:
        raise _KilledError

    with monkeypatch.context() as patch, pytest.raises(_KilledError):
        patch.setattr(FactsFolder, "replace", killed)
        _export(folder)

    assert folder.manifest() == good.manifest
    assert len(_files(folder)["enrolments"]) == 2
    left = {file.name for file in folder.root.glob("*.parquet")}
    _export(folder)
    assert len(_files(folder)["enrolments"]) == 3
    named = {file.name for file in folder.root.glob("*.parquet")}
    assert len(named) == len(facts.RELATIONS) < len(left)


def test_what_a_killed_engine_put_aside_goes_with_the_next_export(folder: FactsFolder) -> None:
    _world()
    aside = folder.root / f"{WORKING}killed"
    aside.mkdir(parents=True)
    (aside / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"what it could not hold")

    _export(folder)

    assert not aside.exists()
    assert list(folder.root.glob(f"{WORKING}*")) == []


def test_files_stay_while_somebody_reads_them(folder: FactsFolder) -> None:
    program, _ = _world()
    _export(folder)

    with folder.reading() as manifest:
        make_partner(program, name="Northwind")
        _export(folder)
        assert manifest is not None
        assert folder.path(manifest, "enrolments").exists()

    _export(folder)
    assert not folder.path(manifest, "enrolments").exists()


def test_many_touched_owners_are_read_whole(
    folder: FactsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, _ = _world()
    _export(folder)
    make_partner(program, name="Northwind")
    monkeypatch.setattr(facts_export, "OWNERS_MAX", 0)

    done = _export(folder)

    assert "enrolments" in done.written
    assert _files(folder) == _views()


@pytest.mark.parametrize("damage", ["another log", "a file is missing", "no manifest"])
def test_what_cannot_be_gone_on_from_is_written_anew(folder: FactsFolder, damage: str) -> None:
    _world()
    first = _export(folder)
    manifest = folder.root / "manifest.json"
    if damage == "another log":
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(
            text.replace(first.manifest.horizon.leaf_hash, "00" * 32), encoding="utf-8"
        )
    elif damage == "a file is missing":
        folder.path(first.manifest, "days").unlink()
    else:
        manifest.unlink()
    make_person()

    done = _export(folder)

    assert done.whole
    assert _files(folder) == _views()
