import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0006_rounds_moved'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='options',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='run',
            name='pool_key',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='run',
            name='start',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.model'),
        ),
        migrations.AddField(
            model_name='run',
            name='teacher',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.model'),
        ),
    ]
