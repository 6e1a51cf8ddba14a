"""Which items are meant: parsed once, for lists, facets, bulk actions, training and export."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from annotator.fields import invalid

STATES = ("uploading", "processing", "ready", "failed")
LABELS = ("human", "model", "import", "none")
SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-id",),
    "name": ("name", "id"),
    "uncertain": ("confidence", "id"),
    "longest": ("-seconds", "id"),
    "useful": ("-priority", "id"),
    "quality": ("quality", "id"),
}
_MOST_VALUES = 1_000
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """All given fields must hold; of a list, any one value.

    `id` names items themselves. `quality` is how sharp and bright an item is, worst 0; nobody
    knows it before its shots are looked for. `cell` names a cell of a confusion matrix,
    model:truth:predicted. `comments` asks for items with open ones, `deleted` for the trash.
    """

    id: tuple[int, ...] = ()
    dataset: tuple[int, ...] = ()
    stage: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    tag: tuple[int, ...] = ()
    source: tuple[str, ...] = ()
    folder: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    confidence_min: float | None = None
    confidence_max: float | None = None
    quality_min: float | None = None
    quality_max: float | None = None
    q: str = ""
    cell: str = ""
    comments: bool = False
    deleted: bool = False

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "ItemFilter":
        """The filter in a query string or a JSON object. Refuses (`invalid`), naming the field."""
        known = {one.name for one in fields(cls)}
        for name in data:
            if name not in known:
                raise invalid(str(name)[:40], f"Is no filter. Known: {', '.join(sorted(known))}")
        given = {name: value for name, value in data.items() if value not in (None, "", [])}
        return cls(**{name: _READ[name](value, name) for name, value in given.items()})

    def as_json(self) -> dict[str, Any]:
        """The filter as `parse` takes it."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value not in ((), None, "", False)
        }


def sort_order(name: str) -> tuple[str, ...]:
    """The columns of a sort. Refuses (`invalid`) one that does not exist."""
    if name not in SORTS:
        raise invalid("sort", f"Must be one of {', '.join(SORTS)}")
    return SORTS[name]


def _texts(value: object, name: str) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else value
    if isinstance(listed, (int, float)):
        listed = [listed]
    if not isinstance(listed, Sequence) or len(listed) > _MOST_VALUES:
        raise invalid(name, f"Must be a list of at most {_MOST_VALUES} values")
    if not all(isinstance(one, (str, int)) for one in listed):
        raise invalid(name, "Must be a list of names or numbers")
    return tuple(_text(str(one), name) for one in listed if str(one).strip())


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise invalid(name, f"Must be text of at most {_LONGEST} characters")
    return value.strip()


def _ids(value: object, name: str) -> tuple[int, ...]:
    texts = _texts(value, name)
    if not all(one.isdecimal() and len(one) <= 18 for one in texts):
        raise invalid(name, "Must be ids")
    return tuple(int(one) for one in texts)


def _people(value: object, name: str) -> tuple[str, ...]:
    texts = _texts(value, name)
    if not all(one in ("me", "none") or (one.isdecimal() and len(one) <= 18) for one in texts):
        raise invalid(name, "Must be ids of people, me, or none")
    return texts


def _share(value: object, name: str) -> float:
    try:
        number = float(str(value))
    except ValueError as error:
        raise invalid(name, "Must be a number from 0 to 1") from error
    if not math.isfinite(number) or not 0 <= number <= 1:
        raise invalid(name, "Must be a number from 0 to 1")
    return number


def _flag(value: object, name: str) -> bool:
    if str(value).lower() not in ("true", "false", "1", "0"):
        raise invalid(name, "Must be true or false")
    return str(value).lower() in ("true", "1")


def _among(known: Sequence[str]) -> Any:
    def read(value: object, name: str) -> tuple[str, ...]:
        texts = _texts(value, name)
        if not set(texts) <= set(known):
            raise invalid(name, f"Must be of {', '.join(known)}")
        return texts

    return read


_READ: dict[str, Any] = {
    "id": _ids,
    "dataset": _ids,
    "stage": _texts,
    "state": _among(STATES),
    "tag": _ids,
    "source": _texts,
    "folder": _texts,
    "label": _among(LABELS),
    "assignee": _people,
    "confidence_min": _share,
    "confidence_max": _share,
    "quality_min": _share,
    "quality_max": _share,
    "q": _text,
    "cell": _text,
    "comments": _flag,
    "deleted": _flag,
}
