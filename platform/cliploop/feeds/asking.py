"""What is asked of a feed, what it answers with, and which clips it may show at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.access import Actor
from annotator.fields import invalid
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.feeds.models import Look, Upheld
from cliploop.learning.models import Model
from cliploop.projects.models import Project, Task


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks for clips, by what model, of which class, from which threshold on; None: of any.

    `names`: the tag classes in use by id; `called`: those put away, too. `of`: the examples that
    clips are to be like. `without`: the clips that are at hand or were skipped. `text`: what clips
    are to show.
    """

    actor: Actor
    project: Project
    model: Model | None
    names: dict[int, str]
    called: dict[int, str]
    now: datetime
    class_id: int | None = None
    threshold: float | None = None
    of: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    text: str = ""

    @property
    def single(self) -> bool:
        """Whether a clip takes one class."""
        return self.project.task == Task.SINGLE

    @property
    def places(self) -> list[int]:
        """Where the classes in use are among those that the model knows."""
        known = self.model.run.classes if self.model else []
        return [at for at, class_id in enumerate(known) if class_id in self.names]

    @property
    def at(self) -> int | None:
        """Where the class asked for is among them. Refuses (`invalid`) one that is not."""
        if self.class_id is None or self.model is None:
            return None
        if self.class_id not in self.names or self.class_id not in self.model.run.classes:
            raise invalid("class", f"{self.model.name} knows no such class in use")
        return int(self.model.run.classes.index(self.class_id))

    def named(self, class_id: int | None) -> str:
        """What a class is called."""
        return self.called.get(class_id or 0, "?")


@dataclass(frozen=True, slots=True)
class Other:
    """What another model says of the same clip: its name, the class, and how likely it finds it."""

    name: str
    class_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Card:
    """A clip in a feed and why it is there: a `code`, and the same in `text`.

    `class_id`: the class that accepting says, or of `negatives` that it is not; None where nothing
    is proposed. `score`: how likely the model finds it, or how alike clips are. `given_id`: what
    people said. `beside_id`: the clip that it is like. `other`: what another model says. `start`,
    `end`: of a long video the frames [start, end) that it is about, else None.
    """

    item_id: int
    code: str
    text: str
    class_id: int | None = None
    score: float | None = None
    given_id: int | None = None
    beside_id: int | None = None
    other: Other | None = None
    start: int | None = None
    end: int | None = None


Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the order of the feed, read as far as shown, and how a page of them shows."""

    rows: Rows
    cards: Callable[[Sequence[Any]], list[Card]]

    def count(self, most: int | None = None) -> int:
        """How many there are, `most` at most."""
        if isinstance(self.rows, QuerySet):
            return int(self.rows.order_by()[:most].count())
        return len(self.rows[:most])


NOTHING = Listing((), lambda rows: [])


class Count(NamedTuple):
    """How many clips a feed has; `more`: at least so many, for no more were looked at."""

    clips: int
    more: bool = False


def each(card: Callable[[Any], Card]) -> Callable[[Sequence[Any]], list[Card]]:
    """Shows each row of a page by itself."""
    return lambda rows: [card(row) for row in rows]


def free(ask: Ask) -> QuerySet[Item]:
    """The clips that can be watched, that the actor sees, and that nobody else holds."""
    mine = Q(assignee_id=ask.actor.user_id)
    is_open = Q(stage_kind__in=datasets.OPEN_KINDS)
    unheld = ~is_open & ~Q(leased_until__gt=ask.now)
    items = datasets.visible(ask.actor, ask.now).filter(deleted_at=None, frames__isnull=False)
    items = items.filter(mine | datasets.takeable(ask.now) | unheld).exclude(pk__in=ask.without)
    looked_at = Look.objects.filter(item=OuterRef("pk"), until__gt=ask.now)
    return items.exclude(Exists(looked_at.exclude(user_id=ask.actor.user_id)))


def upheld(kind: str) -> Exists:
    """Whether somebody looked at an item as it is now, and said that a feed is wrong about it."""
    same = Upheld.objects.filter(item=OuterRef("pk"), kind=kind, revision=OuterRef("revision"))
    return Exists(same)
