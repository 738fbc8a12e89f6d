from django.db import migrations


def drop_draft_forms(apps, schema_editor):
    """Forms of drafts are previews from here on, and made again when asked for."""
    apps.get_model("requests", "Document").objects.filter(disposition=None).delete()


class Migration(migrations.Migration):

    dependencies = [("requests", "0001_initial")]

    operations = [migrations.RunPython(drop_draft_forms, migrations.RunPython.noop)]
