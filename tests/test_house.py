"""The rules of the house that no other tool checks: what may be installed, imported, and written in a template."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from helpdesk.checks import no_distribution_named_requests

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parent.parent
APPS = ("helpdesk", "accounts", "requests")
LOCKS = ("requirements.lock", "requirements-test.lock")
KNOW_THE_STATE_MACHINE = {"requests/models/access_request.py", "requests/workflow.py"}
FORBIDDEN_IN_HTML = {
    "inline script": r"<script(?![^>]*\ssrc=)",
    "script without nonce": r"<script(?![^>]*\snonce=)",
    "inline style": r"<style|\sstyle\s*=",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "script address": r"javascript:",
    "unescaped value": r"\|\s*safe(seq)?\b|autoescape\s+off",
}


def test_no_distribution_is_named_requests() -> None:
    assert no_distribution_named_requests() == []


def test_a_distribution_named_requests_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requests-2.32.5.dist-info").mkdir()
    (tmp_path / "requests-2.32.5.dist-info/METADATA").write_text("Name: requests\nVersion: 2.32.5\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [error.id for error in no_distribution_named_requests()] == ["helpdesk.E001"]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    lock = (ROOT / name).read_text()
    for requirement in lock.replace("\\\n", " ").splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==\S+( ; [^;]+?)?( +--hash=sha256:[0-9a-f]{64})+", requirement)
    assert not re.search(r"://|^requests==|--(index|extra-index|find-links)", lock, re.MULTILINE)


def test_indonesian_catalogue_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """Extracts every message anew from a copy of the tree, so that one just written fails here too."""
    for folder in (*APPS, "templates", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["id"], no_location=True, verbosity=0)
    catalogue = tmp_path / "locale/id/LC_MESSAGES/django.po"
    subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", catalogue], check=True)
    assert entries(catalogue, "--untranslated") + entries(catalogue, "--only-fuzzy") == []


def entries(catalogue: Path, kind: str) -> list[str]:
    """The entries of a kind as msgattrib writes them: parted by blank lines, after the header."""
    command = ["msgattrib", "--no-obsolete", kind, catalogue]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [entry for entry in found.split("\n\n") if entry.strip() and "Project-Id-Version" not in entry]


def python_files() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def imported_modules(module: ast.Module) -> set[str]:
    """The top-level names of every module that is imported anywhere in the file."""
    nodes = list(ast.walk(module))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) if node.module}
    return {name.partition(".")[0] for name in names}


def test_only_the_model_and_the_one_door_import_the_state_machine() -> None:
    importers = {name for name, module in python_files() if "django_fsm" in imported_modules(module)}
    assert {name for name in importers if "/migrations/" not in name} == KNOW_THE_STATE_MACHINE


def names_used(module: ast.Module) -> set[str]:
    """Every name, attribute and import of the file."""
    nodes = list(ast.walk(module))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {node.name for node in nodes if isinstance(node, ast.alias)}


def test_no_code_marks_text_as_safe() -> None:
    for name, module in python_files():
        assert not names_used(module) & {"mark_safe", "SafeString", "SafeText"}, name


def test_no_code_writes_sql() -> None:
    """Migrations may, and the triggers that follow them; they take nothing from anybody."""
    for name, module in python_files():
        if "/migrations/" not in name and name != "helpdesk/append_only.py":
            assert not names_used(module) & {"RawSQL", "RunSQL", "cursor", "extra", "raw", "execute"}, name


def test_a_name_is_seen_however_it_is_used() -> None:
    program = (
        "from django.db.models.expressions import RawSQL as R\nconnection.cursor().execute(q)\nUser.objects.raw(q)"
    )
    assert {"RawSQL", "cursor", "execute", "raw"} <= names_used(ast.parse(program))


def faults(html: str) -> list[str]:
    """What a template holds that the content security policy blocks or that could let through foreign markup."""
    without_comments = re.sub(r"{#.*?#}|{% comment .*?endcomment %}", "", html, flags=re.DOTALL)
    return [
        fault for fault, pattern in FORBIDDEN_IN_HTML.items() if re.search(pattern, without_comments, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script nonce="{{ CSP_NONCE }}" src="{% static "app.js" %}" defer></script>', []),
        ('<p class="style" data-on="1">{{ name }} is safe</p>', []),
        ('<script nonce="{{ CSP_NONCE }}">go()</script>', ["inline script"]),
        ('<script src="{% static "app.js" %}"></script>', ["script without nonce"]),
        ("<style>p {}</style>", ["inline style"]),
        ('<p style="color: red">', ["inline style"]),
        ('<button onclick="go()">', ["inline handler"]),
        ('<a href="javascript:go()">', ["script address"]),
        ("{{ note|safe }}", ["unescaped value"]),
        ("{% autoescape off %}", ["unescaped value"]),
    ],
)
def test_a_fault_in_a_template_is_found(html: str, expected: list[str]) -> None:
    assert faults(html) == expected


def test_no_template_has_a_fault() -> None:
    """Mails are plain text and may switch escaping off; whatever is HTML may not."""
    templates = [path for folder in ("templates", *APPS) for path in (ROOT / folder).rglob("*.html")]
    assert templates
    assert {
        path.relative_to(ROOT).as_posix(): faults(path.read_text()) for path in templates if faults(path.read_text())
    } == {}


def test_every_test_folder_is_a_package() -> None:
    """Otherwise pytest may import `tests/requests` as `requests`."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.bar(13)
@pytest.mark.parametrize("app", APPS)
def test_one_module_alone_writes_tables(app: str) -> None:
    """No cell of its is a formula (`tests/requests/test_register_export_files.py`); another has to show the same."""
    writers = r"\bimport (csv|openpyxl|xlsxwriter)\b|\bfrom (csv|openpyxl|xlsxwriter)\b"
    found = {path.name for path in (ROOT / app).rglob("*.py") if re.search(writers, path.read_text())}
    assert found == ({"spreadsheet.py"} if app == "requests" else set())
