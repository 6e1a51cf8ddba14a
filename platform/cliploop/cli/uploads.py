"""The command that uploads files and folders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cliploop.cli.output import Progress, connect, json_option, require_stage, say, table, warn
from cliploop.cli.sources import matched, sources_option
from cliploop.client import Client, JobFailed, Refused
from cliploop.client.sequences import pictures as pictures_in

_OF_ONE_FILE = frozenset({400, 413, 415, 422})
_VIDEOS = frozenset(
    {
        ".3gp",
        ".avi",
        ".flv",
        ".m2ts",
        ".m4v",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpeg",
        ".mpg",
        ".mts",
        ".mxf",
        ".ogv",
        ".ts",
        ".webm",
        ".wmv",
    }
)


@dataclass(frozen=True, slots=True)
class Picked:
    """A file to upload, and its folder's path below what was named on the command line."""

    path: Path
    folder: str

    @property
    def class_name(self) -> str:
        """The name of the folder that it lies in."""
        return self.path.resolve().parent.name


dataset_option = click.option(
    "--dataset", help="Name or id; made if missing. Without it: the project's first"
)
rate_option = click.option("--fps", default="native", show_default=True, metavar="native|N")
wait_option = click.option("--wait", is_flag=True, help="Return when every file is taken in")


@click.command()
@click.argument("project")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@dataset_option
@rate_option
@click.option("--classes-from-folders", is_flag=True, help="Tag each clip with its folder's name")
@sources_option
@click.option("--pictures", is_flag=True, help="Each folder of pictures becomes one clip")
@click.option("--stage", help="Put the items into this stage once they are taken in")
@wait_option
@json_option
def upload(
    project: str,
    paths: tuple[Path, ...],
    dataset: str | None,
    fps: str,
    classes_from_folders: bool,
    sources: Path | None,
    pictures: bool,
    stage: str | None,
    wait: bool,
    as_json: bool,
) -> None:
    """Upload video files, and folders of them, to PROJECT.

    With --pictures folders of pictures instead, --fps of them a second in the order of their names.
    A cut-off upload goes on where it stopped when the same command runs again.
    """
    files = list(sequences(paths) if pictures else picked(paths))
    if not files:
        what = "folders of pictures" if pictures else "video files"
        raise click.UsageError(f"There are no {what} in what was named")
    recordings = matched(sources, [(one.path.name, one.path.stem) for one in files])
    progress = Progress(quiet=as_json)
    with connect() as client:
        project_id = int(client.project(project)["id"])
        metadata = {"fps": parsed_rate(fps)}
        if dataset:
            metadata["dataset"] = str(client.dataset(project_id, dataset, create=True)["id"])
        require_stage(stage, client.datasets(project_id), metadata.get("dataset"))
        sent = send(client, project_id, files, metadata, recordings, progress)
        # A tag covers the clip's frames, which are known once it is taken in.
        wait = wait or classes_from_folders or bool(stage)
        found = became(client, project_id, sent, progress, wait=wait)
        if classes_from_folders:
            tag_by_folder(client, project_id, files, found)
        ready = [item["id"] for item in found if item["state"] == "ready"]
        if stage and ready:
            client.move(project_id, ready, stage, "Uploaded with this stage")
    progress.end()
    report(found, as_json=as_json)


