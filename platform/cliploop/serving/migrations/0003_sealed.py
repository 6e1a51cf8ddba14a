"""Secrets lie encrypted."""

from typing import Any

from django.db import migrations, models

from cliploop.serving.sealing import opened, sealed


def seal(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("serving", "OutsideModel").objects.exclude(secret="")
    for row in rows.only("secret").iterator():
        row.secret = sealed(row.secret)
        row.save(update_fields=["secret"])


def unseal(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("serving", "OutsideModel").objects.exclude(secret="")
    for row in rows.only("secret", "name").iterator():
        row.secret = opened(row.secret, row.name)
        row.save(update_fields=["secret"])


class Migration(migrations.Migration):

    dependencies = [("serving", "0002_alerts")]

    operations = [
        migrations.AlterField(
            model_name="outsidemodel",
            name="secret",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(seal, unseal),
    ]
