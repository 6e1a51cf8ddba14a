"""A short day in Chromium: from clips that nobody labeled to a model whose guesses are accepted."""

from pathlib import Path

from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.day import Lead

PER_CLASS, FIRST, MORE, LOOK_MS = 12, 12, 4, 150
# The project's name and classes and two clicks, one drop, the way to quick-tag twice, two keys to
# train, one click to run; and one key for each clip.
AROUND = 4 + 1 + 2 + 2 + 1


def test_a_lead_gets_from_no_label_to_a_models_guesses_by_a_key_each(
    lead: Person, tmp_path: Path
) -> None:
    clips = draw_clips(tmp_path, per_class=PER_CLASS, seed=5)
    ada = Lead(lead, {path.name: path.parent.name for path in clips}, LOOK_MS)

    ada.make_project("A day")
    ada.upload(clips)
    ada.label(FIRST)
    model = ada.train()
    assert model is not None
    assert model["state"] == "live"
    ada.run_model()
    ada.label(MORE)

    assert ada.counter.count == AROUND + FIRST + MORE
    assert ada.accepted + ada.corrected > 0
    tagged = ada.ask("GET", "items?limit=200&label=human")["results"]
    assert len(tagged) == FIRST + MORE
    assert all([tag["class"] for tag in one["tags"]] == [ada.truth[one["name"]]] for one in tagged)
