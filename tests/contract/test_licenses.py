"""What the built page ships is named with its license, by the build itself."""

import json
import re

import pytest

from testkit.checks import ROOT

PAGE = ROOT / "platform" / "cliploop" / "static" / "app"


def test_every_package_in_the_page_is_named_with_its_license() -> None:
    if not (PAGE / "index.html").exists():
        pytest.skip("The page is not built; `make test` builds it first")
    said = (PAGE / "licenses.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^## (\S+) - \S+ \((.+)\)$", said, re.MULTILINE))
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]

    assert set(wanted) <= set(found)
    assert (found["mediabunny"], found["@fontsource-variable/inter"]) == ("MPL-2.0", "OFL-1.1")
    assert "Mozilla Public License" in said
    assert "SIL OPEN FONT LICENSE" in said
