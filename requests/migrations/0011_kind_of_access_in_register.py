from django.db import migrations, models


def fill(apps, schema_editor):
    """From each request's last submission; what its applicant is changing is not the office's yet."""
    RegisterEntry, Disposition = (apps.get_model("requests", name) for name in ("RegisterEntry", "Disposition"))
    submissions = Disposition.objects.filter(transition__in=["submit", "resubmit"]).order_by("version")
    for act in submissions.only("access_request_id", "details").iterator():
        kind = act.details["answers"].get("access_kind", "")
        RegisterEntry.objects.filter(access_request=act.access_request_id).update(access_kind=kind)


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
                default="",
                max_length=10,
                verbose_name="kind of access",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
