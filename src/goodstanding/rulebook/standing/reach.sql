-- Reach: for each role somebody holds it, with a delivery proven and no hard failure since.
-- Each proven delivery to each contact is a period of reach; the unit is the role.
roles as (
    select u.ob, u.program_id, u.partner_id, u.zone, u.bound, u.assigned_on, r.role as unit
    from units u
    join reach_roles r on r.ob = u.ob
),
delivered as (
    select r.ob, r.program_id, r.partner_id, r.unit, r.zone,
        cast(c.contact_id as text) as contact, c.contact_id, c.until_at, c.until_on,
        greatest(c.from_at, p.proved_at) as from_at, p.proved_at,
        @after(p.proved_on, o.proof_months, o.proof_days) as expires_on
    from roles r
    join reaches o on o.ob = r.ob
    join facts.contacts c on @owner(c, r) and c.role = r.unit
    join facts.proofs p on p.contact_id = c.contact_id and p.outcome = 'delivered'
    where r.bound and @known(c) and @known(p)
        and c.from_at <= :as_of and p.proved_at <= :as_of
),
failures as (
    select f.contact_id, f.proved_at as failed_at, f.proved_on as failed_on
    from facts.proofs f
    where @known(f) and f.outcome = 'failed' and f.proved_at <= :as_of
),
refuted as (
    select d.ob, d.program_id, d.partner_id, d.unit, d.contact, d.from_at, d.proved_at,
        d.until_at, d.until_on, d.expires_on, d.zone,
        min(f.failed_at) as failed_at, min(f.failed_on) as failed_on
    from delivered d
    left join failures f on f.contact_id = d.contact_id and f.failed_at >= d.proved_at
    group by d.ob, d.program_id, d.partner_id, d.unit, d.contact, d.from_at, d.proved_at,
        d.until_at, d.until_on, d.expires_on, d.zone
),
periods as (
    select r.ob, r.program_id, r.partner_id, r.unit, r.contact, r.from_at,
        least(y.starts_at, r.until_at, r.failed_at) as until_at,
        least(r.expires_on, r.until_on, r.failed_on) as until_on
    from refuted r
    left join facts.days y on @end_of(y, r.zone, r.expires_on)
),
reach_states as (
    select p.ob, p.program_id, p.partner_id, p.unit,
        count(*) filter (where @holds(p)) as current_count,
        min(p.contact collate "C") filter (where @holds(p)) as contact,
        max(p.until_on) as lapsed_on,
        min(@ahead(p.until_at)) as turns_at
    from periods p
    where coalesce(p.until_at > p.from_at, true)
    group by p.ob, p.program_id, p.partner_id, p.unit
),
duty_served as (
    select r.ob, r.program_id, r.partner_id, min(s.served_on) as served_on
    from units r
    join reaches o on o.ob = r.ob
    join sources n on n.ob = r.ob
    join facts.services s on @owner(s, r) and s.subject = n.source
    where r.bound and @known(s) and s.served_at <= :as_of
    group by r.ob, r.program_id, r.partner_id
),
role_anchors as (
    select r.ob, r.program_id, r.partner_id, r.zone, r.bound, r.assigned_on, r.unit,
        o.due_months, o.due_days, o.floor_on,
        case when o.anchor = 0 then s.served_on else r.assigned_on end as anchor_on,
        h.lapsed_on, coalesce(h.current_count, 0) > 0 as reached, h.contact, h.turns_at
    from roles r
    join obligations o on o.ob = r.ob
    left join duty_served s on s.ob = r.ob and @owner(s, r)
    left join reach_states h on @unit(h, r)
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
