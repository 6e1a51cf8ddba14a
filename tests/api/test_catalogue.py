"""The catalogue of networks, and the card of a version."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from annotator.learning.modelcard import Section, markdown
from annotator.learning.zoo.registry import ENTRIES
from cliploop.learning.models import Model
from cliploop.registry.catalogue import catalogue
from cliploop.serving.models import Speed
from testkit.cast import Cast
from testkit.labeled import labeled, make_model

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("P45", "Public models")
def test_the_catalogue_lists_every_network(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.CLIPLOOP_WEIGHTS = ""
    listed = {one["key"]: one for one in cast.get(cast.vic, "catalogue").json}
    assert list(listed) == [one.key for one in ENTRIES]
    for entry in ENTRIES:
        told = listed[entry.key]
        assert told["license"] == entry.license != ""
        assert told["parameters"] == entry.full.parameters
        assert told["weights_present"] == (entry.weights == "packaged")
    assert listed["probe_lite0"]["tiny_parameters"] is None
    assert listed["frame_lite0"]["tiny_parameters"] == 68_628

    settings.CLIPLOOP_WEIGHTS = str(tmp_path)
    (tmp_path / "r3d_18.safetensors").write_bytes(b"")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    there = {one["key"] for one in cast.get(cast.vic, "catalogue").json if one["weights_present"]}

    assert there - {one.key for one in ENTRIES if one.weights == "packaged"} == {
        "r3d_18",
        "hf_local",
    }
    assert cast.get(cast.dan, "catalogue").status == 404


@pytest.mark.row("F12", "Efficiency drive")
def test_the_catalogue_says_how_large_and_how_fast_each_network_is(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    def speed(preset: str, device: str, clips: float, hour: int, error: str = "") -> Speed:
        figures = {} if error else {"clips_per_second": clips}
        at = datetime(2026, 11, 1, hour, tzinfo=UTC)
        return Speed(
            entry="frame_lite0", preset=preset, device=device, figures=figures, error=error,
            versions={}, measured_at=at,
        )  # fmt: skip

    Speed.objects.bulk_create(
        [
            speed("full", "old", 3.0, 1),
            speed("full", "new", 9.5, 2),
            speed("full", "broken", 0.0, 3, "out of memory"),
            speed("tiny", "new", 1330.0, 2),
        ]
    )

    listed = {one["key"]: one for one in cast.get(cast.vic, "catalogue").json}

    told = listed["frame_lite0"]
    assert (told["parameters"], told["clips_per_second"]) == (4_652_008, 9.5)
    assert (told["tiny_parameters"], told["tiny_clips_per_second"]) == (68_628, 1330.0)
    assert listed["r3d_18"]["clips_per_second"] is None
    with django_assert_num_queries(1):
        assert len(catalogue()) == len(ENTRIES)


@pytest.fixture
def model(cast: Cast) -> Model:
    items = labeled(cast)
    both = (cast.fight.pk, cast.normal.pk)
    report = [
        {
            "item_id": item.pk,
            "start": 0,
            "end": 80,
            "truth": both[at % 2],
            "predicted": both[at % 2] if at else both[1],
            "unknown": [],
            "probabilities": [0.9, 0.1] if at % 2 == 0 else [0.2, 0.8],
            "before": [0.8, 0.2] if at % 2 == 0 else [0.3, 0.7],
        }
        for at, item in enumerate(items)
    ]
    return make_model(cast, report=report)


def test_a_card_says_what_a_version_is(cast: Cast, model: Model) -> None:
    card = cast.get(cast.vic, f"models/{model.pk}/card").json

    parts = {one["title"]: one for one in card["sections"]}
    assert list(parts) == [
        "Model", "Use", "Data", "Training", "Figures", "By class", "Limits", "Notes",
    ]  # fmt: skip
    facts = dict(parts["Model"]["rows"])
    assert facts["License of the first weights"].startswith("Apache-2.0")
    assert facts["SHA-256 of its weights"] == model.weights_key
    assert facts["Parameters"].startswith("3,371,008")
    release = model.run.release
    assert release.hash in parts["Data"]["text"][0]
    assert [row[0] for row in parts["Data"]["rows"]] == ["train", "validation", "test"]
    assert ["Seed", "0"] in parts["Training"]["rows"]
    figures = {row[0]: row[1:] for row in parts["Figures"]["rows"]}
    assert "10 recordings" in parts["Figures"]["text"][0]
    low, high = (float(one) for one in figures["Accuracy"][1].split(" to "))
    assert 0.0 <= low <= float(figures["Accuracy"][0]) <= high <= 1.0
    assert [row[0] for row in parts["By class"]["rows"]] == ["fight", "normal"]
    assert "fewer than 10 clips" in " ".join(parts["Limits"]["text"]).lower()
    assert cast.get(cast.dan, f"models/{model.pk}/card").status == 404


def test_a_card_is_taken_away_as_words_only(cast: Cast, model: Model) -> None:
    cast.patch(cast.ada, f"models/{model.pk}", {"notes": "# Big\n<script>alert(1)</script> | x"})

    answer = cast.get(cast.vic, f"models/{model.pk}/card/markdown")

    assert answer.headers["Content-Type"].startswith("text/markdown")
    text = answer.content.decode()
    assert text.startswith("# Model card: Model 1\n")
    assert "\\# Big" in text
    assert "<script" not in text.replace("\\<", "")
    assert f"| SHA-256 of its weights | {model.weights_key} |" in text


def test_a_table_stays_one_whatever_its_cells_say() -> None:
    rows = (("a|b\nc", "`x`"),)

    text = markdown("T", [Section("S", (), ("n|m", "v"), rows)])

    assert text.splitlines()[4:] == [r"| n\|m | v |", "| --- | --- |", r"| a\|b c | \`x\` |"]


def test_a_version_without_a_report_has_a_card_all_the_same(cast: Cast) -> None:
    labeled(cast)
    bare = make_model(cast)

    card = cast.get(cast.vic, f"models/{bare.pk}/card").json

    parts = {one["title"]: one for one in card["sections"]}
    assert ["Accuracy", "0.800", "0.100 to 0.900"] in parts["Figures"]["rows"]
