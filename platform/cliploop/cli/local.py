"""Commands that work on the server's own machine."""

import click

from cliploop.cli.output import json_option, say
from cliploop.embedded import up as embedded
from cliploop.embedded.folder import data_folder
from cliploop.embedded.local import create_admin_key


@click.command()
@click.option("--data", metavar="DIR", help="Where everything is kept [CLIPLOOP_DATA, ./data]")
@click.option("--port", type=click.IntRange(1, 65535), help="[CLIPLOOP_PORT, 8000]")
def up(data: str | None, port: int | None) -> int:
    """Start everything on this machine and keep it running until Ctrl-C."""
    return embedded.up(data_folder(data), embedded.chosen_port(port), click.echo)


@click.group()
def keys() -> None:
    """Make API keys on the server's machine."""


@keys.command("create")
@click.option("--admin", is_flag=True, required=True, help="Of the site admin; needs no sign-in")
@click.option("--name", default="Command line", show_default=True)
@click.option("--data", metavar="DIR", help="The server's data folder [CLIPLOOP_DATA, ./data]")
@json_option
def create_key(admin: bool, name: str, data: str | None, as_json: bool) -> None:
    """Make a key of the site admin for the server that runs here."""
    made = create_admin_key(data_folder(data), name)
    lines = [f"export CLIPLOOP_URL={made['url']}", f"export CLIPLOOP_KEY={made['key']}"]
    say({"key": made["key"]}, as_json=as_json, lines=lines)
