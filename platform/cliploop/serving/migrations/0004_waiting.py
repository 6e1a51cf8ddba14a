"""What an alert found waits until its address is told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("learning", "0011_search"), ("serving", "0003_sealed")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="model",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="learning.model",
            ),
        ),
        migrations.AddField(
            model_name="event", name="tried_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="event",
            name="error",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        # What was found before is told of already, or too old to tell.
        migrations.RunSQL(
            "UPDATE serving_event SET tried_at = created_at", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["alert", "-tried_at"], name="event_told_last"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["alert"], condition=models.Q(job=None), name="event_untold"
            ),
        ),
    ]
