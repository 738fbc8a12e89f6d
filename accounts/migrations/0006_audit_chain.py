"""Numbers and chains the audit entries: those written before tell no name and no address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts import audit_chain


def chain(apps, schema_editor):
    AuditEntry, AuditHead = apps.get_model("accounts", "AuditEntry"), apps.get_model("accounts", "AuditHead")
    previous, number = audit_chain.BEFORE_THE_FIRST, 0
    for number, entry in enumerate(AuditEntry.objects.order_by("number"), 1):
        told = {field: getattr(entry, field) for field in audit_chain.FIELDS}
        told |= {"number": number, "at": audit_chain.moment(entry.at), "actor": str(entry.actor_id or "")}
        previous = audit_chain.entry_hash(previous, told)
        # Downwards only, so that no two have one number meanwhile.
        AuditEntry.objects.filter(pk=entry.pk).update(number=number, hash=previous)
    AuditHead.objects.create(size=number, hash=previous)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_person_and_active_dates"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(default=audit_chain.BEFORE_THE_FIRST, max_length=64)),
            ],
        ),
        migrations.RemoveIndex(model_name="auditentry", name="accounts_au_target__ed20be_idx"),
        # While the number is renamed, nothing may be ordered by it.
        migrations.AlterModelOptions(name="auditentry", options={}),
        migrations.RenameField(model_name="auditentry", old_name="id", new_name="number"),
        migrations.AlterField(
            model_name="auditentry",
            name="number",
            field=models.PositiveBigIntegerField(primary_key=True, serialize=False),
        ),
        migrations.AlterModelOptions(name="auditentry", options={"ordering": ["-number"]}),
        migrations.AlterField(model_name="auditentry", name="at", field=models.DateTimeField()),
        migrations.AddField(
            model_name="auditentry", name="actor_name", field=models.CharField(blank=True, max_length=150)
        ),
        migrations.AddField(
            model_name="auditentry",
            name="address",
            field=models.CharField(blank=True, help_text="of the client; empty: the console", max_length=45),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="hash",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="actor",
            field=models.ForeignKey(
                help_text="None: the console, or nobody known",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["target_id", "-number"], name="accounts_au_target__60b522_idx"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["action", "-number"], name="accounts_au_action_0a7846_idx"),
        ),
        migrations.AddIndex(
            model_name="auditentry", index=models.Index(fields=["at"], name="accounts_au_at_7cbe85_idx")
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
