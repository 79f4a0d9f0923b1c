"""Who is who: names of one customer that differ in their spelling, joined where equal and proposed where alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from sim.importing.wording import folded

__all__ = ["Identities", "Suggestion", "identify", "normal"]

LEAST_SCORE = 90
LEAST_LEAD = 10
MOST_SUGGESTIONS = 3
LEAST_SHOWN = 75
_FORMS = re.compile(
    r"\b(?:l(?:imi)?t(?:e)?d|plc|llc|llp|lp|inc|incorporated|corp|corporation|co|company|gmbh(?: and co kg)?|"
    r"gesellschaft mbh|gesellschaft mit beschrankter haftung|mbh|ag|kg|kgaa|ohg|gbr|ug|ev|se|sa|s a|sas|s a s|sarl|"
    r"s a r l|sasu|snc|srl|s r l|spa|s p a|sl|s l|slu|sl u|ltda|lda|eireli|epp|bv|b v|nv|n v|vof|as|a s|asa|ab|oy|oyj|"
    r"aps|pty|pvt|private|kk|zoo|sp z o o|sro|kft|doo|pte|sdn bhd|bhd)\b"
)


@lru_cache(maxsize=1 << 15)
def normal(name: str) -> str:
    """Name of a firm without what differs from file to file.

    Parameters
    ----------
    name : str
        Such as ``Dune Gesellschaft mbH`` or ``Linden : Linden Services``.

    Returns
    -------
    str
        Without accents, marks, legal form, brackets and all after a spaced colon; empty for an empty name.
    """
    text = folded(name).split(" : ")[0]
    text = re.sub(r"\([^)]*\)", " ", text).replace("&", " and ").replace("+", " and ")
    text = " ".join(re.sub(r"[^a-z0-9\u0080-\uffff]+", " ", re.sub(r"(?<=\b[a-z])[./](?=[a-z]\b)", "", text)).split())
    text = re.sub(r"\b(?:und|et|y|e|en)\b", "and", text)
    bare = " ".join(_FORMS.sub(" ", text).split())
    return bare.removesuffix(" and").removeprefix("the ") or text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may be another one's."""

    name: str
    candidates: tuple[tuple[str, int], ...]
    """Names with their likeness of 100, the best first."""
    preselected: str
    """The candidate that stands out; empty where none does. It is not joined unless confirmed."""


@dataclass
class Identities:
    """Names as they were seen, and whose they are."""

    canonical: dict[str, str] = field(default_factory=dict)
    """From a name as it was seen to the one that stands for the customer."""
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By that name, the spellings that were joined, where there is more than one."""
    suggestions: tuple[Suggestion, ...] = ()
    unmatched: int = 0
    """Customers that occur in one kind of table alone although there are several kinds."""


def identify(seen: Mapping[str, Counter[str]], numbers: Mapping[str, str], answers: Mapping[str, str]) -> Identities:
    """Decide who is who.

    Parameters
    ----------
    seen : mapping of str to Counter
        By table, names with the rows in which they stand.
    numbers : mapping of str to str
        From a number of a customer to its name, where a file has both.
    answers : mapping of str to str
        Names that the reader has joined: from one as it was seen to the other.

    Returns
    -------
    Identities
        The name of the list of customers stands for a customer; where it has none, the most frequent spelling.
    """
    counts: Counter[str] = Counter()
    for table, names in seen.items():
        for name, rows in names.items():
            counts[name] += rows + (1 << 40 if table == "customers" and name not in numbers else 0)
    target = {name: answers.get(name, numbers.get(name, name)) for name in counts}
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        by_key[normal(target[name])].append(name)
    listed = {name for name in seen.get("customers", ()) if name not in answers}
    result = Identities()
    for alike in by_key.values():
        for group in _apart(alike, listed):
            named = [name for name in group if name not in numbers] or [target[group[0]]]
            best = min(named, key=lambda name: (-counts[name], name.isupper(), name))
            result.canonical |= dict.fromkeys(group, best)
            if len(group) > 1:
                result.joined[best] = tuple(sorted(group))
    _suggest(result, seen)
    return result


def _apart(names: list[str], listed: set[str]) -> list[list[str]]:
    """Names of one normal form as groups: those that stand side by side in a list of customers are different ones."""
    rivals = sorted(name for name in names if name in listed)
    if len(rivals) < 2:
        return [names]
    groups = {name: [name] for name in rivals}
    for name in names:
        if name not in groups:
            twins = [rival for rival in rivals if folded(rival) == folded(name)]
            groups[twins[0] if len(twins) == 1 else name] = [
                *groups.get(twins[0] if len(twins) == 1 else name, []),
                name,
            ]
    return list(groups.values())


def _tables(result: Identities, seen: Mapping[str, Counter[str]]) -> dict[str, set[str]]:
    """By kind of table, who occurs there."""
    tables: dict[str, set[str]] = defaultdict(set)
    for table, names in seen.items():
        tables["invoices" if table == "receipts" else table] |= {result.canonical[name] for name in names}
    return {table: names for table, names in tables.items() if names}


def _suggest(result: Identities, seen: Mapping[str, Counter[str]]) -> None:
    """Propose partners from other tables for those who occur in one table alone."""
    tables = _tables(result, seen)
    if len(tables) < 2:
        return
    places: Counter[str] = Counter(name for names in tables.values() for name in names)
    suggestions = []
    for table, names in sorted(tables.items()):
        others = sorted({name for other, group in tables.items() if other != table for name in group} - names)
        lonely = [name for name in sorted(names) if places[name] == 1 and not name.startswith("caller ")]
        result.unmatched += len(lonely)
        if table != "customers" and others:
            suggestions += [item for name in lonely[:2000] if (item := _suggestion(name, others))]
    result.suggestions = tuple(suggestions)


def _suggestion(name: str, others: Iterable[str]) -> Suggestion | None:
    keys = {other: normal(other) for other in others}
    ranked = process.extract(normal(name), keys, scorer=fuzz.token_sort_ratio, limit=MOST_SUGGESTIONS + 1)
    candidates = [(other, int(score)) for _, score, other in ranked if score >= LEAST_SHOWN]
    if not candidates:
        return None
    lead = candidates[0][1] - (candidates[1][1] if len(candidates) > 1 else 0)
    best = candidates[0][0] if candidates[0][1] >= LEAST_SCORE and lead >= LEAST_LEAD else ""
    return Suggestion(name, tuple(candidates[:MOST_SUGGESTIONS]), best)
