-- What the duties and the measures say, one row per reason. `partner_rank` is what a reason
-- counts for its partner: a location counts no more than the second best level.
obligation_reasons as (
    select j.program_id, j.partner_id, 1 as kind_order, 'obligation' as kind, n.source,
        nullif(j.unit, '') as unit, j.status, j.rank,
        case when j.unit_kind = 2 then least(j.rank, 1) else j.rank end as partner_rank,
        j.have, j.need, j.due_at, j.fact, j.note, j.turns_at
    from judged j
    join sources n on n.ob = j.ob
),
measure_reasons as (
    select m.program_id, m.partner_id, 2 as kind_order, 'measure' as kind, m.measure as source,
        cast(m.location_id as text) as unit, 'in-force' as status, coalesce(r.rank, 0) as rank,
        case when m.location_id is not null then least(coalesce(r.rank, 0), 1)
            else coalesce(r.rank, 0) end as partner_rank,
        cast(null as bigint) as have, cast(null as bigint) as need,
        cast(null as timestamptz) as due_at, cast(m.measure_id as text) as fact,
        case when r.measure is null then 'not-in-pack' end as note,
        m.until_at as turns_at
    from scope s
    join facts.measures m on @owner(m, s)
    left join measure_ranks r on r.measure = m.measure
    where @known(m) and @holds(m)
),
