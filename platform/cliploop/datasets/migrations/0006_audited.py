from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0005_skips'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='audited',
            field=models.BooleanField(default=False),
        ),
    ]
