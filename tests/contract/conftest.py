"""How long the contract is fuzzed, and what is told about it in the end.

`make test` takes a small share of it; `make test-contract` all, by `--hypothesis-profile thorough`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "thorough", derandomize=True, deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow]
)


def is_thorough() -> bool:
    return settings.get_current_profile_name() == "thorough"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = dict(_told(terminalreporter))
    if told:
        terminalreporter.section("fuzzed by the contract")
        for what, cases in told.items():
            terminalreporter.line(f"{what}: {cases}")
        total = sum(int(cases.split(" ")[0]) for cases in told.values())
        terminalreporter.line(f"{total} cases in all")


def _told(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[str, str]]:
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "fuzzed":
                    yield report.nodeid.rpartition("::")[2], str(value)
