from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0001_initial")]

    operations = [
        migrations.AddField("rendition", "audio", models.BooleanField(default=False)),
        migrations.AddField(
            "rendition", "waveform_key", models.CharField(default="", max_length=64)
        ),
        migrations.AddField("rendition", "waveform_rate", models.IntegerField(default=0)),
        migrations.AddField("rendition", "lost", models.IntegerField(default=0)),
    ]
