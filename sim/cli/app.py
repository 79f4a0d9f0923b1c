"""``saydo app``: the app in the browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import typer

from sim.cli.command import command
from sim.cli.options import loaded, resolve
from sim.cli.save import saved
from sim.cli.study import now
from sim.cli.terminal import say
from sim.errors import SaydoError
from sim.running.saved import Saved
from sim.scenario.files import home, shipped

__all__ = ["app_command"]

PORT = "8501"
"""Port that Streamlit uses where none is named."""
LINK = "SAYDO_LINK"
"""Environment variable with the link that the server opens first."""


@command(
    options_metavar="[SCENARIO] [STREAMLIT OPTIONS]",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def app_command(context: typer.Context) -> None:
    """Open the app in the browser, with a scenario where one is named.

    A story is opened by its name; any other scenario file is first saved under its name. Options of Streamlit,
    such as --server.port, are passed on.
    """
    script = home() / "app.py"
    if not script.is_file():
        raise SaydoError(f"{script}: the app is not there")
    options = list(context.args)
    if options and not options[0].startswith("-"):
        link = _link(_choice(Path(options.pop(0))), options)
        say(f"opens {link}")
        os.environ[LINK] = link
    os.execv(sys.executable, [sys.executable, "-m", "sim.ui.serve", str(script), *options])  # noqa: S606  no shell


def _choice(path: Path) -> str:
    """How the app names a scenario: a story by its name, any other as a saved version."""
    document, file = loaded(path, []), resolve(path)
    if file.resolve() in [story.resolve() for story in shipped()]:
        return file.stem
    version = saved(document, Saved(file.stem, 0, "", "", now(), ""), os.environ.get("SAYDO_STORE"))
    return f"saved:{version.name}:{version.version}"


def _link(story: str, options: Sequence[str]) -> str:
    """The address of the app with a scenario as the reader's choice."""
    port = os.environ.get("STREAMLIT_SERVER_PORT", PORT)
    for option, value in zip(options, [*options[1:], ""], strict=True):
        name, equals, text = option.partition("=")
        if name == "--server.port":
            port = text if equals else value
    return f"http://localhost:{port}/?{urlencode({'story': story})}"
