"""Notices belong to people, not to requests: the table goes to the other app with its rows (see accounts 0008)."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0021_find_acts_by_day'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable('Notice', 'accounts_notice')],
            state_operations=[migrations.DeleteModel('Notice')],
        ),
    ]
