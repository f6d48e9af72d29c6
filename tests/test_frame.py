"""The frame around the code: locks, make's targets, what a newcomer reads when something is missing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers.need import lacking, need

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PYPROJECT["dependency-groups"]
WANTED = {"runtime": PYPROJECT["project"]["dependencies"], **GROUPS}
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LOCKS = sorted(WANTED)


def locked(name: str) -> dict[str, list[Requirement]]:
    """Name -> the pinned requirements of it (more than one where the pythons differ)."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", "")
    pins: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            requirement = Requirement(line.partition(" --hash")[0])
            pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def pinned(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_every_dependency(name: str) -> None:
    pins = locked(name)
    for wanted in map(Requirement, WANTED[name]):
        versions = [pinned(pin) for pin in pins[canonicalize_name(wanted.name)]]
        assert all(wanted.specifier.contains(version) for version in versions), wanted


@pytest.mark.parametrize("name", [*LOCKS, "image", "legacy"])
def test_lock_is_hashed_and_names_no_place(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|@ |^\s*--?(?!hash)\w", text, flags=re.MULTILINE)


def test_locks_agree() -> None:
    """Installed one after the other, none undoes what another put there."""
    seen: dict[str, tuple[str, set[str]]] = {}
    for name in LOCKS:
        for package, requirements in locked(name).items():
            versions = {pinned(requirement) for requirement in requirements}
            earlier = seen.setdefault(package, (name, versions))
            assert earlier[1] == versions, f"{package} in {earlier[0]}.txt and {name}.txt"


def test_for_old_devices_only_paramiko_is_another() -> None:
    ours, legacy = locked("image"), locked("legacy")
    assert {name for name in {*ours, *legacy} if ours.get(name) != legacy.get(name)} == {"paramiko"}
    assert [pinned(one)[:2] for one in legacy["paramiko"]] == ["4."]


def test_the_image_brings_the_drivers_of_databases_beside_the_least_that_runs() -> None:
    least, whole = locked("runtime"), locked("image")
    assert {name: whole[name] for name in least} == least
    assert {"pg8000", "pymysql", "python-tds"} <= whole.keys() - least.keys()


def test_the_build_backend_is_locked() -> None:
    assert set(PYPROJECT["build-system"]["requires"]) <= set(GROUPS["build"])


def test_the_image_gets_every_package() -> None:
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    assert {f"!{package}" for package in PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]} <= set(
        let_in
    )


def test_wheel_holds_the_four_packages_only(tmp_path: Path) -> None:
    if not find_spec("hatchling"):
        lacking("hatchling is not in this environment (make test installs it)")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*wheel, "--wheel-dir", tmp_path, ROOT], check=True, timeout=60)
    (built,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(built).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    shipped = {name for name in names if ".dist-info/" not in name}
    there = {
        str(path.relative_to(ROOT))
        for top in PACKAGES
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == there


def make(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """What `make` says; the variables of an outer make do not leak in."""
    outer = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    return subprocess.run(
        [need("make", package="make"), "--no-print-directory", *arguments],
        cwd=ROOT, env={**outer, **environ}, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_help() -> None:
    assert make("help").stdout == snapshot("""\
make help        Say what there is to make.
make scan        Scan this machine; say where the report and the evidence lie.
make test        Run the tests; of what takes long, a part by a printed seed.
make test-all    Run every test, every case.
make fuzz        Change bundles by chance, 21 000 times: each change is seen, or outside of what is claimed.
make lint        Look for mistakes without running anything.
make format      Lay out the code as `make lint` wants it.
make bench       Measure, and print the figures beside what was promised.
make docs        Write the pages in docs/ that are made from the code.
make image       Build the container image (IMAGE=name).
make lock        Renew the locked requirements; releases younger than a week wait.
make clean       Remove what was made here; evidence and keys stay.
""")


NO_VENV = "cannot make virtual environments. Debian and Ubuntu: apt-get install python3-venv"


@pytest.mark.parametrize(
    ("lie", "sentence"),
    [
        (
            "sys.version_info = (3, 10, 13)",
            "safeguard needs Python 3.11 or newer; {} is 3.10. Name another one: make scan ",
        ),
        ("sys.modules['ensurepip'] = sys.modules['pip'] = None", f"{{}} {NO_VENV}"),
        ("sys.modules['venv'] = None", f"{{}} {NO_VENV}"),
    ],
)
def test_a_python_that_will_not_do(tmp_path: Path, lie: str, sentence: str) -> None:
    python = script(tmp_path / "python", f'exec {sys.executable} -c "import sys; {lie}; $2"')
    run = make("scan", f"PYTHON={python}", f"VENV={tmp_path}/venv")
    assert sentence.format(python) in run.stderr
    assert run.returncode
    assert not (tmp_path / "venv").exists()


def test_a_pip_makes_up_for_ensurepip(tmp_path: Path) -> None:
    lie = f'[ "$1" != -c ] || exec {sys.executable} -c "import sys; sys.modules[\'ensurepip\'] = None; $2"'
    python = script(tmp_path / "python", f'{lie}\nprintf "%s\\n" "$*" >>{tmp_path}/asked')
    run = subprocess.run(
        ["sh", ROOT / "requirements" / "venv.sh", python, tmp_path / "venv"],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "asked").read_text().splitlines() == [
        f"-m venv --without-pip {tmp_path}/venv",
        (
            f"-m pip --quiet --disable-pip-version-check --python {tmp_path}/venv install --require-hashes "
            f"--only-binary :all: -r {ROOT}/requirements/venv.txt"
        ),
    ]


def test_no_python(tmp_path: Path) -> None:
    run = make("scan", "PYTHON=python-nowhere", f"VENV={tmp_path}/venv")
    assert "There is no python-nowhere here. safeguard needs Python 3.11 or newer" in run.stderr
    assert run.returncode


@pytest.mark.parametrize(("code", "worked"), [(0, True), (1, True), (2, True), (3, False), (4, False), (130, False)])
def test_scan_ends_0_when_the_scan_worked(tmp_path: Path, code: int, worked: bool) -> None:  # noqa: FBT001  # a table's column
    done = tmp_path / "done"
    done.mkdir()
    for stamp in ("venv", "build", "runtime", "project"):
        (done / stamp).touch()
    run = make("scan", f"VENV={tmp_path}", f"SCAN=echo scanned; (exit {code})")
    assert run.stdout.startswith("scanned\n")
    # Where the environment is not activated it says where the program is.
    assert ("bin/activate" in run.stdout) is (worked and shutil.which("safeguard") is None)
    assert (run.returncode == 0) is worked
    assert (f"The scan itself failed (exit {code})." in run.stderr) is not worked


CLOSING = "===== 3 passed in 0.10s ====="


@pytest.mark.parametrize(
    ("said", "code", "last", "ends"),
    [
        (CLOSING, 0, CLOSING, 0),
        (f"{CLOSING}; echo make: Error 1", 2, CLOSING, 2),
        ("ruff found something", 2, "The tests were not run.", 2),
        ("nothing at all", 0, "The tests were not run.", 1),
    ],
)
def test_ci_ends_with_the_closing_line(tmp_path: Path, said: str, code: int, last: str, ends: int) -> None:
    script(tmp_path / "make", f'echo "$CI $*"; echo {said}; exit {code}')
    run = subprocess.run(
        [ROOT / ".ci/run"], env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=False, capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert run.stdout.startswith("true --keep-going lint test\n")
    assert run.stdout.splitlines()[-1] == last
    assert run.stdout.count(last) == 1 + (code == 2 and last == CLOSING)
    assert run.returncode == ends


def test_every_package_that_tests_name_is_installed_by_make_test() -> None:
    listed = set(re.findall(r"^[a-z0-9][\w.+-]*", (ROOT / "requirements/debian.txt").read_text(), flags=re.MULTILINE))
    named = {
        package
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != "test_need.py"
        for package in re.findall(r"""\bneed\([^)]*package=["']([^"']+)["']""", path.read_text())
    }
    assert not named - listed, "add them to requirements/debian.txt"
