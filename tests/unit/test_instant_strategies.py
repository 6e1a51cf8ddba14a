"""The resident loop orders by what a lead chose, where that has something to go by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.strategies.mix import Why
from annotator.strategies.registry import DEFAULT, STRATEGIES
from testkit.resident import Loop, front, pool, sample


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """A loop with nothing in it."""
    made = Loop(tmp_path)
    yield made
    made.close()


@pytest.mark.row("L19", "Active learning")
def test_each_strategy_orders_all_and_chance_keeps_its_tenth(loop: Loop) -> None:
    samples = pool(60, told=20)
    loop.keep(samples)
    state = loop.state(samples)
    orders = {}

    for version, one in enumerate(STRATEGIES, 1):
        told = loop.answer(loop.ask(state, version, strategy=one.name))
        assert (told.strategy, told.error) == (one.name, "")
        assert sorted(front(told)) == list(range(21, 61))
        assert len(told.drawn) == 4
        orders[one.name] = tuple(front(told))

    # Margin, confidence, entropy and the committees of one model are of one mind about two
    # classes; the others are not.
    assert len(set(orders.values())) > len(STRATEGIES) / 2


def test_without_labels_or_vectors_the_default_orders_and_says_so(loop: Loop) -> None:
    samples = [sample(one) for one in range(1, 31)]
    blind = loop.answer(loop.ask(loop.state(samples), 1, strategy="coreset"))
    loop.keep(samples)
    doubt = loop.answer(loop.ask(loop.state(samples), 2, strategy="margin"))
    apart = loop.answer(loop.ask(loop.state(samples), 3, strategy="coreset"))
    unknown = loop.answer(loop.ask(loop.state(samples), 4, strategy="of a later version"))

    assert [told.strategy for told in (blind, doubt, apart, unknown)] == ["", "", "coreset", ""]
    assert loop.answer(loop.ask(loop.state(samples), 5, strategy=DEFAULT)).strategy == ""
    assert {row["why"] for row in doubt.front} == {str(Why.DIVERSE), str(Why.AUDIT)}