def send(
    client: Client,
    project_id: int,
    files: Sequence[Picked],
    metadata: dict[str, str],
    recordings: dict[str, str],
    progress: Progress,
) -> list[int | dict[str, Any]]:
    """The items that the files became, in their order; of a refused file, how it failed.

    Says which are items of the dataset already. Refuses what is not about one file, such as a
    project that one may not upload to.
    """
    sent: list[int | dict[str, Any]] = []
    twice: list[str] = []
    for number, file in enumerate(files, start=1):
        label = f"Uploading {number} of {len(files)}: {file.path.name}"

        def arrived(done: int, total: int, label: str = label) -> None:
            progress.show(f"{label} {100 * done // max(total, 1)} %")

        def known(item_id: int, name: str = file.path.name) -> None:
            twice.append(f"{name} as item {item_id}")

        said = {**metadata, "folder": file.folder}
        recording = recordings.get(file.path.name) or recordings.get(file.path.stem)
        if recording:
            said["source"] = recording
        try:
            sent.append(client.upload(project_id, file.path, said, arrived, known))
        except Refused as no:
            if no.status not in _OF_ONE_FILE:
                raise
            failed = {"id": None, "name": file.path.name, "state": "failed"}
            sent.append({**failed, "frames": None, "error": str(no)})
    progress.end()
    warn("Here before with the same bytes, and now twice", twice)
    return sent


def became(
    client: Client,
    project_id: int,
    sent: Sequence[int | dict[str, Any]],
    progress: Progress,
    *,
    wait: bool,
) -> list[dict[str, Any]]:
    """The items of what was sent; with `wait`, once each is taken in or has failed."""
    ids = [one for one in sent if isinstance(one, int)]
    if wait:
        items = client.await_items(
            project_id, ids, lambda done, total: progress.show(f"Taken in: {done} of {total}")
        )
    else:
        items = [client.item(project_id, item_id) for item_id in ids]
    known = iter(items)
    return [next(known) if isinstance(one, int) else one for one in sent]


def tag_by_folder(
    client: Client, project_id: int, files: Sequence[Picked], found: Sequence[dict[str, Any]]
) -> None:
    """Give every item that could be taken in its folder's name as whole-clip tag."""
    ids_by_class: dict[str, list[int]] = {}
    for file, item in zip(files, found, strict=True):
        if item["state"] == "ready":
            ids_by_class.setdefault(file.class_name, []).append(int(item["id"]))
    class_ids = client.tag_classes(project_id, ids_by_class)
    for name, ids in ids_by_class.items():
        client.tag(project_id, ids, class_ids[name])


def report(found: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Say what became of each file. Refuses (`JobFailed`) where one could not be taken in."""
    answer = [
        {
            "item": item["id"],
            "name": item["name"],
            "state": item["state"],
            "frames": item["frames"],
            "error": item["error"],
        }
        for item in found
    ]
    rows = [[one["item"], one["name"], one["state"], one["frames"], one["error"]] for one in answer]
    say(answer, as_json=as_json, lines=table(["item", "name", "state", "frames", "error"], rows))
    failed = [one for one in answer if one["state"] == "failed"]
    if failed:
        first = failed[0]
        raise JobFailed(f"{len(failed)} of {len(answer)} failed; {first['name']}: {first['error']}")


def picked(paths: Sequence[Path]) -> Iterator[Picked]:
    """The files named, and the videos in the folders named, in order of their names."""
    for path in paths:
        if not path.is_dir():
            yield Picked(path, "")
            continue
        for found in sorted(path.rglob("*")):
            below = found.relative_to(path)
            hidden = any(part.startswith(".") for part in below.parts)
            if found.suffix.lower() in _VIDEOS and found.is_file() and not hidden:
                yield Picked(found, below.parent.as_posix().strip("."))


def sequences(paths: Sequence[Path]) -> Iterator[Picked]:
    """The folders named and those in them, as far as pictures lie in them, by name."""
    for path in paths:
        for folder in sorted((path, *(one for one in path.rglob("*") if one.is_dir()))):
            below = folder.relative_to(path)
            hidden = any(part.startswith(".") for part in below.parts)
            if folder.is_dir() and not hidden and pictures_in(folder):
                yield Picked(folder, below.parent.as_posix().strip("."))


def parsed_rate(given: str) -> str:
    """The frame rate as the server takes it. Refuses what is no rate."""
    if given == "native":
        return given
    try:
        if 0 < float(given) <= 1000:
            return given
    except ValueError:
        pass
    raise click.UsageError(f"--fps {given} is neither `native` nor a number of frames per second")
