"""Counting how many rows of a table are in memory at once."""

import weakref
from typing import Any

import pytest
from django.db.models import Model


class Alive:
    """Counts the rows of a model that were read and are not forgotten yet."""

    def __init__(self, model: type[Model], monkeypatch: pytest.MonkeyPatch) -> None:
        """Counting begins."""
        self.now = self.most = self.read = 0
        read = model.from_db

        def counted(cls: type[Model], *given: Any) -> Model:
            made = read(*given)
            self.now, self.read = self.now + 1, self.read + 1
            self.most = max(self.most, self.now)
            weakref.finalize(made, self._gone)
            return made

        monkeypatch.setattr(model, "from_db", classmethod(counted))

    def _gone(self) -> None:
        self.now -= 1
