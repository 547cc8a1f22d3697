-- The partner's own row: the worst reason wins. Then every row, in order.
parts as (
    select s.program_id, s.partner_id, 0 as rank, 0 as gravity, cast(null as integer) as need,
        cast(null as integer) as have, 0 as enrolments, cast(null as timestamptz) as due_at,
        cast(null as timestamptz) as turns_at
    from scope s
    union all
    select r.program_id, r.partner_id, r.partner_rank as rank, @gravity(r) as gravity,
        case when r.kind_order = 1 then 1 end as need,
        case when r.kind_order = 1 and r.status in ('fulfilled', 'waived') then 1 end as have,
        0 as enrolments,
        case when r.kind_order = 1 and r.status in ('pending', 'grace', 'overdue')
            then r.due_at end as due_at,
        r.turns_at
    from reasons r
    union all
    select t.program_id, t.partner_id, 0 as rank, 0 as gravity, null as need, null as have,
        0 as enrolments, cast(null as timestamptz) as due_at, t.turns_at
    from turns t
    where t.turns_at is not null
    union all
    select e.program_id, e.partner_id, 0 as rank, 0 as gravity, null as need, null as have,
        1 as enrolments, cast(null as timestamptz) as due_at,
        cast(null as timestamptz) as turns_at
    from enrolled e
    where @holds(e)
),
partners as (
    select p.program_id, p.partner_id, max(p.rank) as rank, max(p.gravity) as gravity,
        count(p.need) as need, count(p.have) as have,
        max(p.enrolments) as enrolments, min(p.due_at) as due_at, min(p.turns_at) as turns_at
    from parts p
    group by p.program_id, p.partner_id
),
rows_out as (
    select p.program_id, p.partner_id, 0 as kind_order, 'partner' as kind,
        m.program as source, cast(null as text) as unit,
        g.status, p.rank, p.have, p.need, p.due_at, cast(null as text) as fact,
        case when p.enrolments = 0 then 'not-enrolled' end as note, p.turns_at
    from partners p
    cross join program m
    join gravities g on g.gravity = p.gravity and g.named
    union all
    select r.program_id, r.partner_id, r.kind_order, r.kind, r.source, r.unit, r.status, r.rank,
        r.have, r.need, r.due_at, r.fact, r.note, r.turns_at
    from reasons r
)
select o.program_id, o.partner_id, o.kind, o.source, o.unit, o.status, l.level, o.rank,
    cast(o.have as bigint) as have, cast(o.need as bigint) as need, o.due_at, o.fact, o.note,
    o.turns_at
from rows_out o
join levels l on l.rank = o.rank
