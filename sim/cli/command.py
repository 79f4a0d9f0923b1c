"""How a function becomes a command: groups of options, earlier spellings, and an answer that is written."""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints

import typer
from annotated_types import DocInfo, Ge, Le
from typer.core import TyperCommand

from sim.cli.answer import CommandAnswer, Outlet, write_answer
from sim.cli.terminal import can_write, keep_unsaid
from sim.errors import SaydoError
from sim.scenario.files import OWN_SCENARIO, is_there, own_customers

__all__ = ["command", "files_of_question", "question"]

Function = Callable[..., CommandAnswer | None]
ELSEWHERE = {"store", "cluster", "workers", "json", "locale"}
"""Options that have nothing to do with the answer."""
_question: ContextVar[dict[str, Any]] = ContextVar("question")


class CommandWithSpellings(TyperCommand):
    """A command whose options may be written as they were spelled before."""

    spellings: Mapping[str, str] = {}
    """The option that each earlier spelling stands for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with earlier spellings replaced."""
        return super().parse_args(ctx, [self._current(argument) for argument in args])

    def _current(self, argument: str) -> str:
        name, equals, value = argument.partition("=")
        return self.spellings.get(name, name) + equals + value


def command(*, spellings: Mapping[str, str] | None = None, **settings: Any) -> Callable[[Function], TyperCommand]:
    """Make a function a command: dataclasses of options are expanded, and the answer is written.

    Parameters
    ----------
    spellings : mapping of str to str, optional
        Earlier spellings of options, which keep working without standing in the help.
    settings
        As of ``typer.Typer.command``.

    Returns
    -------
    callable
        Decorator of a function whose name is that of the command with ``_command`` behind it.
    """

    def decorated(function: Function) -> TyperCommand:
        name = function.__name__.removesuffix("_command")
        program = typer.Typer(add_completion=False, rich_markup_mode=None)
        program.command(name, cls=CommandWithSpellings, **settings)(_expanded(function, name))
        built = cast(CommandWithSpellings, typer.main.get_command(program))
        built.spellings = spellings or {}
        return built

    return decorated


def question() -> dict[str, Any]:
    """The command under way and its options, as far as the answer depends on them."""
    return _question.get()


def files_of_question() -> list[Path]:
    """Files that the command under way was given; of a folder of an import, its scenario."""
    values = [part for value in question().values() for part in (value if isinstance(value, list) else [value])]
    paths = [Path(value) for value in values if isinstance(value, str) and value]
    return [path for named in paths for path in (named, named / OWN_SCENARIO) if is_there(path)]


def _expanded(function: Function, name: str) -> Callable[..., None]:
    """The function with plain parameters, and its answer written."""
    signature = inspect.signature(function, eval_str=True)
    groups: dict[str, Any] = {p.name: p.annotation for p in signature.parameters.values() if is_dataclass(p.annotation)}
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        parameters += _options(groups[parameter.name]) if parameter.name in groups else [parameter]

    @wraps(function)
    def expanded(**values: Any) -> None:
        _must_be_finite(values)
        outlet = _outlet(name, values)
        _question.set({"command": name, **{key: _plain(v) for key, v in values.items() if key not in ELSEWHERE}})
        keep_unsaid({name for path in files_of_question() for name in own_customers(path)})
        for group_name, group in groups.items():
            values[group_name] = group(**{part.name: values.pop(part.name) for part in _asked_for(group)})
        clock = time.monotonic()
        answer = function(**values)
        if answer is not None:
            outlet.usual["seconds"] = round(time.monotonic() - clock, 1)
            write_answer(answer, outlet)

    expanded.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    expanded.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return expanded


def _must_be_finite(values: Mapping[str, Any]) -> None:
    """Refuse NaN and infinities, which pass every check of a range."""
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise SaydoError(f"{value} (--{name.replace('_', '-')}): must be a finite number")


def _outlet(name: str, values: Mapping[str, Any]) -> Outlet:
    """Where the answer goes; refused before any work where that cannot be written."""
    html = values.get("html")
    can_write(values.get("json"))
    can_write(None if html is None else str(html), "--html")
    usual = {
        "seed": values.get("seed"),
        "replications": values.get("replications"),
        "set": values.get("sets", []),
        "fingerprints": {},
        "stored": 0,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": 0.0,
    }
    return Outlet(name, values.get("json"), html, usual)


def _plain(value: Any) -> Any:
    """An option's value as plain JSON has it."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _options(group: Any) -> list[inspect.Parameter]:
    """The fields of a group as parameters of a command."""
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            part.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=part.default if part.default_factory is MISSING else part.default_factory(),
            annotation=_option(hints[part.name]),
        )
        for part in _asked_for(group)
    ]


def _asked_for(group: Any) -> list[Field[Any]]:
    """The fields of a group that are options: those with metadata."""
    hints = get_type_hints(group, include_extras=True)
    return [part for part in fields(group) if get_origin(hints[part.name]) is Annotated]


def _option(hint: Any) -> Any:
    """An annotation as typer reads it: bounds and a description become an option."""
    kind, *metadata = get_args(hint)
    described = next((item.documentation for item in metadata if isinstance(item, DocInfo)), None)
    if described is None:
        return hint
    low: Any = next((item.ge for item in metadata if isinstance(item, Ge)), None)
    high: Any = next((item.le for item in metadata if isinstance(item, Le)), None)
    return Annotated[kind, typer.Option(min=low, max=high, help=described)]
