from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='holders',
            field=ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        # Who has an item when the column comes.
        migrations.RunSQL(
            "UPDATE datasets_item SET holders = ARRAY[assignee_id] WHERE assignee_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
