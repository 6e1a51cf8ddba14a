"""Where a model looked: at what tells the class, when it is there, and nowhere else."""

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import torch

from annotator.contracts.learning import ModelTrained, TrainModel
from annotator.contracts.outside import ENTRY
from annotator.contracts.saliency import Place, SaliencyShown, ShowSaliency, can_show
from annotator.learning.regimes import AVERAGE
from annotator.learning.saliency import told
from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import entry
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.clips.snapshots import put_json
from mlworker.features.parts import bounds
from mlworker.features.views import STEPS
from mlworker.saliency import gradients
from mlworker.saliency.gradients import above, integrated
from mlworker.saliency.show import show
from mlworker.training.heads import HEADS, Kind
from mlworker.training.lesson import Lesson
from mlworker.training.run import train
from mlworker.zoo.looking import unit
from mlworker.zoo.readings import READERS
from mlworker.zoo.registry import build
from testkit.drawn import COLORS, Frames, Shelf, Told, colored
from testkit.families import COLOR, Learned, learn, shown
from testkit.kept import views
from testkit.networks import OWN, smallest
from testkit.seen import pixels

PARTS = (*("train",) * 8, "validation", *("test",) * 3)
SIZE, SIDE, FRAMES, PART = 64, 22, 12, 4
DECOY = (250, 250, 250)
TINY = {"preset": "tiny", "epochs": 30, "augment": "none", "head_lr": 2e-3}


