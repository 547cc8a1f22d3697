-- The calendar that every engine joins: no engine converts a time zone.
CREATE VIEW facts.days AS SELECT zone::text AS zone, day, starts_at FROM programs_day;
CREATE VIEW facts.workdays AS
SELECT calendar::text AS calendar, day, works, ordinal FROM programs_workday;
