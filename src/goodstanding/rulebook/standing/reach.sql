-- Reach: for each role somebody holds it, with a delivery proven and no hard failure since.
-- Each proven delivery to each contact is a period of reach; the unit is the role.
held as (
    select s.program_id, s.partner_id, c.contact_id, c.role, c.from_at, c.until_at, c.until_on
    from scope s
    join facts.contacts c on @owner(c, s)
    where @known(c) and c.role in (select r.role from reach_roles r)
),
tried as (
    select c.program_id, c.partner_id, c.contact_id, c.role, c.from_at, c.until_at, c.until_on,
        p.outcome, p.proved_at, p.proved_on
    from held c
    join facts.proofs p on p.contact_id = c.contact_id
    where @known(p)
),
-- The first failure after each delivery, if there is one: few have any.
failed as (
    select d.contact_id, d.proved_at, min(f.proved_at) as failed_at,
        min(f.proved_on) as failed_on
    from (
        select t.contact_id, t.proved_at from tried t
        where t.outcome = 'delivered' and t.proved_at <= :as_of
    ) d
    full join (
        select distinct t.contact_id, t.proved_at, t.proved_on from tried t
        where t.outcome = 'failed' and t.proved_at <= :as_of
    ) f on f.contact_id = d.contact_id
    where coalesce(f.proved_at >= d.proved_at, false)
    group by d.contact_id, d.proved_at
),
reach_units as (
    select u.ob, u.program_id, u.partner_id, u.zone, u.bound, u.assigned_on, u.served_on,
        r.role, o.proof_months, o.proof_days
    from reach_told u
    join reaches o on o.ob = u.ob
    join reach_roles r on r.ob = u.ob
),
delivered as (
    select u.ob, u.program_id, u.partner_id, u.role, u.zone, t.contact_id, t.until_at,
        t.until_on, t.proved_at, greatest(t.from_at, t.proved_at) as from_at,
        @after(t.proved_on, u.proof_months, u.proof_days) as expires_on
    from reach_units u
    full join tried t on @owner(t, u) and t.role = u.role
    where coalesce(u.bound, false) and coalesce(t.outcome = 'delivered', false)
        and coalesce(t.from_at <= :as_of, false) and coalesce(t.proved_at <= :as_of, false)
),
periods as (
    select d.ob, d.program_id, d.partner_id, d.role, d.contact_id, d.from_at,
        least(y.starts_at, d.until_at, f.failed_at) as until_at,
        least(d.expires_on, d.until_on, f.failed_on) as until_on
    from delivered d
    left join facts.days y on @end_of(y, d.zone, d.expires_on)
    full join failed f on f.contact_id = d.contact_id and f.proved_at = d.proved_at
    where coalesce(d.ob, 0) > 0
),
reach_sums as (
    select p.ob, p.program_id, p.partner_id, p.role,
        min(case when @holds(p) then cast(p.contact_id as text) end collate "C") as contact,
        max(p.until_on) as lapsed_on, min(@ahead(p.until_at)) as turns_at
    from periods p
    where coalesce(p.until_at > p.from_at, true)
    group by p.ob, p.program_id, p.partner_id, p.role
),
reach_states as (
    select u.ob, u.program_id, u.partner_id, u.role, u.zone, u.bound, u.assigned_on,
        r.contact, r.lapsed_on, r.turns_at, u.due_months, u.due_days, u.floor_on,
        case when u.anchor = 0 then u.served_on else u.assigned_on end as anchor_on
    from (
        select u.ob, u.program_id, u.partner_id, u.role, u.zone, u.bound, u.assigned_on, u.served_on,
            o.due_months, o.due_days, o.floor_on, o.anchor
        from reach_units u
        join obligations o on o.ob = u.ob
    ) u
    full join reach_sums r on r.ob = u.ob and @owner(r, u) and r.role = u.role
    where coalesce(u.ob, 0) > 0
),
reach_duties as (
    select r.ob, 0 as unit_kind, r.program_id, r.partner_id, r.role as unit, r.zone, r.bound,
        case when r.bound then r.contact is not null end as met,
        r.lapsed_on is not null as lapsed,
        case when r.anchor_on is not null then greatest(
            @after(r.anchor_on, r.due_months, r.due_days),
            @after(r.assigned_on, r.due_months, r.due_days),
            @after(r.lapsed_on, r.due_months, r.due_days),
            r.floor_on
        ) end as due_on,
        case when r.contact is not null then 1 else 0 end as have, 1 as need,
        r.contact as fact,
        case when r.contact is null and r.anchor_on is null then 'not-served' end as note,
        r.turns_at
    from reach_states r
),
reach_turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from held x
    where x.from_at > :as_of or x.until_at > :as_of
    union all
    select x.program_id, x.partner_id, x.proved_at as turns_at
    from tried x
    where x.proved_at > :as_of and @holds(x)
),
