"""The house obeys its rules, and each rule catches what it is there for."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.house import code_rules, text_rules
from tests.house.code_rules import Rule
from tests.house.tree import Source, hand_written, texts


@pytest.mark.parametrize("rule", code_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_code_obeys_the_rule(rule: Rule) -> None:
    assert not (found := _findings(rule, hand_written())), found


@pytest.mark.parametrize("rule", text_rules.RULES, ids=lambda rule: rule.__name__)
def test_every_text_obeys_the_rule(rule: Rule) -> None:
    assert not (found := _findings(rule, texts())), found


def _findings(rule: Rule, sources: Iterable[Source]) -> str:
    return "\n".join(f"{source.path}:{finding}" for source in sources for finding in rule(source))


CODE = "server/vai_gateway/wire/planted.py"
TEST = "tests/wire/test_planted.py"
BREACHES: tuple[tuple[Rule, str, str], ...] = (
    (code_rules.files_are_short, CODE, "x = 1\n" * 501),
    (code_rules.functions_are_short, CODE, "def f():\n" + "    pass\n" * 60),
    (code_rules.parameters_are_few, CODE, "def f(a, b, *, c, d, e, g, h, i): ...\n"),
    (code_rules.parameters_are_named_after_two, CODE, "class C:\n    def f(self, a, b, c): ...\n"),
    (code_rules.parameters_are_named_after_two, CODE, "class C:\n    def __init__(self, a, b, c): ...\n"),
    (code_rules.parameters_are_named_after_two, CODE, "def f(provider: str, url: str, body: bytes): ...\n"),
    (code_rules.parameters_are_named_after_two, CODE, "def f(a: A, b: B, c: C, d: D, e: E, f: F): ...\n"),
    (code_rules.modules_are_named_for_what_they_hold, "server/vai_gateway/wire/sse_utils.py", ""),
    (code_rules.modules_say_what_they_are, CODE, "x = 1\n"),
    (
        code_rules.docstrings_do_not_list_arguments,
        CODE,
        'def f(a):\n    """Do.\n\n    Args:\n        a: b.\n    """\n',
    ),
    (code_rules.only_the_top_catches_everything, CODE, "try:\n    f()\nexcept Exception:\n    pass\n"),
    (
        code_rules.only_the_top_catches_everything,
        CODE,
        "try:\n    f()\nexcept (ValueError, BaseException):\n    pass\n",
    ),
    (code_rules.only_the_top_catches_everything, CODE, "try:\n    f()\nexcept:\n    pass\n"),
    (code_rules.only_the_top_catches_everything, CODE, "with suppress(Exception):\n    f()\n"),
    (
        code_rules.only_the_top_catches_everything,
        code_rules.TOP_OF_A_REQUEST,
        "try:\n    f()\nexcept Exception:\n    g()\ntry:\n    h()\nexcept Exception:\n    g()\n",
    ),
    (
        code_rules.cancellation_is_never_swallowed,
        CODE,
        "try:\n    f()\nexcept asyncio.CancelledError:\n    pass\n",
    ),
    (code_rules.nothing_works_at_import, CODE, "logging.basicConfig()\n"),
    (code_rules.nothing_works_at_import, CODE, "PAGE = Path('page.html').read_text()\n"),
    (code_rules.nothing_works_at_import, CODE, "with open('page.html') as page:\n    import connexion\n"),
    (code_rules.nothing_works_at_import, CODE, "for name in NAMES:\n    f(name)\n"),
    (code_rules.module_globals_never_change, CODE, "_seen = {}\n"),
    (code_rules.module_globals_never_change, CODE, "_requests = prometheus_client.Counter('a', 'b')\n"),
    (code_rules.module_globals_never_change, CODE, "TABLE = {'a': 1}\ndef f(): TABLE['b'] = 2\n"),
    (code_rules.module_globals_never_change, CODE, "NAMES = ['a']\ndef f(): NAMES.append('b')\n"),
    (code_rules.module_globals_never_change, CODE, "count = 0\ndef f():\n    global count\n"),
    (code_rules.ignored_types_have_a_code_and_a_reason, CODE, "x = f()  # type: " + "ignore[arg-type]\n"),
    (code_rules.tests_are_sentences, TEST, "def test_bad_json(): ...\n"),
    (code_rules.tests_do_not_sleep, TEST, "async def wait(): await asyncio.sleep(0.1)\n"),
    (code_rules.tests_patch_nothing, TEST, "def test_a_key_never_leaves(monkeypatch): ...\n"),
    (code_rules.tests_patch_nothing, TEST, "from unittest import mock\n"),
    (code_rules.tests_patch_nothing, TEST, "from unittest.mock import patch\n"),
    (code_rules.tests_patch_nothing, TEST, "import unittest.mock\n"),
    (text_rules.no_path_of_a_machine, "docs/planted.md", "See /" + "home/somebody/notes.\n"),
    (text_rules.what_is_left_to_do_has_an_issue, CODE, "# TO" + "DO: later\n"),
    (text_rules.no_banners, CODE, "# " + "-" * 20 + "\n"),
    (text_rules.locks_hold_no_addresses, "requirements.lock", "a @ https" + "://example.org/a.whl\n"),
    (text_rules.lines_end_cleanly, CODE, "x = 1 \n"),
    (text_rules.lines_end_cleanly, CODE, "x = 1"),
)


@pytest.mark.parametrize("rule, path, text", BREACHES, ids=lambda part: getattr(part, "__name__", ""))
def test_each_rule_catches_a_planted_breach(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) != []


def test_no_rule_is_without_a_planted_breach() -> None:
    assert {rule for rule, _, _ in BREACHES} == {*code_rules.RULES, *text_rules.RULES}


ALLOWED: tuple[tuple[Rule, str, str], ...] = (
    (code_rules.parameters_are_named_after_two, CODE, "async def app(scope, receive, send): ...\n"),
    (
        code_rules.parameters_are_named_after_two,
        CODE,
        "class C:\n    def __exit__(self, kind, error, trace): ...\n",
    ),
    (code_rules.parameters_are_named_after_two, CODE, "def f(a, b, *, c, d): ...\n"),
    (
        code_rules.parameters_are_named_after_two,
        CODE,
        "def f(status: int, headers: Headers, body: bytes): ...\n",
    ),
    (
        code_rules.only_the_top_catches_everything,
        code_rules.TOP_OF_A_REQUEST,
        "try:\n    f()\nexcept Exception:\n    g()\n",
    ),
    (
        code_rules.cancellation_is_never_swallowed,
        CODE,
        "try:\n    f()\nexcept CancelledError:\n    g()\n    raise\n",
    ),
    (code_rules.nothing_works_at_import, CODE, "with warnings.catch_warnings():\n    import connexion\n"),
    (code_rules.module_globals_never_change, CODE, "TABLE = {'a': 1}\ndef f(): return TABLE['a']\n"),
    (
        code_rules.ignored_types_have_a_code_and_a_reason,
        CODE,
        "x = f()  # type: " + "ignore[no-untyped-call]  # no stubs\n",
    ),
    (text_rules.what_is_left_to_do_has_an_issue, CODE, "# TO" + "DO(#12): later\n"),
    (
        text_rules.no_path_of_a_machine,
        "docs/planted.md",
        "GET /v1/messages, ~/desk/notes, and docs/home/page.\n",
    ),
)


@pytest.mark.parametrize("rule, path, text", ALLOWED, ids=lambda part: getattr(part, "__name__", ""))
def test_no_rule_minds_what_is_allowed(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []
