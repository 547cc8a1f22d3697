"""Each fact that binds somebody keeps the first day that counts for due days.

It is the later of two local days: the day on which the fact begins, and the first on which
somebody had said the same of that day and it held. "The same" is whatever rules look at beside
times, so that a name that was misspelled, or a row recorded anew, moves no due day.
"""

from django.db import migrations, models

from goodstanding.evidence.guards import Guard

#: The table, the day it begins on, its zone, and where another row says the same as a row.
FACTS = (
    (
        "partners_enrolment",
        "from_on",
        "{row}.zone",
        "o.program_id = {row}.program_id AND o.partner_id = {row}.partner_id"
        " AND o.tier = {row}.tier",
    ),
    (
        "partners_locationprofile",
        "from_on",
        "{row}.zone",
        "o.location_id = {row}.location_id AND o.entity_id = {row}.entity_id"
        " AND o.partner_id = {row}.partner_id AND o.country = {row}.country"
        " AND o.region = {row}.region",
    ),
    # Whoever works for the whole partner works at each location, and not the other way round.
    (
        "partners_affiliation",
        "from_on",
        "{row}.zone",
        "o.person_id = {row}.person_id AND o.partner_id = {row}.partner_id"
        " AND o.role = {row}.role"
        " AND (o.location_id IS NULL OR o.location_id = {row}.location_id)",
    ),
    (
        "partners_authorization",
        "granted_on",
        "(SELECT p.zone FROM partners_locationprofile p WHERE p.location_id = {row}.location_id"
        " ORDER BY p.superseded_at IS NULL DESC, p.valid_from DESC LIMIT 1)",
        "o.location_id = {row}.location_id AND o.partner_id = {row}.partner_id"
        " AND o.program_id = {row}.program_id AND o.name = {row}.name",
    ),
)

# Without a calendar of the zone nothing is due, so that the day does not matter.
SINCE = """
CREATE FUNCTION partners_since_on(from_on date, known_at timestamptz, zone text)
    RETURNS date LANGUAGE sql STABLE AS $$
    SELECT greatest($1, (
        SELECT max(d.day) FROM programs_day d
         WHERE d.zone = $3 AND d.starts_at <= $2
           AND d.day BETWEEN ($2 AT TIME ZONE 'UTC')::date - 1 AND ($2 AT TIME ZONE 'UTC')::date + 1))
$$;
"""
COUNTED = """
CREATE FUNCTION {table}_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.since_on := {new};
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_counts BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_since();
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} n SET since_on = {old};
ALTER TABLE {table} ENABLE TRIGGER USER;
"""


def _since(row: str, table: str, first: str, zone: str, same: str) -> str:
    return f"""partners_since_on({row}.{first}, least(
        greatest({row}.valid_from, {row}.recorded_at),
        (SELECT min(greatest(o.valid_from, o.recorded_at)) FROM {table} o
          WHERE {same.format(row=row)}
            AND coalesce(o.valid_until > {row}.valid_from, true)
            AND coalesce({row}.valid_until > o.valid_from, true))),
        {zone.format(row=row)})"""


def _counted(table: str, *said: str) -> Guard:
    return Guard(
        COUNTED.format(
            table=table, new=_since("NEW", table, *said), old=_since("n", table, *said)
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0013_ownership_is_superseded_not_edited"),
        ("programs", "0004_calendars_number_their_working_days"),
    ]

    operations = [
        *(
            migrations.AddField(name, "since_on", models.DateField(editable=False, null=True))
            for name in ("enrolment", "locationprofile", "affiliation", "authorization")
        ),
        Guard(SINCE),
        *(_counted(*fact) for fact in FACTS),
    ]
