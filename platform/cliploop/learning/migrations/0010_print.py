from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0009_members'),
    ]

    operations = [
        migrations.AddField(
            model_name='embedding',
            name='print',
            field=models.BinaryField(default=b''),
        ),
    ]
