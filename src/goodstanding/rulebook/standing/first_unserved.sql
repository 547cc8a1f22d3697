-- No duty is due by service: there is no notice to look for.
first_services as (
    select u.ob, u.owner_no, u.unit, cast(null as date) as served_on
    from units u
    where false
),
