-- What the resellers of `partner` may sell from each location, and what each turned over in the
-- 24 full months before the world is asked about. One location in twenty sells next to nothing,
-- and of one month in sixty nobody told us.

create temporary table shop as
select p * 10 + l as number, p, partner_id, zone, pg_temp.made_id(5, p * 10 + l) as location_id,
       since + make_interval(days => 30 + pg_temp.roll(p * 10 + l, 30, 20)) as granted_at
  from partner cross join generate_series(1, locations) l
 where pg_temp.roll(p, 7, 4) < 3;

insert into partners_authorization
    (id, fact_id, program_id, partner_id, location_id, name, granted_on, final_level, recorded_at,
     valid_from)
select pg_temp.made_id(18, number), pg_temp.made_id(18, number), g.program_id, partner_id,
       location_id, 'reseller', (granted_at at time zone zone)::date, '', granted_at, granted_at
  from shop cross join given g
 where granted_at <= g.as_of;

insert into partners_monthlyamount
    (id, program_id, partner_id, location_id, metric, month_on, amount_minor, currency)
select pg_temp.made_id(19, number * 100 + m), g.program_id, partner_id, location_id, 'revenue',
       (date_trunc('month', g.as_of at time zone 'UTC') - make_interval(months => m))::date,
       case pg_temp.roll(number, 31, 20) when 0 then 1000 else 20000 end
           + pg_temp.roll(number * 100 + m, 32, 6000),
       'USD'
  from shop cross join given g cross join generate_series(1, 24) m
 where pg_temp.roll(number * 100 + m, 33, 60) > 0;