@dataclass(frozen=True)
class Scene:
    """A colored square that is there for a third of the clip, and a white one that always is.

    The ground is noise on a gray that differs from clip to clip.
    """

    label: int
    seed: int

    @property
    def begin(self) -> int:
        """The first frame with the colored square; it stays for four."""
        return PART * (self.seed % 3)

    @property
    def corners(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Top and left of the colored square, and of the white one beside it."""
        rng = np.random.default_rng(self.seed)
        top, other = rng.integers(0, SIZE - SIDE, 2).tolist()
        left, right = rng.integers(0, 10, 2).tolist()
        sides = [left, SIZE - SIDE - right]
        if rng.random() < 0.5:
            sides.reverse()
        return (top, sides[0]), (other, sides[1])

    def frames(self) -> Frames:
        """The pictures."""
        rng = np.random.default_rng([self.seed, 1])
        (top, left), (other, right) = self.corners
        gray = int(rng.integers(60, 190))
        for at in range(FRAMES):
            noise = rng.integers(-30, 31, (SIZE, SIZE, 1)).repeat(3, axis=2)
            picture = (gray + noise).astype(np.uint8)
            picture[other : other + SIDE, right : right + SIDE] = DECOY
            if self.begin <= at < self.begin + PART:
                picture[top : top + SIDE, left : left + SIDE] = COLORS[self.label]
            yield picture

    def holds(self, down: float, across: float) -> bool:
        """Whether a place, in shares of the picture, lies in the colored square."""
        (top, left), _ = self.corners
        y, x = down * SIZE, across * SIZE
        return top <= y < top + SIDE and left <= x < left + SIDE


# Of each recording three of each class.
SCENES = [
    (source, Scene(label, 100 * source + 10 * label + copy))
    for source in range(len(PARTS))
    for label in (0, 1)
    for copy in range(3)
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("scenes"))
    for source, scene in SCENES:
        shelf.add(scene.frames(), scene.label + 1, f"s{source}", PARTS[source])
    return shelf


def learned(shelf: Shelf, card: str, options: dict[str, Any]) -> ModelTrained:
    """A version of an entry."""
    asked = TrainModel("job", "token", shelf.url, shelf.snapshot(), card, "", classes=(1, 2))
    return train(replace(asked, options=options, seed=3), Told())


def asked(shelf: Shelf, weights_key: str, card_key: str, **more: Any) -> ShowSaliency:
    """Of each tested clip where the version looked to say what is true of it."""
    places = tuple(
        Place(one.item_id, 0, FRAMES, one.spans[0].class_id)
        for one in shelf.samples
        if one.part == "test"
    )
    ask = ShowSaliency("job", "t", shelf.url, weights_key, card_key, shelf.snapshot(), places)
    return replace(ask, **more)


def rows(shelf: Shelf, reply: SaliencyShown) -> list[dict[str, Any]]:
    """What was found, clip by clip."""
    text = blobs.fetch(shelf.url, reply.saliency_key).read_text()
    return [json.loads(line) for line in text.splitlines()]


def hits(found: list[dict[str, Any]]) -> tuple[float, float]:
    """How often the strongest place is in the colored square, and its moment when it is there."""
    inside, then = [], []
    for row in found:
        _, scene = SCENES[row["item_id"] - 1]
        inside.append(scene.holds(*strongest(row)))
        frame = row["moments"][row["peak"]]["frame"]
        then.append(scene.begin <= frame < scene.begin + PART)
    return float(np.mean(inside)), float(np.mean(then))


def strongest(row: dict[str, Any]) -> tuple[float, float]:
    """How far down and across the middle of the strongest place lies, in shares of the picture."""
    down, across = np.divmod(int(pixels(row, row["peak"]).argmax()), row["columns"])
    return (down + 0.5) / row["rows"], (across + 0.5) / row["columns"]


@pytest.mark.row("E24", "Saliency maps / attention heat-maps")
@pytest.mark.parametrize(
    ("card", "options", "moments"),
    # The mean over time, which the quick learner reads, does not tell when.
    [("probe_lite0", {}, False), ("frame_lite0", TINY, True)],
    ids=["frozen", "network"],
)
def test_it_looked_at_what_tells_the_class_and_not_beside(
    shelf: Shelf, card: str, options: dict[str, Any], moments: bool
) -> None:
    model, said = learned(shelf, card, options), Told()
    assert model.metrics["accuracy"] >= 0.9

    reply = show(asked(shelf, model.weights_key, model.card_key), said)

    found = rows(shelf, reply)
    assert (reply.shown, len(found), reply.failed) == (18, 18, {})
    inside, then = hits(found)
    assert inside >= 0.9
    assert not moments or then >= 0.9
    assert said.progress[-1][:2] == (18, 18)


def test_of_a_head_that_knows_parts_each_part_is_looked_into_by_itself(shelf: Shelf) -> None:
    place = "job", "t", shelf.url, shelf.snapshot(), "probe_lite0", "weak", (1, 2)
    model = train(TrainModel(*place, task="multi", seed=3), Told())
    tested = [one for one in shelf.samples if one.part == "test"]
    begins = (SCENES[one.item_id - 1][1].begin for one in tested)
    # The second part of those that show the square.
    parts = (bounds(0, FRAMES)[begin * STEPS // FRAMES + 1] for begin in begins)
    places = tuple(
        Place(one.item_id, *part, one.spans[0].class_id)
        for one, part in zip(tested, parts, strict=True)
    )

    reply = show(asked(shelf, model.weights_key, model.card_key, places=places), Told())

    found = rows(shelf, reply)
    assert (reply.shown, reply.failed) == (18, {})
    inside, then = hits(found)
    # The square is an eighth of the picture. What parts look like is told by the last map alone,
    # whose places see nearly all of so small a picture: a plane that was told of each part finds
    # the square in .44 to .83.
    assert inside >= 0.4
    assert then == 1.0
    other = asked(shelf, model.weights_key, model.card_key, places=(Place(1, 0, FRAMES, 1),))
    assert list(show(other, Told()).failed) == ["1"]


@pytest.mark.row("E24", "Saliency maps / attention heat-maps")
@pytest.mark.parametrize("card", ["crnn_gru", "r3d_18", "tsn_lite0"])
def test_networks_look_at_the_square_that_tells_the_color(card: str) -> None:
    found = learn(entry(card), COLOR)
    assert found.accuracy >= 0.9

    assert np.mean([lies_inside(found, seed) for seed in range(5000, 5030)]) >= 0.9


def lies_inside(learned: Learned, seed: int) -> bool:
    """Whether the strongest place is in the square of a clip that the network never saw."""
    label, frames = seed % 3, list(colored(seed % 3, seed))
    pictures = torch.from_numpy(shown(iter(frames), learned.sight))

    def says(clip: torch.Tensor) -> torch.Tensor:
        return above(learned.network(clip[None])[0], label, single=True)

    spoken = integrated(says, unit(pictures.permute(0, 3, 1, 2)[None])[0])
    down, across = strongest(told(spoken.numpy(), range(len(pictures))))
    square = (frames[0] == COLORS[label]).all(axis=2)
    return bool(square[int(down * SIZE), int(across * SIZE)])


@pytest.mark.parametrize("card", OWN, ids=lambda one: one.key)
def test_every_network_says_where_it_looked(card: Entry) -> None:
    torch.manual_seed(0)
    shape = smallest(card)
    network = build(card, shape).eval().requires_grad_(False)
    clip = torch.rand(3 + 2 * card.flow_pairs, shape.frames, shape.size, shape.size)

    found = integrated(lambda one: network(one[None])[0, 1], clip)

    assert found.shape == clip.shape[1:]
    assert bool(found.isfinite().all())
    assert float(found.abs().max()) > 0


def test_pixels_add_up_to_what_a_network_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradients, "POINTS", 200)
    torch.manual_seed(0)
    card = entry("frame_lite0")
    network = build(card, smallest(card)).eval().requires_grad_(False).double()
    clip = torch.rand(3, 4, 32, 32, dtype=torch.double)

    found = integrated(lambda one: network(one[None])[0, 1], clip)

    plain = clip.flatten(1).median(dim=1).values[:, None, None, None].expand_as(clip)
    moved = network(clip[None])[0, 1] - network(plain[None])[0, 1]
    assert float(found.sum()) == pytest.approx(float(moved), rel=0.02)


def test_pixels_of_a_curve_add_up_exactly_as_its_integral() -> None:
    clip = torch.zeros(1, 1, 2, 4, dtype=torch.double)
    clip[0, 0, 0, 0] = 2.0

    found = integrated(lambda one: (one**2).sum(), clip)

    assert found.sum() == pytest.approx(4.0)
    assert found[0, 0, 0] == pytest.approx(4.0)


@pytest.mark.parametrize("wanted", HEADS, ids=lambda one: one.name)
def test_every_head_answers_the_same_with_a_gradient(wanted: Kind) -> None:
    words = {"head" if wanted.name in dict(READERS) else "match": wanted.name, "penalty": 16.0}
    head = wanted.fit(views(8, 1), Lesson(True, 1, words))
    clips = views(5, 2).groups
    groups = {name: torch.from_numpy(one).float().requires_grad_() for name, one in clips.items()}

    said = head.answer({name: groups[name] for name in head.reads})

    np.testing.assert_allclose(said.detach().numpy(), head.logits(clips), atol=1e-3)
    seen = torch.autograd.grad(said[:, 0].sum(), [groups[name] for name in head.reads])
    assert any(float(one.abs().max()) > 0 for one in seen)


def test_of_several_labels_each_is_for_itself() -> None:
    logits = torch.tensor([1.0, 2.0, 6.0])

    assert above(logits, 2, single=True) == 4.5
    assert above(logits, 2, single=False) == 6.0
    assert above(logits[:1], 0, single=True) == 1.0


def test_nobody_looks_into_a_model_that_lives_elsewhere_or_is_several(shelf: Shelf) -> None:
    for name, why in ((ENTRY, "lives elsewhere"), (AVERAGE.key, "the mean of several")):
        key = put_json(shelf.url, {"entry": name})
        with pytest.raises(Refusal, match=why):
            show(asked(shelf, "", key), Told())
    can_show({"entry": "probe_lite0"})


def test_what_cannot_be_shown_is_told_and_the_rest_goes_on(shelf: Shelf) -> None:
    model = learned(shelf, "frame_lite0", {"preset": "tiny", "epochs": 1})
    good = Place(1, 0, FRAMES, 1)
    places = (Place(999, 0, FRAMES, 1), Place(2, 0, FRAMES, 77), good)

    reply = show(asked(shelf, model.weights_key, model.card_key, places=places), Told())

    assert reply.shown == 1
    assert [one["item_id"] for one in rows(shelf, reply)] == [good.item_id]
    assert reply.failed == {
        "999": "This clip is not among those that the model was trained with",
        "2": "This model does not know class 77",
    }
