from datetime import date, time

from django.db import migrations

MONDAY_TO_THURSDAY, FRIDAY = [0, 1, 2, 3], [4]
# Perpres 21/2023: 37 hours 30 minutes a week, in Ramadan 32 hours 30; it leaves the closing times to each office.
# The list shows the last one first.
SINCE = date(2023, 4, 12)
HOURS = (
    ("ramadan", FRIDAY, time(8), time(15, 30), time(11, 30), time(12, 30)),
    ("ramadan", MONDAY_TO_THURSDAY, time(8), time(15), time(12), time(12, 30)),
    ("usual", FRIDAY, time(7, 30), time(16, 30), time(11, 30), time(13)),
    ("usual", MONDAY_TO_THURSDAY, time(7, 30), time(16), time(12), time(13)),
)


def fill(apps, schema_editor):
    for season, weekdays, opens, closes, break_from, break_until in HOURS:
        apps.get_model("requests", "OfficeHours").objects.create(
            season=season,
            weekdays=weekdays,
            valid_from=SINCE,
            opens=opens,
            closes=closes,
            break_from=break_from,
            break_until=break_until,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("requests", "0015_calendar"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
