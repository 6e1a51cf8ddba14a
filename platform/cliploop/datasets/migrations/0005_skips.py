from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0004_shots'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='skips',
            field=models.JSONField(default=list),
        ),
    ]
