import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('jobs', '0001_initial'),
        ('learning', '0008_live_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=20)),
                ('files', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='packages', to='learning.model')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'form'), name='package_once')],
            },
        ),
    ]
