"""The house: layers, lock files, packaging, container, and what must not stand in the repository."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import monitor

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]
FIRST_PURE = "child"


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        .stdout.decode()
        .split("\0")
    )
    return [path for name in names if name and (path := ROOT / name).is_file()]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# ---------------------------------------------------------------- the staircase


def layers() -> list[list[str]]:
    return [[name.strip(" ()") for name in row.split("|")] for row in CONTRACTS[0]["layers"]]


def modules() -> set[str]:
    return {
        path.stem
        for path in (ROOT / "monitor").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}


def test_every_module_has_its_step_on_the_staircase() -> None:
    assert CONTRACTS[0]["exhaustive"]
    assert modules() <= {name for row in layers() for name in row}


def test_the_page_on_the_architecture_has_the_rows_of_the_staircase() -> None:
    _, _, section = read("docs/architecture.md").partition("\n## The packages\n")
    shown = [
        re.findall(r"`(\w+)`", line.split("|")[1])
        for line in section.partition("\n## ")[0].splitlines()
        if line.startswith("| `")
    ]
    assert shown == layers()


def test_pages_call_verbs_of_the_service_and_never_the_store() -> None:
    for path in sorted((ROOT / "monitor" / "web").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert "store" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}, path
        imported = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert not [name for name in imported if name.startswith("monitor.store")], path


def test_commands_call_verbs_of_the_service_and_never_the_store() -> None:
    for path in (ROOT / "monitor/cli").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        assert "store" not in {node.attr for node in nodes if isinstance(node, ast.Attribute)}, path.name
        imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        assert not {name for name in imported if name.startswith("monitor.store")}, path.name


def test_every_module_from_digest_down_is_held_to_purity() -> None:
    rows = layers()
    first = next(number for number, row in enumerate(rows) if FIRST_PURE in row)
    pure = {name for row in rows[first:] for name in row} & modules()
    assert {f"monitor.{name}" for name in pure} == set(CONTRACTS[1]["source_modules"])


def test_the_parts_of_a_library_that_the_contract_cannot_name_are_kept_out_as_well() -> None:
    for name in CONTRACTS[1]["source_modules"]:
        place = ROOT / name.replace(".", "/")
        for path in [
            *place.rglob("*.py"),
            *([place.with_suffix(".py")] if place.with_suffix(".py").exists() else []),
        ]:
            assert not re.search(
                r"urllib\.(request|error)|datetime\.(now|today|utcnow)\(", path.read_text(encoding="utf-8")
            ), path.name


def imported(path: Path) -> set[str]:
    """Top-level names of the modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_every_package_that_the_service_imports_is_declared_and_nothing_else_is() -> None:
    used = (
        set().union(*(imported(path) for path in (ROOT / "monitor").rglob("*.py")))
        - sys.stdlib_module_names
        - {"monitor"}
    )
    packages = importlib.metadata.packages_distributions()
    requirements = map(Requirement, PYPROJECT["project"]["dependencies"])
    # those of this Python
    declared = {normal(item.name) for item in requirements if item.marker is None or item.marker.evaluate()}
    assert {name: packages[name] for name in used if not declared & set(map(normal, packages[name]))} == {}
    # tzdata is read by zoneinfo where the system has no time zones
    data_only = {"tzdata"}
    assert declared - {normal(package) for name in used for package in packages[name]} == data_only


def test_sqlite_is_imported_in_one_place() -> None:
    def imports_sqlite(path: Path) -> bool:
        return bool(
            re.search(r"^(?:import|from) (?:py)?sqlite3", path.read_text(encoding="utf-8"), re.MULTILINE)
        )

    assert [path.name for path in (ROOT / "monitor").rglob("*.py") if imports_sqlite(path)] == []
    assert "import_module" in read("monitor/store/sqlite.py")


# ---------------------------------------------------------------- the repository


