-- A pack that asks nothing: no duties, with the columns that duties have.
select o.ob, o.unit_kind, s.owner_no, '' as unit, '' as zone, true as bound,
    true as met, false as lapsed, cast(null as date) as due_on, 0 as have, 0 as need,
    cast(null as text) as fact, cast(null as text) as note, cast(null as timestamptz) as turns_at
from scope s
cross join obligations o
where false
