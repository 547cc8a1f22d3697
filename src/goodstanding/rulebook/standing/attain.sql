-- Attain: the full months before an anniversary sum to enough. Of each unit the year that runs
-- and the years that failed are looked at; month and year are numbered from the base day on.
attain_days as (
    select b.ob, b.owner_no, b.unit_id, b.unit, b.zone, b.bound, b.base_on,
        case when b.bound then z.today end as today_on,
        v.metric, v.months, v.least, v.currency,
        greatest(b.assigned_on, o.floor_on) as first_on,
        greatest(b.assigned_on, o.floor_on, case when b.bound then z.today end) as ready_on
    from bases b
    join attains v on v.ob = coalesce(b.ob, 0)
    join obligations o on o.ob = coalesce(b.ob, 0)
    join zones z on z.zone = coalesce(b.zone, '')
),
attain_years as (
    select d.ob, d.owner_no, d.unit_id, d.unit, d.zone, d.bound, d.base_on,
        d.today_on, d.metric, d.months, d.least, d.currency, d.first_on, d.ready_on,
        @years(d.base_on, d.first_on) as first_years,
        @years(d.base_on, d.ready_on) as ready_years
    from attain_days d
),
-- `first_year`: the first anniversary that counts; `this_year`: the next one.
attain_units as (
    select y.ob, y.owner_no, s.program_id, s.partner_id, y.unit_id, y.unit, y.zone, y.bound, y.base_on,
        y.today_on, y.metric, y.months, y.least, y.currency,
        y.first_years + case
            when @after(y.base_on, 12 * y.first_years, 0) < y.first_on then 1 else 0
        end as first_year,
        y.ready_years + case
            when @after(y.base_on, 12 * y.ready_years, 0) < y.ready_on then 1 else 0
        end as this_year,
        @month(y.base_on) as base_month, @month(y.today_on) - @month(y.base_on) as month
    from attain_years y
    join scope s on s.owner_no = coalesce(y.owner_no, 0)
),
months as (
    select u.ob, u.owner_no, u.unit_id, u.months, u.least, u.first_year,
        u.this_year, u.month as today_month, a.amount_minor,
        a.currency = u.currency as own, @month(a.month_on) - u.base_month as month
    from attain_units u
    join facts.amounts a on @of(a, u) and a.location_id = u.unit_id and a.metric = u.metric
    where @known(a)
),
-- Each month in the years it counts for, nearly always one.
year_months as (
    select m.ob, m.owner_no, m.unit_id, m.months, m.least, m.first_year,
        m.this_year, m.amount_minor, m.own, m.month, m.month < m.today_month as over,
        cast(floor(m.month / 12.0) as integer) + 1 + h.shift as year
    from months m
    cross join shifts h
),
-- How many months a sum has, what it is to reach and which year runs is one for all of a unit's.
year_sums as (
    select m.ob, m.owner_no, m.unit_id, m.year, max(m.months) as months,
        max(m.least) as least, max(m.this_year) as this_year,
        cast(sum(case when m.own and m.over then m.amount_minor else 0 end) as bigint)
            as amount_minor,
        count(case when m.own and m.over then 1 end) as known,
        count(case when not m.own and m.over then 1 end) as others,
        min(case when not m.over then m.month end) as next_month
    from year_months m
    where m.month >= 12 * m.year - m.months and m.year between m.first_year and m.this_year
    group by m.ob, m.owner_no, m.unit_id, m.year
),
year_verdicts as (
    select s.ob, s.owner_no, s.unit_id, s.year, s.this_year, s.amount_minor,
        s.others, s.next_month, s.amount_minor >= s.least as reached,
        s.year < s.this_year and s.amount_minor < s.least and s.known = s.months as failed
    from year_sums s
),
-- The years that failed one after the other up to now are as far from now as they are many.
failed_years as (
    select v.ob, v.owner_no, v.unit_id, v.year, v.this_year,
        row_number() over (
            partition by v.ob, v.owner_no, v.unit_id
            order by v.year desc nulls last
        ) as nth
    from year_verdicts v
    where v.failed
),
attained as (
    select v.ob, v.owner_no, v.unit_id,
        max(case when v.year = v.this_year then v.amount_minor end) as have,
        count(case when v.year = v.this_year and v.reached then 1 end) > 0 as reached,
        max(case when v.year = v.this_year then v.next_month end) as next_month,
        count(case when v.year = v.this_year - 1 and v.reached then 1 end) > 0 as kept,
        max(case when v.year = v.this_year - 1 then v.others end) as others
    from year_verdicts v
    group by v.ob, v.owner_no, v.unit_id
),
attain_states as (
    select u.ob, u.owner_no, u.unit, u.zone, u.bound, u.base_on, u.today_on,
        u.least, u.this_year, u.base_month, coalesce(s.have, 0) as have, s.next_month,
        coalesce(s.others, 0) as others, coalesce(s.reached, false) as reached, f.failed_year,
        u.this_year > u.first_year and not coalesce(s.kept, false) and f.failed_year is null
            as unknown
    from attain_units u
    full join attained s on s.ob = u.ob and @owner(s, u) and s.unit_id = u.unit_id
    full join (
        select y.ob, y.owner_no, y.unit_id, min(y.year) as failed_year
        from failed_years y
        where y.year = y.this_year - y.nth
        group by y.ob, y.owner_no, y.unit_id
    ) f on f.ob = u.ob and @owner(f, u) and f.unit_id = u.unit_id
    where coalesce(u.ob, 0) > 0
),
attain_dues as (
    select s.ob, s.owner_no, s.unit, s.zone, s.bound, s.today_on, s.least,
        s.have, s.others, s.reached, s.unknown,
        @after(s.base_on, 12 * s.this_year, 0) as year_ends_on,
        @month_day(s.base_month + s.next_month + 1) as month_starts_on,
        case
            when not s.bound or s.today_on is null then null
            when s.reached then @after(s.base_on, 12 * s.this_year + 12, 0)
            when s.failed_year is not null then @after(s.base_on, 12 * s.failed_year, 0)
            when s.unknown then @after(s.base_on, 12 * s.this_year - 12, 0)
            else @after(s.base_on, 12 * s.this_year, 0)
        end as due_on
    from attain_states s
),
attain_duties as (
    select d.ob, 2 as unit_kind, d.owner_no, d.unit, d.zone, d.bound,
        case
            when not d.bound or d.today_on is null then null
            when d.reached then true
            when not d.unknown then false
        end as met,
        false as lapsed, d.due_on, d.have, d.least as need,
        cast(null as text) collate "C" as fact,
        case
            when d.today_on is null then 'no-calendar'
            when not d.reached and d.unknown and d.others > 0 then 'other-currency'
            when not d.reached and d.unknown then 'amounts-missing'
        end as note,
        case when d.bound then least(@ahead(y.starts_at), @ahead(m.starts_at)) end as turns_at
    from attain_dues d
    left join facts.days y on @end_of(y, d.zone, d.year_ends_on)
    left join facts.days m on m.zone = d.zone and m.day = d.month_starts_on
),
attain_turns as (
    select s.owner_no, cast(null as timestamptz) as turns_at
    from scope s
    where false
),
