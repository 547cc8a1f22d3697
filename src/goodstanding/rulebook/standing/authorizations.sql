-- Authorizations: what each grant that holds needs of its location, the location's entity and
-- the partner. It is tested on the first anniversary of the grant, never the day of the grant,
-- on or after the earliest due day of a need that is not met; met needs end it at once.
@rolled(needs)
need_rows as (
    select t.ob, t.owner_no, t.unit_kind, t.unit, t.turns_at,
        case when t.status in ('fulfilled', 'waived') then 0 else 1 end as unmet,
        case when t.status = 'unknown' then 1 else 0 end as unknown,
        case when t.status in ('pending', 'grace', 'overdue') then t.due_on end as due_on,
        case when t.status in ('fulfilled', 'waived') then t.due_on end as again_on
    from @need_dues(t) t
    where t.ob in (select d.ob from needed d)
),
-- Only a duty of the whole partner has several rows for what an authorization needs.
need_states as (
    select r.ob, r.owner_no, r.unit, r.unmet, r.unknown, r.due_on, r.again_on,
        r.turns_at
    from need_rows r
    where r.unit_kind > 0
    union all
    select r.ob, r.owner_no, '' as unit, max(r.unmet) as unmet,
        max(r.unknown) as unknown, min(r.due_on) as due_on, min(r.again_on) as again_on,
        min(r.turns_at) as turns_at
    from need_rows r
    where r.unit_kind = 0
    group by r.ob, r.owner_no
),
need_places as (
    select h.owner_no, h.grant_id, n.ob, @unit_of(o, h) as unit
    from held_grants h
    join needs n on n.name = h.name
    join obligations o on o.ob = n.ob
),
need_sums as (
    select k.owner_no, k.grant_id, count(*) as need,
        count(*) - sum(coalesce(s.unmet, 0)) as have, max(s.unknown) as unknown,
        min(s.due_on) as due_on, min(s.again_on) as again_on, min(s.turns_at) as turns_at
    from need_places k
    full join need_states s on s.ob = k.ob and @owner(s, k) and s.unit = k.unit
    where coalesce(k.ob, 0) > 0
    group by k.owner_no, k.grant_id
),
grant_needs as (
    select h.owner_no, cast(h.grant_id as text) as grant_id, h.name,
        h.granted_on, h.final_level, h.place, h.zone, n.need, n.have,
        coalesce(n.unknown, 0) as unknown, n.due_on, n.again_on, n.turns_at
    from held_grants h
    full join need_sums n on @owner(n, h) and n.grant_id = h.grant_id
    where coalesce(h.name, '') in (select a.name from authorizations a)
),
grant_readies as (
    select g.owner_no, g.grant_id, g.name, g.granted_on, g.final_level,
        g.place, g.zone, g.need, g.have, g.unknown, g.turns_at,
        case when g.have = g.need then g.again_on else g.due_on end as ready_on
    from grant_needs g
),
grant_years as (
    select g.owner_no, g.grant_id, g.name, g.granted_on, g.final_level,
        g.place, g.zone, g.need, g.have, g.unknown, g.turns_at, g.ready_on,
        @years(g.granted_on, g.ready_on) as years
    from grant_readies g
),
@unrolled(grant_dues) as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place, g.zone,
        g.need, g.have, g.unknown, g.turns_at,
        case
            when g.ready_on is null then null
            when @after(g.granted_on, 12 * g.years, 0) >= g.ready_on
                then @after(g.granted_on, 12 * g.years, 0)
            else @after(g.granted_on, 12 * g.years + 12, 0)
        end as due_on
    from grant_years g
),
@rolled(grant_dues)
-- `late` counts the days since the day of the test was over, the first of them as 0.
grant_steps as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place, g.zone,
        g.need, g.have, g.unknown, g.turns_at, g.due_on, z.today - g.due_on - 1 as late
    from grant_dues g
    join zones z on z.zone = coalesce(g.zone, '')
),
grant_ranks as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place, g.zone,
        g.need, g.have, g.unknown, g.turns_at, g.due_on,
        @grant_rank(g) as rank, g.due_on + @grant_step(g) as steps_on
    from grant_steps g
),
grant_states as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place,
        g.need, g.have, g.rank, y.starts_at as due_at,
        least(g.turns_at, @ahead(y.starts_at), @ahead(n.starts_at)) as turns_at,
        g.due_on is not null and y.starts_at is null as undated,
        case
            when g.have = g.need then 'fulfilled'
            when g.due_on is null and g.unknown = 0 then 'pending'
            when y.starts_at <= :as_of then 'overdue'
            when y.starts_at is null or g.unknown > 0 then 'unknown'
            else 'pending'
        end as status
    from grant_ranks g
    left join facts.days y on @end_of(y, g.zone, g.due_on)
    left join facts.days n on @end_of(n, g.zone, g.steps_on)
),
grant_levels as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place,
        g.need, g.have, g.due_at, g.undated, g.status, g.turns_at,
        f.rank as final_rank,
        greatest(case when g.status = 'overdue' then g.rank end, f.rank, 0) as rank
    from grant_states g
    left join levels f on f.level = g.final_level
),
authorization_reasons as (
    select g.owner_no, 3 as kind_order, 'authorization' as kind,
        g.name as source, g.place as unit, g.status, g.rank, least(g.rank, @location_most()) as partner_rank,
        case when g.status <> 'unknown' then g.have end as have,
        case when g.status <> 'unknown' then g.need end as need,
        g.due_at, g.grant_id as fact,
        case
            when g.final_rank is not null then 'final'
            when g.final_level is not null then 'not-in-pack'
            when g.undated then 'no-calendar'
        end as note,
        g.turns_at
    from grant_levels g
),
