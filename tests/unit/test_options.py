"""What a training may set, in words; and what stands for a use."""

from typing import Any

import pytest

from annotator.learning.options import chosen, listed, seconds_per_clip
from annotator.learning.regimes import regime
from annotator.learning.zoo.registry import ENTRIES, regime_of
from annotator.learning.zoo.uses import USES


@pytest.mark.parametrize("card", ENTRIES, ids=lambda card: card.key)
def test_every_option_is_listed_in_words_with_its_default(card: Any) -> None:
    for key in card.regimes:
        for preset in ("full", "tiny") if card.tiny else ("full",):
            found = listed(card, regime(key), preset)
            size = {"preset": preset} if card.full.classes else {}
            assert size | {one.key: one.default for one in found} == chosen(
                card, regime(key), size, ()
            )
            assert all(one.summary for one in found)
            assert all(one.default in one.choices for one in found if one.choices)


def test_what_stands_for_a_use_can_be_trained_and_begins_with_weights() -> None:
    assert [one.key for one in USES] == ["fast", "balanced", "accurate"]
    for one in USES:
        chosen(one.entry, regime(regime_of(one.entry.key, one.regime)), one.options, ())
        assert one.entry in ENTRIES
        assert one.entry.weights == "packaged"
    burden = [
        seconds_per_clip(one.entry, chosen(one.entry, regime(one.regime), one.options, ()))
        for one in USES
    ]
    assert burden == sorted(burden)
