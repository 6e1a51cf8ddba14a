from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('automation', '0002_ask_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='featured',
            name='skips',
            field=models.JSONField(default=list),
        ),
    ]
