"""The `cliploop` command."""

import sys

import click

from cliploop.cli.bench import bench_models
from cliploop.cli.demo import demo
from cliploop.cli.doctor import doctor
from cliploop.cli.learning import predict, train
from cliploop.cli.local import keys, up
from cliploop.cli.models import models
from cliploop.cli.projects import export, items, projects, status
from cliploop.cli.registering import register
from cliploop.cli.uploads import upload
from cliploop.cli.workflows import workflows
from cliploop.client import JobFailed, Refused, Unreachable
from cliploop.embedded.folder import CannotStart

__all__ = ["COMMANDS", "main", "run"]

COMMANDS = (
    up,
    keys,
    projects,
    upload,
    register,
    items,
    export,
    train,
    predict,
    models,
    workflows,
    bench_models,
    status,
    doctor,
    demo,
)

DONE, REFUSED, WRONG_USAGE, NOT_REACHABLE, JOB_FAILED, STOPPED = 0, 1, 2, 3, 4, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cliploop", prog_name="cliploop")
def cliploop() -> None:
    """Tag video in a browser while models learn from it.

    Commands that speak to a server read its address from CLIPLOOP_URL and a key from CLIPLOOP_KEY.
    PROJECT is an id or a unique name.
    """


for _command in COMMANDS:
    cliploop.add_command(_command)


def run(arguments: list[str]) -> int:
    """The exit code of one command; what went wrong is said on standard error."""
    try:
        code = cliploop.main(arguments, prog_name="cliploop", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        return STOPPED
    except (Refused, CannotStart, OSError) as error:
        return _said(error, REFUSED)
    except Unreachable as error:
        return _said(error, NOT_REACHABLE)
    except JobFailed as error:
        return _said(error, JOB_FAILED)
    return code if isinstance(code, int) else DONE


def main() -> None:
    """Run the command that the shell was given."""
    sys.exit(run(sys.argv[1:]))


def _said(error: Exception, code: int) -> int:
    click.echo(f"cliploop: {error}", err=True)
    return code
