-- Accept: the unit accepted the newest material version in force, or a later one.
-- Each missing version has a due day of its own and the earliest counts.
known_versions as (
    select o.ob, v.position, v.material, v.published_at, v.published_on,
        v.effective_at, v.effective_on, v.withdrawn_at
    from accepts o
    join facts.versions v on v.agreement = o.agreement
    where @known(v)
),
version_turns as (
    select v.ob, min(least(@ahead(v.effective_at), @ahead(v.withdrawn_at))) as turns_at
    from known_versions v
    group by v.ob
),
binding as (
    select v.ob, v.position, v.published_at, v.published_on, v.effective_at, v.effective_on
    from known_versions v
    where v.material and v.effective_at <= :as_of and coalesce(v.withdrawn_at > :as_of, true)
),
in_force as (
    select b.ob, max(b.position) as newest
    from binding b
    group by b.ob
),
-- For each version one may have come to: since when the first one after it is missing.
behind as (
    select v.ob, v.position as reached, min(b.effective_at) as missed_at,
        min(b.effective_on) as missed_on
    from (select k.ob, k.position from known_versions k union all select o.ob, 0 from accepts o) v
    join binding b on b.ob = v.ob and b.position > v.position
    group by v.ob, v.position
),
assents as (
    select s.owner_no, a.acceptance_id, a.entity_id, a.region, a.location_id,
        a.agreement, a.position, a.accepted_at
    from scope s
    join facts.acceptances a on @of(a, s)
    where @known(a) and a.agreement in (select o.agreement from accepts o)
),
counted_assents as (
    select v.ob, b.unit_kind, a.owner_no, a.acceptance_id, a.entity_id,
        a.region, a.location_id, v.position,
        @fact_fits(b, a) as fits_key,
        greatest(a.accepted_at, v.effective_at) as counted_at
    from @assents_of(a)
    join accepts o on o.agreement = a.agreement and @owned(a, o)
    join known_versions v on v.ob = o.ob and v.position = a.position
    join obligations b on b.ob = o.ob
    where a.accepted_at <= :as_of and v.effective_at <= :as_of
        and coalesce(v.withdrawn_at > v.effective_at, true)
),
accepting as (
    select u.ob, u.unit_kind, u.owner_no, u.unit_id, u.unit, u.entity, u.place,
        u.region, u.zone, u.bound, u.assigned_on, o.agreement,
        coalesce(f.newest, 0) as newest,
        @unit_fits(u) as fits_key @part(u)
    from units u
    join accepts o on o.ob = u.ob
    left join in_force f on f.ob = o.ob
),
reached as (
    select u.ob, u.owner_no, u.unit_id, max(a.position) as position,
        min(a.counted_at) as first_at,
        -- Of the newest version the least acceptance: newer ones have a lower number in front.
        substr(min(
            lpad(cast(3000000000 - a.position as text), 10, '0')
                || cast(a.acceptance_id as text) collate "C"
        ), 11) as acceptance @part(u)
    from accepting u
    full join counted_assents a on a.ob = u.ob and @owner(a, u) and a.fits_key = u.fits_key
    where coalesce(u.ob, 0) > 0 and coalesce(a.ob, 0) > 0 and coalesce(case
            when u.unit_kind < 2 then a.region is null and a.location_id is null
            when u.unit_kind > 2 then a.location_id is null
                and coalesce(a.region = u.region, a.region is null)
                and (u.unit_kind = 3 or cast(a.entity_id as text) = u.entity)
            else cast(a.entity_id as text) = u.entity and case
                when a.location_id is not null then cast(a.location_id as text) = u.place
                else coalesce(a.region = u.region, a.region is null)
            end
        end, false)
    group by u.ob, u.owner_no, u.unit_id @part(u)
),
assented as (
    select u.ob, u.unit_kind, u.owner_no, u.unit, u.entity, u.zone, u.bound,
        u.assigned_on, u.agreement, u.newest, coalesce(r.position, 0) as reached,
        r.first_at, r.acceptance
    from accepting u
    full join reached r on r.ob = u.ob and @owner(r, u) and r.unit_id = u.unit_id
        @same_part(r, u)
    where coalesce(u.ob, 0) > 0
),
missing as (
    select a.ob, a.unit_kind, a.owner_no, a.unit, a.entity, a.zone,
        a.assigned_on, a.agreement, b.position, b.published_at, b.published_on, b.effective_on,
        o.anchor, o.due_months, o.due_days, o.floor_on,
        case when a.first_at < h.missed_at then h.missed_on end as lapsed_on
    from assented a
    join behind h on h.ob = a.ob and h.reached = a.reached
    join binding b on b.ob = a.ob and b.position > a.reached
    join obligations o on o.ob = a.ob
    where a.bound and a.newest > a.reached
),
