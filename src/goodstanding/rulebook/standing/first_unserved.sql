-- No duty is due by service: there is no notice to look for.
first_services as (
    select u.ob, u.program_id, u.partner_id, u.unit, cast(null as date) as served_on
    from units u
    where false
),
