-- The next instant at which a recorded fact starts, ends or comes into play for a partner.
turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from enrolled x
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from located x
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.affiliations x on @owner(x, s)
    where @known(x) and x.role in (select r.role from pass_roles r)
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.contacts x on @owner(x, s)
    where @known(x) and x.role in (select r.role from reach_roles r)
    union all
    select x.program_id, x.partner_id, @ahead(x.accepted_at) as turns_at
    from scope s
    join facts.acceptances x on @owner(x, s)
    where @known(x) and x.agreement in (select o.agreement from accepts o)
    union all
    select x.program_id, x.partner_id, @ahead(x.served_at) as turns_at
    from scope s
    join facts.services x on @owner(x, s)
    where @known(x) and x.subject in (select n.subject from subjects n)
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.waivers x on @owner(x, s)
    where @known(x) and x.obligation in (select n.source from sources n)
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.measures x on @owner(x, s)
    where @known(x)
    union all
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.lists x on @owner(x, s)
    where @known(x) and x.name = 'people'
    union all
    select x.program_id, x.partner_id, x.next_pass_at as turns_at
    from passed x
    union all
    select c.program_id, c.partner_id, @ahead(x.proved_at) as turns_at
    from scope s
    join facts.contacts c on @owner(c, s)
    join facts.proofs x on x.contact_id = c.contact_id
    where @known(c) and @holds(c) and @known(x)
        and c.role in (select r.role from reach_roles r)
    union all
    select s.program_id, s.partner_id, v.turns_at
    from scope s
    cross join version_turns v
),
