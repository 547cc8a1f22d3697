-- Every part by its name, in the order of the pack, so that a duty's parts stand together.
part_rows as (
{rows}
)
select s.program_id, s.partner_id, n.source as whole, nullif(p.unit, '') as unit,
    m.source as part, nullif(p.part_unit, '') as part_unit, p.state,
    cast(p.have as bigint) as have, cast(p.need as bigint) as need, p.fact, p.note, p.turns_at
from part_rows p
join scope s on s.owner_no = coalesce(p.owner_no, 0)
join sources n on n.ob = p.ob
join sources m on m.ob = p.part
order by s.program_id asc nulls last, s.partner_id asc nulls last, p.ob asc nulls last,
    p.unit collate "C" asc nulls last, p.part asc nulls last,
    p.part_unit collate "C" asc nulls last
