-- Nine passed attempts of everybody in `worker`: two courses, again every year for four years.

create temporary table pass as
select w.person, (w.person * 10 + k) as number, w.person_id, w.zone, c.version_id, c.months,
       g.as_of - make_interval(
           days => (k / 2) * 340 + pg_temp.roll(w.person * 10 + k, 30, 400), mins => pg_temp.roll(w.person, 31, 1440)
       ) as passed_at
  from worker w
 cross join generate_series(0, 8) k
  join course c on c.n = k % 2
 cross join given g
 where pg_temp.roll(w.person, 32, 16) > 0;            -- one in sixteen never learned anything

insert into training_attempt (id, person_id, version_id, seed, started_at, closed_at)
select pg_temp.made_id(14, number), person_id, version_id, number, passed_at - interval '20 minutes', passed_at
  from pass;

insert into training_attemptresult (id, attempt_id, passed, happened_at)
select pg_temp.made_id(15, number), pg_temp.made_id(14, number), true, passed_at from pass;

insert into training_completion
    (id, person_id, version_id, result_id, zone, passed_on, until_on, happened_at)
select pg_temp.made_id(16, number), person_id, version_id, pg_temp.made_id(15, number), zone, t.passed_on,
       (t.passed_on + make_interval(months => months))::date, passed_at
  from pass cross join lateral (select (passed_at at time zone zone)::date as passed_on) t;
