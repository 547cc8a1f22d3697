-- Attest and show: a statement or a document of the unit holds. A statement that is good for a
-- time ends when that is over, in the unit's zone, or at its own end, whichever is first.
paper_units as (
    select u.ob, u.unit_kind, u.owner_no, u.unit, u.zone, u.bound, u.assigned_on,
        case
            when not u.bound then null
            when u.unit_kind = 0 then cast(u.unit_id as text)
            else u.unit
        end as paper_unit
    from units u
    join papers o on o.ob = u.ob
),
paper_periods as (
    select u.ob, u.unit_kind, u.owner_no, u.unit, u.zone, u.bound, u.assigned_on,
        v.served_on, h.paper, h.from_at,
        least(y.starts_at, h.until_at) as until_at,
        least(h.expires_on, h.until_on) as until_on
    from paper_units u
    full join first_services v on @owner(v, u) and v.ob = u.ob and v.unit = u.unit
    full join (
        select p.ob, p.owner_no, p.unit, p.paper, p.from_at, p.until_at,
            p.until_on, p.expires_on
        from papers_held p
        where p.from_at <= :as_of
    ) h on @owner(h, u) and h.ob = u.ob and h.unit = u.paper_unit
    left join facts.days y on @end_of(y, u.zone, h.expires_on)
    where coalesce(u.ob, 0) > 0
),
paper_counts as (
    select p.ob, p.unit_kind, p.owner_no, p.unit, p.zone, p.bound, p.assigned_on,
        p.served_on, p.paper, p.from_at, p.until_at, p.until_on,
        p.paper is not null and coalesce(p.until_at > p.from_at, true) as counts
    from paper_periods p
),
paper_states as (
    select p.ob, p.unit_kind, p.owner_no, p.unit, p.zone, p.bound, p.assigned_on,
        p.served_on,
        count(*) filter (where p.counts and @holds(p)) as holding,
        count(*) filter (where p.counts and p.until_at is null) as endless,
        min(p.paper collate "C") filter (where p.counts and @holds(p)) as paper,
        max(p.until_on) filter (where p.counts) as lapsed_on,
        min(@ahead(p.until_at)) filter (where p.counts) as turns_at
    from paper_counts p
    group by p.ob, p.unit_kind, p.owner_no, p.unit, p.zone, p.bound,
        p.assigned_on, p.served_on
),
paper_anchors as (
    select p.ob, p.unit_kind, p.owner_no, p.unit, p.zone, p.bound, p.assigned_on,
        p.holding, p.paper, p.lapsed_on, p.turns_at, o.due_months, o.due_days, o.floor_on,
        -- What holds without an end never falls due again.
        case when p.endless > 0 then null when o.anchor = 0 then p.served_on
            else p.assigned_on end as anchor_on
    from paper_states p
    join obligations o on o.ob = p.ob
),
paper_duties as (
    select p.ob, p.unit_kind, p.owner_no, p.unit, p.zone, p.bound,
        case when p.bound then p.holding > 0 end as met,
        p.lapsed_on is not null as lapsed,
        case when p.anchor_on is not null then greatest(
            @after(p.anchor_on, p.due_months, p.due_days),
            @after(p.assigned_on, p.due_months, p.due_days),
            @after(p.lapsed_on, p.due_months, p.due_days),
            p.floor_on
        ) end as due_on,
        case when p.holding > 0 then 1 else 0 end as have, 1 as need,
        p.paper as fact,
        case when p.bound and p.holding = 0 and p.anchor_on is null then 'not-served' end as note,
        p.turns_at
    from paper_anchors p
),
paper_turns as (
    select x.owner_no, @turn(x) as turns_at
    from papers_held x
),
