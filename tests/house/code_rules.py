"""The rules for hand-written Python that no linter checks: each finds what breaks it, as `line: what`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tests.house.tree import Source

Rule = Callable[[Source], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 7
MAX_POSITIONAL = 2
MAX_TOLD_APART = 5
MIN_TEST_NAME_WORDS = 4
VAGUE = frozenset("base common data helper helpers info lib manager managers misc shared stuff util utils".split())
TOP_OF_A_REQUEST = "server/vai_gateway/wire/edge.py"
"""Where a bug becomes an answer, once."""


def files_are_short(source: Source) -> Iterator[str]:
    if (lines := len(source.lines)) > MAX_FILE_LINES:
        yield f"{lines}: the file has more than {MAX_FILE_LINES} lines"


def functions_are_short(source: Source) -> Iterator[str]:
    for function in _functions(source):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MAX_FUNCTION_LINES:
            yield f"{function.lineno}: {function.name} has {lines} lines, at most {MAX_FUNCTION_LINES}"


def parameters_are_few(source: Source) -> Iterator[str]:
    for function in _functions(source):
        count = len(_positional(function, source)) + len(function.args.kwonlyargs)
        if count > MAX_PARAMETERS:
            yield f"{function.lineno}: {function.name} takes {count} parameters, at most {MAX_PARAMETERS}"


def parameters_are_named_after_two(source: Source) -> Iterator[str]:
    """More stand by position only where mypy catches a swap: no two of one type, and at most five.

    `self` and `cls` do not count. Private functions are free of it, since their calls are in sight, and so
    is what Python, ASGI or pytest calls.
    """
    for function in _functions(source):
        names = _positional(function, source)
        free = _is_private(function) or _called_from_outside(function, names)
        if len(names) > MAX_POSITIONAL and not free and not _told_apart(function, names):
            yield f"{function.lineno}: {function.name} takes {len(names)} by position, which could be swapped"


def modules_are_named_for_what_they_hold(source: Source) -> Iterator[str]:
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if VAGUE & set(part.strip("_").split("_")):
            yield f"1: the name {part!r} says nothing"


def modules_say_what_they_are(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield "1: the module has no docstring"


def docstrings_do_not_list_arguments(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.lines, 1):
        if re.fullmatch(r"\s*(Args|Arguments|Parameters|Params|Returns|Raises):\s*", line):
            yield f"{number}: a docstring lists arguments"


def only_the_top_catches_everything(source: Source) -> Iterator[str]:
    everything = {"Exception", "BaseException", ""}
    handlers = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)]
    catching = [node for node in handlers if _names(node.type) & everything]
    for node in catching[1:] if source.path == TOP_OF_A_REQUEST else catching:
        yield f"{node.lineno}: catches everything"
    for inner in ast.walk(source.tree):
        if names := _suppressed(inner) & everything:
            yield f"{getattr(inner, 'lineno', 0)}: suppresses {', '.join(sorted(names))}"


def cancellation_is_never_swallowed(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        caught = isinstance(node, ast.ExceptHandler) and "CancelledError" in _names(node.type)
        if caught and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
            yield f"{getattr(node, 'lineno', 0)}: catches CancelledError and raises nothing"
        elif "CancelledError" in _suppressed(node):
            yield f"{getattr(node, 'lineno', 0)}: suppresses CancelledError"


def nothing_works_at_import(source: Source) -> Iterator[str]:
    """Imports, constants, classes and functions: no call for its effect, no loop, no file, no environment."""
    if not source.within("server", "clients"):
        return
    for node in source.tree.body:
        if not _is_definition(node):
            yield f"{node.lineno}: work at import"
        if isinstance(node, ast.Assign | ast.AnnAssign) and _names(node) & _REACHES_OUT:
            yield f"{node.lineno}: reads a file or the environment at import"


def module_globals_never_change(source: Source) -> Iterator[str]:
    """A table that nothing writes to is a constant; what is made to be written to is no module global."""
    if not source.within("server", "clients"):
        return
    tables = set()
    for node in source.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            tables |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _is_target(name)}
            if _is_made_to_change(node.value):
                yield f"{node.lineno}: a module global that is made to change"
    for inner in ast.walk(source.tree):
        if isinstance(inner, ast.Global):
            yield f"{inner.lineno}: `global`"
        if (name := _written(inner)) and name in tables:
            yield f"{getattr(inner, 'lineno', 0)}: writes to the module global {name}"


def ignored_types_have_a_code_and_a_reason(source: Source) -> Iterator[str]:
    ignored = re.compile(r"#\s*type:\s*ignore")
    explained = re.compile(r"#\s*type: ignore\[[a-z, -]+\]\s*#\s*\w")
    for number, line in enumerate(source.lines, 1):
        if ignored.search(line) and not explained.search(line):
            yield f"{number}: `# type: ignore[code]  # reason`, please"


def tests_are_sentences(source: Source) -> Iterator[str]:
    if PurePosixPath(source.path).name.startswith("test_"):
        for function in _functions(source):
            words = function.name.removeprefix("test_").split("_")
            if function.name.startswith("test_") and len(words) < MIN_TEST_NAME_WORDS:
                yield f"{function.lineno}: {function.name} is no sentence about behaviour"


def tests_patch_nothing(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        taken = isinstance(node, ast.arg) and node.arg in {"monkeypatch", "mocker"}
        imported = isinstance(node, ast.Import | ast.ImportFrom) and {"unittest", "mock"} <= _words(node)
        if taken or imported:
            yield f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)}; pass a fake in through the front door"


def tests_do_not_sleep(source: Source) -> Iterator[str]:
    """Letting others run is `asyncio.sleep(0)`; waiting is for whoever has the clock in hand.

    The whole gateway runs by the real clock, so tests/gateway may wait for it.
    """
    if source.within("tests") and not source.within("tests/gateway"):
        for node in ast.walk(source.tree):
            sleeps = isinstance(node, ast.Call) and ast.unparse(node.func) in _SLEEPS
            if sleeps and ast.unparse(node) != "asyncio.sleep(0)":
                yield f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"


RULES: tuple[Rule, ...] = (
    files_are_short,
    functions_are_short,
    parameters_are_few,
    parameters_are_named_after_two,
    modules_are_named_for_what_they_hold,
    modules_say_what_they_are,
    docstrings_do_not_list_arguments,
    only_the_top_catches_everything,
    cancellation_is_never_swallowed,
    nothing_works_at_import,
    module_globals_never_change,
    ignored_types_have_a_code_and_a_reason,
    tests_are_sentences,
    tests_patch_nothing,
    tests_do_not_sleep,
)

_SLEEPS = frozenset({"sleep", "time.sleep", "asyncio.sleep"})
_REACHES_OUT = frozenset("open read_text read_bytes environ getenv".split())
_MADE_TO_CHANGE = frozenset(
    "defaultdict deque Counter Gauge Histogram Summary Info Lock Event Queue Semaphore Condition ContextVar "
    "count WeakKeyDictionary WeakValueDictionary WeakSet".split()
)
_WRITERS = frozenset(
    "add append appendleft clear discard extend insert pop popitem popleft remove setdefault update".split()
)


def _functions(source: Source) -> Iterator[Function]:
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def _positional(function: Function, source: Source) -> list[str]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    bound = function in source.methods and not any("staticmethod" in _names(d) for d in function.decorator_list)
    return names[1:] if bound else names


def _told_apart(function: Function, names: list[str]) -> bool:
    """Whether every positional parameter has a type of its own."""
    arguments = (*function.args.posonlyargs, *function.args.args)
    types = [ast.unparse(a.annotation) for a in arguments if a.arg in names and a.annotation]
    return len(names) <= MAX_TOLD_APART and len(set(types)) == len(names)


def _is_private(function: Function) -> bool:
    return function.name.startswith("_") and not function.name.startswith("__")


def _called_from_outside(function: Function, names: list[str]) -> bool:
    by_python = bool(re.fullmatch(r"__(?!init__)\w+__", function.name))
    is_fixture = any("fixture" in _names(decorator) for decorator in function.decorator_list)
    return by_python or is_fixture or function.name.startswith("test_") or names == ["scope", "receive", "send"]


def _names(node: ast.AST | None) -> set[str]:
    """Every name and attribute in an expression; the empty name where there is none."""
    if node is None:
        return {""}
    inner = list(ast.walk(node))
    plain = {name.id for name in inner if isinstance(name, ast.Name)}
    return plain | {attribute.attr for attribute in inner if isinstance(attribute, ast.Attribute)}


def _words(node: ast.AST) -> set[str]:
    return set(re.findall(r"\w+", ast.unparse(node)))


def _suppressed(node: ast.AST) -> set[str]:
    """What `contextlib.suppress(...)` is given."""
    if isinstance(node, ast.Call) and "suppress" in _names(node.func):
        return {name for argument in node.args for name in _names(argument)}
    return set()


def _is_definition(node: ast.stmt) -> bool:
    """An import within `warnings.catch_warnings()` is one: it quiets a library, and does nothing else."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=test):
            return bool(_names(test) & {"TYPE_CHECKING", "__name__"})
        case ast.With(items=[ast.withitem(context_expr=context)], body=body):
            quiet = ast.unparse(context) == "warnings.catch_warnings()"
            return quiet and all(_is_definition(n) or ast.unparse(n).startswith("warnings.") for n in body)
        case ast.Import() | ast.ImportFrom() | ast.Assign() | ast.AnnAssign():
            return True
    return isinstance(node, ast.ClassDef | Function)


def _is_target(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _is_made_to_change(value: ast.expr) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Call(func=ast.Name(id="dict" | "list" | "set"), args=[], keywords=[]):
            return True
        case ast.Call(func=called):
            return bool(_names(called) & _MADE_TO_CHANGE)
    return False


def _written(node: ast.AST) -> str | None:
    """The name of the container that this node writes to."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _WRITERS:
            return name
    return None
