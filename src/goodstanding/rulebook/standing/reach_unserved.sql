reach_told as (
    select u.ob, u.owner_no, u.zone, u.bound, u.assigned_on,
        cast(null as date) as served_on
    from units u
    join reaches o on o.ob = u.ob
),
