-- Partners from `given.first` to `given.last`: who they are, where, since when, and who works there.
-- Each was recorded when it began. Nothing is random: roll() is a hash of what is numbered, so that the same scale gives the same world.

insert into partners_partner (id)
select pg_temp.made_id(1, p) from generate_series((select first from given), (select last from given)) p;

create temporary table partner as
select p, pg_temp.made_id(1, p) as partner_id,
       1 + pg_temp.roll(p, 1, 2) as entities,                -- 1 or 2 legal entities
       1 + pg_temp.roll(p, 2, 3) as locations,               -- 1 to 3 locations
       1 + pg_temp.roll(p, 3, 19) as people,                 -- 1 to 19 people, 10 on average
       z.zone, z.country, z.region,
       g.as_of - make_interval(days => 40 + pg_temp.roll(p, 4, 1100), mins => pg_temp.roll(p, 5, 1440)) as since
  from given g
 cross join generate_series(g.first, g.last) p
  join lateral (select * from place where place.n = pg_temp.roll(p, 6, 5)) z on true;

insert into partners_membership (id, program_id, partner_id)
select pg_temp.made_id(2, p), g.program_id, partner_id from partner cross join given g;

insert into partners_enrolment
    (id, fact_id, program_id, partner_id, tier, zone, from_on, recorded_at, valid_from, valid_until)
select pg_temp.made_id(3, p), pg_temp.made_id(3, p), g.program_id, partner_id,
       (array['reseller', 'reseller', 'reseller', 'direct'])[1 + pg_temp.roll(p, 7, 4)],
       zone, (since at time zone zone)::date, since, since,
       case pg_temp.roll(p, 8, 100) when 0 then g.as_of - interval '9 days'   -- one in a hundred has left,
                            when 1 then g.as_of + interval '9 days'   -- one is about to
       end
  from partner cross join given g;

insert into partners_legalentity (id)
select pg_temp.made_id(4, p * 10 + e) from partner cross join generate_series(1, entities) e;

insert into partners_location (id)
select pg_temp.made_id(5, p * 10 + l) from partner cross join generate_series(1, locations) l;

insert into partners_locationprofile
    (id, fact_id, location_id, entity_id, partner_id, name, country, region, zone, zone_assumed,
     from_on, recorded_at, valid_from)
select pg_temp.made_id(6, p * 10 + l), pg_temp.made_id(6, p * 10 + l), pg_temp.made_id(5, p * 10 + l),
       pg_temp.made_id(4, p * 10 + 1 + (l - 1) % entities), partner_id, 'Litware ' || p || '-' || l,
       country, region, zone, false, (t.opened at time zone zone)::date, t.opened, t.opened
  from partner
 cross join generate_series(1, locations) l
 cross join lateral (select since + make_interval(days => pg_temp.roll(p * 10 + l, 9, 30)) as opened) t;

insert into partners_declaredlist (id, fact_id, partner_id, name, valid_from)
select pg_temp.made_id(7, p), pg_temp.made_id(7, p), partner_id, 'people', since from partner where pg_temp.roll(p, 10, 4) > 0;

create temporary table worker as
select p, n, p * 100 + n as person, partner_id, zone,
       pg_temp.made_id(8, p * 100 + n) as person_id,
       case when pg_temp.roll(p * 100 + n, 11, 10) > 0
            then pg_temp.made_id(5, p * 10 + 1 + pg_temp.roll(p * 100 + n, 12, locations)) end as location_id,
       (array['sales', 'sales', 'sales', 'marketing', 'marketing', 'distribution', 'finance', 'finance'])
           [1 + pg_temp.roll(p * 100 + n, 13, 8)] as role,
       since + make_interval(days => pg_temp.roll(p * 100 + n, 14, 40)) as joined
  from partner cross join generate_series(1, people) n;

insert into accounts_person (id, password, email, name, language, created_at)
select person_id, '!', 'person' || person || '@litware.example', 'Person ' || person, 'en', joined
  from worker;

insert into partners_affiliation
    (id, fact_id, person_id, partner_id, location_id, role, zone, from_on, recorded_at,
     valid_from, valid_until, until_on)
select pg_temp.made_id(9, person), pg_temp.made_id(9, person), person_id, partner_id, location_id, role, zone,
       (joined at time zone zone)::date, joined, joined, t.gone, (t.gone at time zone zone)::date
  from worker cross join given g
 cross join lateral (
    select case when pg_temp.roll(person, 15, 25) = 0 then greatest(g.as_of - interval '20 days',
                                                            joined + interval '1 day') end as gone
 ) t;

-- The first two people are the contacts; where there is one, it is both.
create temporary table contact as
select w.p, w.person_id, w.partner_id, w.zone, w.joined, r.k, r.role,
       pg_temp.made_id(10, w.p * 10 + r.k) as contact_id
  from (values (1, 'signatory', 1), (2, 'compliance', 1), (3, 'security', 2)) r(k, role, n)
  join partner on true
  join worker w on w.p = partner.p and w.n = least(r.n, partner.people);

insert into partners_affiliation
    (id, fact_id, person_id, partner_id, role, zone, from_on, recorded_at, valid_from)
select contact_id, contact_id, person_id, partner_id, role, zone,
       (joined at time zone zone)::date, joined, joined
  from contact;
