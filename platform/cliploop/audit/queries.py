"""Reading the log."""

import csv
import io
import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from cliploop.audit.models import Entry

COLUMNS = ("id", "at", "user_id", "action", "subject", "before", "after", "address", "hash")


def within(project_id: int) -> QuerySet[Entry]:
    """The entries of a project."""
    return Entry.objects.filter(project_id=project_id)


def unsealed() -> QuerySet[Entry]:
    """Entries that are not chained yet, oldest first."""
    return Entry.objects.filter(position__isnull=True).order_by("id")


def end(project_id: int | None) -> tuple[int, str]:
    """Place and hash of the last chained entry."""
    sealed = Entry.objects.filter(project_id=project_id, position__isnull=False)
    last = sealed.order_by("-position").first()
    return (last.position or 0, last.hash) if last else (0, "")


def chain(project_id: int | None) -> Iterator[Entry]:
    """The chained entries in their order."""
    sealed = Entry.objects.filter(project_id=project_id, position__isnull=False)
    return sealed.order_by("position").iterator(chunk_size=1_000)


def chains() -> list[int | None]:
    """Whose chains there are: those of projects, and None for what belongs to no project."""
    sealed = Entry.objects.filter(position__isnull=False).order_by("project_id")
    return list(sealed.values_list("project_id", flat=True).distinct())


def as_csv(project_id: int) -> Iterator[str]:
    """The entries of a project as lines of CSV, oldest first, the header first."""
    yield _line(COLUMNS)
    for entry in within(project_id).order_by("id").iterator(chunk_size=1_000):
        yield _line([_cell(getattr(entry, name)) for name in COLUMNS])


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder)
    # A spreadsheet runs what begins like a formula.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _line(cells: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)  # type: ignore[arg-type]  # both callers pass sequences of text
    return buffer.getvalue()
