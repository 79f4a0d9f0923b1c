"""A document under way: values by key and where each was written, until it is a valid scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.complaints import complaints, suggestion
from sim.scenario.document import OWN_DATA, Scenario
from sim.scenario.fields import field_names, may_begin
from sim.scenario.inheritance import inherited
from sim.scenario.paths import (
    Keys,
    child,
    expand_path,
    has_wildcard,
    locate,
    names_in,
    parse_path,
    print_path,
)
from sim.scenario.source import Places, place_of, plain
from sim.scenario.stated import keep_unstated
from sim.scenario.todays_charges import keep_todays_charges, todays_charges
from sim.scenario.todays_fee import keep_todays_fees, todays_fees

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """Values of a document by key, the place of each, and what is wrong so far."""

    tree: dict[str, Any]
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    before: Scenario | None = None
    """The document that this one is a change of, where a customer may be moved by it."""
    base: Scenario | None = None
    """The document whose values it began with, every field written out."""
    stated: set[Keys] = field(default_factory=set)
    """Keys of all values that were set."""

    @classmethod
    def of(cls, scenario: Scenario, places: Places | None = None, *, moves: bool = False) -> Draft:
        """Begin with the values of a scenario.

        Parameters
        ----------
        scenario : Scenario
            The document.
        places : Places, optional
            Where its values were written.
        moves : bool
            Whether a change may move customers.

        Returns
        -------
        Draft
            With every field written out.
        """
        return cls(scenario.model_dump(), places or {}, before=scenario if moves else None, base=scenario)

    def assign_all(self, values: Iterable[tuple[str, object, Places]]) -> None:
        """Set values at paths; a fee that is changed is new to customers, who go on paying today's until they renew.

        Charges that are changed are weighed against today's. In another currency today's fee and charges say nothing:
        the new ones are then today's.

        Parameters
        ----------
        values : iterable of (str, object, Places)
            As of :meth:`assign`, in this order.
        """
        before, currency = todays_fees(self.tree), self.tree.get("currency")
        charges_before = todays_charges(self.tree)
        stated = {keys for path, value, within in values for keys in self.assign(path, value, within)}
        if self.tree.get("currency") == currency:
            keep_todays_fees(self.tree, before, stated)
            keep_todays_charges(self.tree, charges_before, stated)

    def assign(self, path: str, value: object, within: Places) -> list[Keys]:
        """Set a value at a path; problems with that are collected.

        Parameters
        ----------
        path : str
            With wildcards, every place that matches.
        value : object
            As read from YAML. The evidence for what stood there goes.
        within : Places
            Where it was written, by the keys within the value.

        Returns
        -------
        list of Keys
            Where it was to be set.
        """
        places = expand_path(self.tree, path, field_names)
        self.stated.update(places)
        if not places:
            rule = f"matches nothing; {_nearest(self.tree, path)}"
            self.problems.append(Problem(rule, plain(path), place=within[()]))
        reachable: dict[Keys, None] = {}
        for keys in places:
            if rule := self._lasting(keys) or self._unreachable(keys):
                text = path if has_wildcard(path) else print_path(keys)
                self.problems.append(Problem(rule, plain(text), place=within[()]))
            else:
                reachable[keys] = None
        self._forget(reachable)
        for keys in reachable:
            self._put(keys, value, within)
        return places

    def remove(self, keys: Keys) -> None:
        """Remove an entry of a mapping, with the evidence for it.

        Parameters
        ----------
        keys : Keys
            Of an entry that is there, such as ``("accounts", "Initech")``.
        """
        self._forget([keys])
        node: Any = self.tree
        for key in keys[:-1]:
            node = child(node, key)
        del node[keys[-1]]

    def _forget(self, places: Collection[Keys]) -> None:
        """Drop evidence and places of values that will be replaced."""
        evidence = self.tree.get("evidence")
        for path in list(evidence) if isinstance(evidence, Mapping) else ():
            if _lies_within(locate(self.tree, path), places):
                del self.tree["evidence"][path]
        for stale in [written for written in self.places if _lies_within(written, places)]:
            del self.places[stale]

    def checked(self) -> Scenario:
        """Validate the document.

        Returns
        -------
        Scenario
            The valid document; its timeline is not checked yet.

        Raises
        ------
        ScenarioError
            Where anything is wrong, with all problems.
        """
        try:
            scenario = Scenario.model_validate(self.tree)
        except ValidationError as error:
            raise ScenarioError(*self.problems, *complaints(error, self.places)) from None
        problems = [*self.problems, *self._evidence_of_nothing(scenario)]
        if problems:
            raise ScenarioError(*problems)
        if self.base is not None:
            keep_unstated(self.base, scenario, self.stated)
        return scenario if self.before is None else inherited(self.before, scenario)

    def _lasting(self, keys: Keys) -> str:
        """The reason why a value cannot be taken back; empty where it can."""
        own = keys == (OWN_DATA,) and bool(self.tree.get(OWN_DATA))
        return "is true of the file that holds the data, and of all that is made of it" if own else ""

    def _unreachable(self, keys: Keys) -> str:
        """The reason why a value cannot be set at some keys; empty where it can."""
        node: Any = self.tree
        for depth, key in enumerate(keys):
            if node is None and may_begin(keys[:depth]):
                return ""
            part = plain(print_path(keys[:depth]))
            if isinstance(node, list | tuple) and key not in names_in(node):
                return f"{part} is a list of {len(node)}: name an item by its number, from 0"
            if not isinstance(node, dict | list | tuple):
                whole = f"is set to {plain(str(node))} as a whole: set that, or what is within it, not both"
                return f"{part} {whole if keys[:depth] in self.stated else 'holds no further keys'}"
            if depth < len(keys) - 1:
                if key not in names_in(node):
                    if may_begin(keys[: depth + 1]):
                        return ""
                    return f"there is no {plain(print_path(keys[: depth + 1]))}; {suggestion(key, node)}"
                node = child(node, key)
        return ""

    def _put(self, keys: Keys, value: object, within: Places) -> None:
        """Set a value at keys that can be set."""
        node: Any = self.tree
        for key in keys[:-1]:
            part = child(node, key) if key in names_in(node) else None
            if part is None or isinstance(part, tuple):
                part = {} if part is None else list(part)
                node[_index(node, key)] = part
            node = part
        node[_index(node, keys[-1])] = deepcopy(value)
        self.places.update({(*keys, *inside): place for inside, place in within.items()})

    def _evidence_of_nothing(self, scenario: Scenario) -> list[Problem]:
        """Evidence for paths that do not exist."""
        content = scenario.model_dump(exclude={"evidence"}) if scenario.evidence else {}
        problems = []
        for path in scenario.evidence:
            node: Any = content
            for key in locate(content, path):
                if key not in (node if isinstance(node, Mapping) else names_in(node)):
                    place = place_of(self.places, ("evidence", path))
                    rule = f"there is no such path; {suggestion(key, names_in(node))}"
                    problems.append(Problem(rule, f"evidence of {plain(path)}", place=place))
                    break
                node = child(node, key)
        return problems


def _lies_within(keys: Keys, parts: Collection[Keys]) -> bool:
    """Whether a value lies in one of some parts of the document."""
    return any(keys[:depth] in parts for depth in range(len(keys) + 1))


def _index(node: object, key: str) -> int | str:
    """The key of an item, as a list or a mapping has it."""
    return int(key) if isinstance(node, list) else key


def _nearest(tree: Mapping[str, Any], path: str) -> str:
    """A suggestion for the first key of a path with wildcards that is met nowhere."""
    nodes: list[Any] = [tree]
    for key in parse_path(path):
        names = list(dict.fromkeys(name for node in nodes for name in names_in(node)))
        wild = key == "*"
        if not wild and key not in names:
            return suggestion(key, names)
        nodes = [child(node, name) for node in nodes for name in names_in(node) if wild or name == key]
    return suggestion("", ())
