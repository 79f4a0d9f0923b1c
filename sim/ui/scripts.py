"""Scripts of the product itself, each a file beside this one; nothing that a reader or a file says comes into one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

__all__ = ["run_script"]

HERE = Path(__file__).parent


def run_script(name: str, time: int = 0) -> None:
    """Have the browser run a script.

    Parameters
    ----------
    name : str
        Of its file, without the ending.
    time : int, optional
        A number that differs where the same script is to run again.
    """
    text = (HERE / f"{name}.js").read_text(encoding="utf-8")
    st.html(f"<script>/* {int(time)} */\n{text}</script>", unsafe_allow_javascript=True)
