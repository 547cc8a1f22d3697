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
    select b.ob, count(*) as versions
    from binding b
    group by b.ob
),
accepted as (
    select u.ob, u.program_id, u.partner_id, u.unit, a.position,
        cast(a.acceptance_id as text) as acceptance,
        greatest(a.accepted_at, v.effective_at) as counted_at
    from units u
    join accepts o on o.ob = u.ob
    join facts.acceptances a on @owner(a, u) and a.agreement = o.agreement
    join known_versions v on v.ob = u.ob and v.position = a.position
    where @known(a) and a.accepted_at <= :as_of and v.effective_at <= :as_of
        and coalesce(v.withdrawn_at > v.effective_at, true)
        and case u.unit_kind
            when 0 then a.region is null and a.location_id is null
            when 1 then a.entity_id = u.entity_id and a.region is null and a.location_id is null
            else a.entity_id = u.entity_id and case
                when a.location_id is not null then a.location_id = u.location_id
                else coalesce(a.region = u.region, a.region is null)
            end
        end
),
reached as (
    select a.ob, a.program_id, a.partner_id, a.unit,
        max(a.position) as position, min(a.counted_at) as first_at
    from accepted a
    group by a.ob, a.program_id, a.partner_id, a.unit
),
rests_on as (
    select a.ob, a.program_id, a.partner_id, a.unit, min(a.acceptance collate "C") as acceptance
    from accepted a
    join reached r on @unit(r, a) and r.position = a.position
    group by a.ob, a.program_id, a.partner_id, a.unit
),
missing as (
    select u.ob, u.unit_kind, u.program_id, u.partner_id, u.unit, u.entity_id, u.assigned_on,
        b.position, b.published_at, b.published_on, b.effective_on, r.first_at,
        min(b.effective_at) over (
            partition by u.ob, u.program_id, u.partner_id, u.unit
        ) as missed_at,
        min(b.effective_on) over (
            partition by u.ob, u.program_id, u.partner_id, u.unit
        ) as missed_on
    from units u
    join binding b on b.ob = u.ob
    left join reached r on @unit(r, u)
    where u.bound and coalesce(b.position > r.position, true)
),
version_served as (
    select m.ob, m.program_id, m.partner_id, m.unit, m.position, min(s.served_on) as served_on
    from missing m
    join accepts o on o.ob = m.ob
    join facts.services s on @owner(s, m) and s.subject = o.agreement
    where @known(s) and s.served_at <= :as_of
        and coalesce(s.position = m.position, s.served_at >= m.published_at)
        and (s.entity_id is null or m.unit_kind = 0 or s.entity_id = m.entity_id)
    group by m.ob, m.program_id, m.partner_id, m.unit, m.position
),
anchored as (
    select m.ob, m.program_id, m.partner_id, m.unit, m.assigned_on, m.effective_on,
        o.due_months, o.due_days, o.floor_on,
        case when m.first_at < m.missed_at then m.missed_on end as lapsed_on,
        case o.anchor
            when 0 then s.served_on
            when 1 then m.assigned_on
            when 2 then m.published_on
            else m.effective_on
        end as anchor_on
    from missing m
    join obligations o on o.ob = m.ob
    left join version_served s on @unit(s, m) and s.position = m.position
),
owed as (
    select a.ob, a.program_id, a.partner_id, a.unit,
        count(a.lapsed_on) > 0 as lapsed,
        min(case when a.anchor_on is not null then greatest(
            @after(a.anchor_on, a.due_months, a.due_days),
            @after(a.assigned_on, a.due_months, a.due_days),
            @after(a.lapsed_on, a.due_months, a.due_days),
            a.effective_on, a.floor_on
        ) end) as due_on
    from anchored a
    group by a.ob, a.program_id, a.partner_id, a.unit
),
accept_duties as (
    select u.ob, u.unit_kind, u.program_id, u.partner_id, u.unit, u.zone, u.bound,
        case when u.bound then w.ob is null end as met,
        coalesce(w.lapsed, false) as lapsed, w.due_on,
        case when u.bound and w.ob is null and f.ob is not null then 1 else 0 end as have,
        case when f.ob is not null then 1 else 0 end as need,
        case when w.ob is null and f.ob is not null then r.acceptance end as fact,
        case
            when f.ob is null then 'nothing-in-force'
            when w.ob is not null and w.due_on is null then 'not-served'
        end as note,
        t.turns_at
    from units u
    join accepts o on o.ob = u.ob
    left join in_force f on f.ob = u.ob
    left join owed w on @unit(w, u)
    left join rests_on r on @unit(r, u)
    left join version_turns t on t.ob = u.ob
),
