anchored as (
    select m.ob, m.unit_kind, m.owner_no, m.unit, m.zone, m.assigned_on,
        m.effective_on, m.lapsed_on, m.due_months, m.due_days, m.floor_on,
        case m.anchor
            when 1 then m.assigned_on
            when 2 then m.published_on
            else m.effective_on
        end as anchor_on
    from missing m
),
