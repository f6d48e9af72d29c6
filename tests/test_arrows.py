"""Imports go one way, also those inside functions: what can be read alone can be understood alone."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
    for package in ("scanner", "checks", "collectors")
    for p in (ROOT / package).rglob("*.py")
}
OURS = sorted(MODULES)


@cache
def _imported(module: str) -> set[str]:
    return set(_found(module))


def _found(module: str) -> Iterator[str]:
    """Of `from scanner.cli import output` the module `output`: what else lies in its package is not asked for."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        package = node.module if isinstance(node, ast.ImportFrom) else None
        for name in (f"{package}.{n}" if package else n for n in names):
            if found := name if name in MODULES else package if package in MODULES else None:
                yield found


def _reached(module: str) -> set[str]:
    found: set[str] = set()
    todo = {module}
    while todo:
        new = {name for here in todo for name in _imported(here)} - found
        found |= new
        todo = new
    return found


def test_no_module_leads_back_to_itself() -> None:
    assert [module for module in OURS if module in _reached(module)] == []


def test_a_sealed_profile_is_read_without_yaml() -> None:
    assert not {"scanner.written.yamlfile", "scanner.written.document"} & _reached("scanner.profile")
