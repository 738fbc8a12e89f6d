from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0016_usual_office_hours'),
    ]

    operations = [
        migrations.AddField(
            model_name='disposition',
            name='waiting_minutes',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='disposition',
            name='working_minutes',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='disposition',
            name='target_minutes',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='disposition',
            name='sop_revised_on',
            field=models.DateField(null=True),
        ),
    ]
