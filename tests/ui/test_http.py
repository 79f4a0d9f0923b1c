"""Whom the server answers, and what it tells browsers: asked over plain HTTP, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socket import create_connection

import pytest
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect

from sim.release import VERSION
from sim.ui.http import HEADERS
from tests.ui.browser import Server, serving

STRANGER = "rebound.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("http")) as server:
        yield server


def answer(server: Server, path: str, host: str) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return response, response.read()


@pytest.mark.parametrize("path", ["/", "/money", "/health", "/_stcore/health"])
@pytest.mark.parametrize("host", [STRANGER, f"{STRANGER}:8501", "127.0.0.1.rebound.example", "x@localhost"])
def test_only_names_of_this_machine_are_answered(served: Server, path: str, host: str) -> None:
    response, _ = answer(served, path, host)
    assert response.status == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501"])
def test_every_answer_says_what_a_browser_must_not_do_with_it(served: Server, host: str) -> None:
    response, _ = answer(served, "/", host)
    assert response.status == 200
    assert {name: response.getheader(name) for name in HEADERS} == HEADERS


def test_a_strangers_page_gets_no_session(served: Server) -> None:
    """Host and Origin agree, as they do once a name has been pointed at this machine."""
    address = f"ws://127.0.0.1:{served.port}/_stcore/stream"
    with connect(address, origin=f"http://localhost:{served.port}"):  # type: ignore[arg-type]
        pass
    strange = f"{STRANGER}:{served.port}"
    with create_connection(("127.0.0.1", served.port), timeout=60) as wire, pytest.raises(InvalidHandshake):
        connect(f"ws://{strange}/_stcore/stream", origin=f"http://{strange}", sock=wire)  # type: ignore[arg-type]


def test_health_tells_the_version_and_whether_results_are_kept(served: Server) -> None:
    response, body = answer(served, "/health", "localhost")
    assert response.status == 200
    assert json.loads(body) == {"version": VERSION, "results_kept": True}


def test_health_is_in_trouble_where_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_text("not a database " * 100)
    with serving(tmp_path) as server:
        response, body = answer(server, "/health", "localhost")
    assert response.status == 503
    assert json.loads(body)["results_kept"] is False
    assert str(tmp_path).encode() not in body
