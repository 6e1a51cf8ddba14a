"""Graphs of stages: what moves along the arrows, and which graphs are refused."""

from typing import Any

import pytest

from annotator.refusal import Code, Refusal
from annotator.workflow.alone import TEMPLATES
from annotator.workflow.graph import DEFAULT, Step, advance, parse, published


def graph(*arrows: str, **kinds: str) -> dict[str, Any]:
    stages = [{"id": one, "kind": kind, "name": one.title()} for one, kind in kinds.items()]
    return {"stages": stages, "arrows": [arrow.split(">") for arrow in arrows]}


@pytest.mark.row("P26", "Workflow Dataset → Annotate → Review → Complete")
@pytest.mark.parametrize(
    ("stage", "step", "expected"),
    [
        ("dataset", Step.TAKE, "annotate"),
        ("annotate", Step.SUBMIT, "review"),
        ("review", Step.APPROVE, "complete"),
        ("review", Step.REJECT, "annotate"),
    ],
)
def test_each_step_follows_its_arrow(stage: str, step: Step, expected: str) -> None:
    assert advance(DEFAULT, stage, step).id == expected


@pytest.mark.parametrize("step", Step)
def test_nothing_leaves_complete(step: Step) -> None:
    with pytest.raises(Refusal) as caught:
        advance(DEFAULT, "complete", step)

    assert caught.value.code is Code.WRONG_STAGE


def test_the_default_graph_is_valid_and_survives_json() -> None:
    assert parse(DEFAULT.as_json()) == DEFAULT


def test_without_review_submitting_completes() -> None:
    short = parse(
        graph("in>work", "work>done", **{"in": "dataset"}, work="annotate", done="complete")
    )

    assert advance(short, "work", Step.SUBMIT).id == "done"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "object"),
        ({"stages": {}, "arrows": []}, "list"),
        (graph(work="annotate"), "dataset"),
        (graph("a>b", a="dataset", b="annotate"), "dead end"),
        (graph("a>c", a="dataset", b="complete", c="complete"), "out of reach"),
        (graph("a>b", a="dataset", b="teapot"), "one of"),
        (graph("a>z", a="dataset", b="complete"), "No arrow"),
        (graph("a>a", "a>b", a="dataset", b="complete"), "No arrow"),
        (graph("A>b", A="dataset", b="complete"), "small letters"),
        ({"stages": [{"id": "a", "kind": "dataset", "name": " "}], "arrows": []}, "characters"),
        ({"stages": [{"id": "a", "kind": "dataset", "name": "A"}], "arrows": [1]}, "pair"),
        ({"stages": [{"id": "a", "kind": "dataset", "name": "A"}] * 2, "arrows": []}, "one id"),
        ({"stages": [{}] * 51, "arrows": []}, "at most 50"),
    ],
)
def test_a_graph_that_cannot_work_is_refused_with_the_reason(data: object, why: str) -> None:
    with pytest.raises(Refusal, match=why) as caught:
        parse(data)

    assert caught.value.code is Code.INVALID


RINGS = [
    ("in>m n>m m>n m>done", {"m": "model", "n": "model"}),
    ("in>m m>s s>m s>done", {"m": "model", "s": "sampling"}),
]


@pytest.mark.parametrize(("arrows", "kinds"), RINGS, ids=["models", "sampling"])
def test_a_ring_without_people_is_never_published_but_read_where_it_is(
    arrows: str, kinds: dict[str, str]
) -> None:
    ring = graph(*arrows.split(), **{"in": "dataset"}, **kinds, done="complete")

    assert parse(ring).as_json() == ring
    with pytest.raises(Refusal, match="without people"):
        published(ring)


def test_a_ring_with_people_in_it_is_published() -> None:
    kinds = {"in": "dataset", "m": "model", "work": "annotate", "done": "complete"}
    ring = graph("in>m", "m>work", "work>m", "work>done", **kinds)

    assert published(ring).as_json() == ring
    for one in TEMPLATES.values():
        assert published(one.as_json()) == one
