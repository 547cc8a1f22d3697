-- The next instant at which a fact that every rule book reads starts or ends for a partner.
common_turns as (
    select x.owner_no, @turn(x) as turns_at
    from enrolled x
    where x.from_at > :as_of or x.until_at > :as_of
    union all
    select x.owner_no, @turn(x) as turns_at
    from sited x
    where x.from_at > :as_of or x.until_at > :as_of
    union all
    select x.owner_no, @turn(x) as turns_at
    from waiving x
),
