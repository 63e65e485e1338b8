"""One of several, told apart by a tag; a tag that this version does not know is kept as it came. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .models.anthropic_block import AnthropicBlock
from .models.anthropic_block_param import AnthropicBlockParam
from .models.anthropic_tool import AnthropicTool
from .models.assistant_message import AssistantMessage
from .models.audio_block import AudioBlock
from .models.audio_block_param import AudioBlockParam
from .models.audio_chunk_event import AudioChunkEvent
from .models.audio_stt_block_param import AudioSttBlockParam
from .models.audio_unavailable_event import AudioUnavailableEvent
from .models.base_64_source import Base64Source
from .models.citations_delta import CitationsDelta
from .models.code_execution_tool import CodeExecutionTool
from .models.compaction_delta import CompactionDelta
from .models.computer_use_tool import ComputerUseTool
from .models.content_block_delta_event import ContentBlockDeltaEvent
from .models.content_block_start_event import ContentBlockStartEvent
from .models.content_block_stop_event import ContentBlockStopEvent
from .models.content_source import ContentSource
from .models.document_block_param import DocumentBlockParam
from .models.error_event import ErrorEvent
from .models.file_search_tool import FileSearchTool
from .models.function_tool import FunctionTool
from .models.history_delta_event import HistoryDeltaEvent
from .models.image_block import ImageBlock
from .models.image_block_param import ImageBlockParam
from .models.input_json_delta import InputJsonDelta
from .models.message_delta_event import MessageDeltaEvent
from .models.message_start_event import MessageStartEvent
from .models.message_stop_event import MessageStopEvent
from .models.ping_event import PingEvent
from .models.provider_block import ProviderBlock
from .models.provider_block_param import ProviderBlockParam
from .models.redacted_thinking_block import RedactedThinkingBlock
from .models.redacted_thinking_block_param import RedactedThinkingBlockParam
from .models.run_complete_event import RunCompleteEvent
from .models.run_start_event import RunStartEvent
from .models.signature_delta import SignatureDelta
from .models.step_complete_event import StepCompleteEvent
from .models.step_start_event import StepStartEvent
from .models.stream_event_event import StreamEventEvent
from .models.text_block import TextBlock
from .models.text_block_param import TextBlockParam
from .models.text_delta import TextDelta
from .models.text_editor_tool import TextEditorTool
from .models.text_source import TextSource
from .models.thinking_block import ThinkingBlock
from .models.thinking_block_param import ThinkingBlockParam
from .models.thinking_delta import ThinkingDelta
from .models.tool_call_start_event import ToolCallStartEvent
from .models.tool_choice_any import ToolChoiceAny
from .models.tool_choice_auto import ToolChoiceAuto
from .models.tool_choice_none import ToolChoiceNone
from .models.tool_choice_tool import ToolChoiceTool
from .models.tool_result_block_param import ToolResultBlockParam
from .models.tool_result_event import ToolResultEvent
from .models.tool_use_block import ToolUseBlock
from .models.tool_use_block_param import ToolUseBlockParam
from .models.unknown_variant import UnknownVariant
from .models.url_source import UrlSource
from .models.user_message import UserMessage
from .models.video_block import VideoBlock
from .models.video_block_param import VideoBlockParam
from .models.web_fetch_tool import WebFetchTool
from .models.web_search_tool import WebSearchTool

InputMessage: TypeAlias = UserMessage | AssistantMessage | UnknownVariant
UserBlock: TypeAlias = (
    TextBlockParam
    | ImageBlockParam
    | AudioBlockParam
    | AudioSttBlockParam
    | VideoBlockParam
    | DocumentBlockParam
    | ToolResultBlockParam
    | UnknownVariant
)
AssistantBlock: TypeAlias = (
    TextBlockParam
    | ImageBlockParam
    | AudioBlockParam
    | VideoBlockParam
    | DocumentBlockParam
    | ToolUseBlockParam
    | ThinkingBlockParam
    | RedactedThinkingBlockParam
    | AnthropicBlockParam
    | ProviderBlockParam
    | UnknownVariant
)
MediaSource: TypeAlias = Base64Source | UrlSource | UnknownVariant
DocumentSource: TypeAlias = Base64Source | UrlSource | TextSource | ContentSource | UnknownVariant
ContentSourceBlock: TypeAlias = TextBlockParam | ImageBlockParam | UnknownVariant
ToolResultContentBlock: TypeAlias = (
    TextBlockParam | ImageBlockParam | AudioBlockParam | VideoBlockParam | DocumentBlockParam | UnknownVariant
)
Tool: TypeAlias = (
    FunctionTool
    | WebSearchTool
    | WebFetchTool
    | CodeExecutionTool
    | FileSearchTool
    | ComputerUseTool
    | TextEditorTool
    | AnthropicTool
    | UnknownVariant
)
ToolChoice: TypeAlias = ToolChoiceAuto | ToolChoiceAny | ToolChoiceNone | ToolChoiceTool | UnknownVariant
ContentBlock: TypeAlias = (
    TextBlock
    | ThinkingBlock
    | RedactedThinkingBlock
    | ToolUseBlock
    | ImageBlock
    | AudioBlock
    | VideoBlock
    | AnthropicBlock
    | ProviderBlock
    | UnknownVariant
)
MessageStreamEvent: TypeAlias = (
    MessageStartEvent
    | ContentBlockStartEvent
    | ContentBlockDeltaEvent
    | ContentBlockStopEvent
    | MessageDeltaEvent
    | MessageStopEvent
    | PingEvent
    | AudioChunkEvent
    | AudioUnavailableEvent
    | ErrorEvent
    | UnknownVariant
)
ContentDelta: TypeAlias = (
    TextDelta | InputJsonDelta | ThinkingDelta | SignatureDelta | CitationsDelta | CompactionDelta | UnknownVariant
)
RunStreamEvent: TypeAlias = (
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
    | ErrorEvent
    | UnknownVariant
)


def _tag(data: Mapping[str, Any], name: str) -> str | None:
    """None where there is no tag; a tag that is no text is none that is known, as the empty one."""
    tag = data.get(name)
    return tag if tag is None or isinstance(tag, str) else ""


_INPUT_MESSAGE: dict[str | None, Callable[[Mapping[str, Any]], InputMessage]] = {
    "user": UserMessage.from_dict,
    "assistant": AssistantMessage.from_dict,
}


def parse_input_message(data: Mapping[str, Any]) -> InputMessage:
    return _INPUT_MESSAGE.get(_tag(data, "role"), UnknownVariant.from_dict)(data)


_USER_BLOCK: dict[str | None, Callable[[Mapping[str, Any]], UserBlock]] = {
    "text": TextBlockParam.from_dict,
    "image": ImageBlockParam.from_dict,
    "audio": AudioBlockParam.from_dict,
    "audio_stt": AudioSttBlockParam.from_dict,
    "video": VideoBlockParam.from_dict,
    "document": DocumentBlockParam.from_dict,
    "tool_result": ToolResultBlockParam.from_dict,
}


def parse_user_block(data: Mapping[str, Any]) -> UserBlock:
    return _USER_BLOCK.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_ASSISTANT_BLOCK: dict[str | None, Callable[[Mapping[str, Any]], AssistantBlock]] = {
    "text": TextBlockParam.from_dict,
    "image": ImageBlockParam.from_dict,
    "audio": AudioBlockParam.from_dict,
    "video": VideoBlockParam.from_dict,
    "document": DocumentBlockParam.from_dict,
    "tool_use": ToolUseBlockParam.from_dict,
    "thinking": ThinkingBlockParam.from_dict,
    "redacted_thinking": RedactedThinkingBlockParam.from_dict,
    "advisor_tool_result": AnthropicBlockParam.from_dict,
    "bash_code_execution_tool_result": AnthropicBlockParam.from_dict,
    "code_execution_tool_result": AnthropicBlockParam.from_dict,
    "compaction": AnthropicBlockParam.from_dict,
    "container_upload": AnthropicBlockParam.from_dict,
    "fallback": AnthropicBlockParam.from_dict,
    "mcp_tool_listing": AnthropicBlockParam.from_dict,
    "mcp_tool_result": AnthropicBlockParam.from_dict,
    "mcp_tool_use": AnthropicBlockParam.from_dict,
    "server_tool_use": AnthropicBlockParam.from_dict,
    "text_editor_code_execution_tool_result": AnthropicBlockParam.from_dict,
    "tool_search_tool_result": AnthropicBlockParam.from_dict,
    "web_fetch_tool_result": AnthropicBlockParam.from_dict,
    "web_search_tool_result": AnthropicBlockParam.from_dict,
    "provider_block": ProviderBlockParam.from_dict,
}


def parse_assistant_block(data: Mapping[str, Any]) -> AssistantBlock:
    return _ASSISTANT_BLOCK.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_MEDIA_SOURCE: dict[str | None, Callable[[Mapping[str, Any]], MediaSource]] = {
    "base64": Base64Source.from_dict,
    "url": UrlSource.from_dict,
}


def parse_media_source(data: Mapping[str, Any]) -> MediaSource:
    return _MEDIA_SOURCE.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_DOCUMENT_SOURCE: dict[str | None, Callable[[Mapping[str, Any]], DocumentSource]] = {
    "base64": Base64Source.from_dict,
    "url": UrlSource.from_dict,
    "text": TextSource.from_dict,
    "content": ContentSource.from_dict,
}


def parse_document_source(data: Mapping[str, Any]) -> DocumentSource:
    return _DOCUMENT_SOURCE.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_CONTENT_SOURCE_BLOCK: dict[str | None, Callable[[Mapping[str, Any]], ContentSourceBlock]] = {
    "text": TextBlockParam.from_dict,
    "image": ImageBlockParam.from_dict,
}


def parse_content_source_block(data: Mapping[str, Any]) -> ContentSourceBlock:
    return _CONTENT_SOURCE_BLOCK.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_TOOL_RESULT_CONTENT_BLOCK: dict[str | None, Callable[[Mapping[str, Any]], ToolResultContentBlock]] = {
    "text": TextBlockParam.from_dict,
    "image": ImageBlockParam.from_dict,
    "audio": AudioBlockParam.from_dict,
    "video": VideoBlockParam.from_dict,
    "document": DocumentBlockParam.from_dict,
}


def parse_tool_result_content_block(data: Mapping[str, Any]) -> ToolResultContentBlock:
    return _TOOL_RESULT_CONTENT_BLOCK.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_TOOL: dict[str | None, Callable[[Mapping[str, Any]], Tool]] = {
    None: FunctionTool.from_dict,
    "custom": FunctionTool.from_dict,
    "function": FunctionTool.from_dict,
    "web_search": WebSearchTool.from_dict,
    "web_fetch": WebFetchTool.from_dict,
    "code_execution": CodeExecutionTool.from_dict,
    "file_search": FileSearchTool.from_dict,
    "computer_use": ComputerUseTool.from_dict,
    "text_editor": TextEditorTool.from_dict,
}


def parse_tool(data: Mapping[str, Any]) -> Tool:
    tag = _tag(data, "type")
    if found := _TOOL.get(tag):
        return found(data)
    if tag is not None and re.search("^[a-z0-9_]+_[0-9]{8}$", tag):
        return AnthropicTool.from_dict(data)
    return UnknownVariant.from_dict(data)


_TOOL_CHOICE: dict[str | None, Callable[[Mapping[str, Any]], ToolChoice]] = {
    "auto": ToolChoiceAuto.from_dict,
    "any": ToolChoiceAny.from_dict,
    "none": ToolChoiceNone.from_dict,
    "tool": ToolChoiceTool.from_dict,
}


def parse_tool_choice(data: Mapping[str, Any]) -> ToolChoice:
    return _TOOL_CHOICE.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_CONTENT_BLOCK: dict[str | None, Callable[[Mapping[str, Any]], ContentBlock]] = {
    "text": TextBlock.from_dict,
    "thinking": ThinkingBlock.from_dict,
    "redacted_thinking": RedactedThinkingBlock.from_dict,
    "tool_use": ToolUseBlock.from_dict,
    "image": ImageBlock.from_dict,
    "audio": AudioBlock.from_dict,
    "video": VideoBlock.from_dict,
    "advisor_tool_result": AnthropicBlock.from_dict,
    "bash_code_execution_tool_result": AnthropicBlock.from_dict,
    "code_execution_tool_result": AnthropicBlock.from_dict,
    "compaction": AnthropicBlock.from_dict,
    "container_upload": AnthropicBlock.from_dict,
    "fallback": AnthropicBlock.from_dict,
    "mcp_tool_listing": AnthropicBlock.from_dict,
    "mcp_tool_result": AnthropicBlock.from_dict,
    "mcp_tool_use": AnthropicBlock.from_dict,
    "server_tool_use": AnthropicBlock.from_dict,
    "text_editor_code_execution_tool_result": AnthropicBlock.from_dict,
    "tool_search_tool_result": AnthropicBlock.from_dict,
    "web_fetch_tool_result": AnthropicBlock.from_dict,
    "web_search_tool_result": AnthropicBlock.from_dict,
    "provider_block": ProviderBlock.from_dict,
}


def parse_content_block(data: Mapping[str, Any]) -> ContentBlock:
    return _CONTENT_BLOCK.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_MESSAGE_STREAM_EVENT: dict[str | None, Callable[[Mapping[str, Any]], MessageStreamEvent]] = {
    "message_start": MessageStartEvent.from_dict,
    "content_block_start": ContentBlockStartEvent.from_dict,
    "content_block_delta": ContentBlockDeltaEvent.from_dict,
    "content_block_stop": ContentBlockStopEvent.from_dict,
    "message_delta": MessageDeltaEvent.from_dict,
    "message_stop": MessageStopEvent.from_dict,
    "ping": PingEvent.from_dict,
    "audio_chunk": AudioChunkEvent.from_dict,
    "audio_unavailable": AudioUnavailableEvent.from_dict,
    "error": ErrorEvent.from_dict,
}


def parse_message_stream_event(data: Mapping[str, Any]) -> MessageStreamEvent:
    return _MESSAGE_STREAM_EVENT.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_CONTENT_DELTA: dict[str | None, Callable[[Mapping[str, Any]], ContentDelta]] = {
    "text_delta": TextDelta.from_dict,
    "input_json_delta": InputJsonDelta.from_dict,
    "thinking_delta": ThinkingDelta.from_dict,
    "signature_delta": SignatureDelta.from_dict,
    "citations_delta": CitationsDelta.from_dict,
    "compaction_delta": CompactionDelta.from_dict,
}


def parse_content_delta(data: Mapping[str, Any]) -> ContentDelta:
    return _CONTENT_DELTA.get(_tag(data, "type"), UnknownVariant.from_dict)(data)


_RUN_STREAM_EVENT: dict[str | None, Callable[[Mapping[str, Any]], RunStreamEvent]] = {
    "run_start": RunStartEvent.from_dict,
    "step_start": StepStartEvent.from_dict,
    "stream_event": StreamEventEvent.from_dict,
    "tool_call_start": ToolCallStartEvent.from_dict,
    "tool_result": ToolResultEvent.from_dict,
    "step_complete": StepCompleteEvent.from_dict,
    "history_delta": HistoryDeltaEvent.from_dict,
    "run_complete": RunCompleteEvent.from_dict,
    "ping": PingEvent.from_dict,
    "audio_chunk": AudioChunkEvent.from_dict,
    "audio_unavailable": AudioUnavailableEvent.from_dict,
    "error": ErrorEvent.from_dict,
}


def parse_run_stream_event(data: Mapping[str, Any]) -> RunStreamEvent:
    return _RUN_STREAM_EVENT.get(_tag(data, "type"), UnknownVariant.from_dict)(data)
