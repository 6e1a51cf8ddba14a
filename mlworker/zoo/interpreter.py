"""A model that lays pictures and words into one space, out of a folder that the operator brings."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from torch import Tensor

from annotator.refusal import Code, Refusal
from mlworker.zoo import weights
from mlworker.zoo.huggingface import library
from mlworker.zoo.local import STRANGE
from mlworker.zoo.weights import CONFIG, FOLDER

SETTING = "CLIPLOOP_WORDS"
# What says what the vectors are: weights, sizes, and how words and pictures are read.
READ = (".json", ".model", ".safetensors", ".txt")
# One of these says what the words of a model are: the library makes some up where there is none.
VOCABULARIES = ("*.model", "tokenizer.json", "vocab.*")
# Frames of a clip that are looked at, where the model does not say.
FRAMES = 8

Floats = npt.NDArray[np.float32]
Frame = npt.NDArray[np.uint8]


class Interpreter:
    """A model of two towers: CLIP (Radford et al., ICML 2021) and its kin, which see single
    pictures, and X-CLIP (Ni et al., ECCV 2022), which sees clips.
    """

    def __init__(self, name: str, device: torch.device) -> None:
        """Load the folder of this name below the operator's.

        Nothing is fetched, no code of the folder is run, and weights are safetensors only. Refuses
        (`unsupported`) a folder that is not there, is no such model, or is not whole.
        """
        self._name, self._place, self._device = name, _place(name), device
        kind = _kind(name, self._place)
        if not any(one for known in VOCABULARIES for one in self._place.glob(known)):
            raise _unfit(name, "it says nothing of its words, as in tokenizer.json")
        try:
            model, told = self._loaded(kind, use_safetensors=True, output_loading_info=True)
            self._tokens = self._loaded(library().AutoTokenizer)
            self._pictures = self._loaded(library().AutoImageProcessor)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as problem:
            raise _unfit(name, str(problem)) from problem
        if missing := list(told["missing_keys"]):
            raise _unfit(name, f"it lacks {len(missing)} weights, such as {missing[0]}")
        self._model = model.to(device, torch.float32).train(mode=False)
        self._sees_clips = hasattr(kind, "get_video_features")
        seen = getattr(model.config.vision_config, "num_frames", 0) if self._sees_clips else 0
        self.frames = int(seen or FRAMES)

    @torch.inference_mode()
    def words(self, text: str) -> Floats:
        """The vector of a text, of length one. What is too long for the model is left out."""
        most = int(self._model.config.text_config.max_position_embeddings)
        most = min(most, int(self._tokens.model_max_length))
        # As long as can be: some of its kin learned from nothing else.
        read = self._tokens(
            [text], padding="max_length", truncation=True, max_length=most, return_tensors="pt"
        )
        named = {one: read[one] for one in ("input_ids", "attention_mask") if one in read}
        found = self._model.get_text_features(
            **{one: numbers.to(self._device) for one, numbers in named.items()}
        )
        return _unit(_tensor(found)[0])

    @torch.inference_mode()
    def clip(self, frames: Sequence[Frame]) -> Floats:
        """The vector of a clip's frames (height, width, 3), of length one: the mean over them."""
        read = self._pictures(list(frames), return_tensors="pt")["pixel_values"]
        pixels = read.reshape(len(frames), *read.shape[-3:]).to(self._device)
        if self._sees_clips:
            return _unit(_tensor(self._model.get_video_features(pixel_values=pixels[None]))[0])
        found = _tensor(self._model.get_image_features(pixel_values=pixels))
        return _unit(torch.nn.functional.normalize(found, dim=-1).mean(dim=0))

    def _loaded(self, kind: Any, **more: Any) -> Any:
        return kind.from_pretrained(
            self._place, local_files_only=True, trust_remote_code=False, **more
        )


def entry_of(name: str) -> str:
    """What tells the vectors of a folder's model from those of any other: what its files are."""
    files = sorted(one for one in _place(name).iterdir() if one.suffix in READ)
    return f"words-{weights.digest(files)[:16]}"


def _place(name: str) -> Path:
    try:
        return weights.saved(name)
    except LookupError as why:
        raise _unfit(name, str(why)) from None


def _kind(name: str, place: Path) -> Any:
    """The class of the folder's model."""
    try:
        said = json.loads((place / CONFIG).read_text(encoding="utf-8"))
        if strange := [one for one in STRANGE if one in said]:
            raise _unfit(name, f"{CONFIG} asks for {strange[0]}, which is not done here")
        config = library().AutoConfig.from_pretrained(
            place, local_files_only=True, trust_remote_code=False
        )
        kind = library().MODEL_MAPPING.get(type(config), None)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _unfit(name, f"{CONFIG} cannot be read ({problem})") from problem
    sees = hasattr(kind, "get_image_features") or hasattr(kind, "get_video_features")
    if not (sees and hasattr(kind, "get_text_features") and hasattr(config, "text_config")):
        raise _unfit(name, f"{config.model_type} does not know both pictures and words")
    return kind


def _tensor(found: Any) -> Tensor:
    """The vectors that a tower says, (n, numbers)."""
    vectors: Tensor = getattr(found, "pooler_output", found)
    return vectors


def _unit(vector: Tensor) -> Floats:
    unit: Floats = torch.nn.functional.normalize(vector, dim=-1).cpu().numpy()
    return unit


def _unfit(name: str, why: str) -> Refusal:
    title = (
        f"The folder {name or 'without a name'} is not to search by: {why}. Let {SETTING} name one "
        f"right below {FOLDER} into which save_pretrained wrote a model of pictures and words "
        "(CLIP, SigLIP, X-CLIP) and its processor, with weights as safetensors"
    )
    return Refusal(Code.UNSUPPORTED, title[:500])
