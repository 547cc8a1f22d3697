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
    select u.ob, u.unit_kind, u.program_id, u.partner_id, u.unit, u.entity, u.zone, u.bound,
        u.assigned_on, o.agreement, v.position,
        cast(a.acceptance_id as text) as acceptance,
        case when v.position is not null
            then greatest(a.accepted_at, v.effective_at) end as counted_at,
        max(v.position) over (
            partition by u.ob, u.program_id, u.partner_id, u.unit
        ) as reached
    from units u
    join accepts o on o.ob = u.ob
    left join facts.acceptances a on @owner(a, u) and a.agreement = o.agreement
        and @known(a) and a.accepted_at <= :as_of
        and case u.unit_kind
            when 0 then a.region is null and a.location_id is null
            when 1 then cast(a.entity_id as text) = u.entity
                and a.region is null and a.location_id is null
            else cast(a.entity_id as text) = u.entity and case
                when a.location_id is not null then cast(a.location_id as text) = u.place
                else coalesce(a.region = u.region, a.region is null)
            end
        end
    left join known_versions v on v.ob = o.ob and v.position = a.position
        and v.effective_at <= :as_of and coalesce(v.withdrawn_at > v.effective_at, true)
),
reached as (
    select a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.entity, a.zone, a.bound,
        a.assigned_on, a.agreement, a.reached, min(a.counted_at) as first_at,
        min(a.acceptance collate "C") filter (where a.position = a.reached) as acceptance
    from accepted a
    group by a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.entity, a.zone, a.bound,
        a.assigned_on, a.agreement, a.reached
),
missing as (
    select r.ob, r.unit_kind, r.program_id, r.partner_id, r.unit, r.zone, r.bound,
        r.assigned_on, r.first_at, r.acceptance,
        b.position, b.published_on, b.effective_at, b.effective_on,
        min(s.served_on) as served_on
    from reached r
    left join binding b on b.ob = r.ob and r.bound and coalesce(b.position > r.reached, true)
    left join facts.services s on @owner(s, r) and s.subject = r.agreement
        and @known(s) and s.served_at <= :as_of
        and coalesce(s.position = b.position, s.served_at >= b.published_at)
        and (s.entity_id is null or r.unit_kind = 0 or cast(s.entity_id as text) = r.entity)
    group by r.ob, r.unit_kind, r.program_id, r.partner_id, r.unit, r.zone, r.bound,
        r.assigned_on, r.first_at, r.acceptance,
        b.position, b.published_on, b.effective_at, b.effective_on
),
anchored as (
    select m.ob, m.unit_kind, m.program_id, m.partner_id, m.unit, m.zone, m.bound,
        m.assigned_on, m.acceptance, m.position, m.effective_on,
        o.due_months, o.due_days, o.floor_on,
        case
            when m.first_at < min(m.effective_at) over (
                partition by m.ob, m.program_id, m.partner_id, m.unit
            ) then min(m.effective_on) over (
                partition by m.ob, m.program_id, m.partner_id, m.unit
            )
        end as lapsed_on,
        case o.anchor
            when 0 then m.served_on
            when 1 then m.assigned_on
            when 2 then m.published_on
            else m.effective_on
        end as anchor_on
    from missing m
    join obligations o on o.ob = m.ob
),
owed as (
    select a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.zone, a.bound, a.acceptance,
        count(a.position) as versions, count(a.lapsed_on) > 0 as lapsed,
        min(case when a.position is not null and a.anchor_on is not null then greatest(
            @after(a.anchor_on, a.due_months, a.due_days),
            @after(a.assigned_on, a.due_months, a.due_days),
            @after(a.lapsed_on, a.due_months, a.due_days),
            a.effective_on, a.floor_on
        ) end) as due_on
    from anchored a
    group by a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.zone, a.bound,
        a.acceptance
),
accept_duties as (
    select w.ob, w.unit_kind, w.program_id, w.partner_id, w.unit, w.zone, w.bound,
        case when w.bound then w.versions = 0 end as met, w.lapsed, w.due_on,
        case when w.bound and w.versions = 0 and f.ob is not null then 1 else 0 end as have,
        case when f.ob is not null then 1 else 0 end as need,
        case when f.ob is not null then w.acceptance end as fact,
        case
            when f.ob is null then 'nothing-in-force'
            when w.versions > 0 and w.due_on is null then 'not-served'
        end as note,
        t.turns_at
    from owed w
    left join in_force f on f.ob = w.ob
    left join version_turns t on t.ob = w.ob
),
accept_turns as (
    select x.program_id, x.partner_id, @ahead(x.accepted_at) as turns_at
    from scope s
    join facts.acceptances x on @owner(x, s)
    where @known(x) and x.agreement in (select o.agreement from accepts o)
    union all
    select s.program_id, s.partner_id, v.turns_at
    from scope s
    cross join version_turns v
),
