"""The calls of the public API about what the stages of a project's datasets do alone."""

from collections.abc import Mapping
from typing import Any

from cliploop.client.http import Http

Record = dict[str, Any]


class Workflows:
    """The workflows of one project. A dataset is named by its id, a stage by its own."""

    def __init__(self, http: Http, project_id: int) -> None:
        """Speaks over `http`, whose closing is the client's."""
        self.http, self.folder = http, f"projects/{project_id}/workflows"

    def all(self) -> list[Record]:
        """Each dataset's workflow, with its stages that work alone."""
        found: list[Record] = self.http.get(self.folder)
        return found

    def choose(self, dataset_id: int, template: str) -> Record:
        """The dataset's workflow once it has one of the known ones."""
        return self._change(f"{dataset_id}", {"template": template})

    def set(self, dataset_id: int, stage: str, values: Mapping[str, Any]) -> Record:
        """The stage once these of its settings are changed."""
        return self._change(f"{dataset_id}/{stage}", values)

    def again(self, dataset_id: int, stage: str) -> Record:
        """The stage, whose model is asked again about what it could say nothing of."""
        found: Record = self.http.post(f"{self.folder}/{dataset_id}/{stage}/again", {})
        return found

    def _change(self, path: str, values: Mapping[str, Any]) -> Record:
        asked = self.http.request("PATCH", f"{self.folder}/{path}", json=dict(values))
        found: Record = asked.json()
        return found
