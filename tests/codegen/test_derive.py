"""What is derived from the contract for generators that cannot read it as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import derive
import error_pages
from contract_walk import each_operation

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())


def test_routing_knows_every_operation_and_nothing_else() -> None:
    document = derive.routing_document(CONTRACT)
    assert document["openapi"] == "3.0.3"
    assert "components" not in document
    assert [(path, method, operation["operationId"]) for path, method, operation in each_operation(document)] == [
        (path, method, operation["operationId"]) for path, method, operation in each_operation(CONTRACT)
    ]


def test_a_path_parameter_may_hold_a_slash() -> None:
    document = derive.routing_document(CONTRACT)
    (parameter,) = document["paths"]["/v1/models/{id}"]["get"]["parameters"]
    assert parameter["schema"] == {"type": "string", "format": "path"}


def test_an_operation_says_whether_it_needs_a_key_and_what_it_reads() -> None:
    operations = {operation["id"]: operation for operation in derive.operations(CONTRACT)}
    assert {name: (found["keyed"], found["body"]) for name, found in operations.items()} == {
        "messages.create": (True, "MessageRequest"),
        "runs.create": (True, "RunRequest"),
        "runs.stream": (True, "RunRequest"),
        "models.list": (True, None),
        "models.get": (True, None),
        "health.live": (False, None),
        "health.ready": (False, None),
        "metrics.read": (False, None),
        "contract.openapi": (False, None),
        "contract.docs": (False, None),
    }


def test_headers_come_from_security_parameters_and_answers() -> None:
    headers = derive.headers(CONTRACT)
    assert headers["provider_keys"]["VertexAI"] == "X-Provider-Key-VertexAI"
    assert {"Authorization", "x-api-key", "X-Request-ID", "X-Provider-Key-Groq"} <= set(headers["request"])
    assert {"Retry-After", "X-Model", "Allow", "WWW-Authenticate"} <= set(headers["response"])


def test_a_pattern_is_told_in_words_with_an_example() -> None:
    said = derive.forms(CONTRACT)
    assert said[CONTRACT["components"]["schemas"]["MediaType"]["pattern"]] == "a media type, as in image/png"
    assert said["^[!-~]+$"] == "visible ASCII characters without spaces"


def test_request_models_need_no_response_and_the_other_way_round() -> None:
    sent = derive.request_document(CONTRACT)["components"]["schemas"]
    answered = derive.response_document(CONTRACT)["components"]["schemas"]
    assert "MessageRequest" in sent
    assert sent.keys() & {"Message", "Usage", "ErrorEnvelope"} == set()
    assert answered.keys() & {"MessageRequest", "UserMessage"} == set()


def test_the_page_of_errors_explains_every_code() -> None:
    page = error_pages.render(CONTRACT, ROOT / "api/examples")
    for row in CONTRACT["components"]["schemas"]["ErrorCode"]["x-known-values"]:
        assert f"| `{row['code']}` | {row['status']} | {row['meaning']} | {row['fix']} |" in page
