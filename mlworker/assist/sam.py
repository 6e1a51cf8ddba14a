"""Telling a thing from what is around it by Segment Anything 2, with weights of one's own."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from annotator.refusal import Code, Refusal
from mlworker.assist.sight import Picture
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision

from transformers import Sam2VideoModel, Sam2VideoProcessor  # isort: skip  # after the above


def segment(
    folder: str, picture: Picture, point: list[float], box: list[float]
) -> npt.NDArray[np.bool_]:
    """The pixels of the thing at (x, y), or within (x, y, width, height), of an RGB picture.

    `folder` holds what `save_pretrained` wrote of the model and its processor; it is read from
    there alone. Computed on the processor: CUDA finds no room for its addresses within the limits
    of what reads a stranger's pictures. Refuses (`unsupported`) a folder without them.
    """
    where = torch.device("cpu")
    try:
        processor: Any = Sam2VideoProcessor.from_pretrained(folder, local_files_only=True)
        model: Any = Sam2VideoModel.from_pretrained(folder, local_files_only=True)
        model = model.to(where).eval()
    except (OSError, ValueError) as problem:
        title = f"CLIPLOOP_SAM2 names no folder with a Sam2VideoModel and its processor: {problem}"
        raise Refusal(Code.UNSUPPORTED, title[:500]) from problem
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
