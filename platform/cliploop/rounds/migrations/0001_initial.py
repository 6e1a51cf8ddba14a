import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of rounds, which the room of learning made and handed over."""

    initial = True

    dependencies = [
        ('jobs', '0001_initial'),
        ('learning', '0006_rounds_moved'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Round',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.IntegerField()),
                        ('state', models.CharField(max_length=12)),
                        ('was_live', models.BooleanField()),
                        ('thresholds', models.JSONField()),
                        ('members', models.JSONField()),
                        ('judged', models.JSONField()),
                        ('holdout', models.JSONField(null=True)),
                        ('reason', models.CharField(blank=True, default='', max_length=500)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('candidate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.model')),
                        ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('judging', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                        ('model', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='rounds', to='learning.model')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                        ('run', models.OneToOneField(on_delete=django.db.models.deletion.RESTRICT, related_name='round', to='learning.run')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='round_number_once')],
                    },
                ),
            ],
        ),
    ]
