"""Takes over the table of notices that requests 0022 has renamed, and names its first index after no app."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_language_of_mails'),
        ('requests', '0022_notices_to_accounts'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('title', models.CharField(max_length=250)),
                        ('path', models.CharField(help_text='of the page on which there is more', max_length=200)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('read_at', models.DateTimeField(null=True)),
                        ('waits_for_digest', models.BooleanField(default=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-at', '-id'],
                        'indexes': [models.Index(fields=['person', '-at', '-id'], name='requests_no_person__514646_idx'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='unread_notices'), models.Index(condition=models.Q(('waits_for_digest', True)), fields=['person'], name='undigested_notices')],
                    },
                ),
            ],
        ),
        migrations.RenameIndex(
            model_name='notice',
            new_name='newest_notices',
            old_name='requests_no_person__514646_idx',
        ),
    ]