def test_no_path_of_a_machine_and_no_package_index_stands_in_a_tracked_file() -> None:
    paths = (
        "/ro" + "ot/",
        "/ho" + "me/[a-z]",
        "/wo" + "rk/",
        "/opt/wh" + "eels",
        "/tmp/" + "w/",
        r"C:\\Users",
    )
    hosts = (
        "py" + "pi.org",
        "python" + "hosted.org",
        "extra-index" + "-url",
        "index-url " + "http",
        "@arti" + "factory",
        "127.0.0.1:[0-9]+/simple",
    )
    forbidden = re.compile("|".join((*paths, *hosts)))
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = ((number, line) for number, line in enumerate(text.splitlines(), 1) if forbidden.search(line))
        found += [f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}" for number, line in lines]
    # The image copies its build through its own temporary folder.
    assert [line for line in found if not line.startswith("Dockerfile:")] == []


def test_no_tracked_file_is_large() -> None:
    model = "lid.176.ftz"  # of languages: taken as it is, see THIRD_PARTY.md
    assert [path.name for path in tracked() if path.stat().st_size > 800_000] == [model]


def test_the_version_stands_in_one_place() -> None:
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "monitor/__init__.py"
    version = re.compile(rf"(?<![\d.]){re.escape(monitor.__version__)}(?![\d.])")
    places = [
        name
        for name in (
            "pyproject.toml",
            "README.md",
            "Dockerfile",
            "compose.yaml",
            "Makefile",
            "docs/install.md",
        )
        if version.search(read(name))
    ]
    assert places == []


# ---------------------------------------------------------------- the lock files


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", read(name), re.MULTILINE))


def normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def test_the_lock_files_pin_every_requirement_with_hashes_and_agree() -> None:
    everything, running = pins("requirements.lock"), pins("requirements-run.lock")
    cluster = pins("requirements-cluster.lock")
    wanted = {normal(one) for one in PYPROJECT["project"]["dependencies"]}
    tools = {
        normal(one)
        for one in (
            *PYPROJECT["project"]["optional-dependencies"]["dev"],
            *PYPROJECT["build-system"]["requires"],
        )
    }
    assert wanted <= running.keys()
    assert wanted | tools <= everything.keys()
    assert running.items() <= cluster.items() <= everything.items()
    assert cluster.keys() - running.keys() >= {"distributed"}
    assert not tools & running.keys()
    for name in ("requirements.lock", "requirements-run.lock", "requirements-cluster.lock"):
        for block in re.split(
            r"^(?=[a-z0-9])", re.sub(r"^#.*\n", "", read(name), flags=re.MULTILINE), flags=re.MULTILINE
        )[1:]:
            assert "--hash=sha256:" in block


# ---------------------------------------------------------------- make


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=30
    )


def test_make_alone_lists_its_targets(tmp_path: Path) -> None:
    shown = make(tmp_path).stdout
    for target in (
        "setup",
        "demo",
        "run",
        "test",
        "soak",
        "check",
        "gate",
        "bench",
        "lock",
        "wheel",
        "accept",
        "clean",
        "help",
    ):
        assert f"make {target} " in shown


def test_an_old_python_is_refused_with_one_clear_sentence(tmp_path: Path) -> None:
    result = make(tmp_path, "demo", "PYTHON=false")
    assert result.returncode == 2
    assert "Python 3.11 or newer is needed" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_venv_is_refused_with_one_clear_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$2" in *venv*) exit 1 ;; esac\n')
    python.chmod(0o755)
    result = make(tmp_path, "test", f"PYTHON={python}")
    assert result.returncode == 2
    assert "apt-get install python3-venv" in result.stderr


def test_the_gate_says_what_it_needs_when_the_corpora_are_not_there(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv/ready").touch()
    environ = {"PATH": os.environ["PATH"]}
    result = subprocess.run(
        ["make", "gate"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=30
    )
    assert result.returncode == 2
    assert "set TREATY_MONITOR_CORPORA" in result.stderr


def test_continuous_integration_is_a_script_that_stops_at_the_first_failure() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    script = read(".ci/run")
    assert "set -euo pipefail" in script
    assert subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=False).returncode == 0
    assert re.search(r"for target in test .*check.*gate soak", script)


# ---------------------------------------------------------------- the container


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE))
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word
    ]


