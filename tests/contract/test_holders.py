"""Every column that names a blob is asked before the sweeper deletes one."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from cliploop.storage import sweeping

# Hashes of secrets and of log entries: what they name is not in the storage.
NO_BLOBS = {"accounts", "audit", "projects"}


def blob_columns() -> list[tuple[str, str]]:
    """Table and column of all that looks like the key of a blob."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model.__module__.startswith("cliploop.")
        and model._meta.app_label not in NO_BLOBS
        and isinstance(field, models.CharField)
        and field.max_length == 64
        and (field.name in {"key", "hash"} or field.name.endswith("_key"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "column"), blob_columns())
def test_the_sweeper_asks_whatever_names_a_blob(table: str, column: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        sweeping.held({"0" * 64})

    told = re.compile(rf'"{table}"\."{column}" (IN|=) ')
    assert any(told.search(one["sql"]) for one in asked.captured_queries)
