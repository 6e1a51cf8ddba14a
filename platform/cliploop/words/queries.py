"""What is known of clips and words, and which clips are most like some words."""

from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet

from annotator.contracts.words import READ_CLIPS
from annotator.learning.likeness import Floats, Ids, Shelf, Shelves
from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job, State
from cliploop.words.models import ClipVector, Interpreter, Phrase

# Room for the vectors of 150,000 clips of 512 numbers in each process that serves pages.
SHELVES = Shelves(300 << 20)
# A folder that is no model is tried again so often.
REST = timedelta(hours=1)
KIND = "words"


def is_set_up() -> bool:
    """Whether the operator names a model to search by."""
    return bool(settings.CLIPLOOP_WORDS)


def require_set_up() -> None:
    """Refuse (`not-ready`) where no model is named."""
    if not is_set_up():
        raise Refusal(
            Code.NOT_READY,
            "Searching by words needs a model of pictures and words. Whoever runs this "
            "installation names its folder by CLIPLOOP_WORDS",
        )


def plain(text: str) -> str:
    """Words as they are looked up: what is between them does not count."""
    return " ".join(text.split())


def interpreter() -> Interpreter:
    """What is known of the folder that is named by now."""
    named: str = settings.CLIPLOOP_WORDS
    return Interpreter.objects.filter(folder=named).first() or Interpreter(folder=named)


def phrase(project_id: int, text: str) -> Phrase | None:
    """The words with their vector, where that is of the same entry as what clips are read by."""
    found = Phrase.objects.filter(project_id=project_id, text=plain(text))
    return found.filter(entry=interpreter().entry).first()


def ranked(project_id: int, text: str) -> tuple[Ids, Floats]:
    """The project's items, those that fit the words best first, and how well: cosines.

    Refuses (`not-ready`) words that were not read yet.
    """
    require_set_up()
    found = phrase(project_id, text)
    if found is None:
        raise Refusal(Code.NOT_READY, "These words are not read yet. Search for them once more")
    vector = np.frombuffer(bytes(found.vector), np.float16)
    return shelf(project_id, found.entry).ranked(vector)


def shelf(project_id: int, entry: str) -> Shelf:
    """The project's vectors of an entry, of which those are read that changed since last time."""
    known, version = SHELVES.find((project_id, entry)), interpreter().version
    # Wide ones take twice the room, and are compared in a fifth of the time.
    known = known if len(known.ids) else Shelf.empty(np.float32)
    if version != known.version:
        later = ClipVector.objects.filter(project_id=project_id, version__gt=known.version)
        rows = later.values_list("item_id", "entry", "vector").iterator()
        return SHELVES.renew((project_id, entry), known, version, rows)
    return known


def unread(entry: str) -> QuerySet[Item]:
    """Items that can be watched and have no vector of this entry, of the frames they have now."""
    same = ClipVector.objects.filter(item=OuterRef("pk"), entry=entry, skips=OuterRef("skips"))
    ready = Item.objects.filter(deleted_at=None, rendition__ready_at__isnull=False)
    living = ready.filter(project__deleted_at=None)
    return living.filter(~Exists(same)).order_by("project_id", "id")


def unread_in(project_id: int) -> int:
    """How many of a project's items words cannot find yet."""
    return unread(interpreter().entry).filter(project_id=project_id).count()


def rests(now: datetime) -> bool:
    """Whether the last try to read clips failed a short while ago."""
    tries = Job.objects.filter(work=READ_CLIPS.name, finished_at__isnull=False)
    tries = tries.filter(ask__folder=str(settings.CLIPLOOP_WORDS))
    last = tries.order_by(F("finished_at").desc()).first()
    if last is None or last.finished_at is None or last.state != State.FAILED:
        return False
    return bool(last.finished_at > now - REST)
