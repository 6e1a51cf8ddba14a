"""What vectors were asked for is noted on the item, where an index finds those that lack them."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def move(apps: Any, schema_editor: Any) -> None:
    asked = apps.get_model("automation", "Featured").objects.filter(entry="probe_lite0")
    items = apps.get_model("datasets", "Item").objects
    skips = asked.filter(item=OuterRef("pk")).values("skips")
    items.filter(pk__in=asked.values("item")).update(featured_skips=Subquery(skips))


class Migration(migrations.Migration):

    dependencies = [
        ("automation", "0004_with_flow"),
        ("datasets", "0008_featured_skips"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Featured"),
    ]
