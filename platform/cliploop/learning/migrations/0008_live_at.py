from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0007_run_options'),
    ]

    operations = [
        migrations.AddField(
            model_name='model',
            name='live_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE learning_model SET live_at = created_at WHERE state = 'live'",
            migrations.RunSQL.noop,
        ),
    ]
