"""Twenty readers at once: the server stays up, and small."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from tests.ui.browser import Server, needs_browser
from tests.ui.sessions import Session, megabytes, session

pytestmark = needs_browser[0]

SESSIONS, RERUNS_OF_EACH = 20, 10
MOST_GROWTH = 1.3
PAGES = ("", "compare", "money", "customers", "evidence")


def test_the_server_stays_up_and_small_through_200_reruns_by_20_sessions(server: Server) -> None:
    """Measured from a server that has drawn every page once."""
    assert server.process is not None
    with ExitStack() as open_sessions:
        with session(server) as first:
            for page in PAGES:
                first.rerun(page)
        start = megabytes(server.process.pid)
        readers = [open_sessions.enter_context(session(server)) for _ in range(SESSIONS)]

        def read(number: int) -> int:
            reader: Session = readers[number]
            for count in range(RERUNS_OF_EACH):
                reader.rerun(PAGES[(number + count) % len(PAGES)])
            return len(reader.texts)

        with ThreadPoolExecutor(SESSIONS) as crowd:
            written = list(crowd.map(read, range(SESSIONS)))
        assert min(written) > 0
        grown = megabytes(server.process.pid) / start
        assert grown <= MOST_GROWTH, f"{start:.0f} MB grew {grown:.2f} times"
    assert server.process.poll() is None
