"""What chance drew is found without a look at every clip."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    dependencies: ClassVar = [("datasets", "0009_blind_check")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("audited", True)),
                fields=["project", "id"],
                name="item_audited",
            ),
        ),
    ]
