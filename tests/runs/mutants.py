"""The loop with one thing wrong at a time: what is written there, and what a slip would make of it."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from vai_gateway.runs import events, loop, results, turns


class Mutant(NamedTuple):
    what: str
    module: ModuleType
    right: str
    wrong: str


MUTANTS = (
    Mutant("calls that a limit stops have no result", loop, "if position not in acting.results\n", "if False\n"),
    Mutant("only running tools are answered for", loop, "not in acting.results\n", "in running\n"),
    Mutant("there is one turn too many", turns, "len(run.steps) < most_turns", "len(run.steps) <= most_turns"),
    Mutant("the model goes on where the history is full", turns, " and run.room_bytes > 0", ""),
    Mutant("the messages outgrow a request", turns, "room // MESSAGES_OF_A_TURN", "room"),
    Mutant("there is one call too many", turns, "len(turn.calls) > limits", "len(turn.calls) > 1 + limits"),
    Mutant("the last call is never made", turns, "len(turn.calls) > limits", "len(turn.calls) >= limits"),
    Mutant("a turn's tokens replace those before", loop, "added(run.usage, message.usage)", "message.usage"),
    Mutant("the budget is ignored", turns, "0 < limits.max_tokens <= total(run.usage)", "False"),
    Mutant(
        "a forced choice is forced again", turns, "if isinstance(choice, ToolChoiceAny | ToolChoiceTool):", "if False:"
    ),
    Mutant("a pause ends the run", turns, 'stop_reason == "pause_turn" or ', ""),
    Mutant("a refusal is a good end", turns, "    return stop_reason\n", '    return "end_turn"\n'),
    Mutant("calls of a turn that was cut are made", turns, '(stop_reason == "tool_use" and turn.calls)', "turn.calls"),
    Mutant(
        "results stand as they came in",
        loop,
        "[acting.results[position] for position in range(len(turn.calls))]",
        "list(acting.results.values())",
    ),
    Mutant("all tools start at once", loop, "[begun : begun + free]", "[begun:]"),
    Mutant("a result that comes twice counts twice", loop, " or event.position not in acting.running", ""),
    Mutant("a slow tool is left running", loop, "[*map(StopTool, slow), *actions]", "actions"),
    Mutant(
        "a slow tool stops all",
        loop,
        "in acting.running if now >= _slow_at(run.plan, acting, position)]",
        "in acting.running]",
    ),
    Mutant(
        "a tool's time begins with the turn", loop, "return acting.started_at[position] +", "return acting.began_at +"
    ),
    Mutant("the run's time is over and it goes on", loop, "if now >= run.ends_at:", "if now > run.ends_at:"),
    Mutant("a timeout is called a cancellation", loop, '"timeout", now', '"cancelled", now'),
    Mutant("tools outlive the run", loop, "[*map(StopTool, running)]", "[]"),
    Mutant("a stopped tool's end is not told", loop, "            if running:\n", "            if False:\n"),
    Mutant("calls are not counted", loop, "run.tool_call_count + len(outcomes)", "run.tool_call_count"),
    Mutant(
        "deltas forget what the caller said",
        events,
        "len(run.plan.request.messages) + len(run.appended)",
        "len(run.appended)",
    ),
    Mutant("the model does not see the results", loop, "        inputs += (as_input(append[-1]),)\n", ""),
    Mutant(
        "run_start goes out twice",
        loop,
        "run = replace(run, opened=True, phase=replace(asking",
        "run = replace(run, phase=replace(asking",
    ),
    Mutant("a run that never began has no run_start", loop, "[] if run.opened else [Send(opening(run))])", "[])"),
    Mutant(
        "a step's time leaves out the tools", loop, "(now - acting.began_at)", "(acting.began_at - acting.began_at)"
    ),
    Mutant("the history grows without end", results, "if size <= room_bytes:", "if True:"),
    Mutant("results take no room", loop, "        room_bytes -= size_of(results[position].content)\n", ""),
    Mutant(
        "a run can end twice",
        loop,
        "        case Ended():\n            return run, []\n",
        '        case Ended():\n            return _finish(run, "end_turn", [])\n',
    ),
    Mutant("a model may be silent twice as long", loop, "return plan.idle_s if asking.has_spoken else", "return"),
    Mutant("a message of nothing is kept", loop, "if turn.said is not None:", "if True:"),
    Mutant("the whole history is told unasked", events, 'if plan.history == "full":', "if True:"),
    Mutant("a tool's error is no error", results, "is_error=UNSET if error is None else True", "is_error=UNSET"),
)
