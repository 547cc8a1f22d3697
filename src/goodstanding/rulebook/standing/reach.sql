-- Reach: for each role somebody holds it, with a delivery proven and no hard failure since.
-- Each proven delivery to each contact is a period of reach; the unit is the role.
held as (
    select s.owner_no, c.contact_id, c.role, c.from_at, c.until_at, c.until_on
    from scope s
    join facts.contacts c on @of(c, s)
    where @known(c) and c.role in (select r.role from reach_roles r)
),
reach_units as (
    select u.ob, u.owner_no, z.zone, z.today, u.bound, u.assigned_on, u.served_on,
        r.part, r.role, o.proof_months, o.proof_days
    from reach_told u
    join reaches o on o.ob = u.ob
    join reach_roles r on r.ob = u.ob
    join zones z on z.zone = u.zone
),
asked as (
    select u.owner_no, u.part, u.zone, u.today, u.proof_months, u.proof_days,
        c.contact_id, c.from_at, c.until_at, c.until_on
    from held c
    full join reach_units u on @owner(c, u) and c.role = u.role
    where coalesce(u.bound, false) and coalesce(c.from_at <= :as_of, false)
),
-- What is proven of each contact, told apart no further where that is enough: nothing failed, the
-- contact goes on, and a proof is good for days. It is then reached until its last proof runs out.
proof_sums as (
    select p.contact_id, count(case when p.outcome = 'delivered' then 1 end) as deliveries,
        max(case when p.outcome = 'delivered' then p.proved_on end) as proved_on,
        count(case when p.outcome = 'failed' then 1 end) as failures
    from facts.proofs p
    where @known(p) and p.proved_at <= :as_of
        and p.contact_id in (select c.contact_id from asked c)
    group by p.contact_id
),
reachable as (
    select c.owner_no, c.part, c.zone, c.today, c.proof_months, c.proof_days, c.contact_id,
        c.from_at, c.until_at, c.until_on,
        @after(p.proved_on, c.proof_months, c.proof_days) as expires_on,
        c.proof_months * 28 + c.proof_days < 2 or p.failures > 0
            or coalesce(c.until_at <= :as_of, false) as doubtful
    from asked c
    full join proof_sums p on p.contact_id = c.contact_id
    where coalesce(c.part, 0) > 0 and coalesce(p.deliveries, 0) > 0
),
doubtful_proofs as (
    select p.contact_id, p.proved_at, p.proved_on, p.outcome
    from facts.proofs p
    where @known(p) and p.proved_at <= :as_of
        and p.contact_id in (select c.contact_id from reachable c where c.doubtful)
),
failed as (
    select p.contact_id, p.proved_at, min(f.proved_at) as failed_at,
        min(f.proved_on) as failed_on
    from (
        select d.contact_id, d.proved_at
        from doubtful_proofs d
        where d.outcome = 'delivered'
    ) p
    full join (
        select d.contact_id, d.proved_at, d.proved_on
        from doubtful_proofs d
        where d.outcome = 'failed'
    ) f on f.contact_id = p.contact_id
    where coalesce(f.proved_at >= p.proved_at, false)
    group by p.contact_id, p.proved_at
),
doubtful as (
    select c.owner_no, c.part, c.zone, c.contact_id, c.until_at, c.until_on,
        p.proved_at, greatest(c.from_at, p.proved_at) as from_at, c.today,
        @after(p.proved_on, c.proof_months, c.proof_days) as expires_on
    from reachable c
    full join doubtful_proofs p on p.contact_id = c.contact_id
    where coalesce(c.doubtful, false) and coalesce(p.outcome, '') = 'delivered'
),
-- Whether a proof is good any more is known by its day. Only what is over, and may have been
-- over before it began, needs the instant.
periods as (
    select c.owner_no, c.part, c.contact_id, c.expires_on, c.until_at,
        coalesce(c.expires_on >= c.today, true) as holds,
        least(c.expires_on, c.until_on) as until_on
    from reachable c
    left join facts.days y on @end_of(y, c.zone, c.expires_on)
    where not c.doubtful
        and (coalesce(c.expires_on >= c.today, true) or coalesce(y.starts_at > c.from_at, true))
    union all
    select d.owner_no, d.part, d.contact_id, d.expires_on, d.until_at,
        coalesce(d.expires_on >= d.today, true) and coalesce(d.until_at > :as_of, true)
            and f.failed_at is null as holds,
        least(d.expires_on, d.until_on, f.failed_on) as until_on
    from doubtful d
    left join facts.days y on @end_of(y, d.zone, d.expires_on)
    full join failed f on f.contact_id = d.contact_id and f.proved_at = d.proved_at
    where coalesce(d.part, 0) > 0
        and coalesce(least(y.starts_at, d.until_at, f.failed_at) > d.from_at, true)
),
-- A contact with several proofs that hold is reached until the last of them runs out.
reached_contacts as (
    select p.owner_no, p.part, p.contact_id, count(case when p.holds then 1 end) > 0 as holds,
        max(p.until_on) as until_on, max(p.until_at) as until_at,
        max(case when p.holds then p.expires_on end) as expires_on
    from periods p
    group by p.owner_no, p.part, p.contact_id
),
reach_sums as (
    select c.owner_no, c.part,
        min(case when c.holds then cast(c.contact_id as text) end collate "C") as contact,
        max(c.until_on) as lapsed_on,
        min(case when c.holds then c.expires_on end) as turns_on,
        min(case when c.holds then c.until_at end) as turns_at
    from reached_contacts c
    group by c.owner_no, c.part
),
reach_states as (
    select u.ob, u.owner_no, u.role, u.zone, u.bound, u.assigned_on,
        r.contact, r.lapsed_on, least(r.turns_at, y.starts_at) as turns_at,
        u.due_months, u.due_days, u.floor_on,
        case when u.anchor = 0 then u.served_on else u.assigned_on end as anchor_on
    from (
        select u.ob, u.owner_no, u.part, u.role, u.zone, u.bound, u.assigned_on,
            u.served_on, o.due_months, o.due_days, o.floor_on, o.anchor
        from reach_units u
        join obligations o on o.ob = u.ob
    ) u
    full join reach_sums r on @owner(r, u) and r.part = u.part
    left join facts.days y on @end_of(y, u.zone, r.turns_on)
    where coalesce(u.ob, 0) > 0
),
reach_duties as (
    select r.ob, 0 as unit_kind, r.owner_no, r.role as unit, r.zone, r.bound,
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
    select x.owner_no, @turn(x) as turns_at
    from held x
    where x.from_at > :as_of or x.until_at > :as_of
    union all
    select c.owner_no, x.proved_at as turns_at
    from held c
    join facts.proofs x on x.contact_id = c.contact_id
    where @holds(c) and @known(x) and x.proved_at > :as_of
),
