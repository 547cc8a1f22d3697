"""The facts of one partner in so many, as files of their own: a smaller world of the same kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench._export import open_facts
from goodstanding.rulebook import facts

_SHARE = "where partner_id in (from taken)"
#: Whose facts belong to no partner: those of the people and contacts of the partners taken.
_SHARED = {
    "completions": f"where person_id in (select a.person_id from facts.affiliations a {_SHARE})",
    "proofs": f"where contact_id in (select c.contact_id from facts.contacts c {_SHARE})",
}


def export_part(whole: Path, folder: Path, *, of: int, rest: int = 0) -> None:
    """Write the facts of one partner in ``of`` to ``folder``, in the order they have.

    ``rest`` chooses which: there are ``of`` such parts, and no partner is in two.
    """
    from goodstanding.standing.facts_folder import FactsFolder, describe
    from goodstanding.standing.facts_layout import COMPRESSION, ROW_GROUP

    manifest = FactsFolder(whole).manifest()
    assert manifest is not None  # the bench has just written it
    folder.mkdir()
    duck = open_facts(whole, threads=1)
    duck.execute("set preserve_insertion_order = true")
    duck.execute(
        "create temp table taken as select partner_id from ("
        "select partner_id, dense_rank() over (order by partner_id) as n from facts.enrolments"
        f") where n % {of} = {rest}"
    )
    files = {}
    for relation in facts.RELATIONS:
        owned = any(column.name == "partner_id" for column in relation.columns)
        whose = _SHARED.get(relation.name, _SHARE if owned else "")
        file = folder / f"{relation.name}.parquet"
        written = duck.execute(
            f"copy (from {facts.SCHEMA}.{relation.name} {whose}) to '{file}' "
            f"(format parquet, compression {COMPRESSION}, row_group_size {ROW_GROUP})"
        ).fetchone()
        assert written is not None  # it says how many rows it wrote
        files[relation.name] = describe(file, rows=written[0])
    duck.close()
    FactsFolder(folder).replace(replace(manifest, relations=files))
