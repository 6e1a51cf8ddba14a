"""A real nginx in front of the server that tests start, told what docs/operate.md says."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cliploop.embedded.valkey import free_port
from testkit.manual import manual
from testkit.stack import wait_for

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture
def nginx(server: str, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Its address. Skips where there is none."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx is not installed here")
    settings.STORAGE_URL = (tmp_path / "storage").as_uri()
    settings.CLIPLOOP_HANDOVER = "accel"
    address = f"127.0.0.1:{free_port()}"
    written = tmp_path / "nginx.conf"
    written.write_text(_configuration(address, server, tmp_path))
    command = [program, "-p", str(tmp_path), "-c", str(written), "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            wait_for(lambda: _answers(f"http://{address}", process), 20, "nginx answers")
            yield f"http://{address}"
        finally:
            process.terminate()


def _configuration(address: str, server: str, folder: Path) -> str:
    """The manual's own, but for its addresses, its folder and its certificate."""
    own = manual("nginx")
    for said, here in {
        "listen 443 ssl;": f"listen {address};",
        "http://127.0.0.1:8000": server,
        "/data/storage/": f"{folder}/storage/",
    }.items():
        assert own.count(said) == 1, said
        own = own.replace(said, here)
    lines = [line for line in own.splitlines() if "ssl_certificate" not in line]
    kept = [f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY]
    around = f"user {getpass.getuser()};\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
    return "\n".join([around, "http {", "access_log off;", *kept, *lines, "}"])


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None and process.stderr is not None:
        pytest.fail(process.stderr.read().decode())
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.TransportError:
        return False
