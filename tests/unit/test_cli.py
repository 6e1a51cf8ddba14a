"""The command speaks to scripts by exit codes and one JSON document."""

import io
import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import click
import httpx
import pytest

from cliploop.cli import COMMANDS, run
from cliploop.cli.learning import parsed_options
from cliploop.cli.output import parsed_filters, require_stage, table
from cliploop.cli.sources import matched, read_sources
from cliploop.cli.uploads import parsed_rate, picked, sequences
from cliploop.client import Client
from cliploop.client.sequences import packed
from cliploop.client.uploads import Unfinished
from cliploop.embedded.valkey import free_port
from testkit.checks import ROOT


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of this machine is found by accident."""
    monkeypatch.setenv("CLIPLOOP_DATA", str(tmp_path / "nothing"))
    monkeypatch.delenv("CLIPLOOP_URL", raising=False)
    monkeypatch.delenv("CLIPLOOP_KEY", raising=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["items"],
        ["projects", "create", "x", "--class", "a:circle"],
        ["upload", "1", "/no/such/file"],
        ["register", "1", "shelf"],  # neither files nor a folder
        ["items", "1"],  # no key
        ["export", "1", "-o", "/no/such/folder/labels.zip"],
        ["keys", "create"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err


def test_no_server_is_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPLOOP_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("CLIPLOOP_KEY", "clk_x")

    assert run(["items", "1", "--json"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "CLIPLOOP_URL" in said.err


def test_keys_need_a_server_on_this_machine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert run(["keys", "create", "--admin", "--json"]) == 1
    assert "make run" in capsys.readouterr().err


def test_doctor_answers_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["doctor", "--json"])

    checks = json.loads(capsys.readouterr().out)
    assert code == (0 if all(check["ok"] for check in checks) else 1)
    assert all(check["ok"] or check["way_out"] for check in checks)
    assert {"python", "disk", "torch"} <= {check["name"] for check in checks}


@pytest.mark.parametrize("named", ["", "none", "0", "70000"])
def test_doctor_takes_any_port_that_is_named(
    named: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPLOOP_PORT", named)

    run(["doctor", "--json"])

    port = next(one for one in json.loads(capsys.readouterr().out) if one["name"] == "port")
    assert named == "" or port == {**port, "ok": False, "found": "no port"}


def test_folders_give_their_videos_and_class_names(tmp_path: Path) -> None:
    for name in ("fight/b.mp4", "fight/a.MOV", "calm/c.mkv", "calm/notes.txt", ".x/d.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    found = list(picked([tmp_path]))

    assert [file.path.name for file in found] == ["c.mkv", "a.MOV", "b.mp4"]
    assert [file.class_name for file in found] == ["calm", "fight", "fight"]
    assert [file.folder for file in found] == ["calm", "fight", "fight"]


def test_folders_of_pictures_are_found_and_packed_the_same_way_twice(tmp_path: Path) -> None:
    for name in ("walk/1.png", "walk/2.JPG", "walk/run/1.png", "walk/a.mp4", "empty/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    found = [(one.path.name, one.folder) for one in sequences([tmp_path])]
    assert found == [("walk", ""), ("run", "walk")]

    made = []
    for fails in (True, False):
        with suppress(InterruptedError), packed(tmp_path / "walk", tmp_path / "cache") as path:
            made.append((path, path.read_bytes(), path.stat().st_mtime_ns))
            if fails:
                raise InterruptedError
        assert path.exists() == fails
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0][1])) as found_in:
        assert found_in.namelist() == ["1.png", "2.JPG"]
        assert found_in.read("1.png") == b"walk/1.png"


def test_sources_come_by_file_name(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_text("﻿name,source\na.mp4,camera 1\nb.mp4,camera 2\n", encoding="utf-8")

    assert read_sources(path) == {"a.mp4": "camera 1", "b.mp4": "camera 2"}


def test_rows_without_a_file_and_files_without_a_row_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sources.csv"
    rows = [f"typo{number}.mp4,camera 1" for number in range(7)]
    path.write_text("\n".join(["name,source", "a.mp4,camera 1", "b,camera 2", "d.mp4,", *rows]))
    files = [(f"{name}.mp4", name) for name in "abcd"]

    assert matched(path, files)["b"] == "camera 2"
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"Rows of {path} that are of no file here: 7 "
        "(typo0.mp4, typo1.mp4, typo2.mp4, typo3.mp4, typo4.mp4, …)",
        f"Files without a row in {path}, each taken for a recording of its own: 2 (c.mp4, d.mp4)",
    ]
    assert matched(None, files) == {}
    matched(path, [("a.mp4", "a"), ("b.mp4", "b")])
    assert "without a row" not in capsys.readouterr().err


def test_a_table_of_other_files_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sources.csv"
    path.write_text("name,source\nb.mp4,camera 2\n")
    (tmp_path / "a.mp4").touch()

    assert run(["upload", "1", str(tmp_path), "--sources", str(path), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "`b.mp4`" in said.err


@pytest.mark.parametrize("table", [b"name,source\na,\xff\n", b"name\na\n", b""])
def test_a_table_that_cannot_be_read_is_wrong_usage(tmp_path: Path, table: bytes) -> None:
    path = tmp_path / "sources.csv"
    path.write_bytes(table)

    with pytest.raises(click.UsageError, match="sources"):
        read_sources(path)


def test_rates_are_native_or_numbers() -> None:
    assert [parsed_rate(given) for given in ("native", "5", "29.97")] == ["native", "5", "29.97"]
    for wrong in ("fast", "0", "-1", "nan"):
        with pytest.raises(Exception, match="frames per second"):
            parsed_rate(wrong)


def test_a_stage_that_is_not_there_is_refused_before_anything_is_sent() -> None:
    stages = {"stages": [{"id": "dataset"}, {"id": "complete"}]}
    datasets = [{"id": 1, "workflow": {"stages": [{"id": "audit"}]}}, {"id": 2, "workflow": stages}]

    require_stage("audit", datasets, None)
    require_stage("complete", datasets, "2")
    with pytest.raises(click.UsageError, match="There are: dataset, complete"):
        require_stage("audit", datasets, "2")


def test_a_filter_by_a_stage_that_is_not_there_finds_no_empty_list() -> None:
    datasets = [{"id": 1, "name": "Clips", "workflow": {"stages": [{"id": "complete"}]}}]
    there = httpx.MockTransport(lambda _: httpx.Response(200, json=datasets))

    with Client("http://here", "clk_x", transport=there) as client:
        asked = parsed_filters(client, 1, ["stage=complete", "source=human,model", "dataset=Clips"])
        assert asked == {"stage": "complete", "label": "human,model", "dataset": "1"}
        with pytest.raises(click.UsageError, match="There are: complete"):
            parsed_filters(client, 1, ["stage=complete,compelte"])
        with pytest.raises(click.UsageError, match="write tag=a,b"):
            parsed_filters(client, 1, ["tag=a", "tag=b"])


def test_numbers_stand_to_the_right() -> None:
    assert table(["id", "name"], [[1, "a"], [10, "bc"]]) == ["id  name", " 1  a", "10  bc"]


def test_a_cut_off_upload_is_remembered(tmp_path: Path) -> None:
    unfinished = Unfinished(tmp_path / "cache" / "uploads.json")

    unfinished.keep("a", {"address": "/u/1", "item": 1})
    unfinished.keep("b", {"address": "/u/2", "item": 2})
    unfinished.keep("b", None)

    assert unfinished.find("a") == {"address": "/u/1", "item": 1}
    assert unfinished.find("b") is None


def _options(words: list[str]) -> set[str]:
    """The options of the command that a line names."""
    command: click.Command = next(one for one in COMMANDS if one.name == words[0])
    if isinstance(command, click.Group) and len(words) > 1:
        command = command.commands.get(words[1], command)
    return {"--help", "--json", *(option for one in command.params for option in one.opts)}


def test_every_command_in_the_documents_exists() -> None:
    known = {command.name for command in COMMANDS}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", document.read_text(), re.DOTALL))
        named = set(re.findall(r"\bcliploop ([a-z-]+)", text))
        made = set(re.findall(r"\bmake ([a-z]+)", text))

        assert named <= known, document
        for line in re.findall(r"\bcliploop [a-z][^`\n)]*", text):
            assert set(re.findall(r" (--[a-z-]+)", line)) <= _options(line.split()[1:]), line
        assert made <= targets, document


def test_options_of_a_training_are_told_as_what_they_are() -> None:
    given = ("epochs=20", "flip=true", "backbone=resnet18", "swap=[[1, 2]]", "folder=a=b")

    assert parsed_options(given) == {
        "epochs": 20,
        "flip": True,
        "backbone": "resnet18",
        "swap": [[1, 2]],
        "folder": "a=b",
    }
    with pytest.raises(click.UsageError, match="NAME=VALUE"):
        parsed_options(("epochs",))
