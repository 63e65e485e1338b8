"""The contract's requests as generateContent bodies: settings, tools, extensions. Messages are in test_contents.py."""

from __future__ import annotations

import pytest

from tests.providers.gemini.declared import misfits
from tests.providers.gemini.gem_requests import (
    HI,
    NEW,
    OLD,
    SAID_HI,
    SCHEMA,
    TOOL,
    Json,
    ask,
    body,
    text,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.gemini.dev import GEM_DEV
from vai_gateway.providers.gemini.dialect import Dialect
from vai_gateway.providers.gemini.vertex import GEM_VERT

DECLARED = {"name": "weather", "parametersJsonSchema": SCHEMA}
FUNCTIONS = {"functionDeclarations": [DECLARED]}


def generation(**members: object) -> Json:
    return {"generationConfig": members}


def calling(**members: object) -> Json:
    return {"tools": [FUNCTIONS], "toolConfig": {"functionCallingConfig": members}}


SETTINGS: dict[str, tuple[Json, Json]] = {
    "nothing asked": ({}, {}),
    "max_tokens": ({"max_tokens": 9}, generation(maxOutputTokens=9)),
    "sampling": (
        {"temperature": 0.5, "top_p": 1, "top_k": 3},
        generation(temperature=0.5, topP=1.0, topK=3),
    ),
    "stop sequences": ({"stop_sequences": ["a", "b"]}, generation(stopSequences=["a", "b"])),
    "no stop sequences": ({"stop_sequences": []}, {}),
    "what has no place here": (
        {"metadata": {"user_id": "u"}, "cache_control": {"type": "ephemeral"}, "tool_choice": {"type": "auto"}},
        {},
    ),
    "a system text": ({"system": "Be brief."}, {"systemInstruction": {"parts": [{"text": "Be brief."}]}}),
    "system blocks": (
        {"system": [text("a"), text(""), text("b", cache_control={"type": "ephemeral"})]},
        {"systemInstruction": {"parts": [{"text": "a"}, {"text": "b"}]}},
    ),
    "an empty system": ({"system": ""}, {}),
    "an answer by a schema": (
        {"output_format": {"type": "json_schema", "json_schema": SCHEMA}},
        generation(responseMimeType="application/json", responseJsonSchema=SCHEMA),
    ),
    "modalities": ({"output": {"modalities": ["text", "image"]}}, generation(responseModalities=["TEXT", "IMAGE"])),
    "an image's size": (
        {"output": {"image": {"size": "2048x2048"}}, "extensions": {"gem": {"image_config": {"aspect_ratio": "16:9"}}}},
        generation(imageConfig={"imageSize": "2K", "aspectRatio": "16:9"}),
    ),
    "another provider's extensions": ({"extensions": {"openai": {"seed": 1}}}, {}),
    "candidates": ({"extensions": {"gem": {"candidate_count": 2}}}, generation(candidateCount=2)),
    "media resolution": (
        {"extensions": {"gem": {"media_resolution": "LOW"}}},
        generation(mediaResolution="MEDIA_RESOLUTION_LOW"),
    ),
    "speech": (
        {"extensions": {"gem": {"speech_config": {"voice_name": "Kore", "language_code": "de"}}}},
        generation(speechConfig={"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}, "languageCode": "de"}),
    ),
    "safety": (
        {
            "extensions": {
                "gem": {"safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]}
            }
        },
        {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]},
    ),
    "members that the contract does not list": (
        {"extensions": {"gem": {"cachedContent": "cachedContents/1", "labels": {"a": "b"}}}},
        {"cachedContent": "cachedContents/1", "labels": {"a": "b"}},
    ),
    "limits of the gateway's own": ({"extensions": {"gem": {"inline_media_max_bytes": 9}}}, {}),
    "a tool": (
        {"tools": [{**TOOL, "description": "It rains.", "cache_control": {"type": "ephemeral"}}]},
        {"tools": [{"functionDeclarations": [{**DECLARED, "description": "It rains."}]}]},
    ),
    "no tools": ({"tools": []}, {}),
    "choice auto": ({"tools": [TOOL], "tool_choice": {"type": "auto"}}, calling(mode="AUTO")),
    "choice any": ({"tools": [TOOL], "tool_choice": {"type": "any"}}, calling(mode="ANY")),
    "choice none": ({"tools": [TOOL], "tool_choice": {"type": "none"}}, calling(mode="NONE")),
    "choice of a tool": (
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "weather"}},
        calling(mode="ANY", allowedFunctionNames=["weather"]),
    ),
    "native tools": (
        {"tools": [{"type": "web_search"}, {"type": "web_fetch"}, {"type": "code_execution"}]},
        {"tools": [{"googleSearch": {}}, {"urlContext": {}}, {"codeExecution": {}}]},
    ),
    "no native tools where none may be called": (
        {"tools": [{"type": "web_search"}, TOOL], "tool_choice": {"type": "none"}},
        calling(mode="NONE"),
    ),
    "native tools beside function tools": (
        {"tools": [{"type": "web_search"}, TOOL]},
        {"tools": [FUNCTIONS, {"googleSearch": {}}], "toolConfig": {"includeServerSideToolInvocations": True}},
    ),
    "grounding by a threshold": (
        {
            "tools": [{"type": "web_search"}],
            "extensions": {"gem": {"grounding": {"mode": "DYNAMIC", "dynamic_threshold": 0.5}}},
        },
        {
            "tools": [
                {"googleSearchRetrieval": {"dynamicRetrievalConfig": {"mode": "MODE_DYNAMIC", "dynamicThreshold": 0.5}}}
            ]
        },
    ),
}

VERTEX_ONLY: dict[str, tuple[Json, Json]] = {
    "native tools beside function tools": (
        {"tools": [{"type": "web_search"}, TOOL]},
        {"tools": [FUNCTIONS, {"googleSearch": {}}]},
    ),
    "domains that are not searched": (
        {"tools": [{"type": "web_search", "config": {"blocked_domains": ["a.example"]}}]},
        {"tools": [{"googleSearch": {"excludeDomains": ["a.example"]}}]},
    ),
    "how safety is measured": (
        {
            "extensions": {
                "gem": {
                    "safety_settings": [
                        {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF", "method": "SEVERITY"}
                    ]
                }
            }
        },
        {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF", "method": "SEVERITY"}]},
    ),
}


@pytest.mark.parametrize("members, expected", SETTINGS.values(), ids=SETTINGS)
def test_what_is_asked_goes_out_in_geminis_words(members: Json, expected: Json) -> None:
    sent = body(ask(**members))
    assert sent == {"contents": SAID_HI, **expected}
    assert misfits(sent) == []


@pytest.mark.parametrize("members, expected", VERTEX_ONLY.values(), ids=VERTEX_ONLY)
def test_vertex_takes_what_the_developer_api_does_not(members: Json, expected: Json) -> None:
    sent = body(ask(**members), GEM_VERT)
    assert sent == {"contents": SAID_HI, **expected}
    assert misfits(sent) == []


STREAMED = {"functionCallingConfig": {"streamFunctionCallArguments": True}}
NOT_STREAMED: Json = {}


@pytest.mark.parametrize(
    "dialect, model, stream, wish, expected",
    [
        (GEM_VERT, NEW, True, None, STREAMED),
        (GEM_VERT, NEW, True, False, NOT_STREAMED),
        (GEM_VERT, NEW, False, None, NOT_STREAMED),
        (GEM_VERT, OLD, True, None, NOT_STREAMED),
        (GEM_VERT, OLD, True, True, STREAMED),
        (GEM_DEV, NEW, True, None, NOT_STREAMED),
    ],
)
def test_vertex_streams_arguments_where_the_model_can_or_the_caller_says_so(
    dialect: Dialect, model: str, stream: bool, wish: bool | None, expected: Json
) -> None:
    gem = None if wish is None else {"stream_function_call_arguments": wish}
    sent = body(ask(model, stream=stream, tools=[TOOL], gem=gem), dialect)
    assert sent.get("toolConfig", {}) == expected
    assert misfits(sent) == []


@pytest.mark.parametrize(
    "gem, members, param",
    [
        ({"contents": []}, {}, "contents"),
        ({"generationConfig": {}}, {}, "generationConfig"),
        ({"generation_config": {}}, {}, "generation_config"),
        ({"system_instruction": {}}, {}, "system_instruction"),
        ({"tools": []}, {}, "tools"),
        ({"thinking_budget": 1, "thinking_level": "LOW"}, {}, "thinking_level"),
        ({"thinking_budget": 1}, {"thinking": {"type": "enabled"}}, "thinking_budget"),
        ({"thinking_level": "LOW"}, {"thinking": {"type": "disabled"}}, "thinking_level"),
    ],
)
def test_an_extension_that_says_what_the_request_says_is_refused(gem: Json, members: Json, param: str) -> None:
    with pytest.raises(GatewayError) as raised:
        body(ask(gem=gem, **members))
    assert (raised.value.code, raised.value.param) == ("conflicting_parameter", f"extensions.gem.{param}")


def test_a_schema_goes_out_as_it_came() -> None:
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"const": 1}, {"type": "integer", "minimum": 3}]}}}
    sent = body(ask(messages=HI, tools=[{"name": "a", "input_schema": schema}]))
    assert sent["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"] == schema
