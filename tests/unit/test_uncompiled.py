"""What looks at clips starts without what it never uses."""

import subprocess
import sys

import pytest

STEPS = ("mlworker.features.compute", "mlworker.inference.run", "mlworker.training.run")
NEVER = {"matplotlib", "sympy", "torch._dynamo", "torchmetrics", "transformers"}


def said(program: str) -> str:
    """What a program prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_loads_neither_the_compiler_nor_what_draws_or_reads_words(step: str) -> None:
    loaded = said(f"import sys, {step}\nprint(*sys.modules)").split()

    assert "torch" in loaded
    assert not NEVER & set(loaded)


def test_who_compiles_after_it_has_the_compiler() -> None:
    program = """
import mlworker.zoo.torchvision_ops
import torch
from torchvision.ops.roi_align import is_compile_supported
from timm.layers._fx import has_fx_feature_extraction
twice = torch.compile(lambda given: 2 * given, backend="eager")
print(int(twice(torch.tensor(3))), is_compile_supported("cpu"), has_fx_feature_extraction)
"""

    assert said(program) == "6 True True"


def test_who_asks_for_more_meanwhile_has_the_compiler() -> None:
    program = """
from mlworker.zoo.uncompiled import uncompiled
with uncompiled():
    from torch._dynamo import disable, reset
import torch
print(disable(len) is len, reset is torch._dynamo.reset)
"""

    assert said(program) == "True True"
