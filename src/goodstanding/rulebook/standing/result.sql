-- The partner's own row: the worst reason wins. Then every row, in order.
parts as (
    select s.owner_no, 0 as rank, 0 as gravity, cast(null as integer) as need,
        cast(null as integer) as have, 0 as enrolments, cast(null as timestamptz) as due_at,
        cast(null as timestamptz) as turns_at
    from scope s
    union all
    select r.owner_no, r.partner_rank as rank, @gravity(r) as gravity,
        case when r.kind_order = 1 then 1 end as need,
        case when r.kind_order = 1 and r.status in ('fulfilled', 'waived') then 1 end as have,
        0 as enrolments,
        case when r.kind_order = 1 and r.status in ('pending', 'grace', 'overdue')
            then r.due_at end as due_at,
        r.turns_at
    from reasons r
    union all
    select t.owner_no, 0 as rank, 0 as gravity, null as need, null as have,
        0 as enrolments, cast(null as timestamptz) as due_at, t.turns_at
    from turns t
    where t.turns_at is not null
    union all
    select e.owner_no, 0 as rank, 0 as gravity, null as need, null as have,
        1 as enrolments, cast(null as timestamptz) as due_at,
        cast(null as timestamptz) as turns_at
    from enrolled e
    where @holds(e)
),
partners as (
    select p.owner_no, max(p.rank) as rank, max(p.gravity) as gravity,
        count(p.need) as need, count(p.have) as have,
        max(p.enrolments) as enrolments, min(p.due_at) as due_at, min(p.turns_at) as turns_at
    from parts p
    group by p.owner_no
),
rows_out as (
    select p.owner_no, 0 as kind_order, 'partner' as kind,
        m.program as source, cast(null as text) as unit,
        g.status, p.rank, p.have, p.need, p.due_at, cast(null as text) as fact,
        case when p.enrolments = 0 then 'not-enrolled' end as note, p.turns_at
    from partners p
    cross join program m
    join gravities g on g.gravity = p.gravity and g.named
    union all
    select r.owner_no, r.kind_order, r.kind, r.source, r.unit, r.status, r.rank,
        r.have, r.need, r.due_at, r.fact, r.note, r.turns_at
    from reasons r
)
select s.program_id, s.partner_id, o.kind, o.source, o.unit, o.status, l.level, o.rank,
    cast(o.have as bigint) as have, cast(o.need as bigint) as need, o.due_at, o.fact, o.note,
    o.turns_at
from rows_out o
join scope s on s.owner_no = coalesce(o.owner_no, 0)
join levels l on l.rank = o.rank
