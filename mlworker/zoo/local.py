"""A video classifier out of a folder that the operator brings, as transformers saves it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn

from annotator.learning.zoo.entry import Entry, Norm
from annotator.refusal import Code, Refusal
from mlworker.zoo import weights
from mlworker.zoo.huggingface import Wrapped, library
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.weights import CONFIG, FOLDER, Origin

PROCESSORS = ("preprocessor_config.json", "video_preprocessor_config.json")
# What runs code of its own, or asks for more than tensors.
STRANGE = ("auto_map", "quantization_config")
# How attention is computed may be the name of code on a hub; these ways are the library's own.
ATTENTION, OWN_WAYS = "attn_implementation", (None, "eager", "sdpa")
# What a classifier has on top of what sees; a folder may lack it.
HEAD = ("classifier.", "fc_norm.")
FRAMES, SIZE = ("num_frames", "frames_per_clip"), ("image_size", "crop_size")


class Local(Wrapped):
    """A network of transformers whose folder is `place`."""

    def __init__(self, card: Entry, shape: Shape, network: Any, place: Path) -> None:
        super().__init__(card, shape, network)
        self.place = place

    def start(self, card: Entry, shape: Shape) -> Origin:
        """Take the folder's weights. Refuses (`unsupported`) those that are not whole."""
        loaded, missing = self.loaded()
        if missing := [one for one in missing if not one.startswith(HEAD)]:
            raise _lacking(self.place, missing)
        loaded.classifier = nn.Identity()
        self.network.load_state_dict(loaded.state_dict())
        return Origin("folder", self.place.name, weights.digest(sorted(_files(self.place))))

    def loaded(self) -> tuple[Any, list[str]]:
        """The network as transformers loads it, and the names of the weights that are not there."""
        try:
            found, told = _classes().from_pretrained(
                self.place,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                output_loading_info=True,
                dtype=torch.float32,
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as problem:
            raise _unfit(self.place.name, str(problem)) from problem
        return found, list(told["missing_keys"])


@dataclass(frozen=True, slots=True)
class Classifier:
    """A folder's network with the classifier that it came with, and the names of its outputs."""

    network: ClipNetwork
    labels: tuple[str, ...]
    options: dict[str, Any]
    single: bool


def classifier(card: Entry, folder: str) -> Classifier:
    """What a folder below the operator's holds, as it is: nothing is trained.

    Refuses (`unsupported`) what `local` refuses, and a folder without a classifier of its own.
    """
    place = _place(folder)
    config = _config(place)
    labels = _labels(place, config)
    frames, size = _first(config, FRAMES), _first(config, SIZE)
    options = {**card.options, "frames": frames, "size": size, "folder": folder}
    shape = Shape(len(labels), frames, size, options=options)
    network = local(card, shape)
    assert isinstance(network, Local)
    network.origin = network.start(card, shape)
    loaded, missing = network.loaded()
    if missing:
        raise _lacking(place, missing)
    network.classifier.load_state_dict(loaded.classifier.state_dict())
    single = config.problem_type != "multi_label_classification"
    return Classifier(network, labels, options, single)


def local(card: Entry, shape: Shape) -> ClipNetwork:
    """The network of the folder that the option `folder` names, below the operator's.

    Nothing is fetched, no code of the folder is run, and weights are safetensors only. Refuses
    (`unsupported`) another folder, one without such a classifier, and clips that are not what it
    sees.
    """
    place = _place(str(shape.options.get("folder", "")))
    config = _config(place)
    fits = _first(config, FRAMES), _first(config, SIZE)
    if (shape.frames, shape.size) != fits:
        raise Refusal(
            Code.UNSUPPORTED,
            f"The model in {place.name} sees {fits[0]} frames of {fits[1]} px: set frames to "
            f"{fits[0]} and size to {fits[1]}",
        )
    network = _classes().from_config(config, trust_remote_code=False)
    return Local(replace(card, norm=_norm(place, card.norm)), shape, network, place)


def _classes() -> Any:
    return library().AutoModelForVideoClassification


def _place(name: str) -> Path:
    try:
        return weights.saved(name)
    except LookupError as why:
        raise _unfit(name, str(why)) from None


def _config(place: Path) -> Any:
    try:
        said = _read(place / CONFIG)
        if strange := [one for one, wanted in said.items() if _is_strange(one, wanted)]:
            raise _unfit(place.name, f"{CONFIG} asks for {strange[0]}, which is not done here")
        config = library().AutoConfig.from_pretrained(
            place, local_files_only=True, trust_remote_code=False
        )
        known = type(config) in library().MODEL_FOR_VIDEO_CLASSIFICATION_MAPPING
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _unfit(place.name, f"{CONFIG} cannot be read ({problem})") from problem
    if not known:
        raise _unfit(place.name, f"{config.model_type} is no video classifier")
    return config


def _is_strange(name: str, wanted: Any) -> bool:
    return name in STRANGE or (name.endswith(ATTENTION) and wanted not in OWN_WAYS)


def _labels(place: Path, config: Any) -> tuple[str, ...]:
    try:
        labels = tuple(str(config.id2label[at]).strip() for at in range(config.num_labels))
    except KeyError:
        raise _unfit(place.name, "its classes are not numbered from 0 on") from None
    if len({one.casefold() for one in labels}) < len(labels):
        raise _unfit(place.name, "it names a class twice")
    return labels


def _norm(place: Path, usual: Norm) -> Norm:
    """What the folder's processor does to pixels, as if they were of 0 to 1 before."""
    path = next((place / one for one in PROCESSORS if (place / one).is_file()), None)
    if path is None:
        return usual
    try:
        said = _read(path)
        if not said.get("do_normalize", True):
            said |= {"image_mean": 0.0, "image_std": 1.0}
        scale = 255 * float(said.get("rescale_factor", 1 / 255))
        moved = 1.0 if said.get("offset") else 0.0
        mean = _three(said.get("image_mean", usual.mean), moved, scale)
        return Norm(mean, _three(said.get("image_std", usual.std), 0.0, scale))
    except (OSError, ValueError, TypeError, ZeroDivisionError) as problem:
        raise _unfit(place.name, f"{path.name} cannot be read ({problem})") from problem


def _three(said: Any, moved: float, scale: float) -> tuple[float, float, float]:
    red, green, blue = said if isinstance(said, (list, tuple)) else (said,) * 3
    return (
        (float(red) + moved) / scale,
        (float(green) + moved) / scale,
        (float(blue) + moved) / scale,
    )


def _read(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        raise ValueError("it is no object")
    return said


def _first(config: Any, names: tuple[str, ...]) -> int:
    found = next((getattr(config, one) for one in names if hasattr(config, one)), 0)
    return int(found[0] if isinstance(found, (list, tuple)) else found)


def _files(place: Path) -> list[Path]:
    return [one for one in place.iterdir() if one.suffix in (".safetensors", ".json")]


def _lacking(place: Path, missing: list[str]) -> Refusal:
    return _unfit(place.name, f"it lacks {len(missing)} weights, such as {missing[0]}")


def _unfit(name: str, why: str) -> Refusal:
    title = (
        f"The folder {name or 'without a name'} cannot be a model: {why}. Set the option folder to "
        f"one below {FOLDER} that save_pretrained wrote of a video classifier, with its weights as "
        "safetensors"
    )
    return Refusal(Code.UNSUPPORTED, title[:500])
