"""Splits keep sources apart, show every class on each side, and say when they cannot."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.learning import splits
from annotator.learning.splits import GROUPED, HOLDOUT, Row, Split, leak_check, preview, split
from annotator.refusal import Code, Refusal

NAMES = {1: "fight", 2: "normal"}


def rows(sources_by_class: dict[int, int], per_source: int = 3) -> list[Row]:
    made: list[Row] = []
    for class_id, sources in sources_by_class.items():
        for source in range(sources):
            for _ in range(per_source):
                made.append(Row(len(made) + 1, f"s{source}", frozenset({class_id})))
    return made


@st.composite
def pools(draw: st.DrawFn) -> list[Row]:
    classes = st.frozensets(st.sampled_from([1, 2, 3]), min_size=1)
    pairs = draw(st.lists(st.tuples(st.integers(0, 8), classes), min_size=1, max_size=60))
    return [Row(at, f"s{source}", found) for at, (source, found) in enumerate(pairs)]


@pytest.mark.row("E09", "Train / validation / test split")
@settings(max_examples=60, deadline=None)
@given(pool=pools(), seed=st.integers(0, 5))
def test_no_source_is_ever_in_two_parts(pool: list[Row], seed: int) -> None:
    names = {1: "a", 2: "b", 3: "c"}
    found = preview(pool, names, seed=seed)

    parts_by_source: dict[str, set[str]] = {}
    for row in pool:
        if row.item_id in found.part_by_item:
            parts_by_source.setdefault(row.source, set()).add(found.part_by_item[row.item_id])
    assert all(len(parts) == 1 for parts in parts_by_source.values())
    assert found == preview(pool[::-1], names, seed=seed)
    if found.refused is None:
        assert set(found.part_by_item) == {row.item_id for row in pool}
        least = 3 if found.mode == HOLDOUT else 2
        for class_id in names:
            assert sum(part.by_class[class_id] > 0 for part in found.parts) >= least


def test_many_sources_are_parted_about_sixty_twenty_twenty() -> None:
    found = split(rows({1: 20, 2: 20}), NAMES, seed=1)

    assert found.mode == HOLDOUT
    assert [part.name for part in found.parts] == ["train", "validation", "test"]
    shares = [part.items / 120 for part in found.parts]
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=0.06)
    assert all(check.ok for check in found.checks)


def test_very_many_sources_are_dealt_less_often_and_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dealt = []
    deal = splits._Table._deal

    def counted(*words: Any) -> Any:
        dealt.append(len(words[0].sources))
        return deal(*words)

    monkeypatch.setattr(splits._Table, "_deal", counted)
    rows = [Row(at, f"s{at}", frozenset({1 + at % 3})) for at in range(4_000)]

    found = splits.split(rows, {1: "a", 2: "b", 3: "c"}, seed=1)

    assert [part.items for part in found.parts] == [2400, 800, 800]
    assert sum(dealt) <= 2 * splits.AT_MOST


def test_two_sources_of_a_class_mean_cross_validation_and_it_says_so() -> None:
    found = split(rows({1: 2, 2: 6}), NAMES)

    assert (found.mode, found.folds) == (GROUPED, 2)
    assert {part.name for part in found.parts} == {"1", "2"}
    assert any(
        "“fight”" in check.text and "cross-validation" in check.text for check in found.checks
    )


@pytest.mark.row("P39", "Pick model type, tags and settings")
def test_a_class_with_one_source_is_refused_by_name() -> None:
    pool = rows({1: 1, 2: 6})

    with pytest.raises(Refusal, match="“fight”") as refused:
        split(pool, NAMES)

    assert refused.value.code == Code.TOO_FEW_SOURCES
    assert preview(pool, NAMES).refused == refused.value.title


def test_one_class_alone_is_refused() -> None:
    with pytest.raises(Refusal, match="two classes"):
        split(rows({1: 6}), {1: "fight"})


def test_a_leak_is_named() -> None:
    pool = rows({1: 1}, per_source=2)

    found = leak_check(pool, {1: "train", 2: "test"})

    assert not found.ok
    assert "s0" in found.text


def test_it_shows_as_the_api_has_it() -> None:
    shown = split(rows({1: 6, 2: 6}), NAMES).shown()

    assert set(shown) == {"mode", "folds", "parts", "checks", "refused", "estimate_seconds"}
    assert set(shown["parts"][0]["by_class"]) == {"1", "2"}


def judging(found: Split, pool: list[Row]) -> set[str]:
    return {row.source for row in pool if found.part_by_item.get(row.item_id) == "test"}


@pytest.mark.row("E10", "Separate test set")
@settings(max_examples=40, deadline=None)
@given(more=st.integers(0, 12), seed=st.integers(0, 5))
def test_what_judged_a_model_judges_later_ones_and_teaches_none(more: int, seed: int) -> None:
    pool = rows({1: 8, 2: 8})
    before = judging(split(pool, NAMES, seed=0), pool)
    grown = rows({1: 8 + more, 2: 8 + more})

    after = split(grown, NAMES, seed=seed, tested=before)

    assert after.mode == HOLDOUT
    assert before <= judging(after, grown)
    many = f"{len(before)} recordings that judged earlier models stay in the test part"
    assert [one.text for one in after.checks if one.text.startswith(many)]


def test_the_same_data_and_seed_are_parted_the_same_after_they_judged_a_model() -> None:
    pool = rows({1: 9, 2: 7})
    before = split(pool, NAMES, seed=3)

    after = split(pool, NAMES, seed=3, tested=judging(before, pool))

    assert after.part_by_item == before.part_by_item


def test_a_test_part_that_leaves_nothing_to_learn_is_dealt_anew_and_it_says_so() -> None:
    pool = rows({1: 6, 2: 6})

    found = split(pool, NAMES, tested={row.source for row in pool})

    assert found.mode == HOLDOUT
    (told,) = [one for one in found.checks if "dealt anew" in one.text]
    assert not told.ok
