from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0004_vector_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='follow_shots',
            field=models.BooleanField(default=False),
        ),
    ]
