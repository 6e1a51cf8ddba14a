"""What networks of frames, their temporal heads and streams promise."""

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from annotator.learning.zoo.frames import BACKBONES as OFFERED
from annotator.learning.zoo.registry import entry
from annotator.refusal import Refusal
from mlworker.zoo.backbones import BACKBONES, each
from mlworker.zoo.frames import CHANGE, FrameNetwork, lengths, moving
from mlworker.zoo.heads import Attention
from mlworker.zoo.looking import unit
from mlworker.zoo.multires import context, fovea
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from mlworker.zoo.segments import Consensus


def test_the_picture_networks_are_those_that_cards_offer() -> None:
    assert tuple(one.key for one in BACKBONES) == OFFERED


@pytest.mark.row("M13", "ResNet (2-D) as image base")
@pytest.mark.row("M28", "Vision Transformer (ViT)")
@pytest.mark.parametrize(
    ("backbone", "parameters"),
    [
        ("lite0", 4_652_008),
        ("resnet18", 11_689_512),
        ("resnet50", 25_557_032),
        ("vit_small_patch16_224", 22_050_664),
    ],
)
def test_a_backbone_is_the_published_one(backbone: str, parameters: int) -> None:
    options = {"backbone": backbone}
    model = build(entry("frame_lite0"), Shape(1000, 1, 224, options=options)).eval()

    assert size(model) == parameters
    with torch.inference_mode():
        assert model(torch.rand(1, 3, 2, 64, 64)).shape == (1, 1000)


def noise(shape: Shape) -> Tensor:
    """Two clips of noise, with flow beside the colors."""
    drawn = torch.randint(1, 255, (2, shape.frames, 13, shape.size, shape.size))
    return unit(drawn.to(torch.uint8))


READERS = ("frame_lite0", "crnn_rnn", "crnn_gru", "crnn_lstm", "san")


@pytest.mark.row("M95", "Hybrid models")
@pytest.mark.parametrize("backbone", ["lite0", "resnet18", "vit_small_patch16_224", "small"])
def test_any_backbone_goes_under_any_temporal_head(backbone: str) -> None:
    found = next(one for one in BACKBONES if one.key == backbone)
    clips = torch.rand(2, 3, 3, 32, 32)
    for key in READERS:
        shape = Shape(3, 3, 32, tiny=True, options={"backbone": backbone})

        model = build(entry(key), shape).eval()

        assert bool(model.learned()) == found.learned
        torch.testing.assert_close(model.mean.flatten(), torch.tensor(found.norm.mean))
        with torch.inference_mode():
            assert model(clips).shape == (2, 3)


def test_a_backbone_that_there_is_not_or_that_sees_too_little_is_refused() -> None:
    for options, size in (({"backbone": "resnet9000"}, 64), ({"backbone": "resnet18"}, 16)):
        with pytest.raises(Refusal, match=r"resnet18"):
            build(entry("frame_lite0"), Shape(2, 4, size, options=options))


@pytest.mark.row("S22", "Downscaling, centre crop")
def test_two_looks_are_the_whole_at_half_size_and_the_middle_at_full_size() -> None:
    pictures = torch.rand(2, 3, 5, 64, 96)

    whole, middle = context(pictures), fovea(pictures)

    assert whole.shape == middle.shape == (2, 3, 5, 32, 48)
    torch.testing.assert_close(whole[0, 0, 0, 0, 0], pictures[0, 0, 0, :2, :2].mean())
    assert torch.equal(middle, pictures[..., 16:48, 24:72])
    torch.testing.assert_close(whole.mean(), pictures.mean())


