"""Every card has its network, and says the truth about it."""

import pytest
import torch
from safetensors.torch import load, save
from torch import nn

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Code, Refusal
from mlworker.zoo import lite0
from mlworker.zoo.crnn import lengths
from mlworker.zoo.looking import unit
from mlworker.zoo.multires import context, fovea
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import BUILDERS, build, restored

NETWORKS = [one for one in ENTRIES if "probe" not in one.regimes]


def test_cards_and_builders_are_the_same_in_the_same_order() -> None:
    assert [card for card, _ in BUILDERS] == NETWORKS


@pytest.mark.row("F01", "PyTorch")
@pytest.mark.parametrize("card", NETWORKS, ids=lambda card: card.key)
def test_a_card_counts_its_parameters(card: Entry) -> None:
    for preset, tiny in ((card.full, False), (card.tiny, True)):
        if preset is not None:
            model = build(card, Shape(preset.classes, preset.frames, preset.size, tiny))
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


@pytest.mark.parametrize("card", NETWORKS, ids=lambda card: card.key)
def test_a_network_overfits_one_batch_and_comes_back_bit_equal(card: Entry) -> None:
    shape = Shape(2, frames=4, size=32)
    model = build(card, shape, seed=1).train()
    torch.manual_seed(0)
    pixels = torch.randint(0, 255, (2, 4, 3, 32, 32), dtype=torch.uint8)
    clips, truth = unit(pixels), torch.tensor([0, 1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(6):
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
        assert torch.equal(model.eval()(clips), again.eval()(clips))


def test_folding_changes_nothing_but_rounding() -> None:
    plain, folded = lite0.build(0).eval(), lite0.fold(lite0.build(0).eval())
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1

    with torch.inference_mode():
        torch.testing.assert_close(plain(pictures), folded(pictures), atol=1e-4, rtol=1e-4)


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match="probe_lite0") as refused:
        entry("resnet_9000")

    assert refused.value.code == Code.NOT_FOUND


@pytest.mark.row("S22", "Downscaling, centre crop")
def test_two_looks_are_the_whole_at_half_size_and_the_middle_at_full_size() -> None:
    pictures = torch.rand(2, 3, 5, 64, 96)

    whole, middle = context(pictures), fovea(pictures)

    assert whole.shape == middle.shape == (2, 3, 5, 32, 48)
    torch.testing.assert_close(whole[0, 0, 0, 0, 0], pictures[0, 0, 0, :2, :2].mean())
    assert torch.equal(middle, pictures[..., 16:48, 24:72])
    torch.testing.assert_close(whole.mean(), pictures.mean())


@pytest.mark.row("S26", "Video as time-step sequence")
def test_padded_steps_never_change_the_result() -> None:
    model = build(entry("crnn_gru"), Shape(3), seed=1).eval()
    pixels = torch.randint(0, 255, (3, 6, 3, 32, 32), dtype=torch.uint8)
    pixels[1, 4:] = pixels[1, 3]  # too short: its last frame stands for those that it lacks
    pixels[2, 1:] = pixels[2, 0]  # a still
    clips = unit(pixels)

    assert lengths(clips).tolist() == [6, 4, 1]
    with torch.inference_mode():
        together = model(clips)
        apart = [model(unit(pixels[[at], :n])) for at, n in enumerate((6, 4, 1))]
        backwards = model(clips.flip(2))
    torch.testing.assert_close(together, torch.cat(apart))
    assert not torch.allclose(together[0], backwards[0])
