"""The server of ``saydo app``, which is ``python -m sim.ui.serve app.py``: Streamlit, and what its first page needs.

Streamlit itself reads an app when its first reader comes, who then waits for some seconds of imports.
"""

from __future__ import annotations

import sys
import threading
import time
from importlib import import_module

__all__ = ["main"]

FIRST_PAGE = ("sim.ui.router", "sim.ui.deal.page")
"""In the order in which the app reads them, so that neither waits for what the other holds."""
LOOK_SECONDS = 0.05


def main() -> None:
    """Serve the app that the arguments name, as ``streamlit run`` does."""
    from streamlit.web.cli import main as streamlit

    threading.Thread(target=_read_ahead, name="saydo-read-ahead", daemon=True).start()
    sys.argv = ["streamlit", "run", *sys.argv[1:]]
    streamlit(prog_name="streamlit")


def _read_ahead() -> None:
    """Imports the modules of the first page once the server answers."""
    from streamlit import runtime

    while not runtime.exists():
        time.sleep(LOOK_SECONDS)
    for name in FIRST_PAGE:
        import_module(name)


if __name__ == "__main__":
    main()
