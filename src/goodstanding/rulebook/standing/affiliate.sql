-- What a parent accepted without limit to a place, as if the entities it owns had: from when it
-- owned them, as long as it does.
parent_assents as (
    select s.program_id, s.partner_id, x.acceptance_id, w.affiliate_id as entity_id, x.region,
        x.location_id, x.agreement, x.position, w.share_percent,
        greatest(x.accepted_at, w.from_at) as accepted_at, w.until_at, w.until_on
    from scope s
    join facts.ownerships w on @owner(w, s)
    join facts.acceptances x on @owner(x, s) and x.entity_id = w.parent_id
    where @known(w) and @known(x) and w.from_at <= :as_of and x.accepted_at <= :as_of
        and x.location_id is null and coalesce(w.until_at > x.accepted_at, true)
        and x.agreement in (select o.agreement from accepts o where o.affiliates is not null)
),
affiliate_turns as (
    select x.program_id, x.partner_id, @turn(x) as turns_at
    from scope s
    join facts.ownerships x on @owner(x, s)
    where @known(x)
),
