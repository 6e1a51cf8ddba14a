from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_former_classes")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="strategy",
            field=models.CharField(default="mix", max_length=20),
        ),
    ]
