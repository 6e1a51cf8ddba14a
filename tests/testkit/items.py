"""Builders of items that are ready to be labeled, without decoding anything."""

import hashlib
import io
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import numpy as np
from django.utils import timezone

from annotator.edits.edit import Added, Edit
from annotator.edits.record import Record
from annotator.geometry.registry import Kind
from annotator.workflow.graph import StageKind
from cliploop.accounts.models import User
from cliploop.annotations.actions import Outcome, apply
from cliploop.datasets.models import Dataset, Item
from cliploop.storage import actions as storage
from cliploop.videos.models import Rendition, Video
from testkit.cast import Cast


def make_dataset(cast: Cast, name: str = "Clips") -> Dataset:
    """The project's dataset of that name."""
    made, _ = Dataset.objects.get_or_create(project=cast.project, name=name, deleted_at=None)
    return made


def make_rendition(cast: Cast, frames: int = 60, name: str = "clip.mp4") -> Rendition:
    """A ready rendition of 320 by 240 at 30 frames a second. Its blobs are not there."""
    key = hashlib.sha256(uuid4().bytes).hexdigest()
    video = Video.objects.create(project=cast.project, key=key, size_bytes=1_000, file_name=name)
    return Rendition.objects.create(
        video=video,
        ready_at=timezone.now(),
        frames=frames,
        width=320,
        height=240,
        rate_numerator=30,
        rate_denominator=1,
        duration_seconds=frames / 30,
        source_frames=frames,
        variable_rate=False,
        codec="h264",
        tick_numerator=1,
        tick_denominator=30,
        **{f"{part}_key": key for part in ("pts", "map", "proxy", "poster", "sprite")},
        proxy_bytes=1_000,
        sprite_columns=5,
        sprite_rows=1,
        sprite_count=5,
        sprite_tile_width=160,
        sprite_tile_height=120,
    )


def make_item(cast: Cast, *, frames: int = 60, stage: str = "dataset", **values: Any) -> Item:
    """An item that can be labeled, in a stage of the default workflow."""
    name = values.setdefault("name", f"clip-{uuid4().hex[:6]}.mp4")
    rendition = values.pop("rendition", None) or make_rendition(cast, frames, name)
    if holder := values.get("assignee"):
        values.setdefault("holders", [holder.pk])
    return Item.objects.create(
        project=cast.project,
        dataset=values.pop("dataset", None) or make_dataset(cast),
        rendition=rendition,
        source=values.pop("source", name),
        stage=stage,
        stage_kind=StageKind(stage).value,
        frames=frames,
        seconds=frames / 30,
        **values,
    )


def make_items(cast: Cast, count: int, **values: Any) -> list[Item]:
    """That many items that share one rendition."""
    rendition = make_rendition(cast)
    return [make_item(cast, rendition=rendition, **values) for _ in range(count)]


def make_map(rendition: Rendition, source_frames: Iterable[int]) -> None:
    """Store a frame map for a rendition, of a source at 30 frames a second."""
    source = np.array(list(source_frames), np.int32)
    file = io.BytesIO()
    np.savez(file, source=source, seconds=source / 30)
    file.seek(0)
    rendition.map_key = storage.put_stream(file)
    rendition.save(update_fields=["map_key"])


def draw(*items: Item) -> None:
    """Chance drew these items to judge models, before anybody labeled them."""
    Item.objects.filter(pk__in=[one.pk for one in items]).update(audited=True)


def drawn() -> set[int]:
    """The items that chance drew."""
    return set(Item.objects.filter(audited=True).values_list("pk", flat=True))


def a_tag(class_id: int, spans: list[list[int]], **values: Any) -> dict[str, Any]:
    """A tag as the API takes it."""
    tag = {"id": str(uuid4()), "class_id": class_id, "kind": "tag", "spans": spans}
    return tag | values


def an_edit(*changes: dict[str, Any], base: dict[str, int] | None = None) -> dict[str, Any]:
    """An edit as the API takes it."""
    return {"edit_id": str(uuid4()), "base": base or {}, "changes": list(changes)}


def label(cast: Cast, who: User, item: Item, class_id: int, *spans: tuple[int, int]) -> Outcome:
    """Tag spans of an item, by default all of it, as that person."""
    covered = spans or ((0, item.frames or 0),)
    record = Record(str(uuid4()), class_id, Kind.TAG, covered)
    return apply(cast.actor(who), item.pk, Edit(str(uuid4()), {}, (Added(record),)))
