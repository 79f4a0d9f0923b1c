"""The reader of a session, as far as somebody vouches for who it is: Streamlit's login, or the operator's proxy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException, StreamlitAuthError

from sim.errors import SaydoError
from sim.running.identity import BY_LOGIN, BY_PROXY, LONGEST_NAME, Identity, needs_identity, user_header
from sim.ui.state import refuse
from sim.ui.text import say, tell

__all__ = ["SIGNING", "identity", "log_in_or_out", "name_field", "refusal"]

SIGNING = "signing"
"""Field of the messages about a signature."""
CLAIMS = ("email", "preferred_username", "sub")
"""What a login says of its user, the first that is there; a ``name`` is not among them: users often set their own."""
KNOWN = "-known"


def identity(key: str = "") -> Identity:
    """The reader, asked anew at each action: by login, by proxy, or by what was typed into the field of a key."""
    return _logged_in() or _of_proxy() or Identity(st.session_state.get(key, ""))


def refusal() -> str:
    """Reason why this reader may not sign, and what to do; empty where the reader may."""
    try:
        header, is_needed = user_header(), needs_identity()
    except SaydoError as problem:
        return tell("identity.unusable", problem=str(problem))
    if not is_needed or _logged_in() or _of_proxy():
        return ""
    if _can_log_in():
        return tell("identity.log_in_first")
    return tell("identity.no_header", header=header) if header else tell("identity.nobody")


def name_field(label: str, key: str, *, persist: bool = False) -> None:
    """A field for the reader's name: filled, and closed, where somebody vouches for it.

    Parameters
    ----------
    label : str
        As markdown.
    key : str
        Of the widget; :func:`identity` reads it.
    persist : bool
        Whether what is typed is there on the next page.
    """
    reader = _logged_in() or _of_proxy()
    if reader is None:
        how = say("identity.typed")
        st.text_input(label, key=key, max_chars=LONGEST_NAME, help=how, persist_state="session" if persist else None)
        return
    st.session_state[key + KNOWN] = reader.name
    st.text_input(label, key=key + KNOWN, disabled=True, help=say(f"identity.{reader.source}"))


def log_in_or_out() -> None:
    """Buttons for the login that the operator has set up; none where there is no such login."""
    if not _can_log_in():
        return
    if _logged_in():
        st.button(say("identity.log_out"), key="log-out", on_click=st.logout)
        return
    st.caption(say("identity.log_in_opens"))
    for provider in _providers():
        label = say("identity.log_in_with", provider=provider) if provider else say("identity.log_in")
        st.button(label, key=f"log-in-{provider}", on_click=_log_in, args=(provider,))


def _log_in(provider: str) -> None:
    try:
        st.login(provider or None)
    except (StreamlitAuthError, StreamlitAPIException) as problem:
        refuse(SIGNING, tell("identity.no_login", problem=str(problem).strip().partition("\n")[0]))


def _can_log_in() -> bool:
    """Whether the operator has set up a login; Streamlit then says of each session whether it is logged in."""
    return "is_logged_in" in st.user.to_dict()


def _providers() -> list[str]:
    """Names of the providers of login; one empty name where there is one provider without a name."""
    with suppress(FileNotFoundError, KeyError):
        return [name for name, value in st.secrets["auth"].items() if isinstance(value, Mapping)] or [""]
    return [""]


def _logged_in() -> Identity | None:
    user = st.user.to_dict()
    if user.get("is_logged_in") is not True:
        return None
    claims = [name for name in CLAIMS if name != "email" or user.get("email_verified") is not False]
    name = next((str(user[claim]) for claim in claims if user.get(claim)), "")
    return Identity(name, BY_LOGIN) if name else None


def _of_proxy() -> Identity | None:
    """Who the proxy says the reader is; nobody where the header is not there once: an outsider may have added it."""
    try:
        header = user_header()
    except SaydoError:
        return None
    values = _headers(header) if header else []
    if len(values) != 1 or not values[0].strip():
        return None
    with suppress(UnicodeError):  # a server reads the bytes of a header as Latin-1; proxies write UTF-8
        return Identity(values[0].encode("latin-1").decode(), BY_PROXY)
    return Identity(values[0], BY_PROXY)


def _headers(name: str) -> list[str]:
    """All headers of this name in the request that opened the session."""
    return st.context.headers.get_all(name)
