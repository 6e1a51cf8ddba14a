"""Clips like one or several examples, labeled or not; and whether two clips show the same."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet
from rest_framework import serializers

from annotator.access import Actor
from annotator.learning.likeness import Floats, Ids
from annotator.learning.verification import Verifier, calibrated
from annotator.refusal import Code, Refusal
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.datasets.shapes import Shower
from cliploop.hints.neighbors import shelf
from cliploop.learning import queries, recordings
from cliploop.learning.models import Embedding

# Asked of at a time, and so often at most, which of the likest may be shown.
FIRST, TURNS = 1_000, 10
EXAMPLES = 20
# So many labeled clips, the newest, say from where on clips are of one class.
KNOWN = 400


class Alike(NamedTuple):
    """An item, how like the examples it is, and which of them it is most like."""

    item_id: int
    cosine: float
    beside_id: int


class VerdictOut(serializers.Serializer[Any]):
    """Whether two clips are of one class, as far as their vectors tell.

    `similarity`: the cosine of these; from `threshold` on they count as the same. Both are null
    without enough labeled clips, else `accuracy` of `recordings` that did not choose the threshold
    with its 95 % interval: same and different pairs count alike.
    """

    similarity = serializers.FloatField()
    same = serializers.BooleanField(allow_null=True)
    threshold = serializers.FloatField(allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    recordings = serializers.IntegerField()


def similar(actor: Actor, item_ids: Sequence[int], most: int) -> list[dict[str, Any]]:
    """The clips most like these, the likest first: labeled or not, of those the actor may see."""
    seen = datasets.visible(actor).filter(deleted_at=None)
    found = list(alike(actor, item_ids, seen, most))
    items = datasets.shown(datasets.visible(actor)).in_bulk([one.item_id for one in found])
    show = Shower(actor)
    return [
        {"item": show(items[one.item_id]), "similarity": round(one.cosine, 4)}
        for one in found
        if one.item_id in items
    ]


def alike(
    actor: Actor, item_ids: Sequence[int], wanted: QuerySet[Item], most: int
) -> Iterator[Alike]:
    """Those of the wanted items that are most like the examples, but for these.

    None that judges models, nor any for an example that does: likeness says much as a model would.
    Refuses (`not-found`) an example that may not be seen. In little memory, however many there are.
    """
    examples = [datasets.item(actor, one) for one in item_ids[:EXAMPLES]]
    own = [one.pk for one in examples if not datasets.judges(one)]
    rows = list(Embedding.objects.filter(item_id__in=own).order_by("item_id"))
    entry = rows[0].entry if rows else ""
    rows = [one for one in rows if one.entry == entry]
    if not rows:
        return
    known = shelf(actor.project_id, entry)
    vectors = np.stack([_vector(one) for one in rows])
    ids, cosines = known.ranked(_unit(vectors.mean(axis=0)).astype(np.float16))
    for item_id, cosine in among(
        actor.project_id, wanted.exclude(pk__in=item_ids), ids, cosines, most
    ):
        nearest = int((vectors @ _of(known.ids, known.vectors, item_id)).argmax())
        yield Alike(item_id, cosine, rows[nearest].item_id)


def among(
    project_id: int, wanted: QuerySet[Item], ids: Ids, cosines: Floats, most: int
) -> Iterator[tuple[int, float]]:
    """Of ranked items the first that are wanted, with their cosines; none that judges models.

    Of a large project not all are asked about.
    """
    free = wanted.exclude(pk__in=queries.blind(project_id).values("pk"))
    for at in range(0, min(len(ids), FIRST * TURNS), FIRST):
        few = ids[at : at + FIRST]
        meant = set(free.filter(pk__in=few.tolist()).values_list("pk", flat=True))
        for item_id, cosine in zip(few.tolist(), cosines[at : at + FIRST].tolist(), strict=True):
            if item_id in meant and most > 0:
                most -= 1
                yield item_id, cosine
        if most <= 0:
            return


def verify(actor: Actor, item_id: int, other_id: int) -> dict[str, Any]:
    """Whether two clips show the same class.

    Refuses (`not-ready`) clips without vectors, and those that judge models.
    """
    pair = [datasets.item(actor, one) for one in (item_id, other_id)]
    if any(datasets.judges(one) for one in pair):
        raise Refusal(
            Code.NOT_READY, "Chance drew one of these clips: label it by what you see in it"
        )
    rows = {one.item_id: one for one in Embedding.objects.filter(item__in=pair)}
    entries = {one.entry for one in rows.values()}
    if len(rows) < len({item_id, other_id}) or len(entries) != 1:
        raise Refusal(Code.NOT_READY, "These clips are still being looked at. Try again soon")
    cosine = float(_vector(rows[item_id]) @ _vector(rows[other_id]))
    found = verifier(actor.project_id, entries.pop())
    told: dict[str, Any] = {"similarity": round(cosine, 4), "recordings": 0}
    names = ("threshold", "accuracy", "low", "high")
    if found is None:
        return told | dict.fromkeys(("same", *names))
    told |= {name: getattr(found, name) for name in names}
    return told | {"same": found.same(cosine), "recordings": found.recordings}


def verifier(project_id: int, entry: str) -> Verifier | None:
    """By the newest labeled clips of a project, of one tag each."""
    labeled = Item.objects.filter(project_id=project_id, deleted_at=None)
    labeled = labeled.filter(label_sources__overlap=queries.PEOPLE).exclude(tags=[])
    labeled = labeled.exclude(pk__in=queries.blind(project_id).values("pk"))
    tags = labeled.filter(embedding__entry=entry).order_by("-id").values_list("pk", "tags")
    kinds = {pk: _class(found) for pk, found in tags[:KNOWN]}
    single = {pk: kind for pk, kind in kinds.items() if kind is not None}
    rows = Embedding.objects.filter(item_id__in=single).order_by("item_id")
    vectors = {one.item_id: _vector(one) for one in rows}
    if not vectors:
        return None
    names = recordings.names(list(vectors))
    classes, sources = [single[one] for one in vectors], [names[one] for one in vectors]
    return calibrated(np.stack(list(vectors.values())), classes, sources)


def _class(tags: Iterable[dict[str, Any]]) -> int | None:
    said = {one["class_id"] for one in tags if one["source"] in queries.PEOPLE}
    return said.pop() if len(said) == 1 else None


def _vector(row: Embedding) -> npt.NDArray[np.float64]:
    return _unit(np.frombuffer(bytes(row.vector), np.float16).astype(np.float64))


def _of(ids: Ids, vectors: npt.NDArray[np.floating], item_id: int) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = vectors[int(np.searchsorted(ids, item_id))].astype(np.float64)
    return found


def _unit(vector: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)
