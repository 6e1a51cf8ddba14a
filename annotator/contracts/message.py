"""The base of every message, and how one travels as JSON."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Self, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Message:
    """A message about one attempt at one job. The token is the attempt's proof."""

    job_id: str
    token: str

    def pack(self) -> dict[str, Any]:
        """The message as JSON-ready data."""
        return cast("dict[str, Any]", _pack(self))

    @classmethod
    def unpack(cls, data: Mapping[str, Any]) -> Self:
        """The message in `data`. Unknown fields are dropped, missing ones take their default.

        Raises TypeError where a field without default is missing.
        """
        return cast("Self", _unpack(cls, data))


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: the worker's task, its queue, what is asked and who takes the reply.

    Where it may come to something else than its reply, `other` is that, and `other_task` takes it.
    """

    name: str
    queue: str
    ask: type[Message]
    reply_task: str
    reply: type[Message]
    other_task: str = ""
    other: type[Message] | None = None

    def task_of(self, reply: Message) -> str:
        """Who takes this reply."""
        return self.reply_task if isinstance(reply, self.reply) else self.other_task


def unpack(kind: type[Kind], data: Mapping[str, Any]) -> Kind:
    """The dataclass in `data`, as `Message.unpack` does it."""
    return cast("Kind", _unpack(kind, data))


def packed(value: object) -> object:
    """The dataclass as JSON-ready data, as `Message.pack` has it."""
    return _pack(value)


def _pack(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _pack(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [_pack(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _pack(one) for key, one in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _unpack(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _unpack(next(one for one in get_args(kind) if one is not type(None)), data)
    if origin is tuple:
        return _unpack_tuple(get_args(kind), data)
    if is_dataclass(kind) and isinstance(kind, type):
        known = _hints(kind)
        build: Callable[..., object] = kind
        names = [field.name for field in fields(kind) if field.name in data]
        return build(**{name: _unpack(known[name], data[name]) for name in names})
    return data


def _unpack_tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_unpack(kinds[0], one) for one in data)
    return tuple(_unpack(kind, one) for kind, one in zip(kinds, data, strict=True))
