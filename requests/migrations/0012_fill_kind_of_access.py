from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """From each request's last submission; what its applicant is changing is not the office's yet."""
    RegisterEntry, Disposition = (apps.get_model("requests", name) for name in ("RegisterEntry", "Disposition"))
    submissions = Disposition.objects.filter(
        access_request=OuterRef("access_request"), transition__in=["submit", "resubmit"]
    ).order_by("-version")
    kind = Subquery(submissions.values(kind=KT("details__answers__access_kind"))[:1])
    RegisterEntry.objects.update(access_kind=Coalesce(kind, Value("")))


class Migration(migrations.Migration):
    """By itself, so that the table is locked no longer than it takes to add the column."""

    dependencies = [
        ("requests", "0011_kind_of_access_in_register"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
