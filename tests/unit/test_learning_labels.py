"""What an item's labels say of a clip."""

import numpy as np
import pytest

from annotator.contracts.learning import Span
from annotator.learning.labels import Target, Vocabulary, bag, multi, single

WORDS = Vocabulary((7, 8))
WITH_BACKGROUND = Vocabulary((7, 8), background=8)


def said(target: Target | None) -> list[float] | None:
    return None if target is None else target.values.tolist()


@pytest.mark.row("P10", "Tag on part of a clip")
def test_windows_outside_a_span_do_not_get_its_tag() -> None:
    spans = [Span(7, 100, 250)]

    assert said(single((100, 200), spans, WORDS, complete=True)) == [1, 0]
    assert said(single((200, 300), spans, WORDS, complete=True)) == [1, 0]
    assert said(single((210, 310), spans, WORDS, complete=True)) is None
    assert said(single((300, 400), spans, WORDS, complete=True)) is None


def test_the_class_that_covers_most_wins() -> None:
    spans = [Span(7, 0, 40), Span(8, 40, 100)]

    assert said(single((0, 100), spans, WORDS, complete=False)) == [0, 1]
    assert said(single((0, 60), spans, WORDS, complete=False)) == [1, 0]


def test_untagged_is_background_only_in_complete_items_of_projects_that_name_one() -> None:
    assert single((0, 10), [], WORDS, complete=True) is None
    assert single((0, 10), [], WITH_BACKGROUND, complete=False) is None
    assert said(single((0, 10), [], WITH_BACKGROUND, complete=True)) == [0, 1]


def test_a_person_silences_the_model_and_a_refusal_its_class() -> None:
    model, person = Span(7, 0, 10, weight=0.5), Span(8, 0, 10)

    target = single((0, 10), [model], WORDS, complete=False)
    assert target is not None
    assert (said(target), target.weight) == ([1, 0], 0.5)
    assert said(single((0, 10), [model, person], WORDS, complete=False)) == [0, 1]
    assert single((0, 10), [model, Span(7, 0, 10, negative=True)], WORDS, complete=False) is None


def test_classes_that_are_not_learned_say_nothing_but_that_a_clip_is_not_untagged() -> None:
    spans = [Span(99, 0, 6), Span(7, 6, 10)]

    for words in (WORDS, WITH_BACKGROUND):
        assert single((0, 10), spans, words, complete=True) is None
        assert said(single((4, 10), spans, words, complete=True)) == [1, 0]
        assert bag((0, 10), spans[:1], words, complete=True, single=True) is None
        assert said(bag((0, 10), spans, words, complete=True, single=True)) == [1, 0]
    assert said(single((4, 20), spans[:1], WITH_BACKGROUND, complete=True)) == [0, 1]
    assert said(multi((0, 10), spans[:1], WORDS, complete=True)) == [0, 0]


def test_several_labels_are_each_yes_no_or_unknown() -> None:
    spans = [Span(7, 0, 60)]

    np.testing.assert_array_equal(said(multi((0, 100), spans, WORDS, complete=True)), [1, 0])
    np.testing.assert_array_equal(said(multi((0, 100), spans, WORDS, complete=False)), [1, np.nan])
    np.testing.assert_array_equal(said(multi((40, 100), spans, WORDS, complete=True)), [np.nan, 0])
    assert multi((100, 200), spans, WORDS, complete=False) is None
    refused = [*spans, Span(8, 0, 100, negative=True)]
    np.testing.assert_array_equal(said(multi((0, 100), refused, WORDS, complete=False)), [1, 0])


def test_what_is_not_in_a_part_of_a_video_may_be_in_another() -> None:
    def whole(*some: Span) -> list[float] | None:
        return said(bag((0, 100), some, WORDS, complete=False, single=False))

    first, rest = Span(7, 0, 40, negative=True), Span(7, 40, 100, negative=True)

    assert whole(first) is None
    np.testing.assert_array_equal(whole(first, Span(8, 0, 5)), [np.nan, 1])
    np.testing.assert_array_equal(whole(first, rest), [0, np.nan])


def test_before_anything_has_a_class_nothing_is_said() -> None:
    for say in (single, multi):
        assert say((0, 10), [Span(7, 0, 10)], Vocabulary(()), complete=True) is None
