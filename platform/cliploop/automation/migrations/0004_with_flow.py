"""Short vectors that know no direction of movement are made anew, out of the cached ones."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("learning", "Embedding").objects.all().delete()
    apps.get_model("automation", "Featured").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("automation", "0003_skips"),
        ("learning", "0004_vector_version"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
