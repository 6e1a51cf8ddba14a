"""The database itself refuses to change a sealed entry, or to delete any."""

from django.db import migrations

GUARD = """
CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.position IS NOT NULL THEN
    RAISE EXCEPTION 'The audit log is append-only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_guard();
"""
DROP = "DROP TRIGGER audit_guard ON audit_entry; DROP FUNCTION audit_guard();"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, DROP)]
