-- Every duty of every unit: waivers, the due instant, the status and the level.
waived as (
    select d.ob, d.unit_kind, d.program_id, d.partner_id, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note, d.turns_at,
        count(*) filter (where @holds(w)) > 0 as waived,
        min(cast(w.waiver_id as text) collate "C") filter (where @holds(w)) as waiver,
        min(@ahead(w.until_at)) as waiver_turns_at,
        -- The time of a waived duty does not run: it is never due before the waiver's end.
        case when d.due_on is not null then greatest(d.due_on, max(w.until_on)) end as due_on
    from duties d
    join sources n on n.ob = d.ob
    left join facts.waivers w on @owner(w, d) and w.obligation = n.source
        and @known(w) and w.from_at <= :as_of and coalesce(w.unit = d.unit, true)
    group by d.ob, d.unit_kind, d.program_id, d.partner_id, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.due_on, d.have, d.need, d.fact, d.note, d.turns_at
),
timed as (
    select a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.zone, a.have, a.need,
        a.fact, a.waiver, a.due_on, y.starts_at as due_at,
        least(a.turns_at, a.waiver_turns_at, @ahead(y.starts_at)) as turns_at,
        case
            when not a.bound then 'place-unknown'
            when a.due_on is not null and y.starts_at is null then 'no-calendar'
            else a.note
        end as note,
        case
            when a.met then 'fulfilled'
            when a.waived then 'waived'
            when a.met is null then 'unknown'
            when a.due_on is null then 'pending'
            when y.starts_at is null then 'unknown'
            when y.starts_at <= :as_of then 'overdue'
            when a.lapsed then 'grace'
            else 'pending'
        end as status
    from waived a
    left join facts.days y on @end_of(y, a.zone, a.due_on)
),
stepped as (
    select t.ob, t.unit_kind, t.program_id, t.partner_id, t.unit, t.have, t.need,
        t.fact, t.waiver, t.due_at, t.note, t.status,
        max(s.rank) filter (where y.starts_at <= :as_of) as rank,
        least(t.turns_at, min(@ahead(y.starts_at))) as turns_at
    from timed t
    left join steps s on s.ob = t.ob
    left join facts.days y on @end_of(y, t.zone, t.due_on + s.days)
    group by t.ob, t.unit_kind, t.program_id, t.partner_id, t.unit, t.have, t.need,
        t.fact, t.waiver, t.due_at, t.note, t.status, t.turns_at
),
judged as (
    select t.ob, t.unit_kind, t.program_id, t.partner_id, t.unit, t.status, t.due_at,
        case when t.status <> 'unknown' then t.have end as have,
        case when t.status <> 'unknown' then t.need end as need,
        case t.status when 'waived' then t.waiver when 'fulfilled' then t.fact end as fact,
        t.note, t.turns_at,
        case t.status
            when 'overdue' then greatest(t.rank, o.grace_rank, 0)
            when 'grace' then coalesce(o.grace_rank, 0)
            else 0
        end as rank
    from stepped t
    join obligations o on o.ob = t.ob
),
obligation_reasons as (
    select j.program_id, j.partner_id, 1 as kind_order, 'obligation' as kind, n.source,
        nullif(j.unit, '') as unit, j.status, j.rank,
        case when j.unit_kind = 2 then least(j.rank, 1) else j.rank end as partner_rank,
        j.have, j.need, j.due_at, j.fact, j.note, j.turns_at
    from judged j
    join sources n on n.ob = j.ob
),
