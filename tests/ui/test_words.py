"""A newcomer's words: what the first page and the headlines of Compare say, without the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.report.about import about_words
from sim.ui.choice import Choice
from sim.ui.text import texts
from tests.ui.conftest import Serve, finished, headings

EXPLAINED = {"run", "say do gap", "cannot tell apart"}
"""The only terms of the glossary on the first page: how often something happens, one of its four numbers, a verdict."""
FOLDED = ("expander", "popover")
JARGON = ("POP", "straw", "of 100 such studies", "grievance", "confidence interval", "paired")
"""What no headline says."""
PAGES = ("deal", "compare", "money")


def terms() -> set[str]:
    """Words of the glossary."""
    return {key.partition(".")[2].replace("_", " ") for key in texts() if key.startswith("glossary.")}


def unfolded(block: Any) -> Iterator[str]:
    """Texts that are read without opening anything, with headings and labels; options of a list are folded away."""
    for child in block.children.values():
        if getattr(child, "type", "") in FOLDED:
            continue
        if hasattr(child, "children"):
            yield from unfolded(child)
        else:
            yield from (str(text) for name in ("label", "value") if isinstance(text := getattr(child, name, ""), str))


def used(text: str) -> set[str]:
    """Terms of the glossary in a text, in the singular or the plural."""
    plain = re.sub(r"[\u2010-\u2015-]", " ", text.replace("\\", "")).lower()
    return {term for term in terms() if re.search(rf"\b{re.escape(term.lower())}s?\b", plain)}


def main_text(page: AppTest) -> str:
    return " ".join(unfolded(page.main))


def test_the_first_page_needs_the_glossary_for_three_terms_at_most(serve: Serve) -> None:
    page = finished(serve())
    text = main_text(page)
    assert "May it be signed?" in text
    assert headings(page)[0] in text.replace("\\", ""), "the whole page is read"
    assert used(text) <= EXPLAINED
    assert len(EXPLAINED) <= 3
    assert terms() >= EXPLAINED


def test_the_list_finds_the_words_it_looks_for() -> None:
    assert used("From 20 paired runs, the say\u2013do gap and two straws of POP.") == {
        "run",
        "say do gap",
        "straw",
        "POP",
    }


@pytest.mark.parametrize("name", PAGES)
def test_headlines_speak_as_managers_do_and_the_page_names_firm_customers_and_period(serve: Serve, name: str) -> None:
    page = finished(serve(name))
    for heading in headings(page):
        assert not [word for word in JARGON if re.search(rf"\b{re.escape(word)}s?\b", heading)], heading
    firm = next(iter(Choice().named_scenarios().items()))
    captions = [element.value.replace("\\", "") for element in page.caption]
    assert any(about_words(*firm) in caption for caption in captions)


@pytest.mark.parametrize("name", ["deal", "compare"])
def test_no_sentence_above_the_folds_has_jargon(serve: Serve, name: str) -> None:
    text = main_text(finished(serve(name)))
    assert not [word for word in JARGON[:4] if re.search(rf"\b{re.escape(word)}s?\b", text)]
