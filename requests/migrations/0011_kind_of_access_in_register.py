from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("requests", "0010_waiting_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="access_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ssh", "SSH"),
                    ("sftp", "SFTP"),
                    ("rdp", "RDP"),
                    ("cpanel", "cPanel"),
                    ("database", "Database"),
                    ("vpn", "VPN"),
                    ("other", "Other"),
                ],
                db_default="",  # web processes of the release before know nothing of it
                max_length=10,
                verbose_name="kind of access",
            ),
        ),
    ]
