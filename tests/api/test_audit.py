"""The log is chained, and a changed entry is found."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cliploop.audit import actions as audit
from cliploop.audit.models import Entry
from testkit.cast import Cast, read


def test_the_chain_holds_until_somebody_changes_an_entry(cast: Cast) -> None:
    actor = cast.actor(cast.ada)
    audit.record_many(actor, "item.move", [audit.Deed(str(n), "a", "b") for n in range(50)])
    audit.seal()
    audit.record(actor, "item.move", 51, before={"stage": "a"}, after={"stage": "b"})

    assert audit.seal() == 1
    assert audit.verify(actor.project_id) is None
    assert audit.verify(None) is None
    assert audit.verify_all() == (2, None)

    forged = Entry.objects.get(subject="7", action="item.move")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_guard")
        Entry.objects.filter(pk=forged.pk).update(user_id=cast.dan.pk)
    assert audit.verify(actor.project_id) == forged.pk
    assert audit.verify_all() == (2, forged.pk)


def test_the_database_refuses_to_rewrite_the_log(cast: Cast) -> None:
    audit.seal()
    entries = Entry.objects.filter(project_id=cast.project.pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.update(action="nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.delete()


def test_the_whole_log_of_a_project_is_a_table_that_can_be_checked(cast: Cast) -> None:
    cast.patch(cast.ada, "", {"name": "=HYPERLINK(1)"})
    cast.post(cast.dan, "/projects", {"name": "Elsewhere"})
    audit.seal()

    answer: Any = cast.client(cast.ada).get(cast.url("audit/export"))
    rows = list(csv.DictReader(io.StringIO(read(answer).decode())))

    assert answer.headers["Content-Type"].startswith("text/csv")
    mine = Entry.objects.filter(project_id=cast.project.pk).order_by("id")
    assert [row["hash"] for row in rows] == [entry.hash for entry in mine]
    assert (rows[-1]["action"], rows[-1]["user_id"]) == ("project.change", str(cast.ada.pk))
    assert json.loads(rows[-1]["after"]) == {"name": "=HYPERLINK(1)"}
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    for who, status in ((None, 401), (cast.dan, 404), (cast.cleo, 403)):
        assert cast.get(who, "audit/export").status == status


def test_an_entry_says_from_where(cast: Cast) -> None:
    cast.patch(cast.ada, "", {"name": "Avenue"})

    assert Entry.objects.get(action="project.change").address == "127.0.0.1"
