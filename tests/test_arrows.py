"""Imports go one way, also those inside functions: what can be read alone can be understood alone."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
    for p in (ROOT / "scanner").rglob("*.py")
}
OURS = sorted(name for name, p in MODULES.items() if p.parent == ROOT / "scanner" and p.name != "__init__.py")


@cache
def _imported(module: str) -> set[str]:
    return set(_found(module))


def _found(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        above = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        yield from {name for n in names for name in (f"{above}{n}", above.rstrip(".")) if name in MODULES}


def _reached(module: str) -> set[str]:
    found: set[str] = set()
    todo = {module}
    while todo:
        new = {name for here in todo for name in _imported(here)} - found
        found |= new
        todo = new
    return found


@pytest.mark.parametrize("module", OURS)
def test_no_module_leads_back_to_itself(module: str) -> None:
    assert module not in _reached(module)


def test_a_sealed_profile_is_read_without_yaml() -> None:
    assert not {"scanner.yamlfile", "scanner.document"} & _reached("scanner.profile")
