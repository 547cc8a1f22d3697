"""Read the duties about papers: a statement somebody makes, a document somebody shows."""

from __future__ import annotations

from goodstanding.rulebook.document import Node
from goodstanding.rulebook.pack import Attest, Show
from goodstanding.rulebook.parse_reading import Reading
from goodstanding.rulebook.parse_units import read_place

_OWNER = "a unit that has papers"


def read_attest(reading: Reading, node: Node) -> Attest | None:
    """Return what has to be stated, by what, and how long it is good for."""
    fields = reading.fields(node, required=("statement", "per"), optional=("valid",))
    statement = fields.read("statement", reading.name)
    per = fields.read("per", lambda item: read_place(reading, item, what=_OWNER))
    valid = fields.read("valid", reading.duration)
    if statement is None or per is None:
        return None
    return Attest(statement=statement, per=per, valid=valid)


def read_show(reading: Reading, node: Node) -> Show | None:
    """Return which document has to be shown, by what."""
    fields = reading.fields(node, required=("document", "per"))
    document = fields.read("document", reading.name)
    per = fields.read("per", lambda item: read_place(reading, item, what=_OWNER))
    return None if document is None or per is None else Show(document=document, per=per)
