from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("instant", "0002_asked_again")]

    operations = [
        migrations.AddField(
            model_name="front",
            name="strategy",
            field=models.CharField(default="mix", max_length=20),
        ),
    ]
