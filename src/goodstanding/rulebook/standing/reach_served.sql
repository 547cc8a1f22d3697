reach_told as (
    select u.ob, u.owner_no, u.zone, u.bound, u.assigned_on,
        min(s.served_on) filter (where u.bound and s.served_at <= :as_of) as served_on
    from (
        select u.ob, u.owner_no, u.zone, u.bound, u.assigned_on, n.source
        from units u
        join reaches o on o.ob = u.ob
        join sources n on n.ob = u.ob
    ) u
    full join served s on @owner(s, u) and s.subject = u.source
    where coalesce(u.ob, 0) > 0
    group by u.ob, u.owner_no, u.zone, u.bound, u.assigned_on
),
