-- Reach: for each role somebody holds it, with a delivery proven and no hard failure since.
-- Each proven delivery to each contact is a period of reach; the unit is the role.
held as (
    select s.program_id, s.partner_id, c.contact_id, c.role, c.from_at, c.until_at, c.until_on
    from scope s
    join facts.contacts c on @owner(c, s)
    where @known(c) and c.role in (select r.role from reach_roles r)
),
reach_units as (
    select u.ob, u.program_id, u.partner_id, z.zone, z.today, u.bound, u.assigned_on, u.served_on,
        r.part, r.role, o.proof_months, o.proof_days
    from reach_told u
    join reaches o on o.ob = u.ob
    join reach_roles r on r.ob = u.ob
    join zones z on z.zone = u.zone
),
asked as (
    select u.program_id, u.partner_id, u.part, u.zone, u.today, u.proof_months, u.proof_days,
        c.contact_id, c.from_at, c.until_at, c.until_on
    from held c
    full join reach_units u on @owner(c, u) and c.role = u.role
    where coalesce(u.bound, false) and coalesce(c.from_at <= :as_of, false)
),
-- Few have failed: only a delivery to one of them is compared with each failure after it.
failures as (
    select distinct f.contact_id, f.proved_at, f.proved_on
    from asked c
    join facts.proofs f on f.contact_id = c.contact_id
    where f.outcome = 'failed' and @known(f) and f.proved_at <= :as_of
),
failed as (
    select p.contact_id, p.proved_at, min(f.proved_at) as failed_at,
        min(f.proved_on) as failed_on
    from failures f
    join facts.proofs p on p.contact_id = f.contact_id
    where p.outcome = 'delivered' and @known(p) and p.proved_at <= f.proved_at
    group by p.contact_id, p.proved_at
),
reachable as (
    select c.program_id, c.partner_id, c.part, c.zone, c.today, c.proof_months, c.proof_days,
        c.proof_months * 28 + c.proof_days as proof_least,
        c.contact_id, c.from_at, c.until_at, c.until_on, f.contact_id as failed_id
    from asked c
    full join (select distinct f.contact_id from failed f) f on f.contact_id = c.contact_id
    where coalesce(c.part, 0) > 0
),
-- Whether a proof is good any more is known by its day. Only what is over, and may have been
-- over before it began, needs the instant: two days later a day is over everywhere.
delivered as (
    select c.program_id, c.partner_id, c.part, c.contact_id, c.until_at, c.until_on,
        greatest(c.from_at, p.proved_at) as from_at, c.today,
        @after(p.proved_on, c.proof_months, c.proof_days) as expires_on
    from reachable c
    join facts.proofs p on p.contact_id = c.contact_id
    where p.outcome = 'delivered' and @known(p) and p.proved_at <= :as_of
        and c.failed_id is null and c.proof_least > 1 and p.proved_at >= c.from_at
),
doubtful as (
    select c.program_id, c.partner_id, c.part, c.zone, c.contact_id, c.until_at, c.until_on,
        p.proved_at, greatest(c.from_at, p.proved_at) as from_at, c.today,
        @after(p.proved_on, c.proof_months, c.proof_days) as expires_on
    from reachable c
    join facts.proofs p on p.contact_id = c.contact_id
    where p.outcome = 'delivered' and @known(p) and p.proved_at <= :as_of
        and (c.failed_id is not null or c.proof_least < 2 or p.proved_at < c.from_at)
),
periods as (
    select d.program_id, d.partner_id, d.part, d.contact_id, d.expires_on, d.until_at,
        coalesce(d.expires_on >= d.today, true) and coalesce(d.until_at > :as_of, true) as holds,
        least(d.expires_on, d.until_on) as until_on
    from delivered d
    where coalesce(d.until_at > d.from_at, true)
    union all
    select d.program_id, d.partner_id, d.part, d.contact_id, d.expires_on, d.until_at,
        coalesce(d.expires_on >= d.today, true) and coalesce(d.until_at > :as_of, true)
            and f.failed_at is null as holds,
        least(d.expires_on, d.until_on, f.failed_on) as until_on
    from doubtful d
    left join facts.days y on @end_of(y, d.zone, d.expires_on)
    full join failed f on f.contact_id = d.contact_id and f.proved_at = d.proved_at
    where coalesce(d.part, 0) > 0
        and coalesce(least(y.starts_at, d.until_at, f.failed_at) > d.from_at, true)
),
reach_sums as (
    select p.program_id, p.partner_id, p.part,
        min(case when p.holds then cast(p.contact_id as text) end collate "C") as contact,
        max(p.until_on) as lapsed_on,
        min(case when p.holds then p.expires_on end) as turns_on,
        min(case when p.holds then p.until_at end) as turns_at
    from periods p
    group by p.program_id, p.partner_id, p.part
),
reach_states as (
    select u.ob, u.program_id, u.partner_id, u.role, u.zone, u.bound, u.assigned_on,
        r.contact, r.lapsed_on, least(r.turns_at, y.starts_at) as turns_at,
        u.due_months, u.due_days, u.floor_on,
        case when u.anchor = 0 then u.served_on else u.assigned_on end as anchor_on
    from (
        select u.ob, u.program_id, u.partner_id, u.part, u.role, u.zone, u.bound, u.assigned_on,
            u.served_on, o.due_months, o.due_days, o.floor_on, o.anchor
        from reach_units u
        join obligations o on o.ob = u.ob
    ) u
    full join reach_sums r on @owner(r, u) and r.part = u.part
    left join facts.days y on @end_of(y, u.zone, r.turns_on)
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
    select c.program_id, c.partner_id, x.proved_at as turns_at
    from held c
    join facts.proofs x on x.contact_id = c.contact_id
    where @holds(c) and @known(x) and x.proved_at > :as_of
),
