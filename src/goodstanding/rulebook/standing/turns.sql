-- The next instant at which a fact that every rule book reads starts or ends for a partner.
common_turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from enrolled x
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from located x
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.waivers x on @owner(x, s)
    where @known(x) and x.obligation in (select n.source from sources n)
),
