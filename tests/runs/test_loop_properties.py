"""Whatever happens to a run, in whatever order, the loop keeps its promises; and breaking one is noticed."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.runs.loop_machine import Loop, LoopMachine
from tests.runs.mutants import MUTANTS, Mutant
from vai_gateway.runs import loop

THOROUGH = settings(max_examples=300, stateful_step_count=50, derandomize=True, deadline=None)
SEARCH = settings(THOROUGH, phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=False)


def machine(core: Any) -> type[LoopMachine]:
    found = Loop(core.begin, core.decide, core.due_at)
    return type("Machine", (LoopMachine,), {"loop": found})


def planted(mutant: Mutant) -> ModuleType:
    """The loop with one thing wrong."""
    source = inspect.getsource(mutant.module)
    assert source.count(mutant.right) == 1, f"{mutant.right!r} stands {source.count(mutant.right)} times in the source"
    broken = ModuleType(f"{mutant.module.__name__}_broken")
    broken.__dict__["__name__"] = mutant.module.__name__
    exec(compile(source.replace(mutant.right, mutant.wrong), "broken", "exec"), broken.__dict__)
    if mutant.module is loop:
        return broken
    whole = ModuleType("loop_broken")
    exec(compile(inspect.getsource(loop), "loop", "exec"), whole.__dict__)
    whole.__dict__.update({name: value for name, value in vars(broken).items() if inspect.isfunction(value)})
    return whole


def test_a_run_keeps_its_promises_whatever_happens() -> None:
    run_state_machine_as_test(machine(loop), settings=THOROUGH)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_loop_that_breaks_a_promise_is_caught(mutant: Mutant) -> None:
    with pytest.raises((AssertionError, TypeError, KeyError, IndexError)):
        run_state_machine_as_test(machine(planted(mutant)), settings=SEARCH)
