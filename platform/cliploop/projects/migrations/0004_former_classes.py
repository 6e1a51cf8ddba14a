import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0003_ontology'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerClass',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('heir', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='projects.labelclass')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_classes', to='projects.project')),
            ],
        ),
    ]
