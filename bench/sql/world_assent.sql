-- What the partners of `partner` accepted, what was sent to them, and what became of it.

insert into agreements_acceptance
    (id, version_id, partner_id, entity_id, signer_id, authority, identified_by, text_sha256, receipt,
     zone, accepted_at)
select pg_temp.made_id(11, p * 100 + e * 10 + v.position), v.version_id, c.partner_id, pg_temp.made_id(4, p * 10 + e),
       c.person_id, 'director', 'password', v.text_sha256,
       upper(lpad(to_hex(p * 100 + e * 10 + v.position), 12, '0')), c.zone, t.accepted_at
  from partner
  join contact c using (p)
 cross join generate_series(1, entities) e
 cross join version v
 cross join lateral (
    select greatest(v.published_at, c.joined) + make_interval(
        days => pg_temp.roll(p * 100 + e * 10 + v.position, 20, 45), hours => 7) as accepted_at
 ) t
 cross join given g
 where c.role = 'signatory' and t.accepted_at <= g.as_of
   and pg_temp.roll(p * 100 + e * 10 + v.position, 21, 20) > 0;

-- Two letters about the code, which the signatory reads, and seven to both other contacts.
create temporary table letter as
select p, n, partner_id, pg_temp.made_id(12, p * 10 + n) as notice_id, x.text_id, x.signed, s.sent_at
  from partner
 cross join letter_text x
 cross join given g
 cross join lateral (
    select greatest(x.sent_at, since + interval '2 days')
           + make_interval(hours => pg_temp.roll(p * 10 + x.n, 22, 48)) as sent_at
 ) s
 where s.sent_at < g.as_of - interval '5 days';

insert into notices_notice
    (id, text_id, program_id, partner_id, subject_line, code, zone, city, zone_assumed, sent_at)
select notice_id, text_id, g.program_id, partner_id, 'Reminder, nothing to do: contacts',
       upper(lpad(to_hex(p * 10 + n), 12, '0')), '', '', false, sent_at
  from letter cross join given g;

insert into notices_proof
    (id, notice_id, person_id, contact_id, outcome, how, happened_at, happened_on)
select pg_temp.made_id(13, (l.p * 10 + l.n) * 10 + c.k), l.notice_id, c.person_id, c.contact_id,
       case when o.failed then 'failed' else 'delivered' end,
       case when o.failed then 'mailbox-refused' else 'inbox' end,
       t.happened_at, (t.happened_at at time zone c.zone)::date
  from letter l
  join contact c on c.p = l.p and (c.role = 'signatory') = l.signed
 cross join lateral (
    select l.sent_at + make_interval(hours => pg_temp.roll((l.p * 10 + l.n) * 10 + c.k, 23, 96)) as happened_at
 ) t
 cross join lateral (select pg_temp.roll((l.p * 10 + l.n) * 10 + c.k, 24, 60) = 0 as failed) o
 where pg_temp.roll((l.p * 10 + l.n) * 10 + c.k, 25, 10) > 0;

-- Each legal entity states once a year that it follows the code; one year in twenty it forgets.
insert into agreements_statement
    (id, fact_id, program_id, partner_id, entity_id, name, text_sha256, signer_id, authority,
     identified_by, receipt, zone, valid_from, from_on, valid_until, until_on, withdrawn)
select pg_temp.made_id(17, x.number), pg_temp.made_id(17, x.number), g.program_id, c.partner_id,
       pg_temp.made_id(4, p * 10 + e), 'code-followed', repeat('0', 64), c.person_id, 'director',
       'password', upper(lpad(to_hex(x.number), 12, '0')), c.zone, t.stated_at, t.from_on,
       d.starts_at, (t.from_on + interval '1 year')::date, false
  from partner
  join contact c using (p)
 cross join given g
 cross join generate_series(1, entities) e
 cross join generate_series(0, 3) y
 cross join lateral (select (p * 10 + e) * 10 + y as number) x
 cross join lateral (
    select since + make_interval(years => y, days => 45 + pg_temp.roll(x.number, 28, 20)) as at
 ) a
 cross join lateral (select a.at as stated_at, (a.at at time zone c.zone)::date as from_on) t
  join programs_day d
    on d.zone = c.zone and d.day = (t.from_on + interval '1 year')::date + 1
 where c.role = 'signatory' and t.stated_at <= g.as_of
   and pg_temp.roll(x.number, 29, 20) > 0;
