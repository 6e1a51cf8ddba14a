"""Who waits for whom in the database."""

from django.db import connection

from testkit.stack import wait_for

_WAITING = """
    SELECT count(*) FROM pg_locks wanted JOIN pg_locks held USING (transactionid)
    WHERE NOT wanted.granted AND held.granted AND held.pid = pg_backend_pid()
"""


def wait_for_waiter() -> None:
    """Wait until somebody waits for what this connection's transaction has locked."""

    def somebody() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            return bool(cursor.fetchone()[0])

    wait_for(somebody, 30, "somebody waits")
