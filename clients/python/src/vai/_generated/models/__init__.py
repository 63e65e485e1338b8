"""Everything that is sent, answered or streamed. Generated from api/openapi.yaml by make codegen. Do not edit."""

from .anthropic_block import AnthropicBlock
from .anthropic_block_param import AnthropicBlockParam
from .anthropic_block_type import AnthropicBlockType
from .anthropic_tool import AnthropicTool
from .assistant_message import AssistantMessage
from .audio_block import AudioBlock
from .audio_block_param import AudioBlockParam
from .audio_chunk_event import AudioChunkEvent
from .audio_stt_block_param import AudioSttBlockParam
from .audio_unavailable import AudioUnavailable
from .audio_unavailable_event import AudioUnavailableEvent
from .base_64_source import Base64Source
from .cache_control import CacheControl
from .cache_control_ttl import CacheControlTtl
from .citation import Citation
from .citation_param import CitationParam
from .citations_config import CitationsConfig
from .citations_delta import CitationsDelta
from .code_execution_tool import CodeExecutionTool
from .code_execution_tool_config import CodeExecutionToolConfig
from .compaction_delta import CompactionDelta
from .compat_issue import CompatIssue
from .computer_use_tool import ComputerUseTool
from .computer_use_tool_config import ComputerUseToolConfig
from .content_block_delta_event import ContentBlockDeltaEvent
from .content_block_start_event import ContentBlockStartEvent
from .content_block_stop_event import ContentBlockStopEvent
from .content_source import ContentSource
from .document_block_param import DocumentBlockParam
from .error import Error
from .error_envelope import ErrorEnvelope
from .error_event import ErrorEvent
from .error_type import ErrorType
from .extensions import Extensions
from .file_search_tool import FileSearchTool
from .file_search_tool_config import FileSearchToolConfig
from .function_tool import FunctionTool
from .function_tool_type import FunctionToolType
from .gem_extensions import GemExtensions
from .gem_extensions_media_resolution import GemExtensionsMediaResolution
from .gem_extensions_thinking_level import GemExtensionsThinkingLevel
from .gem_image_config import GemImageConfig
from .gem_safety_setting import GemSafetySetting
from .gem_speech_config import GemSpeechConfig
from .history_delta_event import HistoryDeltaEvent
from .history_message import HistoryMessage
from .history_message_role import HistoryMessageRole
from .image_block import ImageBlock
from .image_block_param import ImageBlockParam
from .input_json_delta import InputJsonDelta
from .message import Message
from .message_delta import MessageDelta
from .message_delta_event import MessageDeltaEvent
from .message_request import MessageRequest
from .message_shell import MessageShell
from .message_start_event import MessageStartEvent
from .message_stop_event import MessageStopEvent
from .model import Model
from .model_auth import ModelAuth
from .model_capabilities import ModelCapabilities
from .model_limits import ModelLimits
from .model_list import ModelList
from .oai_resp_extensions import OaiRespExtensions
from .output_config import OutputConfig
from .output_format import OutputFormat
from .output_image_config import OutputImageConfig
from .output_modality import OutputModality
from .ping_event import PingEvent
from .provider_block import ProviderBlock
from .provider_block_param import ProviderBlockParam
from .readiness import Readiness
from .readiness_auth_mode import ReadinessAuthMode
from .redacted_thinking_block import RedactedThinkingBlock
from .redacted_thinking_block_param import RedactedThinkingBlockParam
from .request_metadata import RequestMetadata
from .response_metadata import ResponseMetadata
from .run_complete_event import RunCompleteEvent
from .run_config import RunConfig
from .run_config_history import RunConfigHistory
from .run_request import RunRequest
from .run_result import RunResult
from .run_result_envelope import RunResultEnvelope
from .run_start_event import RunStartEvent
from .run_step import RunStep
from .run_tool_call import RunToolCall
from .run_tool_result import RunToolResult
from .server_tool_config import ServerToolConfig
from .server_tool_name import ServerToolName
from .signature_delta import SignatureDelta
from .step_complete_event import StepCompleteEvent
from .step_start_event import StepStartEvent
from .stream_event_event import StreamEventEvent
from .text_block import TextBlock
from .text_block_param import TextBlockParam
from .text_delta import TextDelta
from .text_editor_tool import TextEditorTool
from .text_editor_tool_config import TextEditorToolConfig
from .text_source import TextSource
from .thinking_block import ThinkingBlock
from .thinking_block_param import ThinkingBlockParam
from .thinking_config import ThinkingConfig
from .thinking_config_effort import ThinkingConfigEffort
from .thinking_config_type import ThinkingConfigType
from .thinking_delta import ThinkingDelta
from .tool_call_start_event import ToolCallStartEvent
from .tool_choice_any import ToolChoiceAny
from .tool_choice_auto import ToolChoiceAuto
from .tool_choice_none import ToolChoiceNone
from .tool_choice_tool import ToolChoiceTool
from .tool_result_block_param import ToolResultBlockParam
from .tool_result_event import ToolResultEvent
from .tool_use_block import ToolUseBlock
from .tool_use_block_param import ToolUseBlockParam
from .unknown_variant import UnknownVariant
from .url_source import UrlSource
from .usage import Usage
from .user_location import UserLocation
from .user_message import UserMessage
from .video_block import VideoBlock
from .video_block_param import VideoBlockParam
from .voice_config import VoiceConfig
from .voice_output import VoiceOutput
from .voice_output_format import VoiceOutputFormat
from .web_fetch_server_tool_config import WebFetchServerToolConfig
from .web_fetch_server_tool_config_format import WebFetchServerToolConfigFormat
from .web_fetch_server_tool_config_provider import WebFetchServerToolConfigProvider
from .web_fetch_tool import WebFetchTool
from .web_fetch_tool_config import WebFetchToolConfig
from .web_search_server_tool_config import WebSearchServerToolConfig
from .web_search_server_tool_config_provider import WebSearchServerToolConfigProvider
from .web_search_tool import WebSearchTool
from .web_search_tool_config import WebSearchToolConfig

