"""Readers without a browser: the server's own protocol over a websocket."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.ui.browser import Server

PATIENCE_SECONDS = 60.0


class Session:
    """One reader: asks for reruns, and hears what the server draws."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.fields: dict[str, str] = {}
        """Identifiers of number fields by key."""
        self.texts = ""
        """Text that the last run wrote."""

    def rerun(self, page: str = "", query: str = "", **fields: float) -> float:
        """Run a page, entering numbers by key; returns the seconds until it was drawn."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        for key, value in fields.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.fields[key]
            state.double_value = value
        began = time.perf_counter()
        self._socket.send(message.SerializeToString())
        parts: list[str] = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=PATIENCE_SECONDS))  # type: ignore[arg-type]
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._hear(answer, parts)
            if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.texts = " ".join(parts)
                return time.perf_counter() - began

    def _hear(self, message: ForwardMsg, texts: list[str]) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "number_input":
            self.fields[element.number_input.id.rpartition("-")[2]] = element.number_input.id
        elif kind == "markdown":
            texts.append(element.markdown.body)
        elif kind == "heading":
            texts.append(element.heading.body)
        elif kind == "exception":
            raise AssertionError(element.exception.message)


@contextmanager
def session(server: Server) -> Iterator[Session]:
    """A reader while the block lasts."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None, origin=server.address) as socket:  # type: ignore[list-item, arg-type]
        yield Session(socket)


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4_096 / 1e6
