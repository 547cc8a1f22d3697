-- No duty that asks for a paper is due by service: there is no notice to look for.
paper_services as (
    select u.ob, u.program_id, u.partner_id, u.unit, cast(null as date) as served_on
    from units u
    where false
),
