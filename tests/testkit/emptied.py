"""What a test on a real transaction leaves in the database is deleted, not truncated.

Truncating makes new files for each of a hundred tables and their indexes, and Django then asks
for all content types and permissions again: a quarter of a second after each test.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

# What migrating filled stays: no test changes it.
_KEPT = ("django_content_type", "django_migrations", "auth_permission")
# Locked, so that who still writes ends first; without triggers, so that no order matters and the
# log of what was done may be emptied.
_EMPTY = f"""
DO $$
DECLARE
  filled text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR filled IN
    SELECT tablename FROM pg_tables
    WHERE schemaname = current_schema() AND tablename NOT IN {_KEPT} ORDER BY tablename
  LOOP
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', filled);
    EXECUTE format('DELETE FROM %I', filled);
  END LOOP;
END $$
"""


def empty(_: TransactionTestCase) -> None:
    """Delete every row that a test may have made."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database, emptied our way after each test that commits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
