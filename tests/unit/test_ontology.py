"""Properties: what may be said of an annotation, from which frame on, and what is still open."""

from collections.abc import Iterator
from typing import Any

import pytest

from annotator.ontology.properties import (
    Value,
    check_steps,
    missing,
    parse_properties,
    parse_steps,
    said_of,
    steps_as_json,
    stored_steps,
    value_at,
)
from annotator.ontology.skeleton import Template
from annotator.refusal import Refusal

LIGHT = {
    "id": "l",
    "name": "Light",
    "kind": "choice",
    "options": ["off", "brake"],
    "per_frame": True,
}
DOORS = {"id": "d", "name": "Doors", "kind": "choices", "options": ["left", "right"]}
SPEED = {"id": "s", "name": "Speed", "kind": "number", "required": True}
NOTE = {"id": "n", "name": "Note", "kind": "text", "required": True, "per_frame": True}
PROPERTIES = parse_properties([LIGHT, DOORS, SPEED, NOTE], "properties")


@pytest.mark.row("P21", "Attributes")
def test_a_value_holds_until_the_next_one() -> None:
    steps = parse_steps({"12": {"l": "brake"}, "0": {"l": "off", "d": ["left"]}}, "steps", 60)

    light = said_of(steps, "l")
    assert [value_at(light, frame) for frame in (0, 11, 12, 59)] == [
        "off",
        "off",
        "brake",
        "brake",
    ]
    assert value_at(said_of(steps, "s"), 30) is None
    assert stored_steps(steps_as_json(steps)) == steps


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"0": {"x": "a"}}, "no such property"),
        ({"0": {"l": "blue"}}, "one of off, brake"),
        ({"0": {"d": "left"}}, "a list"),
        ({"0": {"s": "fast"}}, "a number"),
        ({"0": {"n": 4}}, "a text"),
        ({"5": {"s": 4}}, "once, at frame 0"),
    ],
)
def test_what_a_property_does_not_allow_is_refused(said: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        check_steps(parse_steps(said, "steps", 60), PROPERTIES, "steps")


@pytest.mark.parametrize(
    "wrong",
    [
        [LIGHT, LIGHT],
        [LIGHT | {"options": []}],
        [LIGHT | {"options": ["a", "a"]}],
        [SPEED | {"options": ["a"]}],
        [SPEED | {"kind": "color"}],
        [SPEED | {"id": "a b"}],
        [SPEED | {"name": " "}],
        "none",
    ],
)
def test_properties_that_make_no_sense_are_refused(wrong: object) -> None:
    with pytest.raises(Refusal):
        parse_properties(wrong, "properties")


def test_what_is_required_and_open_is_named_with_its_frame() -> None:
    spans = [(0, 10), (20, 30)]
    steps = parse_steps({"0": {"n": "seen", "s": 3}, "15": {"n": None}}, "steps", 60)

    assert [(one.id, at) for one, at in missing({}, spans, PROPERTIES)] == [("s", 0), ("n", 0)]
    assert [(one.id, at) for one, at in missing(steps, spans, PROPERTIES)] == [("n", 20)]
    taken_back = parse_steps({"0": {"n": "seen", "s": 3}, "25": {"n": ""}}, "steps", 60)
    assert [(one.id, at) for one, at in missing(taken_back, spans, PROPERTIES)] == [("n", 25)]
    after = parse_steps({"0": {"n": "seen", "s": 3}, "30": {"n": None}}, "steps", 60)
    assert not list(missing(after, spans, PROPERTIES))


class Counted(dict[int, dict[str, Value]]):
    """Steps that count how often somebody goes through all of them."""

    walks = 0

    def __iter__(self) -> Iterator[int]:
        """Their frames."""
        self.walks += 1
        return super().__iter__()


def test_many_spans_do_not_walk_through_all_steps_each() -> None:
    steps = Counted({at: {"n": "seen", "s": 1.0} for at in range(0, 4_000, 2)})

    assert not list(missing(steps, [(at, at + 1) for at in range(0, 4_000, 2)], PROPERTIES))

    assert steps.walks == 2  # one for each property that is required


def test_a_template_knows_its_joints() -> None:
    joints = [{"name": "head", "x": 0.5, "y": 0}, {"name": "hip", "x": 0.5, "y": 1}]
    template = Template.parse({"joints": joints, "edges": [["head", "hip"]]}, "skeleton")

    assert Template.parse(template.as_json(), "skeleton") == template
    for wrong in (
        {"joints": [*joints, joints[0]]},
        {"joints": joints, "edges": [["head", "foot"]]},
    ):
        with pytest.raises(Refusal):
            Template.parse(wrong, "skeleton")
