"""The server of ``saydo app``, which is ``python -m sim.ui.serve app.py``: Streamlit, and what its first page needs.

Streamlit itself reads an app when its first reader comes, who then waits for some seconds of imports.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib import import_module

__all__ = ["main"]

FIRST_PAGE = ("sim.ui.router", "sim.ui.deal.page")
"""In the order in which the app reads them, so that neither waits for what the other holds."""
LOOK_SECONDS = 0.05
DEADLINE_SECONDS = 5
"""From the end of the server to that of the process, whatever its workers do."""


def main() -> None:
    """Serve the app that the arguments name, as ``streamlit run`` does."""
    from streamlit.web.cli import main as streamlit

    threading.Thread(target=_read_ahead, name="saydo-read-ahead", daemon=True).start()
    sys.argv = ["streamlit", "run", *sys.argv[1:]]
    try:
        streamlit(prog_name="streamlit")
    finally:
        threading.Thread(target=_end, name="saydo-end", daemon=True).start()


def _end() -> None:
    """Ends the process a while after its server has: Python would wait for replications that are under way.

    Workers end with the process that started them, and what is stored is stored.
    """
    time.sleep(DEADLINE_SECONDS)
    os._exit(0)


def _read_ahead() -> None:
    """Imports the modules of the first page once the server answers, then has kernels compiled."""
    from streamlit import runtime

    from sim.compiling import in_background

    while not runtime.exists():
        time.sleep(LOOK_SECONDS)
    for name in FIRST_PAGE:
        import_module(name)
    in_background()


if __name__ == "__main__":
    main()
