"""How each part of each duty stands, worked out by hand: what explains a duty made of parts."""

from __future__ import annotations

from datetime import datetime

from goodstanding.rulebook.pack import Composed, Pack

from .oracle import Partner, unit_name
from .oracle_verbs import duties
from .worlds import PartRow, World


def part_rows(world: World, pack: Pack, *, as_of: datetime, known_at: datetime) -> list[PartRow]:
    """Return every row of every part, in no order."""
    keys = {
        (row["program_id"], row["partner_id"])
        for relation in ("enrolments", "measures")
        for row in world.of(relation)
    }
    own = world.by_partner()
    return [
        row
        for program_id, partner_id in keys
        for row in _of_partner(
            Partner(own[partner_id], pack, program_id, partner_id, as_of, known_at)
        )
    ]


def _of_partner(partner: Partner) -> list[PartRow]:
    found = []
    for whole in partner.pack.obligations:
        verb = whole.verb
        if not isinstance(verb, Composed):
            continue
        for unit in partner.units(whole):
            for part in map(partner.pack.obligation, verb.parts):
                name = unit_name(part.per, unit)
                for duty in duties(partner, part):
                    if part.per == "partner" or duty.unit == name:
                        sure = duty.met is not None
                        found.append(
                            PartRow(
                                program_id=partner.program_id,
                                partner_id=partner.partner_id,
                                whole=whole.name,
                                unit=unit["unit"] or None,
                                part=part.name,
                                part_unit=duty.unit or None,
                                state={True: "met", False: "unmet", None: "unknown"}[duty.met],
                                have=duty.have if sure else None,
                                need=duty.need if sure else None,
                                fact=duty.fact if duty.met else None,
                                note=duty.note,
                                turns_at=partner.ahead(duty.instants),
                            )
                        )
    return found
