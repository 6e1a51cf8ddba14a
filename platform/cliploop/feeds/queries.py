"""The feeds, each a line in one tuple; and a page of one, as the API shows it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.learning import gates
from annotator.refusal import Code, Refusal
from cliploop.annotations import queries as annotations
from cliploop.annotations.models import Annotation
from cliploop.datasets import queries as datasets
from cliploop.datasets.shapes import Shower
from cliploop.feeds import between, copies, doubted, evidence, pool, stretches, unseen
from cliploop.feeds.asking import Ask, Card, Count, Listing
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.projects.models import LabelClass, Project
from cliploop.words import queries as words

MOST = 50
# A feed says how many there are up to here; nobody goes through more of them at once.
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A feed: its name in addresses, who may see it, and what it lists.

    `sure`: it has a threshold. `listed`: not of some examples or words, but of the project.
    `labeled`: of what people labeled, which stays whose it is while somebody looks at it. `alike`:
    it knows clips by their vectors, and none before it has them. `count`: how many there are, where
    working out the list for it would take long.
    """

    name: str
    find: Callable[[Ask], Listing]
    needs: Capability = Capability.VIEW
    sure: bool = False
    listed: bool = True
    labeled: bool = False
    alike: bool = False
    count: Callable[[Ask], Count] | None = None

    def counted(self, ask: Ask) -> Count:
        """How many clips it has, as far as they are counted."""
        if self.count is not None:
            found, more = self.count(ask)
            return Count(min(found, COUNTED), more or found >= COUNTED)
        found = self.find(ask).count(COUNTED)
        return Count(found, found >= COUNTED)


KINDS = (
    Kind("useful", pool.useful),
    Kind("typical", unseen.typical, alike=True),
    Kind("borderline", pool.borderline),
    Kind("positives", pool.positives, sure=True),
    Kind("negatives", pool.negatives, sure=True),
    Kind("stretches", stretches.next_stretches),
    Kind("audit", pool.audit),
    Kind("check", pool.check),
    Kind("between-models", between.between_models, count=between.counted),
    Kind(copies.COPIES, copies.copies, Capability.REVIEW, alike=True, count=copies.counted),
    Kind(doubted.ERRORS, doubted.errors, Capability.REVIEW, labeled=True),
    Kind(
        doubted.AGAINST,
        doubted.against_person,
        Capability.REVIEW,
        labeled=True,
        count=doubted.counted_against,
    ),
    Kind("similar", unseen.similar, listed=False, alike=True),
    Kind("words", unseen.by_words, listed=False),
)
UPHELD = (doubted.ERRORS, doubted.AGAINST, copies.COPIES)


def kinds(actor: Actor) -> dict[str, Any]:
    """The feeds that the actor may see, each with how many clips it has, as far as counted."""
    model = learning.live(actor.project_id)
    ask = _ask(actor, model, {})
    told = [_counted(kind, ask) for kind in KINDS if kind.listed and actor.may(kind.needs)]
    return {"model": _named(model), "kinds": told, "words": words.is_set_up()}


def _counted(kind: Kind, ask: Ask) -> dict[str, Any]:
    found = kind.counted(ask)
    return {"kind": kind.name, "count": found.clips, "more": found.more}


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed as somebody asks for it: which, by what, and its clips as they are now."""

    kind: Kind
    ask: Ask

    @property
    def found(self) -> Listing:
        """Its clips, in order, none that somebody else holds."""
        return self.kind.find(self.ask)

    def without(self, item_ids: Collection[int]) -> "Asked":
        """The same, but for these clips."""
        return replace(self, ask=replace(self.ask, without=(*self.ask.without, *item_ids)))


def asked(actor: Actor, name: str, given: Mapping[str, Any]) -> Asked:
    """A feed that somebody asks for. Refuses (`not-found`) a kind that there is not."""
    kind = next((one for one in KINDS if one.name == name), None)
    if kind is None:
        known = ", ".join(one.name for one in KINDS)
        raise Refusal(Code.NOT_FOUND, f"There is no such feed. Known: {known}")
    require(actor, kind.needs)
    ask = _ask(actor, learning.live(actor.project_id), given)
    return Asked(kind, replace(ask, threshold=_threshold(ask) if kind.sure else None))


def feed(actor: Actor, name: str, given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """A page of a feed, to look at only. Refuses (`not-found`) a kind that there is not."""
    wanted = asked(actor, name, given)
    found = wanted.found
    return told(wanted, found, found.cards(list(found.rows[: min(most, MOST)])))


def told(
    wanted: Asked, found: Listing, cards: list[Card], held: Collection[int] = ()
) -> dict[str, Any]:
    """A page as the API shows it; `held`: the clips that nobody had before."""
    kind, ask = wanted.kind, wanted.ask
    judged = None
    if ask.threshold is not None:
        judged = evidence.evidence(ask, ask.threshold, absent=kind.name == "negatives")
    return {
        "kind": kind.name,
        "model": _named(ask.model),
        "threshold": ask.threshold,
        "count": found.count(None if kind.sure else COUNTED),
        "evidence": judged,
        "coming": unseen.coming(ask, COUNTED) if kind.alike else 0,
        "cards": [{**card, "held": card["item_id"] in held} for card in _shown(ask.actor, cards)],
    }


def _ask(actor: Actor, model: Model | None, given: Mapping[str, Any]) -> Ask:
    project = Project.objects.get(pk=actor.project_id)
    tags = LabelClass.objects.filter(project=project, kind="tag")
    rows = list(tags.values_list("pk", "name", "archived"))
    return Ask(
        actor,
        project,
        model,
        {pk: name for pk, name, archived in rows if not archived},
        {pk: name for pk, name, _ in rows},
        timezone.now(),
        given.get("class"),
        given.get("threshold"),
        tuple(given.get("of", ())),
        tuple(given.get("without", ())),
        given.get("text", ""),
    )


def _threshold(ask: Ask) -> float:
    """What was asked for, else from where the class is believed by its gate, else a usual one."""
    if ask.threshold is not None:
        return ask.threshold
    if ask.model is None or ask.class_id is None:
        return pool.THRESHOLD
    shown = blobs.read(ask.model.card_key).get("gates", [])
    believed = [gates.read(one) for one in shown]
    mine = next((one.threshold for one in believed if one.class_id == ask.class_id), None)
    return pool.THRESHOLD if mine is None else mine


def _named(model: Model | None) -> dict[str, Any] | None:
    return None if model is None else {"id": model.pk, "name": model.name, "run_id": model.run_id}


def _shown(actor: Actor, cards: list[Card]) -> list[dict[str, Any]]:
    """The cards with their clips and these clips' tags, which whoever decides changes."""
    ids = [one.item_id for one in cards]
    beside = [one.beside_id for one in cards if one.beside_id is not None]
    items = datasets.shown(datasets.visible(actor)).in_bulk([*ids, *beside])
    rows = Annotation.objects.filter(item_id__in=ids, removed=False, kind="tag")
    tags: dict[int, list[dict[str, Any]]] = {one: [] for one in ids}
    for row in rows.select_related("author").order_by("created_at", "id"):
        tags[row.item_id].append(annotations.shown(row))
    show = Shower(actor)
    return [
        {
            **asdict(one),
            "item": show(items[one.item_id]),
            "beside": show(items[one.beside_id]) if one.beside_id in items else None,
            "annotations": tags[one.item_id],
        }
        for one in cards
        if one.item_id in items
    ]
