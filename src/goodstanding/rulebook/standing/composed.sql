-- Any, all, least: so many parts of a duty are met. A part with several rows, such as one for each
-- contact role, is met where all of them are. What is not met has the day since which it is missing.
part_states_{level} as (
    select d.ob as part, d.owner_no,
        case when d.unit_kind = 0 then '' else d.unit end as unit,
        count(*) filter (where not d.met) as unmet,
        count(*) filter (where d.met is null) as unclear,
        min(case when not d.met then d.due_on end) as missing_on,
        min(case
            when d.met is null and d.bound then d.note
            when d.met is null then 'place-unknown'
        end collate "C") as note,
        min(d.turns_at) as turns_at
    from asked_{before} d
    where d.ob in (select i.part from pieces i)
    group by d.ob, d.owner_no, case when d.unit_kind = 0 then '' else d.unit end
),
wanted_{level} as (
    select u.ob, u.unit_kind, u.owner_no, u.unit, u.zone, u.bound, u.assigned_on,
        c.least, i.part,
        case i.part_kind
            when 0 then ''
            when 1 then u.entity
            when 3 then ':' || coalesce(u.region, '')
            when 4 then case when u.unit_kind = 4 then u.unit
                else u.entity || ':' || coalesce(u.region, '') end
            else u.unit
        end as part_unit
    from units u
    join compositions c on c.ob = u.ob and c.level = {level}
    join pieces i on i.ob = u.ob
),
-- Of what is not met the latest missing comes first: so many of those have to be met again.
counted_{level} as (
    select w.ob, w.unit_kind, w.owner_no, w.unit, w.zone, w.bound, w.assigned_on,
        w.least, s.missing_on, s.note, s.turns_at,
        coalesce(s.unmet, 0) = 0 and coalesce(s.unclear, 1) = 0 as met,
        coalesce(s.unmet, 0) = 0 and coalesce(s.unclear, 1) > 0 as unclear,
        row_number() over (
            partition by w.ob, w.owner_no, w.unit
            order by case when s.unmet > 0 then 0 else 1 end asc nulls last,
                s.missing_on desc nulls last
        ) as nth
    from wanted_{level} w
    full join part_states_{level} s on @owner(s, w) and s.part = w.part and s.unit = w.part_unit
    where coalesce(w.ob, 0) > 0
),
met_{level} as (
    select c.ob, c.owner_no, c.unit,
        count(*) filter (where c.met) as have, count(*) filter (where c.unclear) as unclear
    from counted_{level} c
    group by c.ob, c.owner_no, c.unit
),
composed_{level} as (
    select c.ob, c.unit_kind, c.owner_no, c.unit, c.zone, c.bound, c.assigned_on,
        c.least, m.have, m.unclear,
        max(c.missing_on) filter (where c.nth = c.least - m.have - m.unclear) as missing_on,
        min(c.note) as note, min(c.turns_at) as turns_at
    from counted_{level} c
    full join met_{level} m on m.ob = c.ob and @owner(m, c) and m.unit = c.unit
    where coalesce(c.ob, 0) > 0
    group by c.ob, c.unit_kind, c.owner_no, c.unit, c.zone, c.bound,
        c.assigned_on, c.least, m.have, m.unclear
),
anchored_{level} as (
    select c.ob, c.unit_kind, c.owner_no, c.unit, c.zone, c.bound, c.assigned_on,
        c.least, c.have, c.missing_on, c.note, c.turns_at, o.due_months, o.due_days, o.floor_on,
        case
            when not c.bound then null
            when c.have >= c.least then true
            when c.have + c.unclear < c.least then false
        end as met,
        case when o.anchor = 0 then v.served_on else c.assigned_on end as anchor_on
    from composed_{level} c
    full join first_services v on @owner(v, c) and v.ob = c.ob and v.unit = c.unit
    join obligations o on o.ob = coalesce(c.ob, 0)
),
composed_duties_{level} as (
    select c.ob, c.unit_kind, c.owner_no, c.unit, c.zone, c.bound, c.met,
        coalesce(c.missing_on > c.assigned_on, false) as lapsed,
        case when not c.met and c.anchor_on is not null then greatest(
            @after(c.anchor_on, c.due_months, c.due_days),
            @after(c.assigned_on, c.due_months, c.due_days),
            @after(c.missing_on, c.due_months, c.due_days),
            c.floor_on
        ) end as due_on,
        c.have, c.least as need, cast(null as text) collate "C" as fact,
        case
            when c.met is null then c.note
            when not c.met and c.anchor_on is null then 'not-served'
        end as note,
        c.turns_at
    from anchored_{level} c
),
