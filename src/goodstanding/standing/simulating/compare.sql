-- Who took part on the day, where, with how many people, and at which level before and after.
-- Where nothing was asked before, nobody stood worse than at the best level.
-- Reads answer_before and answer_after, the rows of two rule books about the same instant.
create or replace temp table compared as
with given as (
    select cast($program_id as uuid) as program_id, cast($as_of as timestamptz) as as_of,
        cast($known_at as timestamptz) as known_at
),
taking_part as (
    select e.partner_id, min(e.tier) as tier
    from facts.enrolments e
    join given g on g.program_id = e.program_id
    where e.known_from <= g.known_at and coalesce(e.known_until > g.known_at, true)
        and e.from_at <= g.as_of and coalesce(e.until_at > g.as_of, true)
    group by e.partner_id
),
countries as (
    select l.partner_id,
        case when count(distinct l.country) = 1 then min(l.country) else 'several' end as country
    from facts.locations l
    join given g on g.program_id = l.program_id
    where l.known_from <= g.known_at and coalesce(l.known_until > g.known_at, true)
        and l.from_at <= g.as_of and coalesce(l.until_at > g.as_of, true)
        and l.country is not null
    group by l.partner_id
),
people as (
    select a.partner_id, count(distinct a.person_id) as people
    from facts.affiliations a
    join given g on g.program_id = a.program_id
    where a.known_from <= g.known_at and coalesce(a.known_until > g.known_at, true)
        and a.from_at <= g.as_of and coalesce(a.until_at > g.as_of, true)
    group by a.partner_id
),
unknowns as (
    select r.partner_id, count(*) filter (where r.side = 0) as before,
        count(*) filter (where r.side = 1) as after
    from (
        select partner_id, 0 as side from answer_before
        where kind <> 'partner' and status = 'unknown'
        union all
        select partner_id, 1 as side from answer_after
        where kind <> 'partner' and status = 'unknown'
    ) r
    group by r.partner_id
)
select t.partner_id, t.tier, coalesce(c.country, 'unknown') as country,
    coalesce(p.people, 0) as people,
    coalesce(b.level, '') as level_before, coalesce(b.rank, 0) as rank_before,
    a.level as level_after, a.rank as rank_after,
    coalesce(u.before, 0) as unknown_before, coalesce(u.after, 0) as unknown_after
from taking_part t
join answer_after a on a.partner_id = t.partner_id and a.kind = 'partner'
left join answer_before b on b.partner_id = t.partner_id and b.kind = 'partner'
left join countries c on c.partner_id = t.partner_id
left join people p on p.partner_id = t.partner_id
left join unknowns u on u.partner_id = t.partner_id
