reach_told as (
    select u.ob, u.program_id, u.partner_id, u.zone, u.bound, u.assigned_on,
        cast(null as date) as served_on
    from units u
    join reaches o on o.ob = u.ob
),
