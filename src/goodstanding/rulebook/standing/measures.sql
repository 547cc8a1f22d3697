-- The measures in force, whatever they follow from.
measured as (
    select s.owner_no, m.location_id, m.measure_id, m.measure, m.from_at,
        m.until_at
    from scope s
    join facts.measures m on @of(m, s)
    where @known(m)
),
measure_reasons as (
    select m.owner_no, 2 as kind_order, 'measure' as kind, m.measure as source,
        cast(m.location_id as text) as unit, 'in-force' as status, coalesce(r.rank, 0) as rank,
        case when m.location_id is not null then least(coalesce(r.rank, 0), @location_most())
            else coalesce(r.rank, 0) end as partner_rank,
        cast(null as bigint) as have, cast(null as bigint) as need,
        cast(null as timestamptz) as due_at, cast(m.measure_id as text) as fact,
        case when r.measure is null then 'not-in-pack' end as note,
        m.until_at as turns_at
    from measured m
    left join measure_ranks r on r.measure = m.measure
    where @holds(m)
),
measure_turns as (
    select x.owner_no, @turn(x) as turns_at
    from measured x
),
