import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0014_register_export'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('season', models.CharField(choices=[('usual', 'Usual'), ('ramadan', 'Ramadan')], default='usual', max_length=10, verbose_name='season')),
                ('weekdays', models.JSONField(help_text='numbers, Monday is 0', verbose_name='weekdays')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes')),
                ('break_from', models.TimeField(blank=True, null=True, verbose_name='break from')),
                ('break_until', models.TimeField(blank=True, null=True, verbose_name='break until')),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'office hours',
                'verbose_name_plural': 'office hours',
                'ordering': ['-valid_from', '-entered_at'],
            },
        ),
        migrations.CreateModel(
            name='Ramadan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateField(unique=True, verbose_name='first day')),
                ('until', models.DateField(verbose_name='last day')),
                ('in_force', models.BooleanField(default=True, verbose_name='in force')),
            ],
            options={
                'verbose_name': 'Ramadan',
                'verbose_name_plural': 'Ramadan',
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='day')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('national', 'National holiday'), ('joint_leave', 'Joint leave (cuti bersama)'), ('local', 'Local holiday')], max_length=15, verbose_name='kind')),
                ('in_force', models.BooleanField(default=True, verbose_name='in force')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('day', 'kind'), name='one_holiday_a_day_and_kind')],
            },
        ),
    ]
