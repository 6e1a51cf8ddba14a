"""Having clips and words read, and keeping what they were read as."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.samples import sample
from annotator.contracts.words import (
    READ_CLIPS,
    READ_WORDS,
    ClipsRead,
    ReadClips,
    ReadWords,
    WordsRead,
)
from annotator.fields import invalid
from annotator.ranges import normalize
from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs import queries as known_jobs
from cliploop.jobs.models import OPEN, Job
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.releases import queries as releases
from cliploop.words import queries
from cliploop.words.models import ClipVector, Interpreter, Phrase

# Small enough that a training asked for meanwhile does not wait for long.
AT_ONCE = 100
# Searches that one person waits for at a time.
MOST_OPEN = 4


@transaction.atomic
def read_clips(now: datetime) -> int:
    """Have some clips read that were not yet, if a model is named and its queue is idle; how many.

    What could not be read is not tried again.
    """
    if not queries.is_set_up():
        return 0
    known = _locked(queries.interpreter().folder)
    if known_jobs.busy(READ_CLIPS.queue) or queries.rests(now):
        return 0
    fresh = list(queries.unread(known.entry)[:AT_ONCE])
    for project_id, group in groupby(fresh, key=lambda item: item.project_id):
        _ask_clips(known.folder, project_id, list(group))
    return len(fresh)


def _ask_clips(folder: str, project_id: int, items: Sequence[Item]) -> None:
    lines = releases.labeled(learning.items_of(project_id, [item.pk for item in items]), sources=())
    samples = tuple(sample(line, ()) for line in lines)

    def ask(job_id: UUID, token: str) -> ReadClips:
        return ReadClips(str(job_id), token, blobs.storage_url(), folder, samples)

    count = f"{len(samples)} {'clip' if len(samples) == 1 else 'clips'}"
    title = f"Reading {count} to be found by words"
    jobs.start(READ_CLIPS, ask, project_id=project_id, kind=queries.KIND, title=title)


@transaction.atomic
def clips_read(reply: ClipsRead) -> None:
    """Keep the vectors of clips. A stale reply is dropped."""
    job = Job.objects.filter(pk=reply.job_id).first()
    told = {"read": 0, "failed": dict(reply.failed)}
    if job is not None and learning.is_alive(reply.job_id, reply.token):
        found = {row["item_id"]: _bytes(row["vector"]) for row in blobs.rows(reply.vectors_key)}
        told["read"] = len(found)
        _keep(_is_now(job.ask["folder"], reply.entry), job.ask["samples"], found)
    jobs.finish(reply.job_id, reply.token, told)


def _keep(
    known: Interpreter, samples: Sequence[Mapping[str, Any]], vectors: Mapping[int, bytes]
) -> None:
    known.version += 1
    known.save(update_fields=["version"])
    skips = {one["item_id"]: normalize(one["skips"]) for one in samples}
    rows = [
        ClipVector(
            item=item,
            project_id=item.project_id,
            entry=known.entry,
            # As the item says it, so that both are found to be the same.
            skips=item.skips if normalize(item.skips) == skips[item.pk] else skips[item.pk],
            vector=vectors.get(item.pk, b""),
            version=known.version,
        )
        for item in Item.objects.filter(pk__in=skips).only("id", "project_id", "skips")
    ]
    ClipVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["project", "entry", "skips", "vector", "version"],
    )


@transaction.atomic
def look_up(actor: Actor, text: str) -> Job | None:
    """Have words read, so that clips can be found by them; None: they are by now.

    Refuses (`invalid`) no words at all, (`not-ready`) where no model is named, and (`taken`) while
    the actor waits for `MOST_OPEN` searches.
    """
    require(actor, Capability.ANNOTATE)
    queries.require_set_up()
    words = queries.plain(text)
    if not words:
        raise invalid("text", "Say what the clips are to show")
    if queries.phrase(actor.project_id, words) is not None:
        return None
    mine = Job.objects.filter(project_id=actor.project_id, work=READ_WORDS.name, state__in=OPEN)
    same = mine.filter(ask__text=words, ask__folder=queries.interpreter().folder).first()
    if same is not None:
        return same
    if mine.filter(created_by_id=actor.user_id).count() >= MOST_OPEN:
        raise Refusal(Code.TAKEN, f"{MOST_OPEN} of your searches still wait. Wait for one of them")
    folder = queries.interpreter().folder

    def ask(job_id: UUID, token: str) -> ReadWords:
        return ReadWords(str(job_id), token, folder, words)

    return jobs.start(
        READ_WORDS,
        ask,
        project_id=actor.project_id,
        kind=queries.KIND,
        title=f"Searching for {words}",
        created_by=actor.user_id,
    )


@transaction.atomic
def words_read(reply: WordsRead) -> None:
    """Keep the vector of words. A stale reply is dropped."""
    job = jobs.finish(reply.job_id, reply.token, {})
    if job is None or job.project_id is None:
        return
    known = _is_now(job.ask["folder"], reply.entry)
    Phrase.objects.update_or_create(
        project_id=job.project_id,
        text=reply.text,
        defaults={"entry": known.entry, "vector": _bytes(reply.vector)},
    )


def _is_now(folder: str, entry: str) -> Interpreter:
    """The folder's row, locked, which says from now on that this is in it."""
    known = _locked(folder)
    if known.entry != entry:
        known.entry = entry
        known.save(update_fields=["entry"])
    return known


def _locked(folder: str) -> Interpreter:
    Interpreter.objects.bulk_create([Interpreter(folder=folder)], ignore_conflicts=True)
    return Interpreter.objects.select_for_update().get(folder=folder)


def _bytes(vector: Sequence[float]) -> bytes:
    return np.array(vector, np.float16).tobytes()
