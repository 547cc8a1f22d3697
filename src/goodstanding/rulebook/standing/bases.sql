-- The day that anniversaries count from: of the grant of an authorization that needs the duty,
-- else of the assignment.
bases as (
    select u.ob, u.owner_no, u.unit_id, u.unit, u.zone, u.bound, u.assigned_on,
        coalesce(g.granted_on, u.assigned_on) as base_on
    from units u
    full join grant_bases g on g.ob = u.ob and @owner(g, u) and g.unit = u.unit
    where coalesce(u.ob, 0) in (select a.ob from anniversaries a)
),
