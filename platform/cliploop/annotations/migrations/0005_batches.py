from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0004_decided_suggestions'),
    ]

    operations = [
        migrations.AddField(
            model_name='edit',
            name='batch',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='edit',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='edits_of_batch'),
        ),
    ]
