owed as (
    select a.ob, a.unit_kind, a.owner_no, a.unit, a.zone,
        a.lapsed_on is not null as lapsed,
        min(case when a.anchor_on is not null then greatest(
            @after(a.anchor_on, a.due_months, a.due_days),
            @after(a.assigned_on, a.due_months, a.due_days),
            @after(a.lapsed_on, a.due_months, a.due_days),
            a.effective_on, a.floor_on
        ) end) as due_on
    from anchored a
    group by a.ob, a.unit_kind, a.owner_no, a.unit, a.zone,
        a.lapsed_on is not null
),
accept_states as (
    select a.ob, a.unit_kind, a.owner_no, a.unit, a.zone, a.bound,
        case when a.bound then true end as met, false as lapsed, cast(null as date) as due_on,
        case when a.bound and a.newest > 0 then 1 else 0 end as have,
        case when a.newest > 0 then 1 else 0 end as need,
        case when a.newest > 0 then a.acceptance end as fact,
        case when a.newest = 0 then 'nothing-in-force' end as note
    from assented a
    where not (a.bound and a.newest > a.reached)
    union all
    select w.ob, w.unit_kind, w.owner_no, w.unit, w.zone, true as bound,
        false as met, w.lapsed, w.due_on, 0 as have, 1 as need,
        cast(null as text) as fact, case when w.due_on is null then 'not-served' end as note
    from owed w
),
accept_duties as (
    select a.ob, a.unit_kind, a.owner_no, a.unit, a.zone, a.bound, a.met,
        a.lapsed, a.due_on, a.have, a.need, a.fact, a.note, t.turns_at
    from accept_states a
    left join version_turns t on t.ob = a.ob
),
accept_turns as (
    select x.owner_no, x.accepted_at as turns_at
    from assents x
    where x.accepted_at > :as_of
    union all
    select s.owner_no, v.turns_at
    from scope s
    cross join version_turns v
),
