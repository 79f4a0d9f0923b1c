"""``saydo import``: from the files that people have to tidy tables, with an account of every row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json
from sim.cli.study import INTERRUPTED
from sim.cli.terminal import say
from sim.errors import SaydoError
from sim.fitting.own_portfolio import BASELINE, NO_PORTFOLIO, portfolio_of
from sim.importing.catalogue import kinds
from sim.importing.closed_days import HOLIDAYS, country_code
from sim.importing.folder import PortfolioFiles, account_of, must_be_free, write_folder
from sim.importing.questions import is_id
from sim.importing.read import Imported, read
from sim.importing.sheet_reading import ReadingProgress, Watch
from sim.scenario.files import load, resolve
from sim.scenario.source import plain

__all__ = ["import_command"]

HASHED, KEPT = "hashed", "kept"
AT = re.compile(r" \(at [a-z0-9 ,]+\)$")
"""Where a TOML file is wrong: the rest of the message may repeat what stands there."""
KEYS = {"headers": str, "kind": str, "dialect": str, "layout": str, "columns": dict, "values": dict}


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Answers and mappings of the files, and how names are written."""

    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="What sheets and columns are, as map.toml.")
    ] = None
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers to questions, as answers.toml of an earlier import.")
    ] = None
    names: Annotated[str, typer.Option(metavar="kept|hashed|numbered", help="How names are written.")] = KEPT
    public_holidays: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Country or region whose public holidays are closed days, such as BR."),
    ] = None
    hash_names: Annotated[bool, typer.Option("--hash-names", help="The same as --names hashed.")] = False

    @property
    def mode(self) -> str:
        """How names are written, by either option."""
        if self.hash_names and self.names not in {HASHED, KEPT}:
            raise SaydoError(f"{plain(self.names)} (--names): --hash-names says otherwise: leave one of the two out")
        return HASHED if self.hash_names else self.names

    @property
    def files(self) -> list[Path]:
        """Files that are read beside the exports."""
        return [path for path in (self.answers, self.map_file) if path is not None]


@command()
def import_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exports, lists and workbooks.", show_default=False)
    ],
    to: Annotated[
        Path, typer.Option("--to", "-o", metavar="FOLDER", help="Folder to write; new, or of an earlier import.")
    ],
    options: ReadingOptions,
    json: Json = None,
) -> CommandAnswer:
    """Read exports into tidy tables, with an account of every row.

    FOLDER gets a Parquet file for each table, report.html, and answers.toml with the questions that stay open: edit
    it and import again with --answers. Where there are contacts, it gets my-portfolio.yaml too, a scenario with the
    numbers that they tell, its tables, and evidence.toml. E-mail addresses and telephone numbers are never written.
    """
    mode = options.mode
    must_be_free(to, options.files)
    mapping = [] if options.map_file is None else _mapping(options.map_file)
    answers = {} if options.answers is None else _answers(options.answers)
    with _watched() as watch:
        stated = {} if options.public_holidays is None else {HOLIDAYS: options.public_holidays}
        imported = read(files, mapping, answers | stated, mode, watch=watch)
        stated_country = options.public_holidays
        portfolio = _portfolio(imported, imported.country if stated_country is None else country_code(stated_country))
        write_folder(imported, to, answers, mapping, portfolio)
    seen = {sheet.headers for sheet in imported.report.sheets}
    keys = _shown(answers)
    unused = [keys[name] for name, value in answers.items() if isinstance(value, str) and name not in imported.answered]
    unread = [f"sheet {place}" for place, entry in enumerate(mapping, 1) if entry["headers"] not in seen]
    return CommandAnswer(
        payload={"report": imported.report.to_dict()},
        parts=[*account_of(imported), *portfolio.lines],
        notes=[f"wrote {to}"],
        warnings=[
            *(f"{name} (--answers): answers nothing that came up" for name in unused),
            *(f"{name} (--map): no sheet was read by it" for name in unread),
        ],
    )


def _portfolio(imported: Imported, country: str) -> PortfolioFiles:
    """The portfolio that an import tells; empty where there are no contacts."""
    own = portfolio_of(imported.tables, load(resolve(BASELINE)), country or None)
    if own is None:
        return PortfolioFiles(lines=[NO_PORTFOLIO], country=country)
    return PortfolioFiles(own.files, own.lines, country)


@contextmanager
def _watched() -> Iterator[Watch]:
    """Tell on a terminal how far the reading is; an interrupt leaves nothing."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("reading", total=None)

            def show(progress: ReadingProgress) -> None:
                bar.update(task, description=f"{progress.file}: {progress.rows:,} rows")

            yield Watch(show)
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        raise typer.Exit(INTERRUPTED) from None


def _toml(path: Path, option: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SaydoError(f"{path} ({option}): cannot be read: {error.strerror}") from None
    except ValueError as error:
        where = AT.search(str(error))
        raise SaydoError(f"{path} ({option}): is not TOML{where[0] if where else ''}") from None


def _answers(path: Path) -> dict[str, Any]:
    """Answers by id; those under ``same`` are a table of names."""
    content = _toml(path, "--answers")
    same = content.get("same", {})
    texts = [*((shown, content[name]) for name, shown in _shown(content).items() if name != "same")]
    texts += [("same", value) for value in (same.values() if isinstance(same, dict) else [same])]
    for name, value in texts:
        if not isinstance(value, str):
            raise SaydoError(f"{name} ({path}): must be a text in quotes; same is a table of them")
    return content


def _shown(answers: Mapping[str, Any]) -> dict[str, str]:
    """Keys of answers as messages have them: a text that is no id of a question may be a name."""
    return {name: name if is_id(name) else f"entry {place}" for place, name in enumerate(answers, 1)}


def _mapping(path: Path) -> list[dict[str, Any]]:
    """Entries of ``[[sheet]]``, each complete and of a kind that is read."""
    content = _toml(path, "--map")
    entries = content.get("sheet")
    if set(content) != {"sheet"} or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise SaydoError(f"{path} (--map): must hold tables [[sheet]] alone")
    for entry in entries:
        if any(name not in KEYS or not isinstance(value, KEYS[name]) for name, value in entry.items()):
            raise SaydoError(f"[[sheet]] ({path}): may have {', '.join(KEYS)} alone; the last two are tables")
        kind = kinds().get(entry.get("kind", ""))
        if not entry.get("headers") or kind is None:
            raise SaydoError(f"[[sheet]] ({path}): must have headers, and a kind of {', '.join(sorted(kinds()))}")
        for name in entry.get("columns", {}):
            if name not in kind.fields:
                raise SaydoError(f"columns ({path}): each must be a field of {kind.name}: {', '.join(kind.fields)}")
        for group in kind.needs:
            if not set(group) & set(entry.get("columns", {})):
                raise SaydoError(f"columns ({path}): those of {kind.name} must have {' or '.join(group)}")
    return entries
