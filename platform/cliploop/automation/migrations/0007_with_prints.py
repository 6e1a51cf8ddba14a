"""Prints, by which copies are found, are made of what has vectors already."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    items = apps.get_model("datasets", "Item").objects
    items.exclude(featured_skips=None).update(featured_skips=None)


class Migration(migrations.Migration):

    dependencies = [
        ("automation", "0006_schedules"),
        ("datasets", "0008_featured_skips"),
        ("learning", "0010_print"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
