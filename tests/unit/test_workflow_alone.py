"""What stages do alone: arrows, shares, and how sure a model is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.learning.sureness import sureness
from annotator.refusal import Refusal
from annotator.workflow.alone import (
    MODEL_FIRST,
    TEMPLATES,
    after_model,
    after_sampling,
    drawn,
)
from annotator.workflow.graph import Graph, Stage, StageKind, parse, validate


def test_each_template_is_a_workflow_that_is_read_as_it_was_written() -> None:
    for graph in TEMPLATES.values():
        validate(graph)
        assert parse(graph.as_json()) == graph


@pytest.mark.row("P31", "Sampling stage")
def test_of_a_thousand_a_fifth_is_drawn_and_by_the_same_seed_the_same() -> None:
    ids = range(5_000, 6_000)

    first, again, other = (drawn(ids, 0.2, seed, 0) for seed in (7, 7, 8))

    assert len(first) == len(other) == 200
    assert first == again == drawn(reversed(ids), 0.2, 7, 0)
    assert first != other
    assert len(first & other) < 100, "another seed draws others"


@given(
    st.lists(st.integers(0, 60), max_size=30),
    st.floats(0, 1),
    st.integers(0, 2**31 - 1),
)
def test_however_few_come_at_a_time_the_share_is_kept_to_within_one(
    sizes: list[int], share: float, seed: int
) -> None:
    passed = chosen = 0
    for size in sizes:
        ids = range(passed, passed + size)
        few = drawn(ids, share, seed, passed)
        assert few <= set(ids)
        passed, chosen = passed + size, chosen + len(few)

    assert abs(chosen - round(share * 10_000) / 10_000 * passed) < 1


def test_sure_clips_are_sampled_and_others_go_to_people() -> None:
    assert after_model(MODEL_FIRST, "model", sure=True).id == "sampling"
    assert after_model(MODEL_FIRST, "model", sure=False).id == "annotate"
    assert after_sampling(MODEL_FIRST, "sampling", is_drawn=True).id == "review"
    assert after_sampling(MODEL_FIRST, "sampling", is_drawn=False).id == "complete"


def test_where_there_is_one_way_all_go_it() -> None:
    graph = Graph(
        (
            Stage("dataset", StageKind.DATASET, "Dataset"),
            Stage("model", StageKind.MODEL, "Model"),
            Stage("review", StageKind.REVIEW, "Review"),
            Stage("complete", StageKind.COMPLETE, "Complete"),
        ),
        (("dataset", "model"), ("model", "review"), ("review", "complete")),
    )

    assert {after_model(graph, "model", sure=sure).id for sure in (True, False)} == {"review"}
    with pytest.raises(Refusal, match="No arrow leads on from Complete"):
        after_model(graph, "complete", sure=True)


@pytest.mark.parametrize(
    ("shares", "single", "sure"),
    [
        ([0.7, 0.2, 0.1], True, 0.7),
        ([0.9, 0.95], False, 0.9),
        ([0.02, 0.6], False, 0.6),
        ([0.02, 0.4], False, 0.6),
        ([], True, 0.0),
        ([], False, 0.0),
    ],
)
def test_how_sure_a_model_is(shares: list[float], single: bool, sure: float) -> None:
    assert sureness(shares, single=single) == pytest.approx(sure)
