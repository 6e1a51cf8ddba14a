"""What a network of the zoo learns of clips whose class only color, motion or order tells."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from annotator.learning.options import chosen
from annotator.learning.regimes import FINE_TUNE
from annotator.learning.zoo.entry import FULL, TINY, Entry
from mlworker.clips.movement import LEAST, NONE, Search
from mlworker.clips.sight import COLORS, Sight, sight_of
from mlworker.training.checkpoints import Place
from mlworker.training.clips import Clips
from mlworker.training.loop import fit
from mlworker.training.material import Material
from mlworker.zoo.looking import look
from mlworker.zoo.network import ClipNetwork
from testkit.drawn import RATE, Told, colored, moving, ordered

Pictures = npt.NDArray[np.uint8]
TESTED = 100
WORDS = {"batch": 16, "augment": "none"}
# Tiny networks take larger steps than those that their cards are made for.
FASTER = 2


@dataclass(frozen=True)
class Family:
    """Clips of `classes` by `draw(label, seed)`; so many and at least so often they are learned."""

    key: str
    draw: Callable[[int, int], Iterator[Pictures]]
    classes: int
    clips: int
    epochs: int


COLOR = Family("color", colored, 3, clips=60, epochs=10)
MOTION = Family("motion", moving, 4, clips=200, epochs=14)
ORDER = Family("order", ordered, 2, clips=120, epochs=20)
FAMILIES = (COLOR, MOTION, ORDER)
# What came first is told at once, and then there is nothing for a long time.
EARLY = Family("early", partial(ordered, frames=32, within=4), 2, clips=160, epochs=20)


@dataclass(frozen=True)
class Learned:
    """A network that was fitted, what it saw in tests, how often it was right, and how fast."""

    network: ClipNetwork
    sight: Sight
    accuracy: float
    clips_per_second: float


def learn(card: Entry, family: Family, seed: int = 0, **wanted: Any) -> Learned:
    """The tiny form of an entry fitted on clips of a family, and tried on 100 others.

    `seed` chooses clips and first weights. `wanted`: options of the training, as a run has them.
    """
    usual = {
        "preset": TINY if card.tiny else FULL,
        "epochs": max(family.epochs, int(card.options["epochs"])),
        "head_lr": FASTER * card.options["head_lr"],
    }
    words = {**WORDS, **usual, **wanted}
    classes = tuple(range(1, family.classes + 1))
    options = chosen(card, FINE_TUNE, words, classes)
    sight = replace(sight_of(card, options), views=1)
    clips, pictures = taken(family, seed, sight)
    teaches = np.arange(len(pictures)) < family.clips
    material = Material(card, options, clips, pictures, True, seed, Told(), classes=classes)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder).as_uri(), "job", card.key, family.key)
        network = fit(material, teaches, np.zeros_like(teaches), place).network
    begun = time.process_time()
    said = look(network, pictures, np.flatnonzero(~teaches), TESTED)
    took = time.process_time() - begun
    right = said.argmax(axis=1) == clips.targets[~teaches].argmax(axis=1)
    return Learned(network, sight, float(right.mean()), TESTED / took)


@lru_cache(maxsize=1)
def taken(family: Family, seed: int, sight: Sight) -> tuple[Clips, Pictures]:
    """A family's clips as a network sees them: those that teach, then 100 for tests.

    The last ones are kept, since to find how things move takes as long as a fit.
    """
    count = family.clips + TESTED
    labels = np.arange(count) % family.classes
    # Whoever numbers clips by their label must not tell the label by the number.
    seeds = np.random.default_rng([seed, 7]).permutation(count) + 1000 * seed
    drawn = zip(labels.tolist(), seeds.tolist(), strict=True)
    pictures = np.stack([shown(family.draw(label, one), sight) for label, one in drawn])
    pictures.flags.writeable = False
    targets = np.eye(family.classes)[labels]
    clips = Clips((), targets, np.ones(count), seeds.astype(str), np.full(count, "train"))
    return clips, pictures


def shown(frames: Iterator[Pictures], sight: Sight) -> Pictures:
    """What a network sees of drawn frames, as of a file: (frames, size, size, channels)."""
    pictures = list(frames)
    places = sight.indices(len(pictures), Fraction(RATE), None).tolist()
    into = np.full((sight.frames, sight.size, sight.size, sight.channels), NONE, np.uint8)
    for slot, at in enumerate(places):
        into[slot, ..., :COLORS] = _small(pictures[at], sight.size)
    if sight.flow_pairs:
        moves = _moves(pictures, sight.size)
        for slot, at in enumerate(places):
            first = max(0, min(at, len(pictures) - 1 - sight.flow_pairs))
            for pair, move in enumerate(moves[first : first + sight.flow_pairs]):
                into[slot, ..., COLORS + 2 * pair : COLORS + 2 * pair + 2] = move
    return into


def _moves(pictures: Sequence[Pictures], size: int) -> list[Pictures]:
    side = max(size, LEAST)
    grays = [cv2.cvtColor(_small(one, side), cv2.COLOR_RGB2GRAY) for one in pictures]
    search = Search()
    pairs = pairwise(np.asarray(one, np.uint8) for one in grays)
    return [search.kept(one, other, size) for one, other in pairs]


def _small(picture: Pictures, size: int) -> Pictures:
    return np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
