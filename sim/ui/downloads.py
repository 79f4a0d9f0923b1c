"""Papers to take away, a button a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from sim.report.charts.images import has_browser
from sim.report.format.reader_locale import in_locale
from sim.ui.state import choice
from sim.ui.text import say

__all__ = ["downloads"]


def downloads(
    stem: str, kinds: Mapping[str, str], write: Callable[[str], bytes], only_with_browser: tuple[str, ...]
) -> None:
    """Draws the buttons; those that a browser draws are there where the server has one.

    Parameters
    ----------
    stem : str
        Of the files' names and of the keys of the buttons.
    kinds : mapping of str to str
        Media types by format.
    write : callable
        Bytes of a format; called when no page is drawn, so it reads no state.
    only_with_browser : tuple of str
        Formats that a browser draws.
    """
    locale = choice().locale
    with st.container(horizontal=True, gap="small"):
        for kind, media in kinds.items():
            missing = kind in only_with_browser and not has_browser()
            st.download_button(
                kind.upper(),
                partial(_in_locale, locale, write, kind),
                f"saydo-{stem}.{kind}",
                media,
                key=f"{stem}-{kind}",
                on_click="ignore",
                disabled=missing,
                help=say("memo.no_browser") if missing else None,
            )


def _in_locale(locale: str, write: Callable[[str], bytes], kind: str) -> bytes:
    with in_locale(locale):
        return write(kind)
