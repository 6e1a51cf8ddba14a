"""What the server's own machine may do without a key: ask the database of the running server."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from cliploop.embedded.folder import CannotStart, Folder


def create_admin_key(folder: Folder, name: str) -> dict[str, Any]:
    """A new key of the site admin and the server's address: {key, url}.

    Refuses where no server runs in the folder and none is named by DATABASE_URL.
    """
    state = folder.state()
    if state is not None:
        environment = {**os.environ, **state["environment"]}
        url = state["url"]
    elif "DATABASE_URL" in os.environ:
        environment = dict(os.environ)
        url = os.environ.get("CLIPLOOP_URL", "http://127.0.0.1:8000")
    else:
        raise CannotStart(
            f"No server runs on {folder.root}. Start it with `make run` or `cliploop up`, "
            "or name its folder by --data or CLIPLOOP_DATA"
        )
    return {**prepared(environment, "key", name), "url": url}


def prepared(environment: Mapping[str, str], *command: str) -> dict[str, Any]:
    """The answer of `cliploop.embedded.prepare`, run in a process of its own with Django."""
    done = subprocess.run(
        [sys.executable, "-m", "cliploop.embedded.prepare", *command],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C is for us: what was begun here ends in order
    )
    if done.returncode != 0:
        words = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise CannotStart(f"The database could not be prepared:\n{words}")
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return dict(answer)
