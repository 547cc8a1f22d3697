-- Pass: a share of the people in some roles holds a pass that is still valid.
-- A joiner counts once passed or when the time to join is over; a leaver stops counting.
employed as (
    select s.owner_no, f.person_id, f.location_id, f.role, f.from_at,
        f.until_at, f.since_on
    from scope s
    join facts.affiliations f on @of(f, s)
    where @known(f) and f.role in (select r.role from pass_roles r)
),
employed_where as (
    select o.ob, p.owner_no, f.person_id, p.zone_no,
        least(p.until_at, f.until_at) as until_at, greatest(p.since_on, f.since_on) as since_on
    from employed f
    full join located p on f.location_id = p.location_id
    join pass_roles o on o.role = coalesce(f.role, '')
    where coalesce(@owner(f, p), false) and coalesce(f.from_at <= :as_of, false)
        and coalesce(p.from_at <= :as_of, false) and @meet(f, p) and @applies(o, p)
),
-- Most people have one place, or several that are alike: the same zone since the same day.
people_sums as (
    select a.ob, a.owner_no, a.person_id,
        min(a.mark) as mark, max(a.mark) as last_mark
    from (
        select a.ob, a.owner_no, a.person_id,
            case when a.until_at <= :as_of then 0 else @mark(a.zone_no, a.since_on) end as mark
        from employed_where a
    ) a
    group by a.ob, a.owner_no, a.person_id
),
moving_people as (
    select m.ob, f.owner_no, f.person_id, f.location_id, f.role, f.from_at,
        f.until_at, f.since_on
    from employed f
    full join (
        select m.ob, m.owner_no, m.person_id
        from people_sums m
        where m.mark < m.last_mark
    ) m on m.person_id = f.person_id
    where coalesce(@owner(f, m), false) and coalesce(f.from_at <= :as_of, false)
),
moved_where as (
    select f.ob, f.owner_no, f.person_id, f.location_id, p.zone_no,
        f.from_at as placed_at, greatest(p.from_at, f.from_at) as from_at,
        least(p.until_at, f.until_at) as until_at, greatest(p.since_on, f.since_on) as since_on
    from moving_people f
    full join located p on f.location_id = p.location_id
    join pass_roles o on o.ob = coalesce(f.ob, 0) and o.role = coalesce(f.role, '')
    where coalesce(@owner(f, p), false) and coalesce(p.from_at <= :as_of, false)
        and @meet(f, p) and @applies(o, p)
),
moved_people as (
    select a.ob, a.owner_no, a.person_id, a.zone_no, a.from_at, a.since_on,
        @holds(a) as in_force,
        row_number() over (
            partition by a.ob, a.owner_no, a.person_id
            order by case when @holds(a) then 0 else 1 end asc nulls last,
                a.placed_at asc nulls last, a.location_id asc nulls last
        ) as nth,
        max(coalesce(a.until_at, :as_of)) over (
            partition by a.ob, a.owner_no, a.person_id
            order by a.from_at asc nulls last, a.since_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from moved_where a
),
-- Whoever returns sooner has not left, for the purpose of learning again.
moved_runs as (
    select r.ob, r.owner_no, r.person_id, r.zone_no, r.from_at, r.since_on, r.in_force, r.nth,
        max(case
            when coalesce(r.from_at >= r.covered_until + @rejoined(r), true) then r.from_at
        end) over (partition by r.ob, r.owner_no, r.person_id) as run_at
    from moved_people r
),
people as (
    select s.ob, s.owner_no, s.person_id, @marked(s.mark) as zone_no,
        @marked_on(s.mark) as joined_on
    from people_sums s
    where s.mark = s.last_mark and s.mark > 0
    union all
    select r.ob, r.owner_no, r.person_id,
        max(case when r.nth = 1 then r.zone_no end) as zone_no,
        min(case when r.from_at >= r.run_at then r.since_on end) as joined_on
    from moved_runs r
    group by r.ob, r.owner_no, r.person_id
    having count(case when r.in_force then 1 end) > 0
),
-- Good until a day of its own, or so long: the second is only counted where it may be sooner.
passed as (
    select o.ob, c.person_id,
        max(case
            when c.until_on <= c.passed_on + o.valid_least then c.until_on
            else least(@after(c.passed_on, o.valid_months, o.valid_days), c.until_on)
        end) as expires_on
    from facts.completions c
    join passes o on o.course = c.course
    where @known(c) and c.passed_at <= :as_of
        and c.person_id in (select p.person_id from people p)
    group by o.ob, c.person_id
),
joiners as (
    select p.ob, p.owner_no, p.person_id, p.zone_no, z.today, o.share,
        o.lapsed_months, o.lapsed_days,
        @after(p.joined_on, o.joined_months, o.joined_days) as counts_on
    from people p
    join passes o on o.ob = p.ob
    join zones z on z.zone_no = p.zone_no
),
learners as (
    select j.ob, j.owner_no, j.zone_no, j.today, j.share, j.counts_on,
        coalesce(j.counts_on < j.today, false) as counting,
        c.expires_on,
        c.expires_on is not null as once_passed,
        c.expires_on is not null and coalesce(c.expires_on >= j.today, true) as valid,
        greatest(@after(c.expires_on, j.lapsed_months, j.lapsed_days), j.counts_on) as due_on
    from joiners j
    full join passed c on c.ob = j.ob and c.person_id = j.person_id
    where coalesce(j.share, 0) > 0
),
-- The people of a zone; where not all are needed, those of a zone who are due on one day.
classes as (
    select l.ob, l.owner_no, l.zone_no, l.share,
        count(*) as people,
        count(case when l.valid then 1 end) as covered,
        count(case when l.valid or l.counting then 1 end) as counted,
        count(case
            when l.once_passed and not l.valid and coalesce(l.due_on >= l.today, true) then 1
        end) as lapsed,
        min(l.due_on) as due_on,
        min(case
            when l.valid then l.expires_on
            when l.counts_on >= l.today then l.counts_on
            when l.once_passed and l.due_on >= l.today then l.due_on
        end) as turns_on
    from learners l
    group by l.ob, l.owner_no, l.zone_no, l.share,
        case when l.share < 100 then l.due_on end
),
latest_first as (
    select c.ob, c.owner_no, c.share, c.people, c.covered, c.counted,
        c.lapsed, c.due_on, z.zone, t.starts_at as turns_at,
        sum(c.people) over (partition by c.ob, c.owner_no) as everybody,
        sum(c.people) over (
            partition by c.ob, c.owner_no
            order by d.starts_at desc nulls first, c.due_on desc nulls first,
                c.zone_no asc nulls last
            rows between unbounded preceding and current row
        ) as k
    from classes c
    join zones z on z.zone_no = c.zone_no
    left join facts.days d on @end_of(d, z.zone, c.due_on)
    left join facts.days t on @end_of(t, z.zone, c.turns_on)
),
pass_sums as (
    select n.ob, n.owner_no,
        cast(sum(n.people) as bigint) as people, cast(sum(n.covered) as bigint) as covered,
        cast(sum(n.counted) as bigint) as counted, cast(sum(n.lapsed) as bigint) as lapsed,
        max(case
            when n.k * 100 >= n.share * n.everybody
                and (n.k - n.people) * 100 < n.share * n.everybody then n.due_on
        end) as due_on,
        max(case
            when n.k * 100 >= n.share * n.everybody
                and (n.k - n.people) * 100 < n.share * n.everybody then n.zone
        end) as zone,
        min(@ahead(n.turns_at)) as turns_at
    from latest_first n
    group by n.ob, n.owner_no
),
listed as (
    select s.owner_no, count(*) filter (where @holds(l)) as lists,
        max(l.until_at) filter (where @holds(l)) as listed_until,
        min(@turn(l)) as turns_at
    from scope s
    join facts.lists l on @of(l, s)
    where @known(l) and l.name = 'people'
    group by s.owner_no
),
pass_units as (
    select u.ob, u.owner_no, u.bound, u.zone, o.share, b.floor_on
    from units u
    join passes o on o.ob = u.ob
    join obligations b on b.ob = u.ob
),
pass_states as (
    select u.ob, u.owner_no, u.bound, u.share, u.floor_on,
        coalesce(p.zone, u.zone) as zone,
        coalesce(p.people, 0) as people, coalesce(p.covered, 0) as covered,
        coalesce(p.counted, 0) as counted, coalesce(p.lapsed, 0) as lapsed,
        p.due_on, p.turns_at, coalesce(l.lists, 0) as lists, l.listed_until
    from pass_units u
    full join pass_sums p on p.ob = u.ob and @owner(p, u)
    full join listed l on @owner(l, u)
    where coalesce(u.share, 0) > 0
),
pass_duties as (
    select p.ob, 0 as unit_kind, p.owner_no, '' as unit, p.zone, p.bound,
        case
            when not p.bound then null
            when p.people > 0 then p.counted > 0 and p.covered * 100 >= p.share * p.counted
            when p.lists > 0 then true
        end as met,
        p.lapsed > 0 as lapsed,
        case when p.due_on is not null then greatest(p.due_on, p.floor_on) end as due_on,
        p.covered as have,
        cast(floor((p.share * coalesce(nullif(p.counted, 0), p.people) + 99) * 0.01) as bigint)
            as need,
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
    from pass_states p
),
pass_turns as (
    select x.owner_no, @turn(x) as turns_at
    from employed x
    where x.from_at > :as_of or x.until_at > :as_of
    union all
    select x.owner_no, x.turns_at
    from listed x
    union all
    select p.owner_no, c.passed_at as turns_at
    from people p
    join passes o on o.ob = p.ob
    join facts.completions c on c.person_id = p.person_id and c.course = o.course
    where @known(c) and c.passed_at > :as_of
),
