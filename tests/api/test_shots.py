"""Having shots looked for: who may, once at a time, and what becomes of what was found."""

import pytest

from annotator.contracts.shots import NO_FRAME, SHOTS, FindShots, Shots, ShotsFound
from cliploop.datasets.actions import shots
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from testkit.cast import Cast
from testkit.items import make_item, make_items, make_map


def reply(*made: Shots) -> None:
    """Answer the one open job as a worker does: the shots of its films, in their order."""
    job = Job.objects.get(work=SHOTS.name, state="queued")
    asked = FindShots.unpack(job.ask)
    keyed = [
        Shots(film.proxy_key, one.boundaries, one.keyframes, one.quality, one.error)
        for film, one in zip(asked.films, made, strict=True)
    ]
    shots.store(ShotsFound(str(job.pk), job.token, tuple(keyed)))


def found(*cuts: int, quality: float = 0.5) -> Shots:
    """Shots with these cuts, of which the first one is black."""
    return Shots("", cuts, (NO_FRAME, *(one + 3 for one in cuts)), quality)


@pytest.mark.row("S10", "Shot-boundary detection")
def test_shots_are_looked_for_once_and_shown(cast: Cast) -> None:
    item = make_item(cast, assignee=cast.ben)
    path = f"items/{item.pk}/shots"
    assert cast.get(cast.ben, path).json["state"] == "missing"

    first, again = cast.post(cast.ben, path), cast.post(cast.ada, path)

    assert (first.status, first.json["state"]) == (202, "queued")
    assert again.json["job_id"] == first.json["job_id"]
    reply(found(20, 45))
    shown = cast.get(cast.vic, path).json
    assert shown == {
        "state": "found",
        "boundaries": [20, 45],
        "keyframes": [None, 23, 48],
        "quality": 0.5,
        "error": None,
        "job_id": first.json["job_id"],
    }
    assert cast.post(cast.ben, path).json["state"] == "found"
    assert Job.objects.filter(kind="shots").count() == 1


def test_who_may_have_shots_looked_for(cast: Cast) -> None:
    path = f"items/{make_item(cast).pk}/shots"

    assert cast.post(cast.vic, path).status == 403
    assert cast.post(cast.dan, path).status == 404
    assert cast.get(cast.dan, path).status == 404
    assert cast.post(cast.ben, "items/shots", {"filter": {}}).status == 403
    assert not Job.objects.exists()


def test_a_clip_that_is_being_prepared_has_no_shots_yet(cast: Cast) -> None:
    item = make_item(cast)
    assert item.rendition is not None
    item.rendition.ready_at = None
    item.rendition.save()

    refused = cast.post(cast.ada, f"items/{item.pk}/shots")

    assert (refused.status, refused.json["code"]) == (409, "not-ready")


def test_many_are_looked_at_in_few_jobs_and_each_film_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shots, "AT_ONCE", 2)
    items = [make_item(cast) for _ in range(3)]
    make_items(cast, 2, folder="twins")
    cast.post(cast.ada, f"items/{items[0].pk}/shots")

    answer = cast.post(cast.ada, "items/shots", {"filter": {}})

    assert answer.json == {"started": 3, "skipped": 2}
    sizes = [len(job.ask["films"]) for job in Job.objects.filter(kind="shots").order_by("pk")]
    assert sorted(sizes) == [1, 1, 2]
    assert cast.post(cast.ada, "items/shots", {"filter": {}}).json["started"] == 0


def test_what_failed_says_why_and_can_be_asked_for_again(cast: Cast) -> None:
    good, bad = make_item(cast), make_item(cast)
    cast.post(cast.ada, "items/shots", {"ids": [good.pk, bad.pk]})
    reply(found(20), Shots("", error="The proxy of this video has no frame 7"))

    told = cast.get(cast.ada, f"items/{bad.pk}/shots").json
    assert (told["state"], told["error"]) == ("failed", "The proxy of this video has no frame 7")
    assert cast.get(cast.ada, f"items/{good.pk}/shots").json["state"] == "found"

    again = cast.post(cast.ada, f"items/{bad.pk}/shots").json
    assert (again["state"], again["error"]) == ("queued", None)
    cast.post(cast.ada, f"jobs/{again['job_id']}/cancel")
    told = cast.get(cast.ada, f"items/{bad.pk}/shots").json
    assert (told["state"], told["error"]) == ("failed", "Looking for shots was cancelled")


def test_a_stale_reply_changes_nothing(cast: Cast) -> None:
    item = make_item(cast)
    cast.post(cast.ada, f"items/{item.pk}/shots")
    job = Job.objects.get(kind="shots")
    made = Shots(FindShots.unpack(job.ask).films[0].proxy_key, (20,), (3, 23), 0.5)

    shots.store(ShotsFound(str(job.pk), "of another attempt", (made,)))

    assert cast.get(cast.ada, f"items/{item.pk}/shots").json["state"] == "queued"
    assert Item.objects.get(pk=item.pk).quality is None


@pytest.mark.row("S25", "Low-quality frame filter")
def test_clips_are_filtered_and_sorted_by_quality(cast: Cast) -> None:
    items = [make_item(cast, name=name) for name in ("sharp", "dim", "unknown")]
    cast.post(cast.ada, "items/shots", {"ids": [items[0].pk, items[1].pk]})
    reply(found(20, quality=0.9), found(20, quality=0.1))

    def names(query: str) -> list[str]:
        return [one["name"] for one in cast.get(cast.ada, f"items?{query}").json["results"]]

    assert names("sort=quality") == ["dim", "sharp", "unknown"]
    assert names("quality_max=0.3") == ["dim"]
    assert names("quality_min=0.3") == ["sharp"]
    assert cast.get(cast.ada, f"items/{items[0].pk}").json["quality"] == 0.9
    assert cast.get(cast.ada, "items?quality_max=2").status == 400


@pytest.mark.row("S09", "Video segmentation into parts")
def test_a_clip_is_cut_where_its_shots_were_found(cast: Cast) -> None:
    item = make_item(cast)
    early = cast.post(cast.ada, f"items/{item.pk}/cut", {"by": "shots"})
    assert (early.status, early.json["code"]) == (409, "not-ready")
    cast.post(cast.ada, f"items/{item.pk}/shots")
    reply(found(20, 45))
    assert item.rendition is not None
    make_map(item.rendition, range(60))

    answer = cast.post(cast.ada, f"items/{item.pk}/cut", {"by": "shots"})

    parts = Item.objects.filter(pk__in=answer.json["items"]).select_related("rendition")
    ranges = [
        (one.rendition.range_start, one.rendition.range_end) for one in parts if one.rendition
    ]
    assert sorted(ranges) == [(0, 20), (20, 45), (45, 60)]
