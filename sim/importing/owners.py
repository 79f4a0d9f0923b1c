"""Whose a row is: which column names the customer, and whether the provider is its own."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from sim.importing.names import normal
from sim.importing.prepared import Codes, Prepared
from sim.importing.privacy import CALLER
from sim.importing.questions import Question, Questions, fingerprint

__all__ = ["owners_of"]

LARGE_SHARE = 0.25
SAME_SHARE = 0.9
ALIKE_SHARE = 0.5
"""Share of agreeing rows from which a column beside is asked about, and from which it is the default."""
LEAST_ROWS = 10
LEAST_NAMES = 3
FREE_MAIL = frozenset(
    f"{name}.{end}"
    for names, ends in {
        "gmail googlemail outlook hotmail yahoo icloud gmx live aol proton protonmail me msn": "com",
        "gmx web": "de net",
        "orange free yahoo": "fr",
        "libero yahoo": "it",
        "uol bol": "com.br",
    }.items()
    for name in names.split()
    for end in ends.split()
)


def owners_of(prepared: Prepared, questions: Questions) -> Codes:
    """Customer of each item.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    questions : Questions
        Takes a question where the column is in doubt.

    Returns
    -------
    Codes
        -1 where it is not known.
    """
    raw = prepared.raw
    if raw.recognition.layout == "groups" and raw.groups:
        return _merged(np.asarray(raw.group_of_items(), np.int32), [" ".join(label.split()) for _, label in raw.groups])
    if prepared.has("customer"):
        return _with_domains(prepared, _of_column(prepared, questions))
    if prepared.has("customer_number"):
        return prepared.names("customer_number")
    choices = _others(prepared)
    answer = _customer_column(prepared, choices, questions) if choices else ""
    if answer in choices:
        prepared.note(f"customer: {answer}")
        return choices[answer]
    if raw.recognition.kind.table == "contacts":
        prepared.note("no column names a customer: contacts are of customers unknown")
    return np.full(prepared.count, -1, np.int32), []


def _customer_column(prepared: Prepared, choices: dict[str, Codes], questions: Questions) -> str:
    """Column that is to name the customer; of calls it is the caller, without asking."""
    default = next(iter(choices))
    if prepared.raw.recognition.kind.name == "calls":
        return default
    counts = (
        f"{name}: {len(set(words)):,} different ones in {prepared.count:,} rows" for name, (_, words) in choices.items()
    )
    question = Question(
        f"customer_column/{_headers(prepared)}",
        "Which column names the customer?",
        "; ".join(counts),
        (*choices, "none"),
        default,
        prepared.raw.sheet.file,
    )
    return questions.answer(question)


def _with_domains(prepared: Prepared, owners: Codes) -> Codes:
    """Where a row names no customer, the domain of its address."""
    codes, words = owners
    if not prepared.has("address") or (codes >= 0).all():
        return owners
    places, addresses = prepared.names("address")
    domains, names = _without_blank(*_merged(places, [_domain(word) for word in addresses]))
    gap = (codes < 0) & (domains >= 0)
    if not gap.any():
        return owners
    prepared.note(f"customer: {int(gap.sum()):,} rows name none; the domain of {prepared.header('address')} is taken")
    both = {name: place for place, name in enumerate(dict.fromkeys([*words, *names]))}
    table = np.array([both[name] for name in names], np.int32)
    return np.where(gap, table[np.maximum(domains, 0)], codes).astype(np.int32), list(both)


def _headers(prepared: Prepared) -> str:
    return fingerprint([column.header for column in prepared.raw.recognition.columns])


def _merged(codes: NDArray[np.int32], names: list[str]) -> Codes:
    places: dict[str, int] = {}
    table = np.array([*(places.setdefault(name, len(places)) for name in names), -1], np.int32)
    return table[codes], list(places)


def _of_column(prepared: Prepared, questions: Questions) -> Codes:
    """The column of customers, unless most of its rows are the provider itself."""
    codes, words = prepared.names("customer")
    codes, words = _first_of_several(codes, words)
    header = prepared.header("customer")
    counts = np.bincount(codes[codes >= 0], minlength=len(words)) if len(words) else np.zeros(0)
    if len(words) < 3 or counts.max() < LARGE_SHARE * counts.sum() or not prepared.has("alternative"):
        return codes, words
    top = int(counts.argmax())
    other, names = _first_of_several(*prepared.names("alternative"))
    beside = prepared.header("alternative")
    same = (
        np.array([normal(word) for word in words] + [""])[codes]
        == np.array([normal(name) for name in names] + ["?"])[other]
    )
    rest = (codes >= 0) & (codes != top) & (other >= 0)
    agree = float(same[rest].mean()) if rest.sum() >= LEAST_ROWS else 0.0
    if agree < ALIKE_SHARE or len(names) < LEAST_NAMES:
        return codes, words
    share = counts[top] / counts.sum()
    without = f"{header}, without the most frequent"
    question = Question(
        f"customer_column/{_headers(prepared)}",
        "Which column names the customer?",
        f"{header} is one and the same in {share:.0%} of the rows, which may be yourselves; in the others {beside} "
        f"agrees with it in {agree:.0%}",
        (header, beside, without),
        beside if agree >= SAME_SHARE else header,
        prepared.raw.sheet.file,
    )
    answer = questions.answer(question)
    if answer == without:
        prepared.note(f"customer: {header}; rows of the most frequent, {share:.0%}, are of customers unknown")
        return np.where(codes == top, -1, codes).astype(np.int32), words
    if answer != beside:
        return codes, words
    prepared.note(f"customer: {beside}, as {header} is one and the same in {share:.0%} of the rows")
    return other, names


def _first_of_several(codes: NDArray[np.int32], words: list[str]) -> Codes:
    """Of a list in a cell, such as tags, the first."""
    several = sum(";" in word or "," in word for word in words)
    if several * 5 < len(words) or not several:
        return codes, words
    return _merged(codes, [word.replace(";", ",").split(",")[0].strip() for word in words])


def _others(prepared: Prepared) -> dict[str, Codes]:
    """Columns that may name customers where none is named so: domains of addresses, callers, requesters, tags."""
    choices: dict[str, Codes] = {}
    if prepared.has("address"):
        codes, words = prepared.names("address")
        domains = [_domain(word) for word in words]
        spread = Counter(domain for domain in domains if domain)
        if len(spread) >= 3 or (spread and len(words) < 3):
            choices[f"domain of {prepared.header('address')}"] = _without_blank(*_merged(codes, domains))
    for name in ("requester", "caller", "alternative"):
        if prepared.has(name):
            codes, words = prepared.names(name)
            if words:
                marked = [CALLER + word for word in words] if name == "caller" else words
                choices[prepared.header(name)] = (codes, marked)
    return choices


def _domain(word: str) -> str:
    domain = word.rpartition("@")[2].casefold().strip("<> ")
    return domain if "." in domain and domain not in FREE_MAIL else ""


def _without_blank(codes: NDArray[np.int32], words: list[str]) -> Codes:
    if "" in words:
        codes = np.where(codes == words.index(""), -1, codes).astype(np.int32)
    return codes, words
