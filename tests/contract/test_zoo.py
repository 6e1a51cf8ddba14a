"""Every card has its network, and says the truth about it."""

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Code, Refusal
from mlworker.zoo import lite0
from mlworker.zoo.looking import unit
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import BUILDERS, bare, build, restored
from testkit.networks import NETWORKS, OWN, smallest


def test_cards_and_builders_are_the_same_in_the_same_order() -> None:
    assert [card for card, _ in BUILDERS] == NETWORKS


@pytest.mark.row("F01", "PyTorch")
@pytest.mark.parametrize("card", OWN, ids=lambda card: card.key)
def test_a_card_counts_its_parameters(card: Entry) -> None:
    for preset, tiny in ((card.full, False), (card.tiny, True)):
        if preset is not None:
            # Without numbers in it, the largest one is counted in no time.
            with torch.device("meta" if card.weights == "random" else "cpu"):
                model = bare(card, Shape(preset.classes, preset.frames, preset.size, tiny))
            assert sum(one.numel() for one in model.parameters()) == preset.parameters


def test_the_probe_counts_its_backbone() -> None:
    parameters = lite0.build(0).parameters()

    assert sum(one.numel() for one in parameters) == ENTRIES[0].full.parameters


@pytest.mark.row("M87", "Fully connected classification head")
def test_another_head_leaves_the_backbone_as_it_is() -> None:
    two, five = (build(entry("frame_lite0"), Shape(classes)).state_dict() for classes in (2, 5))

    same = [name for name in two if not name.startswith("classifier")]
    assert all(torch.equal(two[name], five[name]) for name in same)
    assert two["classifier.weight"].shape[0] == 2


def pixels(card: Entry, shape: Shape, clips: int = 2) -> Tensor:
    """Clips of noise with all that the entry sees, of 0 to 1."""
    channels = 3 + 2 * card.flow_pairs
    drawn = torch.randint(0, 255, (clips, shape.frames, channels, shape.size, shape.size))
    return unit(drawn.to(torch.uint8))


@pytest.mark.row("L23", "End-to-end training")
@pytest.mark.parametrize("card", OWN, ids=lambda card: card.key)
def test_a_network_overfits_one_batch_and_comes_back_bit_equal(card: Entry) -> None:
    shape = smallest(card)
    model = build(card, shape, seed=1).train()
    torch.manual_seed(0)
    clips, truth = pixels(card, shape), torch.tensor([0, 1])
    clips[1] /= 2  # noise alone looks all the same to tokens
    optimizer = torch.optim.AdamW(model.parameters(), lr=card.options["head_lr"])
    losses = []
    for _ in range(24 if shape.tiny else 6):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(clips), truth)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()
        losses.append(float(loss.detach()))

    assert losses[-1] < 0.5 * losses[0]
    first = next(model.parameters())
    assert first.grad is not None
    assert first.grad.abs().sum() > 0
    again = restored(card, shape, load(save(model.state_dict())))
    with torch.inference_mode():
        said = model.eval()(clips)
        assert said.shape == (2, 2)
        assert model.embed(clips).shape == (2, model.numbers)
        assert torch.equal(said, again.eval()(clips))


def test_folding_changes_nothing_but_rounding() -> None:
    plain, folded = lite0.build(0).eval(), lite0.fold(lite0.build(0).eval())
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1

    with torch.inference_mode():
        torch.testing.assert_close(plain(pictures), folded(pictures), atol=1e-4, rtol=1e-4)


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="probe_lite0") as refused:
        entry("resnet_9000")

    assert refused.value.code == Code.NOT_FOUND
