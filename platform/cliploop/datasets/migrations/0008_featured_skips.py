from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0007_move_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='featured_skips',
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('deleted_at', None), ('rendition__isnull', False), models.Q(('featured_skips', models.F('skips')), _negated=True)), fields=['project', 'id'], name='item_unfeatured'),
        ),
    ]
