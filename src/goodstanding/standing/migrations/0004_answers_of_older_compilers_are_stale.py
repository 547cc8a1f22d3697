from django.db import migrations

#: Answers that an older compiler's text gave may have a level that only an act on record sets.
STALE = """
INSERT INTO standing_programepoch AS e (program_id, epoch)
SELECT id, 1 FROM programs_program
    ON CONFLICT (program_id) DO UPDATE SET epoch = e.epoch + 1;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0004_calendars_number_their_working_days'),
        ('standing', '0003_final_acts_wait_for_warnings'),
    ]

    operations = [migrations.RunSQL(STALE, migrations.RunSQL.noop)]
