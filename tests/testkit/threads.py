"""Trainings whose figures are the same each time."""

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Sums of several threads come in another order each time."""
    # Loaded here: most tests need none of it.
    torch = import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