@pytest.mark.row("M11", "Multi-resolution CNN (context + fovea)")
def test_two_looks_are_two_equal_networks_that_reckon_half_as_much_as_one() -> None:
    shape = Shape(4, 1, 224)
    whole, both = (build(entry(key), shape).eval() for key in ("frame_lite0", "multires"))
    looks = [size(both.get_submodule(name)) for name in ("context", "fovea")]
    clips = torch.rand(1, 3, 1, 224, 224)

    reckoned = []
    for model in (whole, both):
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            model(clips)
        reckoned.append(counter.get_total_flops())

    assert looks[0] == looks[1] == size(whole.get_submodule("network"))
    assert reckoned[0] >= 1.5 * reckoned[1]


def size(network: nn.Module) -> int:
    return sum(one.numel() for one in network.parameters())


def short() -> tuple[Tensor, Tensor, list[int]]:
    """Three clips, two of which are shorter than six frames and repeat the last; uint8 and 0 to 1,
    and how long they are."""
    drawn = torch.randint(0, 255, (3, 6, 3, 32, 32), dtype=torch.uint8)
    drawn[1, 4:] = drawn[1, 3]
    drawn[2, 1:] = drawn[2, 0]
    return drawn, unit(drawn), [6, 4, 1]


@pytest.mark.row("S26", "Video as time-step sequence")
@pytest.mark.parametrize("key", ["crnn_rnn", "crnn_gru", "crnn_lstm", "san"])
def test_padded_steps_never_change_the_result(key: str) -> None:
    model = build(entry(key), Shape(3, 6, 32, tiny=True), seed=1).eval()
    drawn, clips, counts = short()

    assert lengths(clips).tolist() == counts
    with torch.inference_mode():
        together = model(clips)
        apart = [model(unit(drawn[[at], :count])) for at, count in enumerate(counts)]
        backwards = model(clips.flip(2))
    torch.testing.assert_close(together, torch.cat(apart))
    assert not torch.allclose(together[0], backwards[0])


@pytest.mark.row("M27", "Transformer / self-attention over frames")
def test_without_places_the_order_of_frames_changes_nothing() -> None:
    torch.manual_seed(0)
    vectors, all_ = torch.rand(4, 8, 20), torch.full((4,), 8)
    order = torch.tensor([3, 0, 7, 1, 6, 2, 5, 4])

    for known in (False, True):
        head = Attention(20, tiny=True, places=known).eval()
        with torch.inference_mode():
            said, shuffled = head(vectors, all_), head(vectors[:, order], all_)

        assert torch.allclose(said, shuffled, atol=1e-5) is not known


@pytest.mark.row("S05", "TSN consensus function")
def test_the_consensus_of_equal_opinions_is_that_opinion() -> None:
    opinion = torch.tensor([[0.5, -1.0, 2.0]])
    equal = opinion[:, None].repeat(1, 4, 1)
    mixed = torch.stack([opinion, opinion + 1, opinion - 4, opinion], dim=1)

    for way in ("average", "max", "weighted"):
        torch.testing.assert_close(Consensus(way, 4)(equal), opinion)
    torch.testing.assert_close(Consensus("average", 4)(mixed), opinion - 0.75)
    torch.testing.assert_close(Consensus("max", 4)(mixed), opinion + 1)
    weighted = Consensus("weighted", 4)
    assert weighted.weights is not None
    with torch.no_grad():
        weighted.weights.copy_(torch.tensor([0.0, 30.0, 0.0, 0.0]))
    torch.testing.assert_close(weighted(mixed), opinion + 1)


@pytest.mark.row("S05", "TSN consensus function")
@pytest.mark.parametrize("way", ["average", "max", "weighted"])
def test_segments_agree_on_scores(way: str) -> None:
    shape = Shape(3, 4, 32, tiny=True, options={"consensus": way})
    model = build(entry("tsn_lite0"), shape, seed=2).eval()
    clips = torch.rand(2, 3, 4, 32, 32)

    with torch.inference_mode():
        each = torch.stack(
            [model(clips[:, :, at : at + 1].repeat(1, 1, 4, 1, 1)) for at in range(4)]
        )
        said = model(clips)

    expected = each.amax(dim=0) if way == "max" else each.mean(dim=0)
    torch.testing.assert_close(said, expected)


