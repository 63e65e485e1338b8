"""Schemathesis against a running gateway: cases made from the contract, answers judged by it."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import schemathesis
from jsonschema_rs import Draft202012Validator
from schemathesis import Case, HookContext, Response, engine
from schemathesis.auths import AuthContext
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from schemathesis.engine.recorder import Request, ScenarioRecorder
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.replay.answer import frames, read
from tests.replay.contract import breaches
from vai_gateway.contract.forms import FORMS

Json = dict[str, Any]

PHASES = ("examples", "coverage", "fuzzing")
RUNS = ["runs.create", "runs.stream"]
_MUST_BE_KNOWN = ("tool_choice.name", ".tool_use_id", "request.stream")
"""Fields whose values must fit what stands elsewhere in the request, or that it is a run."""
_HEADERS = ("X-VAI-Version", "Idempotency-Key")
"""Judged before the body."""
_CONTRADICTIONS = (
    "conflicting_parameter",
    "invalid_media",
    "run_validation_failed",
    "tool_provider_missing",
    "unsupported_function_tool",
    "unsupported_server_tool",
    "unsupported_tool_provider",
)
"""Codes of what fits the schemas and yet cannot be; a run may ask for no more than its operator allows."""
_MODELS = ("local/scripted",) * 7 + ("anthropic/claude-sonnet-4-5", "openai/gpt-4o")


@dataclass(slots=True)
class Fuzzed:
    """answers: how many, by operation and status. failed: the checks, by name."""

    cases: int = 0
    streams: int = 0
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def answered(self, status: int) -> int:
        return sum(count for (_, each), count in self.answers.items() if each == status)

    def __str__(self) -> str:
        statuses = sorted({status for _, status in self.answers})
        told = ", ".join(f"{self.answered(status)} x {status}" for status in statuses)
        return f"{self.cases} cases ({told}), {self.streams} streams, {len(self.failures)} failures"


@dataclass(frozen=True, slots=True)
class Plan:
    """examples: random cases of messages; runs have a third as many each, the rest a tenth.

    valid: only cases that fit the document, and all are answered. key: of the gateway, where it needs one.
    """

    seed: int
    examples: int
    phases: Sequence[str] = PHASES
    valid: bool = False
    key: str | None = None


def fuzz(document: Json, url: str, plan: Plan) -> Fuzzed:
    """document: the contract. What it says of event streams must be said as tests/contract/document.py does."""
    schema = schemathesis.openapi.from_dict(document, config=_config(url, plan))
    _register(schema, plan, re.compile(document["components"]["schemas"]["ModelId"].get("pattern", "")))
    judge = _Judge(document)
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            judge.look_at(event.recorder)
        elif isinstance(event, events.NonFatalError):
            judge.add("error", event.label, told=f"{event.info.title}: {event.info.message}")
    return judge.fuzzed


def _config(url: str, plan: Plan) -> schemathesis.Config:
    settings: Json = {
        "seed": plan.seed,
        "base-url": url,
        "cache": {"enabled": False},
        "operations": [
            {"include-operation-id": "messages.create", "generation": {"max-examples": plan.examples}},
            {"include-operation-id": RUNS, "generation": {"max-examples": max(5, plan.examples // 3)}},
        ],
        "continue-on-failure": True,
        "max-stream-events": 1_000_000,
        "generation": {
            "mode": "positive" if plan.valid else "all",
            "max-examples": max(5, plan.examples // 10),
            "database": "none",
            "no-shrink": True,
        },
        "checks": {
            "max_response_time": 5.0,
            "negative_data_rejection": {"expected-statuses": [400, 401, 404, 405, 413, 415]},
        },
        "output": {"truncation": {"max-recorded-payload-size": 0}},
        "phases": {name: {"enabled": name in plan.phases} for name in (*PHASES, "stateful")},
    }
    return schemathesis.Config.from_dict(settings)


def _register(schema: OpenApiSchema, plan: Plan, model_id: re.Pattern[str]) -> None:
    def map_body(context: HookContext, body: Any) -> Any:
        return _telling(body, model_id) if isinstance(body, dict) else body

    def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        return not isinstance(failure, RejectedPositiveData) or not _is_beyond_schemas(response, plan)

    if not plan.valid:
        schema.hooks.register_hook_with_name(map_body, "map_body")
    schema.hooks.register_hook_with_name(filter_failure, "filter_failure")
    if plan.key is not None:
        schema.auth.auth()(_bearer(plan.key))


def _telling(body: Json, model_id: re.Pattern[str]) -> Json:
    """Most generated ids name no model, and hardly any body asks for a stream; then little happens.

    What is wrong on purpose stays so.
    """
    request = body.get("request")
    asked: Json = request if isinstance(request, dict) else body
    model = asked.get("model")
    if not isinstance(model, str) or not model_id.fullmatch(model):
        return body
    chance = zlib.crc32(json.dumps(body, sort_keys=True, default=str).encode())
    known = {**asked, "model": (*_MODELS, model)[chance % (len(_MODELS) + 1)]}
    return {"stream": chance & 1024 == 0, **known} if asked is body else {**body, "request": known}


def _bearer(key: str) -> type[Any]:
    class Bearer:
        def get(self, case: Case[Any], context: AuthContext) -> str:
            return key

        def set(self, case: Case[Any], key: str, context: AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {key}"

    return Bearer


def _is_beyond_schemas(response: Response, plan: Plan) -> bool:
    """Refused for what no JSON Schema could tell."""
    if response.status_code != 400:
        return False
    error = response.json()["error"]
    return _is_contradiction(error) or (error.get("code") == "incompatible_request" and not plan.valid)


def _is_contradiction(error: Json) -> bool:
    code, param, message = error.get("code"), error.get("param", ""), error["message"]
    if code == "unsupported_value":
        is_model = param.rpartition(".")[2] in ("model", "stt_model", "tts_model")
        return param.endswith(_MUST_BE_KNOWN) or (is_model and not message.endswith(tuple(FORMS.values())))
    return code in _CONTRADICTIONS or (code == "out_of_range" and param.startswith("run."))


class _Judge:
    """Counts, and judges what Schemathesis does not: the grammar of streams, and the reasons of refusals."""

    def __init__(self, document: Json) -> None:
        self.fuzzed = Fuzzed()
        schema = {"$ref": "#/components/schemas/MessageRequest", "components": document["components"]}
        self._request = Draft202012Validator(schema)

    def look_at(self, recorder: ScenarioRecorder) -> None:
        for interaction in recorder.interactions.values():
            self.fuzzed.cases += 1
            request, response = interaction.request, interaction.response
            if response is None:
                self.add("no_answer", recorder.label, told=f"{request.method} {request.uri}")
                continue
            self.fuzzed.answers[recorder.label, response.status_code] += 1
            for check, told in self._found(request, response):
                self.add(check, recorder.label, told=f"{told}\n{request.body!r:.2000}\n{response.content!r:.2000}")
        for case, nodes in recorder.checks.items():
            for node in nodes:
                if (info := node.failure_info) is not None:
                    answer = recorder.interactions[case].response
                    body = b"" if answer is None else answer.content
                    told = f"{info.failure.title}: {info.failure.message}\n{info.code_sample}\n{body!r:.2000}"
                    self.add(node.name, recorder.label, told=told)

    def add(self, check: str, label: str, *, told: str) -> None:
        self.fuzzed.failed[check] += 1
        self.fuzzed.failures.append(f"{check}: {label}: {told}")

    def _found(self, request: Request, response: Response) -> Iterator[tuple[str, str]]:
        if response.headers.get("content-type", [""])[0].startswith("text/event-stream"):
            self.fuzzed.streams += 1
            is_run = "/v1/runs" in request.uri
            yield from (("stream", breach) for breach in _breaches(response, is_run=is_run))
        if (is_taken := _is_body_taken(request, response)) is not None and is_taken is not self._is_right(request.body):
            verb = "takes" if is_taken else "refuses"
            yield "agreement", f"the gateway {verb} a body and the contract says otherwise"

    def _is_right(self, body: bytes | None) -> bool:
        try:
            return self._request.is_valid(json.loads(body or b""))
        except ValueError:
            return False


def _is_body_taken(request: Request, response: Response) -> bool | None:
    """Whether a message request's body was right in itself. None if it was not looked at."""
    _, _, query = request.uri.partition("/v1/messages?")
    if request.method != "POST" or "/v1/messages" not in request.uri or query not in ("", "beta=true"):
        return None
    if response.status_code != 400:
        return True if response.status_code == 200 else None
    error = response.json()["error"]
    if error.get("param") in _HEADERS:
        return None
    return _is_contradiction(error) or error.get("code") == "incompatible_request"


def run_breaches(kinds: list[str]) -> list[str]:
    """Of the events of a run, by their types: there is one beginning, and exactly one end."""
    ends = [kind for kind in kinds if kind in ("run_complete", "error")]
    is_right = kinds[:1] == ["run_start"] and kinds.count("run_start") == 1 and ends == kinds[-1:]
    return [] if is_right else [f"a run of {kinds}"]


def _breaches(response: Response, *, is_run: bool) -> list[str]:
    """Of the grammar of streams, which no schema tells."""
    headers = {"content-type": response.headers["content-type"][0]}
    try:
        if is_run:
            return run_breaches([event["type"] for event in frames(response.content)])
        return breaches(read(httpx.Response(response.status_code, headers=headers, content=response.content)))
    except (AssertionError, ValueError, KeyError) as error:
        return [f"{type(error).__name__}: {error}"]
