from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0004_segments'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='multipart',
            field=models.CharField(default='', max_length=1024),
        ),
    ]
