"""From a label's request to the order in the database, in an installation full of clips."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import django
import numpy as np
import numpy.typing as npt

from cliploop.client import Client
from testkit.stack import Stack, place, running, wait_for

Kinds = npt.NDArray[np.int64]
# Where to put vectors so that the resident worker finds them: folder, project and its clips.
Fills = Callable[[Path, str, int, list[int]], None]

MARK = "clip"
START_SECONDS = 600.0
LOOK_SECONDS = 0.002


def label(kinds: Kinds, classes: int, labeled: int, labels: int, fills: Fills) -> dict[str, float]:
    """Label a clip at a time of as many as there are kinds of, `labeled` of which are already.

    Seconds: `start` of the first order, `next` and `request` of the two requests, and from the
    request to the `order` in the database, p50 and p95; and the most memory of both workers, MB.
    """
    with place() as folder, running(folder) as stack:
        state = stack.state() or {}
        os.environ |= state["environment"] | {"DJANGO_SETTINGS_MODULE": "cliploop.settings"}
        django.setup()
        with stack.client() as client:
            named = [f"--class=kind {number}:tag" for number in range(classes)]
            project = int(stack.cliploop("projects", "create", "Many", *named)["id"])
            known = {one["name"]: one["id"] for one in client.classes(project)}
            ids = [known[f"kind {number}"] for number in range(classes)]
            items = _filled(project, kinds, ids, labeled)
            fills(folder / "packs", os.environ["STORAGE_URL"], project, items)
            class_of = {one: ids[kind] for one, kind in zip(items, kinds.tolist(), strict=True)}
            return _labeled(stack, client, project, class_of, labels)


def _filled(project_id: int, kinds: Kinds, class_ids: list[int], labeled: int) -> list[int]:
    """The clips, of which so many are labeled."""
    from django.db import connection  # noqa: PLC0415

    from cliploop.projects.models import Project  # noqa: PLC0415  # settings are known only now
    from testkit.crowd import gather, teach  # noqa: PLC0415

    project = Project.objects.get(pk=project_id)
    items = gather(project, len(kinds), mark=MARK)
    teach(project, items[:labeled], [class_ids[kind] for kind in kinds[:labeled]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return items


def _labeled(
    stack: Stack,
    client: Client,
    project: int,
    class_of: dict[int, int],
    labels: int,
) -> dict[str, float]:
    from cliploop.instant.actions import asking  # noqa: PLC0415  # settings are known only now

    begun = time.perf_counter()
    asking.changed(project, [], whole=True)
    wait_for(lambda: _is_ordered(project, seen=True), START_SECONDS, "the first order")
    spent: dict[str, list[float]] = {"next": [], "request": [], "order": []}
    start = time.perf_counter() - begun
    for _ in range(labels):
        asked = time.perf_counter()
        item = client.http.post(f"projects/{project}/next")
        sent = time.perf_counter()
        tag = {"id": str(uuid4()), "class_id": class_of[item["id"]], "kind": "tag"}
        added = {"added": tag | {"spans": [[0, item["frames"]]]}}
        edit = {"edit_id": str(uuid4()), "base": {}, "changes": [added]}
        client.http.post(f"projects/{project}/items/{item['id']}/decide", edit)
        answered = time.perf_counter()
        while not _is_ordered(project):
            time.sleep(LOOK_SECONDS)
        over = time.perf_counter()
        for name, seconds in (("next", sent - asked), ("request", answered - sent)):
            spent[name].append(seconds)
        spent["order"].append(over - sent)
    found = {"start": start}
    for name, seconds_ in spent.items():
        p50, p95 = (float(np.percentile(seconds_, share)) for share in (50, 95))
        found |= {f"{name}_p50": p50, f"{name}_p95": p95}
    return found | {f"{name}_mb": _most_mb(stack, name) for name in ("instant", "platform")}


def _is_ordered(project_id: int, *, seen: bool = False) -> bool:
    """Whether the order follows all that was said; with `seen`, whether all have vectors."""
    from cliploop.instant import queries  # noqa: PLC0415  # settings are known only now
    from cliploop.instant.models import Front  # noqa: PLC0415

    # News is looked for first: it becomes a part of an ask at once, and is open from then on.
    if queries.fresh(project_id).exists():
        return False
    front = Front.objects.filter(project_id=project_id).first()
    if front is None or front.is_open:
        return False
    if front.error:
        raise SystemExit(front.error)
    return not seen or front.unseen == 0


def _most_mb(stack: Stack, name: str) -> float:
    """The most memory that a part has held."""
    part = stack.part(name)
    assert part is not None, name
    return max(_peak(one.pid) for one in (part, *part.children(recursive=True)))


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1e3
