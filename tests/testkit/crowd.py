"""Very many clips at once, as rows alone: nothing of them is in the storage."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from annotator.contracts.learning import Sample
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Dataset, Item
from cliploop.projects.models import Project
from cliploop.videos.models import Rendition, Video

AT_ONCE = 2_000
FRAMES, RATE = 60, 30


def gather(project: Project, count: int, *, mark: str = "clip") -> list[int]:
    """So many clips of two seconds that wait to be labeled, four of each recording; their ids.

    `mark` tells them from those of another call.
    """
    dataset, _ = Dataset.objects.get_or_create(project=project, name=mark, deleted_at=None)
    made: list[int] = []
    for start in range(0, count, AT_ONCE):
        some = range(start, min(start + AT_ONCE, count))
        videos = Video.objects.bulk_create([
            Video(project=project, key=key_of(mark, at), size_bytes=1, file_name=f"{mark} {at}")
            for at in some
        ])  # fmt: skip
        renditions = Rendition.objects.bulk_create([_rendition(one) for one in videos])
        items = [
            Item(
                project=project,
                dataset=dataset,
                rendition=rendition,
                name=f"{mark} {at}",
                source=f"{mark}, recording {at // 4}",
                stage="dataset",
                stage_kind="dataset",
                frames=FRAMES,
                seconds=FRAMES / RATE,
                featured_skips=[],  # nobody is to compute vectors: there is nothing to look at
            )
            for at, rendition in zip(some, renditions, strict=True)
        ]
        made += [one.pk for one in Item.objects.bulk_create(items)]
    return made


def teach(project: Project, item_ids: Sequence[int], class_ids: Sequence[int]) -> None:
    """Let a person have labeled these whole clips so, and be done with them."""
    Annotation.objects.bulk_create(
        [
            Annotation(
                id=uuid4(),
                item_id=item_id,
                label_class_id=class_id,
                kind="tag",
                spans=[[0, FRAMES]],
                source="human",
                version=1,
            )
            for item_id, class_id in zip(item_ids, class_ids, strict=True)
        ],
        batch_size=AT_ONCE,
    )
    items = Item.objects.filter(project=project, pk__in=item_ids)
    items.update(stage="complete", stage_kind="complete", label_sources=["human"])


def key_of(mark: str, at: int) -> str:
    """What a clip's video is called in the storage."""
    return sha256(f"{mark} {at}".encode()).hexdigest()


def as_sample(mark: str, at: int, item_id: int) -> Sample:
    """A clip of which nobody said anything, as workers see it."""
    key, source = key_of(mark, at), f"{mark}, recording {at // 4}"
    return Sample(item_id, key, key, key, FRAMES, RATE, 1, source)


def _rendition(video: Video) -> Rendition:
    return Rendition(
        video=video,
        ready_at=timezone.now(),
        frames=FRAMES,
        width=320,
        height=240,
        rate_numerator=RATE,
        rate_denominator=1,
        duration_seconds=FRAMES / RATE,
        source_frames=FRAMES,
        variable_rate=False,
        tick_numerator=1,
        tick_denominator=RATE,
        proxy_key=video.key,
        map_key=video.key,
    )
