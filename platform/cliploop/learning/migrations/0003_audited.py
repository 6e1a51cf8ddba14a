from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0006_audited'),
        ('learning', '0002_embedding'),
    ]

    operations = [
        # What chance drew before the column came.
        migrations.RunSQL(
            "UPDATE datasets_item SET audited = true "
            "WHERE id IN (SELECT item_id FROM learning_auditdraw)",
            migrations.RunSQL.noop,
        ),
    ]
