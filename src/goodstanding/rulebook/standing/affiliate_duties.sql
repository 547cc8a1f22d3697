-- Who was sold by a parent that had accepted for it has the time of the duty anew from then on.
sales as (
    select u.ob, u.owner_no, u.unit, max(a.until_on) as sold_on
    from units u
    join accepts o on o.ob = u.ob
    join parent_assents a on @owner(a, u) and a.agreement = o.agreement
        and a.affiliates = o.affiliates and cast(a.entity_id as text) = u.entity
        and case when u.unit_kind = 1 then a.region is null
            else coalesce(a.region = u.region, a.region is null) end
    where a.until_at <= :as_of
    group by u.ob, u.owner_no, u.unit
),
affiliate_duties as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed or coalesce(not d.met and s.ob > 0, false) as lapsed,
        case when d.due_on is not null
            then greatest(d.due_on, @after(s.sold_on, o.due_months, o.due_days)) end as due_on,
        d.have, d.need, d.fact, d.note, d.turns_at
    from accept_duties d
    full join sales s on s.ob = d.ob and @owner(s, d) and s.unit = d.unit
    join obligations o on o.ob = coalesce(d.ob, 0)
),
