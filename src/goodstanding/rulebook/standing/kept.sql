-- The reasons no changed fact speaks of, as they were worked out last: they are true until they turn.
kept_reasons as (
    select s.owner_no,
        case r.kind when 'obligation' then 1 else 2 end as kind_order, r.kind, r.source, r.unit,
        r.status, r.rank,
        case when r.unit is not null
            and (r.kind <> 'obligation' or r.source in (select l.source from local_sources l))
            then least(r.rank, @location_most()) else r.rank end as partner_rank,
        r.have, r.need, r.due_at, r.fact, r.note, r.turns_at
    from scope s
    join facts.reasons r on @of(r, s)
    where case r.kind
        when 'obligation' then r.source not in (select n.source from sources n)
        when 'authorization' then r.source not in (select a.name from authorizations a)
        when 'measure' then not (select c.measures from changed c)
        else true
    end
),
