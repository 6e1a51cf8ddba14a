"""A table that moves to another room keeps its rows, on a database that was there before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("learning", "0005_follow_shots")]
AFTER = [("rounds", "0001_initial")]


@pytest.fixture
def empty_schema(transactional_db: None) -> Iterator[None]:
    """Nothing is there yet: tables are made beside those of the other tests."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA moving")
        cursor.execute("SET search_path TO moving")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET search_path TO DEFAULT")
            cursor.execute("DROP SCHEMA moving CASCADE")


def migrated(to: list[tuple[str, str]]) -> Any:
    """The models as they are when the database was migrated so far."""
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps


def a_round(apps: Any) -> Any:
    """A round, with all that it stands on."""
    project = apps.get_model("projects", "Project").objects.create(name="Before")
    release = apps.get_model("releases", "Release").objects.create(
        project=project, name="r", hash="0" * 64, items=1, annotations=1, by_class={}
    )
    run = apps.get_model("learning", "Run").objects.create(
        project=project, release=release, name="x", entry="e", regime="r", classes=[], seed=0,
        split={}, clips=1, snapshot_key="1" * 64,
    )  # fmt: skip
    model = apps.get_model("learning", "Model").objects.create(
        project=project, run=run, number=1, name="m", state="live", metrics={},
        weights_key="2" * 64, card_key="3" * 64, report_key="4" * 64,
    )  # fmt: skip
    return apps.get_model("learning", "Round").objects.create(
        project=project, number=1, model=model, run=run, state="kept", was_live=True,
        thresholds=[{"class_id": 1}], members=[{"item_id": 2}], judged=[], reason="No harm",
    )  # fmt: skip


def test_rounds_go_on_in_a_room_of_their_own(empty_schema: None) -> None:
    old = a_round(migrated(BEFORE))

    rounds = migrated(AFTER).get_model("rounds", "Round").objects

    same = ("id", "number", "model_id", "run_id", "state", "thresholds", "members", "created_at")
    assert list(rounds.values_list(*same)) == [tuple(getattr(old, name) for name in same)]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        kept = connection.introspection.get_constraints(cursor, "rounds_round")
    assert "learning_round" not in tables
    assert kept["round_number_once"]["columns"] == ["project_id", "number"]
    again = {"project_id": old.project_id, "model_id": old.model_id, "run_id": old.run_id}
    more = {"was_live": False, "thresholds": [], "members": [], "judged": [], "state": "refused"}
    with pytest.raises(IntegrityError, match="run_id"), transaction.atomic():
        rounds.create(number=2, **again, **more)
