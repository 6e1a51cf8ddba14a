"""Lets packages load without torch's compiler, where nothing is ever compiled.

timm and torchvision only mark some functions as none of its business, and load all of it for that:
two seconds of the processor in each process that looks at clips.
"""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_NAMES = ("torch._dynamo", "torch._dynamo.utils")


class _StandIn(ModuleType):
    """What packages ask the compiler while they load; whoever asks for more gets the real one."""

    def disable(self, function: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
        """The function itself: nobody would compile it."""
        return function or (lambda given: given)

    def is_compile_supported(self, device: str) -> bool:
        """What the real one says, once it is called."""
        return bool(self.__getattr__("is_compile_supported")(device))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # imports ask for those, and who looks through all modules
            raise AttributeError(name)
        _take_out()
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def uncompiled() -> Iterator[None]:
    """Meanwhile nothing that is imported loads the compiler; what has loaded it before stays."""
    if _NAMES[0] not in sys.modules:
        sys.modules |= {name: _StandIn(name) for name in _NAMES}
    try:
        yield
    finally:
        _take_out()


def _take_out() -> None:
    for name in _NAMES:
        if isinstance(sys.modules.get(name), _StandIn):
            del sys.modules[name]
