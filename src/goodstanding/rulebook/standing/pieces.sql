-- Each part with the duty that has it: the rows of the part that count for a unit of the duty.
select w.ob, w.owner_no, w.unit, w.part,
    coalesce(d.unit, w.part_unit) as part_unit,
    case when d.met then 'met' when not d.met then 'unmet' else 'unknown' end as state,
    case when d.met is not null then d.have end as have,
    case when d.met is not null then d.need end as need,
    case when d.met then d.fact end as fact,
    case when d.bound then d.note else 'place-unknown' end as note, d.turns_at
from wanted_{level} w
left join asked_{before} d on @owner(d, w) and d.ob = w.part
    and case when d.unit_kind = 0 then '' else d.unit end = w.part_unit
