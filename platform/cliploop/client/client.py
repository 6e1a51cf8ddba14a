"""The calls of the public API that scripts need, by the names people use."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from cliploop.client.http import Http
from cliploop.client.problems import JobFailed, Refused
from cliploop.client.sequences import packed
from cliploop.client.uploads import Unfinished, upload
from cliploop.client.versions import Versions
from cliploop.client.workflows import Workflows

Record = dict[str, Any]
_POLL_SECONDS = 0.5
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Order:
    """Files below one of the server's roots: those at `paths`, or all below the folder `prefix`.

    `way` is `clips`, `frames` (each frame a clip) or `pictures` (each path a folder of them).
    `sources` says of which recording a file is, by its path.
    """

    root: str
    paths: Sequence[str] | None = None
    prefix: str = ""
    dataset: str = ""
    fps: str = "native"
    way: str = "clips"
    sources: Mapping[str, str] = field(default_factory=dict)


class Client:
    """A signed-in program. Projects, datasets and classes may be named or numbered."""

    def __init__(
        self, url: str, key: str = "", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`url` is the server's root, `key` an API key. Use it in a `with` block."""
        self.http = Http(url, key, transport=transport)
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self._cache = Path(cache) / "cliploop"
        self.unfinished = Unfinished(self._cache / "uploads.json")

    def __enter__(self) -> Self:
        """This client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close its connection."""
        self.http.__exit__(kind, error, at)

    def project(self, named: str) -> Record:
        """The project with this id or this name. Refuses a name that none or several have."""
        if named.isdigit():
            found: Record = self.http.get(f"projects/{named}")
            return found
        return _only(named, "project", self.http.pages("projects"))

    def create_project(self, name: str, classes: Sequence[Record] = (), task: str = "") -> Record:
        """A new project, its maker leading it. `classes` are {name, kind}."""
        body: Record = {"name": name, "classes": list(classes)}
        if task:
            body["task"] = task
        made: Record = self.http.post("projects", body)
        return made

    def dataset(self, project_id: int, named: str, *, create: bool = False) -> Record:
        """The dataset with this id or name; made if there is none and `create` says so."""
        known = self.datasets(project_id)
        if create and not named.isdigit() and named not in {one["name"] for one in known}:
            made: Record = self.http.post(f"projects/{project_id}/datasets", {"name": named})
            return made
        return _only(named, "dataset", known)

    def datasets(self, project_id: int) -> list[Record]:
        """The datasets of a project by name, each with its workflow."""
        listed: list[Record] = self.http.get(f"projects/{project_id}/datasets")
        return listed

    def tag_classes(self, project_id: int, names: Iterable[str]) -> dict[str, int]:
        """Class ids by name, upper or lower case; tag classes that are missing are made.

        Refuses a name that a class of another kind has.
        """
        present = [one for one in self.classes(project_id) if not one["archived"]]
        known = {one["name"].casefold(): one for one in present}
        found: dict[str, int] = {}
        for name in sorted(set(names)):
            one = known.get(name.casefold())
            if one is None:
                body = {"name": name, "kind": "tag"}
                one = known[name.casefold()] = self.http.post(
                    f"projects/{project_id}/classes", body
                )
            if one["kind"] != "tag":
                raise Refused(f"The class {one['name']} is no tag. Rename it or the folder")
            found[name] = int(one["id"])
        return found

    def classes(self, project_id: int) -> list[Record]:
        """The classes of a project."""
        return list(self.http.pages(f"projects/{project_id}/classes"))

    def upload(
        self,
        project_id: int,
        path: Path,
        metadata: Mapping[str, str],
        sent: Callable[[int, int], None] = lambda done, total: None,
        known: Callable[[int], None] = lambda item_id: None,
    ) -> int:
        """The item that a file became, or a folder of pictures; see `uploads.upload`."""
        if path.is_dir():
            said = {"filename": path.resolve().name, **metadata}
            with packed(path, self._cache) as file:
                return self.upload(project_id, file, said, sent, known)
        return upload(
            self.http,
            project_id,
            path,
            metadata,
            unfinished=self.unfinished,
            sent=sent,
            known=known,
        )

    def roots(self, project_id: int) -> list[Record]:
        """The folders and buckets of the server whose files may be registered."""
        listed: list[Record] = self.http.get(f"projects/{project_id}/roots")
        return listed

    def register(self, project_id: int, order: Order) -> Iterator[int]:
        """The items that files became where they lie; those that are items already are left out."""
        which = {"prefix": order.prefix} if order.paths is None else {"paths": list(order.paths)}
        how = {"dataset": order.dataset, "fps": order.fps, "as": order.way}
        body: Record = {"root": order.root, **which, **how, "sources": dict(order.sources)}
        while body.get("after", "") is not None:
            answer = self.http.post(f"projects/{project_id}/register", body)
            yield from answer["items"]
            body["after"] = answer["next"]

    def items(self, project_id: int, filters: Mapping[str, str]) -> Iterator[Record]:
        """The items that pass all filters."""
        return self.http.pages(f"projects/{project_id}/items", filters)

    def item(self, project_id: int, item_id: int, *, patient: bool = False) -> Record:
        """One item; see `Http.get`."""
        found: Record = self.http.get(f"projects/{project_id}/items/{item_id}", patient=patient)
        return found

    def await_items(
        self, project_id: int, ids: Sequence[int], seen: Callable[[int, int], None]
    ) -> list[Record]:
        """The items once each is taken in or has failed, in the order given.

        `seen` hears how many are through, and of how many. A server that starts again meanwhile
        is waited for.
        """
        through: dict[int, Record] = {}
        while len(through) < len(ids):
            for item_id in ids:
                if item_id in through:
                    continue
                item = self.item(project_id, item_id, patient=True)
                if item["state"] not in {"ready", "failed"}:
                    break  # taken in about in order: the others are seen in the next turn
                through[item_id] = item
                seen(len(through), len(ids))
            else:
                break
            time.sleep(_POLL_SECONDS)
        return [through[item_id] for item_id in ids]

    def tag(self, project_id: int, ids: Sequence[int], class_id: int) -> None:
        """Put a whole-clip tag on items."""
        for part in _parts(ids):
            body = {"ids": part, "class_id": class_id}
            self.http.post(f"projects/{project_id}/items/tag", body)

    def move(self, project_id: int, ids: Sequence[int], stage: str, reason: str) -> None:
        """Put items into a stage, whatever the arrows say."""
        for part in _parts(ids):
            body = {"ids": part, "action": "move", "stage": stage, "reason": reason}
            self.http.post(f"projects/{project_id}/items/bulk", body)

    def export(self, project_id: int, path: Path, params: Mapping[str, str]) -> int:
        """The bytes of the export written to `path`: the whole of it or nothing."""
        return self.http.save(f"projects/{project_id}/export", path, params)

    def versions(self, project_id: int) -> Versions:
        """The model versions of a project."""
        return Versions(self.http, project_id)

    def workflows(self, project_id: int) -> Workflows:
        """The workflows of a project's datasets."""
        return Workflows(self.http, project_id)

    def zoo(self, project_id: int) -> list[Record]:
        """The entries of the model zoo, the default first."""
        listed: list[Record] = self.http.get(f"projects/{project_id}/zoo")
        return listed

    def schedule(self, project_id: int, ask: Mapping[str, Any]) -> Record:
        """A training that is to start by itself, at `not_before` or after `more` labeled clips."""
        found: Record = self.http.post(f"projects/{project_id}/schedules", dict(ask))
        return found

    def train(self, project_id: int, ask: Mapping[str, Any]) -> Record:
        """A run that was started; `ask` is {classes, entry, regime, seed, follow_shots, options,
        teacher, start}.
        """
        run: Record = self.http.post(f"projects/{project_id}/runs", dict(ask))
        return run

    def await_job(
        self, project_id: int, job_id: str, seen: Callable[[Record], None] = lambda job: None
    ) -> Record:
        """The job once it succeeded. Refuses (`JobFailed`) one that failed or was cancelled.

        A server that starts again meanwhile is waited for.
        """
        return self._await(f"projects/{project_id}/jobs/{job_id}", seen)

    def _await(self, path: str, seen: Callable[[Record], None]) -> Record:
        while True:
            job: Record = self.http.get(path, patient=True)
            seen(job)
            if job["state"] == "succeeded":
                return job
            if job["state"] in {"failed", "cancelled"}:
                why = (job.get("error") or {}).get("title") or f"it was {job['state']}"
                raise JobFailed(f"{job['title']}: {why}", job)
            time.sleep(_POLL_SECONDS)

    def run(self, project_id: int, run_id: int) -> Record:
        """One training run."""
        found: Record = self.http.get(f"projects/{project_id}/runs/{run_id}")
        return found

    def model(self, project_id: int, model_id: int) -> Record:
        """One model version."""
        found: Record = self.http.get(f"projects/{project_id}/models/{model_id}")
        return found

    def newest_model(self, project_id: int) -> int:
        """The id of the model that was trained last. Refuses where there is none."""
        found: Record = self.http.get(f"projects/{project_id}/models", {"limit": 1})
        if not found["results"]:
            raise Refused("There is no model yet. Train one first")
        return int(found["results"][0]["id"])

    def predict(self, project_id: int, model_id: int, filters: Mapping[str, str]) -> Record:
        """The job that runs a model on the items that pass the filters."""
        body: Record = {"model_id": model_id}
        if filters:
            body["filter"] = dict(filters)
        job: Record = self.http.post(f"projects/{project_id}/predictions", body)
        return job

    def measure(self, ask: Mapping[str, Any], seen: Callable[[Record], None]) -> Record:
        """The job that measured models; `ask` is {entries, preset, seconds}. As `await_job`."""
        return self._await(f"speeds/{self.http.post('speeds', ask)['id']}", seen)

    def status(self) -> Record:
        """Workers, queues, jobs and space of the server."""
        said: Record = self.http.get("status")
        return said


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])


def _only(named: str, what: str, records: Iterable[Record]) -> Record:
    known = list(records)
    found = [one for one in known if one["name"] == named or str(one["id"]) == named]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(str(one["id"]) for one in found)
        raise Refused(f"Several {what}s are named {named}. Give one of the ids {ids}")
    names = ", ".join(one["name"] for one in known[:10]) or "none yet"
    raise Refused(f"There is no {what} named {named}. There are: {names}")
