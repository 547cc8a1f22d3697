-- Pass: a share of the people in some roles holds a pass that is still valid.
-- A joiner counts once passed or when the time to join is over; a leaver stops counting.
affiliated as (
    select o.ob, p.program_id, p.partner_id, f.person_id, p.zone,
        cast(f.location_id as text) as place, f.from_at as placed_at,
        greatest(p.from_at, f.from_at) as from_at,
        least(p.until_at, f.until_at) as until_at,
        greatest(p.from_on, f.from_on) as from_on
    from located p
    join facts.affiliations f on @owner(f, p) and f.location_id = p.location_id
    join pass_roles o on o.role = f.role
    where @known(f) and @meet(f, p)
        and p.from_at <= :as_of and f.from_at <= :as_of
        and @applies(o, p)
),
people_held as (
    select a.ob, a.program_id, a.partner_id, a.person_id, a.zone,
        row_number() over (
            partition by a.ob, a.program_id, a.partner_id, a.person_id
            order by a.placed_at asc nulls last, a.place collate "C" asc nulls last
        ) as nth
    from affiliated a
    where @holds(a)
),
people_runs as (
    select a.ob, a.program_id, a.partner_id, a.person_id, a.from_at, a.from_on,
        max(coalesce(a.until_at, :as_of)) over (
            partition by a.ob, a.program_id, a.partner_id, a.person_id
            order by a.from_at asc nulls last, a.from_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from affiliated a
),
people_joined as (
    select r.ob, r.program_id, r.partner_id, r.person_id, r.from_on,
        row_number() over (
            partition by r.ob, r.program_id, r.partner_id, r.person_id
            order by r.from_at desc nulls last
        ) as nth
    from people_runs r
    -- 180 days: whoever returns sooner has not left, for the purpose of learning again.
    where coalesce(r.from_at >= r.covered_until + interval '4320 hours', true)
),
people as (
    select h.ob, h.program_id, h.partner_id, h.person_id, h.zone, j.from_on as joined_on
    from people_held h
    join people_joined j on @person(j, h) and j.nth = 1
    where h.nth = 1
),
passed as (
    select p.ob, p.program_id, p.partner_id, p.person_id,
        max(least(@after(c.passed_on, o.valid_months, o.valid_days), c.until_on)) as expires_on
    from people p
    join passes o on o.ob = p.ob
    join facts.completions c on c.person_id = p.person_id and c.course = o.course
    where @known(c) and c.passed_at <= :as_of
    group by p.ob, p.program_id, p.partner_id, p.person_id
),
person_days as (
    select p.ob, p.program_id, p.partner_id, p.person_id, p.zone, x.expires_on,
        @after(p.joined_on, o.joined_months, o.joined_days) as counts_on,
        greatest(
            @after(x.expires_on, o.lapsed_months, o.lapsed_days),
            @after(p.joined_on, o.joined_months, o.joined_days)
        ) as due_on
    from people p
    join passes o on o.ob = p.ob
    left join passed x on @person(x, p)
),
person_states as (
    select p.ob, p.program_id, p.partner_id, p.person_id, p.zone, p.due_on,
        e.starts_at as expires_at, c.starts_at as counts_at, d.starts_at as due_at,
        p.expires_on is not null as once_passed,
        p.expires_on is not null and coalesce(e.starts_at > :as_of, true) as valid,
        coalesce(c.starts_at <= :as_of, false) as counting
    from person_days p
    left join facts.days e on @end_of(e, p.zone, p.expires_on)
    left join facts.days c on @end_of(c, p.zone, p.counts_on)
    left join facts.days d on @end_of(d, p.zone, p.due_on)
),
covers as (
    select p.ob, p.program_id, p.partner_id, count(*) as people,
        count(*) filter (where p.valid) as covered,
        count(*) filter (where p.valid or p.counting) as counted,
        count(*) filter (
            where p.once_passed and not p.valid and coalesce(p.due_at > :as_of, true)
        ) as lapsed,
        least(
            min(@ahead(p.expires_at)),
            min(@ahead(p.counts_at)) filter (where not p.valid),
            min(@ahead(p.due_at)) filter (where p.once_passed and not p.valid)
        ) as turns_at
    from person_states p
    group by p.ob, p.program_id, p.partner_id
),
latest_first as (
    select p.ob, p.program_id, p.partner_id, p.due_on, p.zone,
        row_number() over (
            partition by p.ob, p.program_id, p.partner_id
            order by p.due_at desc nulls first, p.due_on desc nulls first,
                p.zone collate "C" asc nulls last
        ) as k
    from person_states p
),
needed as (
    select n.ob, n.program_id, n.partner_id,
        max(n.due_on) filter (
            where n.k * 100 >= o.share * c.people and (n.k - 1) * 100 < o.share * c.people
        ) as due_on,
        max(n.zone) filter (
            where n.k * 100 >= o.share * c.people and (n.k - 1) * 100 < o.share * c.people
        ) as zone,
        min(n.k) filter (
            where n.k * 100 >= o.share * case when c.counted > 0 then c.counted else c.people end
        ) as need
    from latest_first n
    join passes o on o.ob = n.ob
    join covers c on c.ob = n.ob and @owner(c, n)
    group by n.ob, n.program_id, n.partner_id
),
declared as (
    select s.program_id, s.partner_id, count(*) as lists, max(l.until_at) as until_at
    from scope s
    join facts.lists l on @owner(l, s)
    where @known(l) and @holds(l) and l.name = 'people'
    group by s.program_id, s.partner_id
),
pass_duties as (
    select u.ob, u.unit_kind, u.program_id, u.partner_id, u.unit,
        coalesce(n.zone, u.zone) as zone, u.bound,
        case
            when not u.bound then null
            when c.people > 0 then c.counted > 0 and c.covered * 100 >= o.share * c.counted
            when l.lists > 0 then true
        end as met,
        coalesce(c.lapsed, 0) > 0 as lapsed,
        case when n.due_on is not null then greatest(n.due_on, b.floor_on) end as due_on,
        coalesce(c.covered, 0) as have, coalesce(n.need, 0) as need,
        cast(null as text) as fact,
        case
            when c.people > 0 then null
            when l.lists > 0 then 'nobody-in-scope'
            else 'list-not-declared'
        end as note,
        case when c.people > 0 then c.turns_at else @ahead(l.until_at) end as turns_at
    from units u
    join passes o on o.ob = u.ob
    join obligations b on b.ob = u.ob
    left join covers c on c.ob = u.ob and @owner(c, u)
    left join needed n on n.ob = u.ob and @owner(n, u)
    left join declared l on @owner(l, u)
),
