-- Every duty of every unit: waivers, the due instant, the status and the level.
duties as (
    select a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.zone, a.bound, a.met,
        a.lapsed, a.due_on, a.have, a.need, a.fact, a.note, a.turns_at
    from accept_duties a
    union all
    select p.ob, p.unit_kind, p.program_id, p.partner_id, p.unit, p.zone, p.bound, p.met,
        p.lapsed, p.due_on, p.have, p.need, p.fact, p.note, p.turns_at
    from pass_duties p
    union all
    select r.ob, r.unit_kind, r.program_id, r.partner_id, r.unit, r.zone, r.bound, r.met,
        r.lapsed, r.due_on, r.have, r.need, r.fact, r.note, r.turns_at
    from reach_duties r
),
waived as (
    select d.ob, d.program_id, d.partner_id, d.unit,
        count(*) filter (where @holds(w)) as current_count,
        min(cast(w.waiver_id as text) collate "C") filter (where @holds(w)) as waiver,
        min(@ahead(w.until_at)) as turns_at,
        max(w.until_on) as until_on
    from duties d
    join sources n on n.ob = d.ob
    join facts.waivers w on @owner(w, d) and w.obligation = n.source
    where @known(w) and w.from_at <= :as_of and coalesce(w.unit = d.unit, true)
    group by d.ob, d.program_id, d.partner_id, d.unit
),
awaited as (
    select d.ob, d.unit_kind, d.program_id, d.partner_id, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note,
        coalesce(w.current_count, 0) > 0 as waived, w.waiver,
        least(d.turns_at, w.turns_at) as turns_at,
        -- The time of a waived duty does not run: it is never due before the waiver's end.
        case when d.due_on is not null then greatest(d.due_on, w.until_on) end as due_on
    from duties d
    left join waived w on @unit(w, d)
),
timed as (
    select a.ob, a.unit_kind, a.program_id, a.partner_id, a.unit, a.zone, a.have, a.need,
        a.fact, a.waiver, a.due_on, y.starts_at as due_at, a.turns_at,
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
    from awaited a
    left join facts.days y on @end_of(y, a.zone, a.due_on)
),
stepped as (
    select t.ob, t.program_id, t.partner_id, t.unit,
        max(s.rank) filter (where y.starts_at <= :as_of) as rank,
        min(@ahead(y.starts_at)) as turns_at
    from timed t
    join steps s on s.ob = t.ob
    join facts.days y on @end_of(y, t.zone, t.due_on + s.days)
    group by t.ob, t.program_id, t.partner_id, t.unit
),
judged as (
    select t.ob, t.unit_kind, t.program_id, t.partner_id, t.unit, t.status, t.due_at,
        case when t.status <> 'unknown' then t.have end as have,
        case when t.status <> 'unknown' then t.need end as need,
        case t.status when 'waived' then t.waiver when 'fulfilled' then t.fact end as fact,
        t.note,
        least(t.turns_at, s.turns_at, @ahead(t.due_at)) as turns_at,
        case t.status
            when 'overdue' then greatest(s.rank, o.grace_rank, 0)
            when 'grace' then coalesce(o.grace_rank, 0)
            else 0
        end as rank
    from timed t
    join obligations o on o.ob = t.ob
    left join stepped s on @unit(s, t)
),
