from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Since its last act every request has waited for the next one; a draft has none."""
    AccessRequest, Disposition = (apps.get_model("requests", name) for name in ("AccessRequest", "Disposition"))
    acts = Disposition.objects.filter(access_request=OuterRef("pk")).order_by("-version")
    AccessRequest.objects.update(waiting_since=Subquery(acts.values("at")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ("requests", "0009_openings"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessrequest",
            name="waiting_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(fields=["state", "waiting_since"], name="waiting_in_state"),
        ),
    ]
