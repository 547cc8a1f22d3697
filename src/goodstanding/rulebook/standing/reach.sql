-- Reach: for each role somebody holds it, with a delivery proven and no hard failure since.
-- Each proven delivery to each contact is a period of reach; the unit is the role.
noticed as (
    select u.ob, u.program_id, u.partner_id, u.zone, u.bound, u.assigned_on,
        o.proof_months, o.proof_days, min(s.served_on) as served_on
    from units u
    join reaches o on o.ob = u.ob
    join sources n on n.ob = u.ob
    left join facts.services s on @owner(s, u) and s.subject = n.source
        and u.bound and @known(s) and s.served_at <= :as_of
    group by u.ob, u.program_id, u.partner_id, u.zone, u.bound, u.assigned_on,
        o.proof_months, o.proof_days
),
refuted as (
    select n.ob, n.program_id, n.partner_id, n.zone, n.bound, n.assigned_on, n.served_on,
        r.role as unit, cast(c.contact_id as text) as contact, c.until_at, c.until_on,
        greatest(c.from_at, p.proved_at) as from_at, p.proved_at,
        @after(p.proved_on, n.proof_months, n.proof_days) as expires_on,
        min(f.proved_at) as failed_at, min(f.proved_on) as failed_on
    from noticed n
    join reach_roles r on r.ob = n.ob
    left join facts.contacts c on @owner(c, n) and c.role = r.role
        and n.bound and @known(c) and c.from_at <= :as_of
    left join facts.proofs p on p.contact_id = c.contact_id and p.outcome = 'delivered'
        and @known(p) and p.proved_at <= :as_of
    left join facts.proofs f on f.contact_id = p.contact_id and f.outcome = 'failed'
        and @known(f) and f.proved_at <= :as_of and f.proved_at >= p.proved_at
    group by n.ob, n.program_id, n.partner_id, n.zone, n.bound, n.assigned_on, n.served_on,
        r.role, c.contact_id, c.from_at, c.until_at, c.until_on, p.proved_at, p.proved_on,
        n.proof_months, n.proof_days
),
periods as (
    select r.ob, r.program_id, r.partner_id, r.unit, r.zone, r.bound, r.assigned_on,
        r.served_on, r.contact, r.from_at, r.proved_at,
        least(y.starts_at, r.until_at, r.failed_at) as until_at,
        least(r.expires_on, r.until_on, r.failed_on) as until_on
    from refuted r
    left join facts.days y on @end_of(y, r.zone, r.expires_on)
),
reach_periods as (
    select p.ob, p.program_id, p.partner_id, p.unit, p.zone, p.bound, p.assigned_on,
        p.served_on, p.contact, p.from_at, p.until_at, p.until_on,
        p.proved_at is not null and coalesce(p.until_at > p.from_at, true) as counts
    from periods p
),
reach_states as (
    select p.ob, p.program_id, p.partner_id, p.unit, p.zone, p.bound, p.assigned_on,
        p.served_on,
        count(*) filter (where p.counts and @holds(p)) > 0 as reached,
        min(p.contact collate "C") filter (where p.counts and @holds(p)) as contact,
        max(p.until_on) filter (where p.counts) as lapsed_on,
        min(@ahead(p.until_at)) filter (where p.counts) as turns_at
    from reach_periods p
    group by p.ob, p.program_id, p.partner_id, p.unit, p.zone, p.bound, p.assigned_on,
        p.served_on
),
role_anchors as (
    select r.ob, r.program_id, r.partner_id, r.unit, r.zone, r.bound, r.assigned_on,
        r.reached, r.contact, r.lapsed_on, r.turns_at, o.due_months, o.due_days, o.floor_on,
        case when o.anchor = 0 then r.served_on else r.assigned_on end as anchor_on
    from reach_states r
    join obligations o on o.ob = r.ob
),
reach_duties as (
    select r.ob, 0 as unit_kind, r.program_id, r.partner_id, r.unit, r.zone, r.bound,
        case when r.bound then r.reached end as met,
        r.lapsed_on is not null as lapsed,
        case when r.anchor_on is not null then greatest(
            @after(r.anchor_on, r.due_months, r.due_days),
            @after(r.assigned_on, r.due_months, r.due_days),
            @after(r.lapsed_on, r.due_months, r.due_days),
            r.floor_on
        ) end as due_on,
        case when r.reached then 1 else 0 end as have, 1 as need,
        r.contact as fact,
        case when not r.reached and r.anchor_on is null then 'not-served' end as note,
        r.turns_at
    from role_anchors r
),
reach_turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.contacts x on @owner(x, s)
    where @known(x) and x.role in (select r.role from reach_roles r)
    union all
    select c.program_id, c.partner_id, @ahead(x.proved_at) as turns_at
    from scope s
    join facts.contacts c on @owner(c, s)
    join facts.proofs x on x.contact_id = c.contact_id
    where @known(c) and @holds(c) and @known(x)
        and c.role in (select r.role from reach_roles r)
),