__all__ = (
    "AnthropicBlock",
    "AnthropicBlockParam",
    "AnthropicBlockType",
    "AnthropicTool",
    "AssistantMessage",
    "AudioBlock",
    "AudioBlockParam",
    "AudioChunkEvent",
    "AudioSttBlockParam",
    "AudioUnavailable",
    "AudioUnavailableEvent",
    "Base64Source",
    "CacheControl",
    "CacheControlTtl",
    "Citation",
    "CitationParam",
    "CitationsConfig",
    "CitationsDelta",
    "CodeExecutionTool",
    "CodeExecutionToolConfig",
    "CompactionDelta",
    "CompatIssue",
    "ComputerUseTool",
    "ComputerUseToolConfig",
    "ContentBlockDeltaEvent",
    "ContentBlockStartEvent",
    "ContentBlockStopEvent",
    "ContentSource",
    "DocumentBlockParam",
    "Error",
    "ErrorEnvelope",
    "ErrorEvent",
    "ErrorType",
    "Extensions",
    "FileSearchTool",
    "FileSearchToolConfig",
    "FunctionTool",
    "FunctionToolType",
    "GemExtensions",
    "GemExtensionsMediaResolution",
    "GemExtensionsThinkingLevel",
    "GemImageConfig",
    "GemSafetySetting",
    "GemSpeechConfig",
    "HistoryDeltaEvent",
    "HistoryMessage",
    "HistoryMessageRole",
    "ImageBlock",
    "ImageBlockParam",
    "InputJsonDelta",
    "Message",
    "MessageDelta",
    "MessageDeltaEvent",
    "MessageRequest",
    "MessageShell",
    "MessageStartEvent",
    "MessageStopEvent",
    "Model",
    "ModelAuth",
    "ModelCapabilities",
    "ModelLimits",
    "ModelList",
    "OaiRespExtensions",
    "OutputConfig",
    "OutputFormat",
    "OutputImageConfig",
    "OutputModality",
    "PingEvent",
    "ProviderBlock",
    "ProviderBlockParam",
    "Readiness",
    "ReadinessAuthMode",
    "RedactedThinkingBlock",
    "RedactedThinkingBlockParam",
    "RequestMetadata",
    "ResponseMetadata",
    "RunCompleteEvent",
    "RunConfig",
    "RunConfigHistory",
    "RunRequest",
    "RunResult",
    "RunResultEnvelope",
    "RunStartEvent",
    "RunStep",
    "RunToolCall",
    "RunToolResult",
    "ServerToolConfig",
    "ServerToolName",
    "SignatureDelta",
    "StepCompleteEvent",
    "StepStartEvent",
    "StreamEventEvent",
    "TextBlock",
    "TextBlockParam",
    "TextDelta",
    "TextEditorTool",
    "TextEditorToolConfig",
    "TextSource",
    "ThinkingBlock",
    "ThinkingBlockParam",
    "ThinkingConfig",
    "ThinkingConfigEffort",
    "ThinkingConfigType",
    "ThinkingDelta",
    "ToolCallStartEvent",
    "ToolChoiceAny",
    "ToolChoiceAuto",
    "ToolChoiceNone",
    "ToolChoiceTool",
    "ToolResultBlockParam",
    "ToolResultEvent",
    "ToolUseBlock",
    "ToolUseBlockParam",
    "UnknownVariant",
    "UrlSource",
    "Usage",
    "UserLocation",
    "UserMessage",
    "VideoBlock",
    "VideoBlockParam",
    "VoiceConfig",
    "VoiceOutput",
    "VoiceOutputFormat",
    "WebFetchServerToolConfig",
    "WebFetchServerToolConfigFormat",
    "WebFetchServerToolConfigProvider",
    "WebFetchTool",
    "WebFetchToolConfig",
    "WebSearchServerToolConfig",
    "WebSearchServerToolConfigProvider",
    "WebSearchTool",
    "WebSearchToolConfig",
)
