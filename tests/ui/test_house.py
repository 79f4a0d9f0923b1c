"""Rules of the whole front end: configuration, banned calls, names as text."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from sim.ui.router import PAGES
from sim.ui.scripts import run_script
from sim.ui.text import as_markdown, say, texts

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    ROOT / "app.py",
    *sorted((ROOT / "sim" / "ui").rglob("*.py")),
    *sorted((ROOT / "sim" / "report").rglob("*.py")),
]
BANNED = (
    "unsafe_allow_html",
    "unsafe_allow_javascript",
    "components.v1",
    "use_container_width",
    "experimental_",
    "pickle",
    "eval(",
    ":material/",
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_banned_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    allowed = {"unsafe_allow_javascript"} if path.name == "scripts.py" else set()
    assert [word for word in BANNED if word in text and word not in allowed] == []


def test_a_script_is_a_file_of_the_product_and_holds_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr("sim.ui.scripts.st.html", lambda page, **_: pages.append(page))
    names = sorted(path.stem for path in (ROOT / "sim" / "ui").glob("*.js"))
    for name in names:
        run_script(name, 7)
    assert names == ["back", "close_panel", "print"]
    for name, page in zip(names, pages, strict=True):
        script = (ROOT / "sim" / "ui" / f"{name}.js").read_text(encoding="utf-8")
        assert page == f"<script>/* 7 */\n{script}</script>"
    with pytest.raises(ValueError, match="invalid literal"):
        run_script("print", "*/ alert(1)")  # type: ignore[arg-type]


def test_the_server_listens_here_alone_says_nothing_home_and_shows_no_traces() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["allowedHosts"] == ["localhost", "127.0.0.1", "::1"]
    assert settings["server"]["maxUploadSize"] <= 200
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"]["postScriptGC"] is False
    assert settings["client"] == {"toolbarMode": "viewer", "showErrorDetails": "none", "showErrorLinks": False}
    assert settings["theme"]["primaryColor"] == "#00629B"
    assert "base" not in settings["theme"], "light or dark as the reader's system has it"


def test_what_workers_execute_again_stands_under_its_guard() -> None:
    lines = (ROOT / "sim" / "ui" / "__main__.py").read_text(encoding="utf-8").splitlines()
    after = lines[next(number for number, line in enumerate(lines) if line.startswith('"""') and number) + 1 :]
    outside = [line for line in after if line and not line.startswith(" ")]
    assert outside == ['if __name__ == "__main__":']


@pytest.mark.parametrize(
    "wild",
    ["![x](http://x.example/p.png)", "<img src=x>", "[a](javascript:x)", "**bold** $x$", ":red[x]", "# head", "- item"],
)
def test_text_of_others_is_shown_as_it_stands(wild: str) -> None:
    escaped = as_markdown(wild)
    assert re.sub(r"\\(.)", r"\1", escaped) == wild
    assert not re.search(r"(?<!\\)[\[\]<>*$`#]", escaped)


def test_text_of_others_is_one_line_and_cut() -> None:
    assert as_markdown("a\n\nb\x00c") == "a b c"
    assert len(as_markdown("x" * 900)) == 300


def test_no_line_ends_inside_an_amount() -> None:
    assert as_markdown("\u2212$150k, 10\u00a0%, a+b") == "\u2212\u2060\\$150k, 10\u00a0%, a\\+b"
    assert "95\u00a0%" in say("compare.scores")


USED = {
    key
    for path in (ROOT / "sim" / "ui").rglob("*.py")
    for key in re.findall(r"""(?:say|tell)\(\s*["']([a-z_]+\.[A-Za-z_0-9]+)["']""", path.read_text(encoding="utf-8"))
}


def test_every_text_that_a_page_asks_for_is_there() -> None:
    assert USED - texts().keys() == set()


def test_every_text_is_asked_for() -> None:
    """By its whole key, or by one that is put together."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sim" / "ui").rglob("*.py"))
    composed = set(re.findall(r"""(?:say|tell)\(\s*f["']([a-z_]+\.)[^"']*["']""", code)) | set(
        re.findall(r"""["']([a-z_]+\.)["']""", code)
    )
    whole = set(re.findall(r"""["']([a-z_]+\.[A-Za-z_0-9]+)["']""", code))
    whole |= {f"{page}.menu" for page in PAGES}
    idle = {key for key in texts() if key not in whole and not any(key.startswith(part) for part in composed)}
    assert idle == set()


THEIRS = {"Scenario", "Base", "Variant", "Month", "late response"}
"""Columns and causes as ``sim.report`` and ``sim.questions`` name them."""
WORDS = re.compile(r"(?<![\w-])[A-Z][a-z]+(?![\w(])|[a-z]{2,} [a-z]{2,}|^ ?[a-z]+ $")


def words_in(path: Path) -> list[str]:
    """Literals of a module that read like words for a reader: not docstrings, exports, style sheets or logs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    other = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        name = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id
        logged = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")
        if name == "__all__" or logged:
            other |= {id(part) for part in ast.walk(node)}
    return [
        f"{path.name}:{node.lineno} {node.value[:60]!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in other
        if WORDS.search(node.value) and node.value not in THEIRS and not node.value.startswith("<style>")
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "sim" / "ui").rglob("*.py")), ids=lambda path: path.name)
def test_what_a_reader_reads_is_in_the_folder_of_texts(path: Path) -> None:
    """So that another language is another folder."""
    assert words_in(path) == []


def test_words_left_in_the_code_are_found(tmp_path: Path) -> None:
    module = tmp_path / "page.py"
    lines = (
        '"""Of no reader."""',
        '__all__ = ["Page"]',
        'st.button("Run")',
        'st.text(f"as many as {n}")',
        'st.x(key="run-it")',
    )
    module.write_text("\n".join(lines), encoding="utf-8")
    assert words_in(module) == ["page.py:3 'Run'", "page.py:4 'as many as '"]


def test_values_in_a_text_are_shown_as_they_stand() -> None:
    assert r"\<img src=x\>" in say("saving.done", name="<img src=x>", version=1)


def test_no_text_ends_with_a_space_which_would_be_lost_where_it_stands_in_another() -> None:
    assert [key for key, text in texts().items() if text != text.strip()] == []
