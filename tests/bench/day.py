"""A lead's day: 200 clips of four motions, no label, until a model knows nine of ten.

Once in the order of the loop, once in a random one. Motions are as frequent as in life: one is more
than half of the clips, one a tenth. What a model knows is asked on sixty clips that nobody labels,
of all motions alike. Both days begin with a copy of one installation, so that all else is the same.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import mean
from tempfile import TemporaryDirectory

import psycopg
from playwright.sync_api import sync_playwright

from testkit.browser import FLAGS, SIZE, Person, chromium
from testkit.clips import WAYS, draw_clips
from testkit.day import Exam, Lead
from testkit.figures import tell
from testkit.stack import Stack, place, running

CLIPS, EXAM, EVERY, GOAL, SEEDS = 200, 60, 10, 0.9, 3
TARGET_RATIO = 0.5
# Of the k-th of four motions, so many clips in 200: as 1 / k^1.3. `--even` has fifty of each.
TAIL, EVEN = (110, 45, 27, 18), (50, 50, 50, 50)
# A person needs this long to see what a clip is.
LOOK_MS = 700
ORDERS = ("useful", "random")


@dataclass
class Day:
    """How a day went. `knew`: the share of the exam that a model was right about, by labels."""

    order: str
    seed: int
    knew: dict[int, float] = field(default_factory=dict)
    interactions: int = 0
    accepted: int = 0
    corrected: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def labels(self) -> int:
        """How many labels there were when a model knew enough; all of them where none did."""
        return next((count for count, share in self.knew.items() if share >= GOAL), CLIPS)

    @property
    def spent(self) -> float:
        """All seconds."""
        return sum(self.seconds.values())

    @property
    def line(self) -> str:
        """The day in one line."""
        spent = " ".join(f"{name} {one:.0f}" for name, one in self.seconds.items())
        return (
            f"{self.seed:4} {self.order:7}{self.labels:5} labels, {self.interactions} "
            f"interactions, {self.accepted} accepted, {self.corrected} corrected, "
            f"{self.spent:.0f} s: {spent}\n"
        )


def draw(
    folder: Path, counts: Sequence[int], seed: int, mark: str
) -> tuple[list[Path], dict[str, str]]:
    """So many clips a motion in a random order, named by number, and what each shows by its name.

    Which motion is the most frequent one is anew by the seed.
    """
    chance = Random(seed)
    drawn: list[Path] = []
    for way, count in zip(chance.sample(sorted(WAYS), len(WAYS)), counts, strict=True):
        drawn += draw_clips(folder, per_class=count, seed=chance.getrandbits(32), ways=[way])
    chance.shuffle(drawn)
    paths, truth = [], {}
    for number, path in enumerate(drawn):
        paths.append(path.rename(folder / f"{mark} {number:03}.mp4"))
        truth[paths[-1].name] = path.parent.name
    return paths, truth


@dataclass
class Pool:
    """An installation where all clips lie ready and none is labeled; both days begin with it."""

    folder: Path
    seed: int
    truth: dict[str, str]
    answers: dict[str, str]
    project: int = 0
    interactions: int = 0
    seconds: float = 0.0


@contextmanager
def at_work(folder: Path) -> Iterator[tuple[Stack, Person]]:
    """An installation that runs, and its admin at a browser."""
    with running(folder) as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport=SIZE)
        page = context.new_page()
        page.goto(stack.sign_in_link())
        page.wait_for_url(f"{stack.url}/")
        yield stack, Person("Ada", "", context, page, stack.url)
        browser.close()


def begin(folder: Path, clips: Path, seed: int, counts: Sequence[int]) -> Pool:
    """Make the project, and upload the day's clips and those of the exam."""
    paths, truth = draw(clips / "day", counts, seed, "clip")
    known, answers = draw(clips / "exam", [EXAM // len(WAYS)] * len(WAYS), 1_000 + seed, "exam")
    pool = Pool(folder, seed, truth, answers)
    with at_work(folder) as (stack, person):
        lead = Lead(person, truth)
        lead.make_project("A day")
        Exam(lead, answers).bring(stack, known)
        lead.upload(paths)
        lead.wait(lambda: is_ordered(lead), "each clip has its vectors")
    pool.project, pool.interactions = lead.project, lead.counter.count
    pool.seconds = sum(lead.seconds.values())
    return pool


def is_ordered(lead: Lead) -> bool:
    """Whether the resident worker has seen each clip that waits."""
    found = lead.ask("GET", "instant")
    return bool(found["pool"] >= CLIPS and found["unseen"] == 0)


@contextmanager
def by_chance(stack: Stack) -> Iterator[None]:
    """The resident worker is held, and the order that it gave is taken off: the oldest come first.

    As they were shuffled before they were uploaded, that is a random order.
    """
    part, state = stack.part("instant"), stack.state()
    assert part is not None
    assert state is not None
    part.suspend()
    try:
        with psycopg.connect(state["environment"]["DATABASE_URL"], autocommit=True) as database:
            database.execute("UPDATE datasets_item SET priority = NULL, reason = NULL")
        yield
    finally:
        part.resume()


def spend(pool: Pool, order: str) -> Day:
    """One day, on a copy of the installation. `random`: the resident worker is held all day."""
    day, folder = Day(order, pool.seed), pool.folder.with_name(order)
    # As it lies: what belongs to the database's own user stays theirs.
    subprocess.run(["cp", "--archive", str(pool.folder), str(folder)], check=True)
    with at_work(folder) as (stack, person):
        lead = Lead(person, pool.truth, LOOK_MS, pool.project)
        with by_chance(stack) if order == "random" else nullcontext():
            work(lead, Exam(lead, pool.answers), day)
    day.interactions = pool.interactions + lead.counter.count
    day.seconds = {"upload": pool.seconds, **lead.seconds}
    day.accepted, day.corrected = lead.accepted, lead.corrected
    shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(day.line)
    sys.stdout.flush()
    return day


def work(lead: Lead, exam: Exam, day: Day) -> None:
    """Label, train, see what the model knows, have it say what it can; until one knows enough."""
    while lead.labels < CLIPS:
        lead.label(EVERY)
        model = lead.train()
        if model is None:
            continue
        share = day.knew[lead.labels] = exam.sit(model["id"])
        said = model["metrics"]["accuracy"]
        sys.stdout.write(f"     {day.order:7}{lead.labels:5} labels {share:7.3f} said {said:.3f}\n")
        sys.stdout.flush()
        if share >= GOAL:
            break
        # A run orders the queue too: by chance means by chance.
        if day.order == "useful":
            lead.run_model()


def main() -> None:
    """Print each day, and one JSON line: labels by the loop's order over those in a random one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=list(range(1, SEEDS + 1)))
    parser.add_argument("--even", action="store_true", help="all motions alike")
    asked = parser.parse_args()
    days: list[Day] = []
    for seed in asked.seeds:
        with place() as folder, TemporaryDirectory() as clips:
            pool = begin(folder, Path(clips), seed, EVEN if asked.even else TAIL)
            days += [spend(pool, order) for order in ORDERS]
    means = {
        f"{order}_{name}": mean(getattr(one, name) for one in days if one.order == order)
        for order in ORDERS
        for name in ("labels", "interactions", "spent")
    }
    ratio = means["useful_labels"] / means["random_labels"]
    knew = [max(one.knew.values(), default=0.0) for one in days if one.order == "useful"]
    met = ratio <= TARGET_RATIO and min(knew) >= GOAL
    detail = {name: round(figure, 1) for name, figure in means.items()}
    tell("day", round(ratio, 3), "of random's labels", TARGET_RATIO, met=met, **detail)


if __name__ == "__main__":
    main()
