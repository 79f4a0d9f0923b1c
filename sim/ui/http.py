"""Requests before Streamlit sees them: who is answered, what browsers are forbidden, and the health of the server.

A web page of a stranger can have its own host name point at this machine (DNS rebinding) and then speaks to the app as
if it came from there: so only the host names of ``server.allowedHosts`` are answered. No page but the app's own may
show it in a frame (clickjacking), and nothing is loaded from anywhere else.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from sim.release import VERSION

__all__ = ["HEADERS", "SCRIPT", "middleware", "routes"]

SCRIPT = Path(__file__).with_name("__main__.py")
"""What is executed for each action of a reader."""
HEADERS: dict[str, str] = tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))
"""Of every answer."""


class Headers:
    """Adds ``HEADERS`` to answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, sent)


def middleware() -> list[Middleware]:
    """Set up what every request goes through before it comes to Streamlit.

    Returns
    -------
    list of Middleware
        The outermost first.
    """
    names = config.get_option("server.allowedHosts") or ["*"]
    hosts = [f"[{name}]" if ":" in name else name for name in names]
    return [Middleware(Headers), Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]


def routes() -> list[Route]:
    """Set up the addresses that are answered beside the pages.

    Returns
    -------
    list of Route
        ``/health``: version, and whether results are kept; status 503 where they are not.
    """
    return [Route("/health", _health)]


def _health(_: Request) -> JSONResponse:
    """Read by a load balancer, which must not learn paths: the pages say what the trouble is."""
    from sim.ui.work import passing_trouble, store_trouble  # after Streamlit's runtime has begun

    kept = not (passing_trouble() or store_trouble())
    return JSONResponse({"version": VERSION, "results_kept": kept}, 200 if kept else 503)
