"""What an item is made of, wherever its file comes from."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from annotator.access import Actor
from annotator.contracts.media import FASTEST, SLOWEST
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets import queries
from cliploop.datasets.models import Dataset, Item
from cliploop.events import actions as events
from cliploop.videos import tus

FIRST_DATASET = "Clips"
# No exponents: a few letters could ask for a number that fills the memory.
_RATE = re.compile(r"[0-9]{1,9}(/[0-9]{1,9}|\.[0-9]{1,12})?|\.[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files become items. `rate` is frames per second, 0/1 for native.

    With `as_frames` each frame becomes an item of its own.
    """

    dataset: str = ""
    rate: tuple[int, int] = (0, 1)
    as_frames: bool = False


def make_item(
    who: Actor | Who,
    dataset: Dataset,
    wanted: Wanted,
    name: str,
    where: str,
    source: str,
    **values: Any,
) -> Item:
    """The item of a file `name` that lay in the folder `where`. Call it atomically."""
    folder = tus.cut(tus.visible(where).strip(" /\\"), 255)
    source = tus.cut(tus.visible(source).strip(), 255)
    stage = queries.workflow_of(dataset).entry
    item = Item.objects.create(
        project_id=dataset.project_id,
        dataset=dataset,
        name=name,
        source=source or tus.cut("/".join(filter(None, (folder, name))), 255),
        folder=folder,
        stage=stage.id,
        stage_kind=stage.kind.value,
        asked_numerator=wanted.rate[0],
        asked_denominator=wanted.rate[1],
        as_frames=wanted.as_frames,
        created_by_id=who.user_id,
        **values,
    )
    audit.record(who, "item.create", f"item:{item.pk}", after=item.name)
    events.publish(f"project:{item.project_id}", "item", id=item.pk)
    return item


def parse_rate(text: str) -> tuple[int, int]:
    """The rate asked, as a fraction; 0/1 is native. Refuses (`invalid`) anything else."""
    if text in ("", "native"):
        return 0, 1
    if not _RATE.fullmatch(text.strip()):
        raise _bad_rate()
    try:
        rate = Fraction(text.strip()).limit_denominator(100_000)
    except ZeroDivisionError as error:
        raise _bad_rate() from error
    if not SLOWEST <= rate <= FASTEST:
        raise _bad_rate()
    return rate.numerator, rate.denominator


def dataset_of(project_id: int, wanted: str) -> Dataset:
    """The dataset of that id or name; without one the first, or a new one."""
    mine = Dataset.objects.filter(project_id=project_id, deleted_at=None)
    if wanted.isdecimal() and len(wanted) <= 18 and (found := mine.filter(pk=wanted).first()):
        return found
    if not wanted and (first := mine.order_by("id").first()):
        return first
    name = wanted.strip() or FIRST_DATASET
    if len(name) > 120 or name != tus.visible(name):
        raise Refusal(Code.INVALID, "dataset: must be up to 120 visible characters")
    made, _ = Dataset.objects.get_or_create(project_id=project_id, name=name, deleted_at=None)
    return made


def _bad_rate() -> Refusal:
    why = f"Must be native, or frames per second from {SLOWEST} to {FASTEST}"
    return Refusal(Code.INVALID, f"fps: {why}", fields={"fps": why})
