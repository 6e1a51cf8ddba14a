"""The calls of the public API about a project's model versions."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cliploop.client.http import Http

Record = dict[str, Any]


class Versions:
    """The versions of one project. A model is named by its id."""

    def __init__(self, http: Http, project_id: int) -> None:
        """Speaks over `http`, whose closing is the client's."""
        self.http, self.folder = http, f"projects/{project_id}"

    def all(self) -> Iterator[Record]:
        """Every version, those included that are not trained yet, the newest first."""
        return self.http.pages(f"{self.folder}/versions")

    def put(self, model_id: int, stage: str, why: str = "") -> Record:
        """The model once it is ready, live or retired."""
        return self._change(model_id, {"state": stage, "why": why})

    def note(self, model_id: int, notes: str) -> Record:
        """The model with these notes in place of others."""
        return self._change(model_id, {"notes": notes})

    def roll_back(self, model_id: int, why: str = "") -> Record:
        """The model that was in use before this one, and is again."""
        found: Record = self.http.post(f"{self.folder}/models/{model_id}/rollback", {"why": why})
        return found

    def average(self, model_ids: Sequence[int]) -> Record:
        """The run that makes one version of several: it says the mean of what they say."""
        found: Record = self.http.post(f"{self.folder}/models/average", {"models": list(model_ids)})
        return found

    def history(self, model_id: int) -> list[Record]:
        """Each change of its stage, the oldest first: {stage, at, by, why}."""
        found: list[Record] = self.http.get(f"{self.folder}/models/{model_id}/history")["changes"]
        return found

    def download(self, model_id: int, path: Path) -> int:
        """The bytes of its weights and card, written to `path`: the whole of it or nothing."""
        return self.http.save(f"{self.folder}/models/{model_id}/weights", path)

    def package(self, model_id: int, form: str) -> Record:
        """The version in a form, to be written by a `job` unless it has `files` already."""
        path = f"{self.folder}/models/{model_id}/packages"
        found: Record = self.http.post(path, {"form": form})
        return found

    def save_package(self, model_id: int, form: str, path: Path) -> int:
        """The bytes of a version in a form, as `download`. Refuses what is not written yet."""
        return self.http.save(f"{self.folder}/models/{model_id}/packages/{form}", path)

    def card(self, model_id: int) -> str:
        """Its model card, as Markdown."""
        path = f"{self.folder}/models/{model_id}/card/markdown"
        return self.http.request("GET", path).text

    def _change(self, model_id: int, values: Mapping[str, Any]) -> Record:
        path = f"{self.folder}/models/{model_id}"
        found: Record = self.http.request("PATCH", path, json=dict(values)).json()
        return found
