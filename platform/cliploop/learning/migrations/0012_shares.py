"""Shares become numbers of the database, which orders many times as many of them a second."""

import django.contrib.postgres.fields
from django.db import migrations, models

TO_NUMBERS = """
ALTER TABLE learning_prediction ALTER COLUMN probabilities TYPE double precision[]
USING translate(probabilities::text, '[]', '{}')::double precision[]
"""
TO_JSON = """
ALTER TABLE learning_prediction ALTER COLUMN probabilities TYPE jsonb
USING to_jsonb(probabilities)
"""


class Migration(migrations.Migration):
    dependencies = [("learning", "0011_search")]

    operations = [
        migrations.RunSQL(
            TO_NUMBERS,
            TO_JSON,
            [
                migrations.AlterField(
                    model_name="prediction",
                    name="probabilities",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), size=None
                    ),
                )
            ],
        )
    ]
