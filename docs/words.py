"""The words that the program itself contains: all others in an answer are taken for names. Run by `make docs`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scanner import plugins

ROOT: Final = Path(__file__).parent.parent
PLACE: Final = ROOT / "scanner" / "pseudonyms" / "words.txt"

_WORD: Final = re.compile(r"[^\W\d_][^\W_]*")
_CODE: Final = ("scanner", "checks", "collectors", "profiles")
_TEXTS: Final = frozenset({".yaml", ".json", ".sh", ".ps1"})


def words() -> str:
    """Every word in the literals, fields and data of the program, a line each, in order."""
    paths = sorted(path for top in _CODE for path in (ROOT / top).rglob("*") if path.is_file())
    asked = (question.id for one in plugins.load().collectors.values() for question in one.questions)
    found = {word for name in asked for word in _WORD.findall(name)}  # some are put together where they are used
    for path in paths:
        if path.suffix == ".py":
            told = path.is_relative_to(ROOT / "checks")  # its docstrings stand in every catalogue
            for text in _literals(ast.parse(path.read_bytes()), told=told):
                found.update(_WORD.findall(text))
        elif path.suffix in _TEXTS:
            found.update(_WORD.findall(path.read_text("utf-8")))
    return "".join(f"{word}\n" for word in sorted(found))


def _literals(tree: ast.Module, *, told: bool) -> Iterator[str]:
    """The strings of a module, its docstrings only where they are told, and the names of fields."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and not told}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
