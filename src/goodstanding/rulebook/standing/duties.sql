-- Every duty of every unit: waivers, the due instant, the status and the level.
waiving as (
    select s.owner_no, n.ob, w.unit, w.waiver_id, w.from_at, w.until_at,
        w.until_on
    from scope s
    join facts.waivers w on @of(w, s)
    join sources n on n.source = w.obligation
    where @known(w)
),
waiver_sums as (
    select w.ob, w.owner_no, w.unit,
        min(case when w.until_at is null or w.until_at > :as_of
            then cast(w.waiver_id as text) end collate "C") as waiver,
        min(@ahead(w.until_at)) as turns_at, max(w.until_on) as until_on
    from waiving w
    where w.from_at <= :as_of
    group by w.ob, w.owner_no, w.unit
),
@unrolled(waived) as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note,
        least(v.waiver, w.waiver) as waiver,
        least(d.turns_at, v.turns_at, w.turns_at) as turns_at,
        -- The time of a waived duty does not run: it is never due before the waiver's end.
        case when d.due_on is not null then greatest(d.due_on, v.until_on, w.until_on) end
            as due_on
    from duties d
    full join (
        select w.ob, w.owner_no, w.waiver, w.turns_at, w.until_on
        from waiver_sums w
        where w.unit is null
    ) v on v.ob = d.ob and @owner(v, d)
    full join (
        select w.ob, w.owner_no, w.unit, w.waiver, w.turns_at, w.until_on
        from waiver_sums w
        where w.unit is not null
    ) w on w.ob = d.ob and @owner(w, d) and w.unit = d.unit
    where coalesce(d.ob, 0) > 0
),
@rolled(waived)
-- `late` counts the days since the due day was over, the first of them as 0.
dated as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note, d.waiver, d.turns_at, d.due_on,
        z.today - d.due_on - 1 as late, o.grace_rank
    from waived d
    join zones z on z.zone = coalesce(d.zone, '')
    join obligations o on o.ob = coalesce(d.ob, 0)
),
stepping as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note, d.waiver, d.turns_at, d.due_on, d.grace_rank,
        @rank_of(d) as rank, d.due_on + @next_step(d) as steps_on
    from dated d
),
timed as (
    select a.ob, a.unit_kind, a.owner_no, a.unit, a.have, a.need,
        a.fact, a.waiver, a.rank, a.grace_rank, a.due_on, y.starts_at as due_at,
        least(a.turns_at, @ahead(y.starts_at), @ahead(n.starts_at)) as turns_at,
        case
            when not a.bound then 'place-unknown'
            when a.due_on is not null and y.starts_at is null then 'no-calendar'
            else a.note
        end as note,
        case
            when a.met then 'fulfilled'
            when a.waiver is not null then 'waived'
            when a.met is null then 'unknown'
            when a.due_on is null then 'pending'
            when y.starts_at is null then 'unknown'
            when y.starts_at <= :as_of then 'overdue'
            when a.lapsed then 'grace'
            else 'pending'
        end as status
    from stepping a
    left join facts.days y on @end_of(y, a.zone, a.due_on)
    left join facts.days n on @end_of(n, a.zone, a.steps_on)
),
judged as (
    select t.ob, t.unit_kind, t.owner_no, t.unit, t.status, t.due_at,
        case when t.status <> 'unknown' then t.have end as have,
        case when t.status <> 'unknown' then t.need end as need,
        case t.status when 'waived' then t.waiver when 'fulfilled' then t.fact end as fact,
        t.note, t.turns_at,
        case t.status
            when 'overdue' then greatest(t.rank, t.grace_rank, 0)
            when 'grace' then coalesce(t.grace_rank, 0)
            else 0
        end as rank
    from timed t
),
obligation_reasons as (
    select j.owner_no, 1 as kind_order, 'obligation' as kind, n.source,
        nullif(j.unit, '') as unit, j.status, j.rank,
        case when j.unit_kind = 2 then least(j.rank, @location_most()) else j.rank end as partner_rank,
        j.have, j.need, j.due_at, j.fact, j.note, j.turns_at
    from judged j
    join sources n on n.ob = j.ob
),
