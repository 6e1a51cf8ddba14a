"""Telling a thing from what is around it by Segment Anything 2, with weights of one's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError

from annotator.refusal import Code, Refusal
from mlworker.assist.sight import Picture
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision

from transformers import Sam2VideoModel, Sam2VideoProcessor  # isort: skip  # after the above


# What one picture goes through; the rest of the model is for films.
NEEDED = ("vision_encoder.", "prompt_encoder.", "mask_decoder.")


def segment(
    folder: str, picture: Picture, point: list[float], box: list[float]
) -> npt.NDArray[np.bool_]:
    """The pixels of the thing at (x, y), or within (x, y, width, height), of an RGB picture.

    `folder` holds what `save_pretrained` wrote of the model and its processor; it is read from
    there alone. Computed on the processor: CUDA finds no room for its addresses within the limits
    of what reads a stranger's pictures. Refuses (`unsupported`) a folder without them, or with
    weights that are not whole.
    """
    where = torch.device("cpu")
    try:
        processor: Any = Sam2VideoProcessor.from_pretrained(folder, local_files_only=True)
        model, told = _loaded(folder)
    except (OSError, ValueError, RuntimeError, SafetensorError) as problem:
        raise _unloadable(str(problem)) from problem
    # What is missing is made up at random, and only a log says so.
    if missing := [one for one in told["missing_keys"] if one.startswith(NEEDED)]:
        raise _unloadable(f"it lacks {len(missing)} of its weights, such as {missing[0]}")
    model = model.to(where).eval()
    session = processor.init_video_session(
        video=[picture], inference_device=where, dtype=torch.float32
    )
    corners = [box[0], box[1], box[0] + box[2], box[1] + box[3]] if box else []
    processor.add_inputs_to_inference_session(
        inference_session=session,
        frame_idx=0,
        obj_ids=1,
        input_points=[[[point]]] if point else None,
        input_labels=[[[1]]] if point else None,
        input_boxes=[[corners]] if box else None,
    )
    with torch.inference_mode():
        said = model(inference_session=session, frame_idx=0)
    size = [list(picture.shape[:2])]
    (masks,) = processor.post_process_masks([said.pred_masks], original_sizes=size, binarize=True)
    found: npt.NDArray[np.bool_] = masks[0, 0].cpu().numpy().astype(np.bool_)
    return found


def _loaded(folder: str) -> tuple[Any, Mapping[str, Any]]:
    """The model of a folder, and what loading it told."""
    load: Any = Sam2VideoModel.from_pretrained
    model, told = load(folder, local_files_only=True, output_loading_info=True)
    return model, told


def _unloadable(why: str) -> Refusal:
    title = (
        "The model in the folder that CLIPLOOP_SAM2 names cannot be loaded. Put there what "
        "save_pretrained wrote of a Sam2VideoModel and its processor, or take the setting away "
        f"({why})"
    )
    return Refusal(Code.UNSUPPORTED, title[:500])
