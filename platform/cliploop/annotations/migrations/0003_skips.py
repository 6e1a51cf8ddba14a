from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0002_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='edit',
            name='skips',
            field=models.JSONField(null=True),
        ),
    ]
