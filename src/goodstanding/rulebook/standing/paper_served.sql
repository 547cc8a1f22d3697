-- The first notice about each duty that asks for a paper.
paper_services as (
    select u.ob, u.program_id, u.partner_id, u.unit, min(s.served_on) as served_on
    from units u
    join papers o on o.ob = u.ob
    join sources n on n.ob = u.ob
    join facts.services s on @owner(s, u) and s.subject = n.source
        and u.bound and @known(s) and s.served_at <= :as_of
        and (s.entity_id is null or u.unit_kind = 0 or cast(s.entity_id as text) = u.entity)
    group by u.ob, u.program_id, u.partner_id, u.unit
),
