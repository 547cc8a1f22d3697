-- Who owned more of whom than a duty asks for, as far back as there is no gap: that a share
-- changes ends nothing as long as it is large enough.
stakes as (
    select a.affiliates, s.owner_no, w.parent_id, w.affiliate_id, w.from_at,
        w.until_at, w.until_on,
        case when bool_or(w.until_at is null) over earlier
            or w.from_at <= max(w.until_at) over earlier then 0 else 1 end as begins
    from scope s
    join facts.ownerships w on @of(w, s)
    join (select distinct o.affiliates from accepts o where o.affiliates is not null) a
        on w.share_percent > a.affiliates
    where @known(w) and w.from_at <= :as_of
    window earlier as (
        partition by a.affiliates, s.owner_no, w.parent_id, w.affiliate_id
        order by w.from_at nulls last rows between unbounded preceding and 1 preceding
    )
),
numbered_stakes as (
    select k.affiliates, k.owner_no, k.parent_id, k.affiliate_id, k.from_at,
        k.until_at, k.until_on,
        sum(k.begins) over (
            partition by k.affiliates, k.owner_no, k.parent_id, k.affiliate_id
            order by k.from_at nulls last
        ) as run
    from stakes k
),
holdings as (
    select k.affiliates, k.owner_no, k.parent_id, k.affiliate_id,
        min(k.from_at) as from_at,
        case when bool_and(k.until_at is not null) then max(k.until_at) end as until_at,
        case when bool_and(k.until_at is not null) then max(k.until_on) end as until_on
    from numbered_stakes k
    group by k.affiliates, k.owner_no, k.parent_id, k.affiliate_id, k.run
),
-- What a parent accepted without limit to a place, as if the entities it owns had: from when it
-- owned them, as long as it does.
parent_assents as (
    select w.owner_no, x.acceptance_id, w.affiliate_id as entity_id, x.region,
        x.location_id, x.agreement, x.position, w.affiliates,
        greatest(x.accepted_at, w.from_at) as accepted_at, w.until_at, w.until_on
    from holdings w
    join scope s on s.owner_no = w.owner_no
    join facts.acceptances x on @of(x, s) and x.entity_id = w.parent_id
    where @known(x) and x.accepted_at <= :as_of
        and x.location_id is null and coalesce(w.until_at > x.accepted_at, true)
        and x.agreement in (select o.agreement from accepts o where o.affiliates is not null)
),
affiliate_turns as (
    select s.owner_no, @turn(x) as turns_at
    from scope s
    join facts.ownerships x on @of(x, s)
    where @known(x)
),