@pytest.mark.row("S28", "Feature extraction by RNN")
def test_the_last_state_is_the_vector_of_a_clip() -> None:
    model = build(entry("crnn_gru"), Shape(3, 4, 32, tiny=True)).eval()
    assert isinstance(model, FrameNetwork)
    clips = torch.rand(2, 3, 4, 32, 32)

    with torch.inference_mode():
        vectors = model.embed(clips)
        seen = moving(each(model.network, model.normal(clips)))
        states, _ = model.head.get_submodule("reader")(seen)

        torch.testing.assert_close(model(clips), model.classifier(vectors))
    torch.testing.assert_close(vectors, states[:, -1])


def test_what_is_read_in_order_has_one_scale_and_says_what_changed() -> None:
    still = torch.randn(1, 1, 16).repeat(1, 3, 1)
    jump = still.clone()
    jump[:, 2:] += torch.randn(16)

    even = torch.nn.functional.layer_norm(jump, (16,))
    torch.testing.assert_close(moving(100 * still), even[:, :1].repeat(1, 3, 1))
    torch.testing.assert_close(moving(jump)[:, :2], even[:, :2])
    torch.testing.assert_close(moving(jump)[:, 2], even[:, 2] + CHANGE * (even[:, 2] - even[:, 1]))


@pytest.mark.row("M10", "Slow fusion")
def test_the_reach_in_time_grows_layer_by_layer() -> None:
    model = build(entry("slow_fusion"), Shape(2, 10, 32, tiny=True)).eval()
    frames: list[int] = []
    for layer in model.get_submodule("layers").children():
        layer.register_forward_hook(lambda layer, seen, said: frames.append(said.shape[2]))

    with torch.inference_mode():
        model(torch.rand(1, 3, 10, 32, 32))

    assert frames == [4, 2, 1, 1, 1]
    with pytest.raises(Refusal, match="10"):
        build(entry("slow_fusion"), Shape(2, 9, 32, tiny=True))


def test_streams_are_merged_early_late_or_slowly() -> None:
    card = entry("two_stream")
    sizes = {}
    for fusion, merge in (("late", "average"), ("late", "concat"), ("early", ""), ("slow", "")):
        options = {"fusion": fusion, "merge": merge or "average"}
        shape = Shape(3, 2, 32, tiny=True, options=options)
        model = build(card, shape).eval()
        with torch.inference_mode():
            assert model(noise(shape)).shape == (2, 3)
            assert model.embed(noise(shape)).shape == (2, model.numbers)
        sizes[fusion, merge] = model.numbers, len(list(model.classifier.parameters()))

    assert sizes["late", "average"] == (128, 4)  # a weight and a bias for each stream
    assert sizes["late", "concat"] == (128, 2)
    assert sizes["early", ""][0] == sizes["slow", ""][0] == 64


@pytest.mark.row("M88", "Spatial stream")
def test_the_spatial_stream_knows_no_order_and_no_flow() -> None:
    card = entry("two_stream")
    shape = Shape(3, 5, 32, tiny=True, options={"stream": "color"})
    model = build(card, shape).eval()
    clips = noise(shape)
    still = clips.clone()
    still[:, 3:] = 128 / 255

    with torch.inference_mode():
        said = model(clips)
        torch.testing.assert_close(said, model(clips[:, :, [3, 0, 4, 2, 1]]))
        torch.testing.assert_close(said, model(still))


def test_no_flow_is_zero_to_the_flow_stream() -> None:
    model = build(entry("two_stream"), Shape(2, 2, 32, tiny=True))
    kept = torch.tensor([128, 128 + 127, 128 - 127]) / 255

    seen = model.normal(kept.repeat(1, 13, 2, 32, 11)[..., :33])

    torch.testing.assert_close(
        seen[0, 3, 0, 0, :3], torch.tensor([0.0, 10.0, -10.0]), atol=1e-5, rtol=0
    )
