"""The house rules that a machine can hold us to."""

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[1] / "src" / "tongjian"
DOORS = ("doors",)
ORM_WRITES = {"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
MANAGER_WRITES = {"create", "update"}
MAX_LINES, MAX_FUNCTION_LINES = 400, 60
FLOORS = {
    name: level
    for level, names in enumerate(
        [
            ("kernel",),
            ("ledger",),
            ("rulebook",),
            ("org",),
            ("exchange",),
            ("casework",),
            ("registry",),
            ("catalog",),
            ("duties",),
            ("scenarios",),
            ("handbooks",),
            ("inspections",),
            ("key_items",),
            ("plans",),
            ("planning",),
        ]
    )
    for name in names
}
CONTEXTS = [
    path.parent for floor in ("foundation", "supervision") for path in sorted((ROOT / floor).glob("*/apps.py"))
]
ROOMS = {
    "apps", "choices", "errors", "models", "workflow", "policies", "queries", "operations", "events", "tasks",
    "migrations",
}  # fmt: skip
# Rooms beyond the usual ones, each with its reason in docs/adr/0002-rooms.md.
EXTRA_ROOMS = {
    "kernel": {
        "actor",
        "verdict",
        "errors",
        "jobs",
        "ids",
        "http",
        "encryption",
        "outages",
        "retention",
        "validity",
        "words",
    },
    "ledger": {"actions", "export", "keys", "trail", "verification"},
    "rulebook": {"book", "effects", "reference", "values"},
    "org": {"reference", "roles"},
    "exchange": {"intake", "reading", "writing"},
    "casework": {"typesetting"},
    "inspections": {"papers"},
    "handbooks": {"papers"},
    "registry": {"columns", "finding", "matching"},
    "catalog": {"columns"},
    "plans": {"columns"},
}


def modules(*parts):
    return [path for part in parts for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts]


def is_orm_write(call):
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in ORM_WRITES and not _is_form_or_file(call.func.value):
        return True
    owner = call.func.value
    on_manager = isinstance(owner, ast.Attribute) and owner.attr == "objects"
    on_queryset = isinstance(owner, ast.Call)  # Model.objects.filter(...).update(...), queries.list_x(...).update(...)
    return call.func.attr in MANAGER_WRITES and (on_manager or on_queryset)


def _is_form_or_file(owner):
    return isinstance(owner, ast.Name) and owner.id in {"qr", "storage", "session", "image"}


def offenders(paths, predicate):
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and predicate(node)
    ]


def test_doors_never_write_through_the_orm():
    assert offenders(modules(*DOORS), is_orm_write) == []


def test_foreign_keys_point_down_and_cannot_be_walked_back_up():
    """String references and reverse accessors are imports that import-linter cannot see."""
    wrong = [
        str(field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (here := model._meta.app_label) in FLOORS
        if (there := field.related_model._meta.app_label) in FLOORS and there != here
        if FLOORS[there] >= FLOORS[here] or not field.remote_field.hidden
    ]
    assert wrong == []


def test_files_and_functions_stay_small():
    long_files = [str(p.relative_to(ROOT)) for p in modules("") if len(p.read_text().splitlines()) > MAX_LINES]
    long_functions = [
        f"{p.relative_to(ROOT)}:{n.name}"
        for p in modules("")
        for n in ast.walk(ast.parse(p.read_text()))
        if isinstance(n, ast.FunctionDef) and n.end_lineno - n.lineno >= MAX_FUNCTION_LINES
    ]
    assert (long_files, long_functions) == ([], [])


def test_an_operation_file_is_named_after_its_operation():
    for path in ROOT.glob("*/*/operations/[a-z]*.py"):
        public = [n.name for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
        assert path.stem in public, path


def test_operations_take_keywords_only_and_name_their_actor():
    for path in ROOT.glob("*/*/operations/[a-z]*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert not node.args.args, f"{path}:{node.name} has positional arguments"
                assert "actor" in [a.arg for a in node.args.kwonlyargs], f"{path}:{node.name} has no actor"


def test_every_context_has_only_the_usual_rooms():
    for context in CONTEXTS:
        rooms = {path.stem for path in context.iterdir() if not path.name.startswith("_")}
        assert rooms <= ROOMS | EXTRA_ROOMS.get(context.name, set()), context


def test_nothing_starts_workflows_behind_your_back():
    text = {path: path.read_text() for path in modules("")}
    assert [str(p) for p, t in text.items() if "django.dispatch" in t or "db.models.signals" in t] == []
    overrides = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, t in text.items()
        for node in ast.walk(ast.parse(t))
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert overrides == []


def test_what_scrolls_sideways_can_be_reached_by_keyboard_and_has_a_name():
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in ROOT.rglob("*.html")
        for line in path.read_text().splitlines()
        if "table-scroll" in line and not ('tabindex="0"' in line and "aria-label=" in line)
    ]
    assert lines == []
