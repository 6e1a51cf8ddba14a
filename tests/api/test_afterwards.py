"""What is done after a save: it waits for the commit, and its failure is nobody's."""

from functools import partial

import pytest
from django.db import transaction

from cliploop.api.afterwards import afterwards


def fail(what: str) -> None:
    """Fail as a broker does that is away."""
    raise ConnectionError(what)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("do", [fail, partial(fail)], ids=["function", "partial"])
def test_what_fails_after_a_save_is_logged_and_the_rest_is_done(
    do: "partial[None]", caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    with transaction.atomic():
        afterwards(do, "The broker is away")
        afterwards(done.append, 1)
        assert done == []

    assert done == [1]
    assert "The broker is away" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_nothing_is_done_after_what_was_taken_back() -> None:
    done: list[int] = []

    def take_back() -> None:
        with transaction.atomic():
            afterwards(done.append, 1)
            raise KeyError

    with pytest.raises(KeyError):
        take_back()

    assert done == []
