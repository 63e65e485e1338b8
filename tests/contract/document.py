"""The contract as Schemathesis needs it, and as it is for one model alone."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]

_NOT_BUILT_YET = ("output", "voice", "stt_model", "tts_model")
"""Fields of a request that are refused until their features are there."""


def with_frames(contract: Json) -> Json:
    """Schemathesis judges whole frames, `{event, data}`; the contract says what the data of each is."""
    document = copy.deepcopy(contract)
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                if media := response.get("content", {}).get("text/event-stream"):
                    events = schemas[media["schema"]["$ref"].rpartition("/")[2]]["discriminator"]["mapping"]
                    media["schema"] = {"oneOf": [_frame(kind, reference) for kind, reference in events.items()]}
    return document


def _frame(kind: str, reference: str) -> Json:
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"$ref": reference}}
    return {
        "type": "object",
        "required": ["event", "data"],
        "properties": {"event": {"const": kind}, "data": data},
    }


def for_the_scripted_model(contract: Json, *, stream: bool) -> Json:
    """Only what `local/scripted` takes and what cannot contradict itself: whatever fits this is answered.

    It allows less than the contract, so what does not fit it may still be answered.
    """
    document = copy.deepcopy(contract)
    document["paths"] = {path: methods for path, methods in document["paths"].items() if "/runs" not in path}
    schemas = document["components"]["schemas"]
    request = schemas["MessageRequest"]
    for name in _NOT_BUILT_YET:
        del request["properties"][name]
    request["properties"]["stream"] = {"type": "boolean", "const": stream}
    # No default either: it is what makes a stream.
    request["required"] = ["model", "messages", "stream", "tools"]
    request["properties"]["tools"] |= {"minItems": 1, "maxItems": 1}
    request["properties"]["max_tokens"]["minimum"] = 4097
    schemas["ModelId"] = {"type": "string", "enum": ["local/scripted"]}
    schemas["ThinkingConfig"]["properties"]["budget_tokens"]["maximum"] = 4096
    schemas["ThinkingConfig"]["properties"]["type"]["enum"].remove("disabled")
    for union, tag in (("UserBlock", "audio_stt"), ("UserBlock", "tool_result"), ("ToolChoice", "tool")):
        _without(schemas[union], tag)
    return document


def _without(union: Json, tag: str) -> None:
    union["oneOf"].remove({"$ref": union["discriminator"]["mapping"].pop(tag)})


def with_a_key_required(contract: Json) -> Json:
    """As it is where VAI_PROXY_AUTH_MODE is `required`."""
    document = copy.deepcopy(contract)
    for path in document["paths"].values():
        for operation in path.values():
            if operation["security"]:
                operation["security"] = [{"GatewayBearer": []}, {"GatewayApiKey": []}]
    return document
