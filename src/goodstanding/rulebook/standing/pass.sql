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
ranked_people as (
    select a.ob, a.program_id, a.partner_id, a.person_id, a.zone, a.from_at, a.from_on,
        @holds(a) as in_force,
        row_number() over (
            partition by a.ob, a.program_id, a.partner_id, a.person_id
            order by case when @holds(a) then 0 else 1 end asc nulls last,
                a.placed_at asc nulls last, a.place collate "C" asc nulls last
        ) as nth,
        max(coalesce(a.until_at, :as_of)) over (
            partition by a.ob, a.program_id, a.partner_id, a.person_id
            order by a.from_at asc nulls last, a.from_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from affiliated a
),
people as (
    select r.ob, r.program_id, r.partner_id, r.person_id,
        max(r.zone) filter (where r.nth = 1) as zone,
        -- 180 days: whoever returns sooner has not left, for the purpose of learning again.
        max(r.from_on) filter (
            where coalesce(r.from_at >= r.covered_until + interval '4320 hours', true)
        ) as joined_on
    from ranked_people r
    group by r.ob, r.program_id, r.partner_id, r.person_id
    having count(*) filter (where r.in_force) > 0
),
passed as (
    select p.ob, p.program_id, p.partner_id, p.person_id, p.zone, p.joined_on,
        max(least(@after(c.passed_on, o.valid_months, o.valid_days), c.until_on))
            filter (where c.passed_at <= :as_of) as expires_on,
        min(@ahead(c.passed_at)) as next_pass_at
    from people p
    join passes o on o.ob = p.ob
    left join facts.completions c
        on c.person_id = p.person_id and c.course = o.course and @known(c)
    group by p.ob, p.program_id, p.partner_id, p.person_id, p.zone, p.joined_on
),
person_days as (
    select p.ob, p.program_id, p.partner_id, p.zone, p.expires_on, o.share,
        @after(p.joined_on, o.joined_months, o.joined_days) as counts_on,
        greatest(
            @after(p.expires_on, o.lapsed_months, o.lapsed_days),
            @after(p.joined_on, o.joined_months, o.joined_days)
        ) as due_on
    from passed p
    join passes o on o.ob = p.ob
),
person_states as (
    select p.ob, p.program_id, p.partner_id, p.zone, p.share, p.due_on,
        e.starts_at as expires_at, c.starts_at as counts_at, d.starts_at as due_at,
        p.expires_on is not null as once_passed,
        p.expires_on is not null and coalesce(e.starts_at > :as_of, true) as valid,
        coalesce(c.starts_at <= :as_of, false) as counting
    from person_days p
    left join facts.days e on @end_of(e, p.zone, p.expires_on)
    left join facts.days c on @end_of(c, p.zone, p.counts_on)
    left join facts.days d on @end_of(d, p.zone, p.due_on)
),
latest_first as (
    select p.ob, p.program_id, p.partner_id, p.zone, p.share, p.due_on,
        p.expires_at, p.counts_at, p.due_at, p.once_passed, p.valid,
        count(*) over (partition by p.ob, p.program_id, p.partner_id) as people,
        count(case when p.valid or p.counting then 1 end) over (
            partition by p.ob, p.program_id, p.partner_id
        ) as counted,
        row_number() over (
            partition by p.ob, p.program_id, p.partner_id
            order by p.due_at desc nulls first, p.due_on desc nulls first,
                p.zone collate "C" asc nulls last
        ) as k
    from person_states p
),
-- What is known of the unit and what is known of its people, one above the other.
pass_parts as (
    select u.ob, u.program_id, u.partner_id, u.bound, u.zone as unit_zone,
        count(l.name) as lists, max(l.until_at) as listed_until,
        0 as people, 0 as covered, 0 as counted, 0 as lapsed, 0 as need,
        cast(null as date) as due_on, cast(null as text) as zone,
        cast(null as timestamptz) as turns_at
    from units u
    join passes o on o.ob = u.ob
    left join facts.lists l on @owner(l, u) and @known(l) and @holds(l) and l.name = 'people'
    group by u.ob, u.program_id, u.partner_id, u.bound, u.zone
    union all
    select n.ob, n.program_id, n.partner_id, true as bound, cast(null as text) as unit_zone,
        0 as lists, cast(null as timestamptz) as listed_until,
        max(n.people) as people, count(*) filter (where n.valid) as covered,
        max(n.counted) as counted,
        count(*) filter (
            where n.once_passed and not n.valid and coalesce(n.due_at > :as_of, true)
        ) as lapsed,
        min(n.k) filter (
            where n.k * 100 >= n.share * case when n.counted > 0 then n.counted else n.people end
        ) as need,
        max(n.due_on) filter (
            where n.k * 100 >= n.share * n.people and (n.k - 1) * 100 < n.share * n.people
        ) as due_on,
        max(n.zone) filter (
            where n.k * 100 >= n.share * n.people and (n.k - 1) * 100 < n.share * n.people
        ) as zone,
        least(
            min(@ahead(n.expires_at)),
            min(@ahead(n.counts_at)) filter (where not n.valid),
            min(@ahead(n.due_at)) filter (where n.once_passed and not n.valid)
        ) as turns_at
    from latest_first n
    group by n.ob, n.program_id, n.partner_id
),
pass_sums as (
    select p.ob, p.program_id, p.partner_id,
        count(*) filter (where p.bound) > 0 as bound,
        coalesce(max(p.zone), max(p.unit_zone)) as zone,
        max(p.lists) as lists, max(p.listed_until) as listed_until,
        max(p.people) as people, max(p.covered) as covered, max(p.counted) as counted,
        max(p.lapsed) as lapsed, max(p.need) as need, max(p.due_on) as due_on,
        max(p.turns_at) as turns_at
    from pass_parts p
    group by p.ob, p.program_id, p.partner_id
),
pass_duties as (
    select p.ob, 0 as unit_kind, p.program_id, p.partner_id, '' as unit, p.zone, p.bound,
        case
            when not p.bound then null
            when p.people > 0 then p.counted > 0 and p.covered * 100 >= o.share * p.counted
            when p.lists > 0 then true
        end as met,
        p.lapsed > 0 as lapsed,
        case when p.due_on is not null then greatest(p.due_on, b.floor_on) end as due_on,
        p.covered as have, p.need,
        cast(null as text) collate "C" as fact,
        case
            when p.people > 0 then null
            when p.lists > 0 then 'nobody-in-scope'
            else 'list-not-declared'
        end as note,
        case
            when p.people > 0 then p.turns_at
            when p.bound then @ahead(p.listed_until)
        end as turns_at
    from pass_sums p
    join passes o on o.ob = p.ob
    join obligations b on b.ob = p.ob
),
pass_turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.affiliations x on @owner(x, s)
    where @known(x) and x.role in (select r.role from pass_roles r)
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.lists x on @owner(x, s)
    where @known(x) and x.name = 'people'
    union all
    select x.program_id, x.partner_id, x.next_pass_at as turns_at
    from passed x
),
