"""``saydo app``: the app in the browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import typer

from sim.cli.command import command
from sim.cli.options import loaded
from sim.cli.save import saved
from sim.cli.study import now
from sim.cli.terminal import say
from sim.compiling import setting
from sim.errors import SaydoError
from sim.running.identity import needs_identity, user_header
from sim.running.saved import Saved
from sim.scenario.files import home, resolve, shipped

__all__ = ["app_command"]


@command(
    options_metavar="[SCENARIO] [STREAMLIT OPTIONS]",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def app_command(context: typer.Context) -> None:
    """Start the app for the browser, with a scenario where one is named.

    With a scenario, its address is printed. A story has an address of its own; any other file is first saved in
    the library under its name. Options of Streamlit, such as --server.port, are passed on.
    """
    script = home() / "app.py"
    if not script.is_file():
        raise SaydoError(f"{script}: the app is not there")
    for check in (setting, user_header, needs_identity):  # refused here, where somebody reads it
        check()
    version("streamlit")  # without its extra it is not there, which is said here as of every command
    options = list(context.args)
    if options and not options[0].startswith("-"):
        choice = _choice(Path(options.pop(0)))
        say(f"{choice} is at {_address(options)}/?{urlencode({'story': choice})}")
    os.execv(sys.executable, [sys.executable, "-m", "sim.ui.serve", str(script), *options])  # noqa: S606  no shell


def _choice(path: Path) -> str:
    """How the app names a scenario: a story by its name, any other as a saved version."""
    document, file = loaded(path, []), resolve(path)
    if file.resolve() in [story.resolve() for story in shipped()]:
        return file.stem
    kept = saved(document, Saved(file.stem, 0, "", "", now(), ""), os.environ.get("SAYDO_STORE"))
    return f"saved:{kept.name}:{kept.version}"


def _address(options: Sequence[str]) -> str:
    """The address at which Streamlit serves with these options."""
    settings = {"--server.address": "localhost", "--server.port": os.environ.get("STREAMLIT_SERVER_PORT", "8501")}
    for option, value in pairwise([*options, ""]):
        name, equals, text = option.partition("=")
        if name in settings:
            settings[name] = text if equals else value
    return f"http://{settings['--server.address']}:{settings['--server.port']}"
