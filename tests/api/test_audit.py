"""The log is chained, and a changed entry is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from cliploop.audit import actions as audit
from cliploop.audit.models import Entry
from testkit.cast import Cast


def test_the_chain_holds_until_somebody_changes_an_entry(cast: Cast) -> None:
    actor = cast.actor(cast.ada)
    audit.record_many(actor, "item.move", [audit.Deed(str(n), "a", "b") for n in range(50)])
    audit.seal()
    audit.record(actor, "item.move", 51, before={"stage": "a"}, after={"stage": "b"})

    assert audit.seal() == 1
    assert audit.verify(actor.project_id) is None
    assert audit.verify(None) is None

    forged = Entry.objects.get(subject="7", action="item.move")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_guard")
        Entry.objects.filter(pk=forged.pk).update(user_id=cast.dan.pk)
    assert audit.verify(actor.project_id) == forged.pk


def test_the_database_refuses_to_rewrite_the_log(cast: Cast) -> None:
    audit.seal()
    entries = Entry.objects.filter(project_id=cast.project.pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.update(action="nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.delete()


def test_an_entry_says_from_where(cast: Cast) -> None:
    cast.patch(cast.ada, "", {"name": "Avenue"})

    assert Entry.objects.get(action="project.change").address == "127.0.0.1"
