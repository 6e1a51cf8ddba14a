import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0003_audited'),
        ('projects', '0003_ontology'),
    ]

    operations = [
        # An item says it itself by now.
        migrations.DeleteModel(name='AuditDraw'),
        migrations.AddField(
            model_name='embedding',
            name='version',
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='VectorVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
            ],
        ),
    ]
