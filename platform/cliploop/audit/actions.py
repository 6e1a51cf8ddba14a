"""Writing the log, and chaining what was written."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from annotator.access import Actor
from cliploop.audit import queries
from cliploop.audit.models import Entry
from cliploop.audit.origin import address

_LOCK = 0x61756474  # any number of our own: the space of advisory locks is shared
_SEALED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody outside of any project, or the machine itself (no user)."""

    user_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One of many things done at once."""

    subject: str
    before: Any = None
    after: Any = None


def record(
    actor: Actor | Who, action: str, subject: object, *, before: Any = None, after: Any = None
) -> None:
    """Append one entry, in the caller's transaction.

    Takes no lock: entries are chained later by `seal`, so writers never wait for each other.
    """
    record_many(actor, action, [Deed(str(subject), before, after)])


def record_many(actor: Actor | Who, action: str, deeds: Iterable[Deed]) -> None:
    """Append an entry for each of many things done at once, in the caller's transaction."""
    now, origin = timezone.now(), address()
    Entry.objects.bulk_create(
        [
            Entry(
                project_id=actor.project_id,
                user_id=actor.user_id,
                action=action,
                subject=str(deed.subject),
                before=deed.before,
                after=deed.after,
                address=origin,
                at=now,
            )
            for deed in deeds
        ],
        batch_size=1_000,
    )


@transaction.atomic
def seal() -> int:
    """Chain the entries that are not chained yet; how many.

    Each project has its own chain, in the order of sealing. One sealer at a time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    entries = list(queries.unsealed()[:_SEALED_AT_ONCE])
    ends: dict[int | None, tuple[int, str]] = {}
    for entry in entries:
        chain = entry.project_id
        position, last = ends.get(chain) or queries.end(chain)
        entry.position = position + 1
        entry.hash = digest(entry, last)
        ends[chain] = (entry.position, entry.hash)
    Entry.objects.bulk_update(entries, ["position", "hash"], batch_size=1_000)
    return len(entries)


def digest(entry: Entry, last: str) -> str:
    """The hash that an entry has behind the one with the hash `last`."""
    told = [
        last,
        entry.pk,
        entry.project_id,
        entry.user_id,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.address,
        entry.at.isoformat(),
        entry.position,
    ]
    packed = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def verify_all() -> tuple[int, int | None]:
    """How many chains there are, and the id of the first entry that does not fit its own."""
    chains = queries.chains()
    broken = (verify(project_id) for project_id in chains)
    return len(chains), next((entry_id for entry_id in broken if entry_id is not None), None)


def verify(project_id: int | None) -> int | None:
    """The id of the first entry that does not fit the chain, or none. Unsealed ones are no part."""
    last = ""
    for place, entry in enumerate(queries.chain(project_id), start=1):
        if entry.position != place or entry.hash != digest(entry, last):
            return entry.pk
        last = entry.hash
    return None
