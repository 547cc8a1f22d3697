anchored as (
    select m.ob, m.unit_kind, m.owner_no, m.unit, m.zone, m.assigned_on,
        m.effective_on, m.lapsed_on, m.due_months, m.due_days, m.floor_on,
        case m.anchor
            when 0 then case
                when s.served_at <= :as_of
                    and coalesce(s.position = m.position, s.served_at >= m.published_at)
                    and (s.entity_id is null or m.unit_kind in (0, 3)
                        or cast(s.entity_id as text) = m.entity)
                then s.served_on
            end
            when 1 then m.assigned_on
            when 2 then m.published_on
            else m.effective_on
        end as anchor_on
    from missing m
    full join served s on @owner(s, m) and s.subject = m.agreement
    where coalesce(m.ob, 0) > 0
),
