from django.db import migrations


class Migration(migrations.Migration):
    """Rounds got a room of their own: the table goes on under its name, with all its rows."""

    dependencies = [
        ('learning', '0005_follow_shots'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable('Round', 'rounds_round')],
            state_operations=[migrations.DeleteModel('Round')],
        ),
    ]