def test_fault_162_the_container_runs_as_a_plain_user_with_one_data_volume() -> None:
    last = len(instructions()) - 1 - [word for word, _ in reversed(instructions())].index("FROM")
    stage = instructions()[last:]
    values = dict(stage)
    assert values["USER"].isdigit()
    assert int(values["USER"]) > 0
    assert [rest for word, rest in stage if word == "VOLUME"] == ["/data"]
    assert "TREATY_MONITOR_DATA_DIR=/data" in values["ENV"]
    assert values["STOPSIGNAL"] == "SIGTERM"
    assert "doctor" in values["HEALTHCHECK"]
    # exec form: the service itself gets the signal, and no shell is needed
    assert all(values[word].startswith("[") for word in ("ENTRYPOINT", "CMD"))
    after_user = stage[[word for word, _ in stage].index("USER") :]
    assert "RUN" not in [word for word, _ in after_user]


def test_the_container_is_built_from_named_versions_and_locked_packages() -> None:
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert all(re.fullmatch(r"[a-z]+:[0-9][a-z0-9.-]+@sha256:[0-9a-f]{64}", image) for image in images)
    assert len(set(images)) == 1
    for word, rest in instructions():
        if word == "RUN":
            for install in re.findall(r"pip install [^&]*", rest):
                assert "--require-hashes" in install or "--no-deps" in install


def test_fault_162_compose_gives_it_a_read_only_root_and_opens_its_port_to_the_host_alone() -> None:
    text = read("compose.yaml")
    assert re.search(r"^ +read_only: true$", text, re.MULTILINE)
    assert re.search(r"^ +tmpfs:\n +- /tmp$", text, re.MULTILINE)
    assert re.findall(r"^ +- ([a-z]+:/\S+)$", text, re.MULTILINE) == ["data:/data"]
    assert all(port.startswith("127.0.0.1:") for port in re.findall(r'^ +- "([\d.:]+)"', text, re.MULTILINE))
    assert "latest" not in text
    grace = re.search(r"stop_grace_period: (\d+)s", text)
    assert grace
    assert int(grace[1]) > 30


def test_the_builder_of_the_image_gets_all_that_the_wheel_is_made_of() -> None:
    given = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {
        *wheel["only-include"],
        PYPROJECT["project"]["readme"],
        *PYPROJECT["project"]["license-files"],
        "pyproject.toml",
    } <= given
    assert {"requirements.lock", "requirements-run.lock", "requirements-cluster.lock"} <= given


# ---------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and installed alone in an empty environment elsewhere that borrows only the locked
    packages of this one.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    quiet = {"capture_output": True, "check": True, "timeout": 120}
    source = folder / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=lambda path, names: [
            name for name in names if name.startswith(".") or name in ("tests", "demo-output")
        ],
    )
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=source, **quiet
    )  # type: ignore[call-overload]
    [wheel] = folder.glob("*.whl")
    shutil.rmtree(source)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], **quiet)  # type: ignore[call-overload]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder / "venv/bin/python"),
        "--disable-pip-version-check",
        "--isolated",
    ]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], cwd=folder, **quiet)  # type: ignore[call-overload]
    click = importlib.util.find_spec("click")
    assert click is not None
    assert click.origin is not None
    [packages] = (folder / "venv/lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(f"{Path(click.origin).parent.parent}\n")
    return folder


def elsewhere(installed: Path, *command: str) -> str:
    """Run a program of the environment in an empty folder, with an empty home and no variables of ours."""
    (installed / "empty").mkdir(exist_ok=True)
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(installed / "empty"), "LANG": "C.UTF-8"}
    program = [str(installed / "venv/bin" / command[0]), *command[1:]]
    result = subprocess.run(
        program,
        cwd=installed / "empty",
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return result.stdout


def test_the_wheel_carries_its_data_and_runs_from_elsewhere(installed: Path) -> None:
    code = (
        "import monitor.config as c; print(*(c.package_data(name) for name in ('rules', 'templates', "
        "'demo')), sep='\\n')"
    )
    places = elsewhere(installed, "python", "-c", code).split()
    assert all(Path(place).is_relative_to(installed / "venv") for place in places)
    assert elsewhere(installed, "treaty-monitor", "--version").split()[-1] == monitor.__version__
    assert '"metrics_token"' in elsewhere(installed, "python", "-m", "monitor", "config", "show", "--json")


def test_the_wheel_alone_runs_the_demonstration(installed: Path) -> None:
    shown = elsewhere(installed, "treaty-monitor", "demo")
    assert "demo-output" in shown
    assert (installed / "empty/demo-output").is_dir()
