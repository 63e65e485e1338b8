"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

StopReason: TypeAlias = Annotated[
    str,
    Meta(
        description="An open string; the examples are what is known. A vendor's stop that is none of them is passed on verbatim."
    ),
]


class Usage(Struct, kw_only=True):
    """
    Disjoint counts that add up.
    """

    input_tokens: int
    cache_read_input_tokens: int
    cache_creation_input_tokens: int
    output_tokens: int
    reasoning_tokens: int | UnsetType = UNSET
    total_tokens: int | UnsetType = UNSET
    cost_usd: float | UnsetType = UNSET


class MessageShell(Struct, kw_only=True):
    """
    The message as it begins; content is empty, usage holds the counts known so far, and there is no stop reason.
    """

    id: str
    type: Literal["message"] | UnsetType = "message"
    role: Literal["assistant"] | UnsetType = "assistant"
    model: str
    content: list[dict[str, Any]]
    usage: Usage
    metadata: dict[str, Any] | UnsetType = UNSET


class ContentBlockStartEvent(Struct, kw_only=True, tag_field="type", tag="content_block_start"):
    index: int
    content_block: dict[str, Any]


class TextDelta(Struct, kw_only=True, tag_field="type", tag="text_delta"):
    text: str


class InputJsonDelta(Struct, kw_only=True, tag_field="type", tag="input_json_delta"):
    partial_json: str


class ThinkingDelta(Struct, kw_only=True, tag_field="type", tag="thinking_delta"):
    thinking: str


class SignatureDelta(Struct, kw_only=True, tag_field="type", tag="signature_delta"):
    """
    The whole signature of the block, once, before the block's stop.
    """

    signature: str


class CitationsDelta(Struct, kw_only=True, tag_field="type", tag="citations_delta"):
    citation: dict[str, Any]


class CompactionDelta(Struct, kw_only=True, tag_field="type", tag="compaction_delta"):
    """
    The whole content of Anthropic's `compaction` block.
    """

    content: str | UnsetType = UNSET
    encrypted_content: str | UnsetType = UNSET


class ContentBlockStopEvent(Struct, kw_only=True, tag_field="type", tag="content_block_stop"):
    index: int


class MessageDelta(Struct, kw_only=True):
    stop_reason: StopReason
    stop_sequence: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class MessageStopEvent(Struct, kw_only=True, tag_field="type", tag="message_stop"):
    """
    The terminal event of a stream that ended well.
    """


class PingEvent(Struct, kw_only=True, tag_field="type", tag="ping"):
    """
    Sent after quiet only.
    """


class AudioChunkEvent(Struct, kw_only=True, tag_field="type", tag="audio_chunk"):
    seq: int
    offset_ms: int
    format: Literal["pcm_s16le"] | UnsetType = "pcm_s16le"
    sample_rate_hz: int
    audio: str
    is_final: bool


class AudioUnavailableEvent(Struct, kw_only=True, tag_field="type", tag="audio_unavailable"):
    """
    The voice failed; the text goes on.
    """

    reason: str
    message: str


ErrorType: TypeAlias = Literal[
    "invalid_request_error",
    "authentication_error",
    "permission_error",
    "not_found_error",
    "rate_limit_error",
    "overloaded_error",
    "provider_error",
    "api_error",
]


ErrorCode: TypeAlias = Annotated[
    str,
    Meta(description="What went wrong, for programs. Clients accept codes that are not listed."),
]


class CompatIssue(Struct, kw_only=True):
    """
    One thing that the request asks and the model cannot do.
    """

    severity: Literal["error"] | UnsetType = "error"
    param: str
    code: ErrorCode
    message: str


class ModelAuth(Struct, kw_only=True):
    requires_byok_header: str | UnsetType = UNSET


class ModelCapabilities(Struct, kw_only=True):
    """
    An absent member is unknown, and unknown is not refused.
    """

    streaming: bool | UnsetType = UNSET
    tools: bool | UnsetType = UNSET
    native_web_search: bool | UnsetType = UNSET
    native_code_execution: bool | UnsetType = UNSET
    vision: bool | UnsetType = UNSET
    documents: bool | UnsetType = UNSET
    structured_output: bool | UnsetType = UNSET
    thinking: bool | UnsetType = UNSET
    audio_input: bool | UnsetType = UNSET
    transcription: bool | UnsetType = UNSET
    speech: bool | UnsetType = UNSET


class ModelLimits(Struct, kw_only=True):
    context_tokens: int | UnsetType = UNSET
    output_tokens: int | UnsetType = UNSET


class Readiness(Struct, kw_only=True):
    ok: bool
    auth_mode: Literal["required", "optional", "disabled"]
    allowlist_enabled: bool
    limits_enabled: bool
    issues: list[str] | UnsetType = UNSET
    local_models: list[str] | UnsetType = UNSET


RunStopReason: TypeAlias = Annotated[str, Meta(description="An open string; the examples are what is known.")]


JsonObjectList: TypeAlias = list[dict[str, Any]]


class RunToolCall(Struct, kw_only=True):
    id: str
    name: str
    input: dict[str, Any]


class RunStartEvent(Struct, kw_only=True, tag_field="type", tag="run_start"):
    request_id: str
    model: str
    protocol_version: str


