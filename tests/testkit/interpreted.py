"""A tiny model of pictures and words that has learned colors, as its maker saves it."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision
from testkit.drawn import COLORS, colored

from transformers import (  # isort: skip - after torchvision
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    PreTrainedTokenizerFast,
    VideoMAEImageProcessor,
    XCLIPConfig,
    XCLIPModel,
)

NAMES = ("red", "blue", "green", "yellow", "purple")
SIDE, LENGTH, STEPS, EACH = 32, 8, 120, 4
WORDS = ("<pad>", "<bos>", "<eos>", "<unk>", "a", "of", "square", *NAMES)
TOWER = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
}
TEXT = {
    **TOWER,
    "vocab_size": len(WORDS),
    "max_position_embeddings": LENGTH,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
VISION = {**TOWER, "image_size": SIDE, "patch_size": 16}


def save_clip(folder: Path) -> None:
    """Write a CLIP that tells five colors apart, by picture and by name, and its processor."""
    torch.manual_seed(3)
    model = CLIPModel(CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=16))
    tokens, pictures = _tokens(), _pictures()
    _teach(model, tokens, pictures)
    model.train(mode=False).save_pretrained(folder)
    tokens.save_pretrained(folder)
    pictures.save_pretrained(folder)


def save_xclip(folder: Path) -> None:
    """Write an X-CLIP of random weights, which sees four frames at once, and its processor."""
    torch.manual_seed(3)
    vision = {**VISION, "num_frames": 4, "mit_hidden_size": 32, "mit_intermediate_size": 64}
    vision |= {"mit_num_attention_heads": 2, "mit_num_hidden_layers": 1}
    config = XCLIPConfig(
        text_config=TEXT, vision_config=vision, projection_dim=32, prompt_num_attention_heads=2
    )
    XCLIPModel(config).train(mode=False).save_pretrained(folder)
    _tokens().save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    VideoMAEImageProcessor(size={"shortest_edge": SIDE}, crop_size=size).save_pretrained(folder)


def _tokens() -> Any:
    make: Any = PreTrainedTokenizerFast
    named = {name: f"<{name}>" for name in ("pad", "bos", "eos", "unk")}
    tokens = {f"{name}_token": token for name, token in named.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tokenizer.json"
        path.write_text(json.dumps(_written()))
        return make(tokenizer_file=str(path), model_max_length=LENGTH, **tokens)


def _written() -> dict[str, Any]:
    """What a tokenizer is written as that knows whole words, and sets marks around a text."""
    marks = [{"SpecialToken": {"id": one, "type_id": 0}} for one in ("<bos>", "<eos>")]
    text = [{"Sequence": {"id": which, "type_id": 0}} for which in ("A", "B")]
    special = {one: {"id": one, "ids": [WORDS.index(one)], "tokens": [one]} for one in WORDS[1:3]}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [marks[0], text[0], marks[1]],
            "pair": text,
            "special_tokens": special,
        },
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {one: at for at, one in enumerate(WORDS)},
            "unk_token": "<unk>",
        },
    }


def _pictures() -> CLIPImageProcessor:
    size = {"height": SIDE, "width": SIDE}
    return CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size=size)


def _teach(model: CLIPModel, tokens: PreTrainedTokenizerFast, pictures: CLIPImageProcessor) -> None:
    """Let pictures of a color come nearer to its name than to the others."""
    rng = np.random.default_rng(5)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    truth = torch.arange(len(NAMES)).repeat(EACH)
    for _ in range(STEPS):
        drawn = [next(colored(label, int(rng.integers(1 << 30)))) for label in truth.tolist()]
        form = rng.choice(["{} square", "a {} square", "{}", "square of {}"])
        read = tokens(
            [str(form).format(one) for one in NAMES],
            padding="max_length",
            max_length=LENGTH,
            return_tensors="pt",
        )
        said = model(
            input_ids=read["input_ids"],
            attention_mask=read["attention_mask"],
            pixel_values=pictures(drawn, return_tensors="pt")["pixel_values"],
        )
        loss = torch.nn.functional.cross_entropy(said.logits_per_image, truth)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()


assert len(NAMES) == len(COLORS)
