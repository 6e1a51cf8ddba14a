"""What is done once something is saved for good."""

from collections.abc import Callable
from typing import ParamSpec

from django.db import transaction

Given = ParamSpec("Given")


def afterwards(do: Callable[Given, object], /, *given: Given.args, **named: Given.kwargs) -> None:
    """Have it done once what is under way is committed; where it fails, that is logged.

    What was saved stands: nobody is told of a failure. (Django logs it by a name that a `partial`
    has not, and would then fail the request after all.)
    """

    def done() -> None:
        do(*given, **named)

    transaction.on_commit(done, robust=True)