class StepStartEvent(Struct, kw_only=True, tag_field="type", tag="step_start"):
    index: int


class ToolCallStartEvent(Struct, kw_only=True, tag_field="type", tag="tool_call_start"):
    id: str
    name: str
    input: dict[str, Any]


class Message(Struct, kw_only=True):
    """
    The model's answer.
    """

    id: str
    type: Literal["message"] | UnsetType = "message"
    role: Literal["assistant"] | UnsetType = "assistant"
    model: str
    content: list[dict[str, Any]]
    stop_reason: StopReason
    usage: Usage
    stop_sequence: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class MessageStartEvent(Struct, kw_only=True, tag_field="type", tag="message_start"):
    message: MessageShell


ContentDelta: TypeAlias = TextDelta | InputJsonDelta | ThinkingDelta | SignatureDelta | CitationsDelta | CompactionDelta


class MessageDeltaEvent(Struct, kw_only=True, tag_field="type", tag="message_delta"):
    delta: MessageDelta
    usage: Usage


class Error(Struct, kw_only=True):
    type: ErrorType
    message: str
    request_id: str
    param: str | UnsetType = UNSET
    code: ErrorCode | UnsetType = UNSET
    retry_after: int | UnsetType = UNSET
    provider_error: Any | UnsetType = UNSET
    compat_issues: list[CompatIssue] | UnsetType = UNSET


class Model(Struct, kw_only=True):
    id: str
    type: Literal["model"] | UnsetType = "model"
    object: Literal["model"] | UnsetType = "model"
    display_name: str
    created_at: str
    provider: str
    auth: ModelAuth
    capabilities: ModelCapabilities
    limits: ModelLimits


HistoryContent: TypeAlias = str | JsonObjectList


class RunToolResult(Struct, kw_only=True):
    tool_use_id: str
    content: JsonObjectList
    is_error: bool | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class ToolResultEvent(Struct, kw_only=True, tag_field="type", tag="tool_result"):
    id: str
    name: str
    content: JsonObjectList
    is_error: bool | UnsetType = UNSET
    error: Error | UnsetType = UNSET


class StepCompleteEvent(Struct, kw_only=True, tag_field="type", tag="step_complete"):
    index: int
    response: Message | UnsetType = UNSET


class ContentBlockDeltaEvent(Struct, kw_only=True, tag_field="type", tag="content_block_delta"):
    index: int
    delta: ContentDelta


class ErrorEvent(Struct, kw_only=True, tag_field="type", tag="error"):
    """
    The terminal event of a stream that failed.
    """

    error: Error


class ErrorEnvelope(Struct, kw_only=True):
    """
    Every answer that is not a success.
    """

    type: Literal["error"] | UnsetType = "error"
    error: Error


class ModelList(Struct, kw_only=True):
    object: Literal["list"] | UnsetType = "list"
    data: list[Model]
    has_more: bool
    first_id: str | UnsetType = UNSET
    last_id: str | UnsetType = UNSET


class HistoryMessage(Struct, kw_only=True):
    """
    A message of the run's history; it can be sent back unchanged.
    """

    role: Literal["user", "assistant"]
    content: HistoryContent


class RunStep(Struct, kw_only=True):
    index: int
    duration_ms: int
    response: Message | UnsetType = UNSET
    tool_calls: list[RunToolCall] | UnsetType = UNSET
    tool_results: list[RunToolResult] | UnsetType = UNSET


class HistoryDeltaEvent(Struct, kw_only=True, tag_field="type", tag="history_delta"):
    """
    Append these messages, if the history so far is `expected_len` long.
    """

    expected_len: int
    append: list[HistoryMessage]


MessageStreamEvent: TypeAlias = Annotated[
    MessageStartEvent
    | ContentBlockStartEvent
    | ContentBlockDeltaEvent
    | ContentBlockStopEvent
    | MessageDeltaEvent
    | MessageStopEvent
    | PingEvent
    | AudioChunkEvent
    | AudioUnavailableEvent
    | ErrorEvent,
    Meta(description="One event: its `type` is the frame's `event:` line, the object its `data:` line."),
]


class RunResult(Struct, kw_only=True):
    steps: list[RunStep]
    tool_call_count: int
    turn_count: int
    usage: Usage
    stop_reason: RunStopReason
    response: Message | UnsetType = UNSET
    messages: list[HistoryMessage] | UnsetType = UNSET


class StreamEventEvent(Struct, kw_only=True, tag_field="type", tag="stream_event"):
    """
    One event of the model's turn, exactly as `/v1/messages` streams it.
    """

    event: MessageStreamEvent


class RunCompleteEvent(Struct, kw_only=True, tag_field="type", tag="run_complete"):
    """
    The terminal event of a run that ended by itself.
    """

    result: RunResult


class RunResultEnvelope(Struct, kw_only=True):
    result: RunResult


RunStreamEvent: TypeAlias = Annotated[
    RunStartEvent
    | StepStartEvent
    | StreamEventEvent
    | ToolCallStartEvent
    | ToolResultEvent
    | StepCompleteEvent
    | HistoryDeltaEvent
    | RunCompleteEvent
    | PingEvent
    | AudioChunkEvent
    | AudioUnavailableEvent
    | ErrorEvent,
    Meta(description="One event of a run: its `type` is the frame's `event:` line, the object its `data:` line."),
]
