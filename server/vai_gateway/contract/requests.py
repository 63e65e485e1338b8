"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import MISSING, BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from vai_gateway.contract.json_types import Array, Integer

StopSequence = TypeAliasType("StopSequence", Annotated[str, Field(min_length=1)])


ModelId = TypeAliasType(
    "ModelId",
    Annotated[
        str,
        Field(
            description="`provider/name`, split at the first slash. No segment is empty, `.` or `..`.",
            examples=["anthropic/claude-sonnet-4-5", "local/smollm2-135m"],
            max_length=211,
            pattern="^[a-z-]+(/(\\.?[A-Za-z0-9_:@+-]|\\.\\.[A-Za-z0-9._:@+-])[A-Za-z0-9._:@+-]*)+$",
        ),
    ],
)


class CitationParam(BaseModel):
    """
    A citation as the gateway emitted it. Only Anthropic's kinds go out, and only to Anthropic.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    type: Annotated[str, Field(min_length=1)]


Signature = TypeAliasType(
    "Signature",
    Annotated[
        str,
        Field(
            description="What the vendor that made this block needs back. Opaque; send it back as it came.",
            min_length=1,
        ),
    ],
)


class CacheControl(BaseModel):
    """
    Passed to vendors with explicit caching; elsewhere a hint that changes nothing.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] | MISSING = MISSING


class CitationsConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    enabled: bool | MISSING = MISSING


MediaType = TypeAliasType(
    "MediaType",
    Annotated[
        str,
        Field(
            examples=["image/png", "audio/wav", "application/pdf"],
            max_length=255,
            pattern="^[a-z]+/[A-Za-z0-9.+-]+(;.*)?$",
        ),
    ],
)


class TextSource(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["text"]
    media_type: Literal["text/plain"]
    data: Annotated[str, Field(min_length=1)]


ToolUseId = TypeAliasType("ToolUseId", Annotated[str, Field(max_length=512, min_length=1)])


class ThinkingBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["thinking"]
    thinking: str
    summary: str | MISSING = MISSING
    signature: Signature | MISSING = MISSING


class RedactedThinkingBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["redacted_thinking"]
    data: Annotated[str, Field(min_length=1)]


AnthropicBlockType = TypeAliasType(
    "AnthropicBlockType",
    Literal[
        "server_tool_use",
        "web_search_tool_result",
        "web_fetch_tool_result",
        "code_execution_tool_result",
        "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result",
        "tool_search_tool_result",
        "mcp_tool_use",
        "mcp_tool_result",
        "mcp_tool_listing",
        "advisor_tool_result",
        "container_upload",
        "compaction",
        "fallback",
    ],
)


class ProviderBlockParam(BaseModel):
    """
    A vendor's item that is no canonical block, sent back to that vendor only.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["provider_block"]
    provider: Annotated[str, Field(max_length=32, min_length=1)]
    data: dict[str, Any]


class ThinkingConfig(BaseModel):
    """
    One switch for every vendor. Effort as a budget: minimal 1024, low 4096, medium 10240, high 24576, xhigh 32768, max 65536.
    `enabled` with neither member means effort medium.

    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["enabled", "adaptive", "disabled"]
    budget_tokens: Annotated[Integer | MISSING, Field(ge=1024, le=2147483647)] = MISSING
    effort: Literal["minimal", "low", "medium", "high", "xhigh", "max"] | MISSING = MISSING


class FunctionTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["function", "custom"] | MISSING = MISSING
    name: Annotated[str, Field(examples=["get_weather"], pattern="^[A-Za-z0-9_.-]{1,128}$")]
    description: str | MISSING = MISSING
    input_schema: dict[str, Any]
    cache_control: CacheControl | MISSING = MISSING


DomainListItem = TypeAliasType("DomainListItem", Annotated[str, Field(max_length=255, min_length=1)])


DomainList = TypeAliasType("DomainList", Array[DomainListItem])


class UserLocation(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    city: str | MISSING = MISSING
    region: str | MISSING = MISSING
    country: str | MISSING = MISSING
    timezone: str | MISSING = MISSING


class WebFetchToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    max_uses: Annotated[Integer | MISSING, Field(ge=0, le=1000)] = MISSING
    allowed_domains: DomainList | MISSING = MISSING
    blocked_domains: DomainList | MISSING = MISSING


Language = TypeAliasType("Language", Annotated[str, Field(max_length=64, min_length=1)])


class CodeExecutionToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    languages: Array[Language] | MISSING = MISSING
    timeout_seconds: Annotated[Integer | MISSING, Field(ge=0, le=86400)] = MISSING


class FileSearchToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    max_results: Annotated[Integer | MISSING, Field(ge=0, le=1000)] = MISSING


class ComputerUseToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    display_width: Annotated[Integer, Field(ge=1, le=65536)]
    display_height: Annotated[Integer, Field(ge=1, le=65536)]


class TextEditorToolConfig(BaseModel):
    """
    Nothing can be set.
    """

    model_config = ConfigDict(
        extra="forbid",
    )


class AnthropicTool(BaseModel):
    """
    One of Anthropic's own tools by its dated type, passed on as it is. Only for `anthropic/*`.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    type: Annotated[str, Field(examples=["web_search_20250305"], pattern="^[a-z0-9_]+_[0-9]{8}$")]
    name: Annotated[str, Field(max_length=128, min_length=1)]


class ToolChoiceAuto(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["auto"]
    disable_parallel_tool_use: bool | MISSING = MISSING


class ToolChoiceAny(BaseModel):
    """
    The model must call some tool.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["any"]
    disable_parallel_tool_use: bool | MISSING = MISSING


class ToolChoiceNone(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["none"]


class ToolChoiceTool(BaseModel):
    """
    The model must call this tool.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["tool"]
    name: Annotated[str, Field(max_length=128, min_length=1)]
    disable_parallel_tool_use: bool | MISSING = MISSING


class OutputFormat(BaseModel):
    """
    The answer is JSON of this schema.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["json_schema"]
    json_schema: dict[str, Any]


OutputModality = TypeAliasType("OutputModality", Literal["text", "image", "audio"])


class OutputImageConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    size: Annotated[str | MISSING, Field(examples=["1024x1024"], max_length=32, min_length=1)] = MISSING


class VoiceOutput(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    voice: Annotated[str, Field(max_length=256, min_length=1)]
    speed: Annotated[float | MISSING, Field(ge=0.6, le=1.5)] = MISSING
    volume: Annotated[float | MISSING, Field(ge=0.5, le=2.0)] = MISSING
    emotion: Annotated[str | MISSING, Field(max_length=64, min_length=1)] = MISSING
    format: Literal["wav", "mp3", "pcm"] | MISSING = MISSING
    sample_rate: Annotated[Integer | MISSING, Field(ge=8000, le=48000)] = MISSING


VectorStoreId = TypeAliasType("VectorStoreId", Annotated[str, Field(min_length=1)])


IncludeItem = TypeAliasType("IncludeItem", Annotated[str, Field(min_length=1)])


class OaiRespExtensions(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    previous_response_id: Annotated[str | MISSING, Field(min_length=1)] = MISSING
    store: bool | MISSING = MISSING
    reasoning: dict[str, Any] | MISSING = MISSING
    vector_store_ids: Array[VectorStoreId] | MISSING = MISSING
    tools: Array[dict[str, Any]] | MISSING = MISSING
    include: Array[IncludeItem] | MISSING = MISSING
    text: dict[str, Any] | MISSING = MISSING


class GemSafetySetting(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    category: Annotated[str, Field(min_length=1)]
    threshold: Annotated[str, Field(min_length=1)]
    method: Annotated[str | MISSING, Field(min_length=1)] = MISSING


class GemSpeechConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    language_code: Annotated[str | MISSING, Field(min_length=1)] = MISSING
    voice_name: Annotated[str | MISSING, Field(min_length=1)] = MISSING


class GemImageConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    aspect_ratio: Annotated[str | MISSING, Field(min_length=1)] = MISSING


class RequestMetadata(BaseModel):
    """
    `user_id` goes to the vendor's field for the end user; other members stay in the gateway.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    user_id: Annotated[str | MISSING, Field(max_length=256, min_length=1)] = MISSING


class RunConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    max_turns: Annotated[Integer, Field(ge=1, le=64)] = 8
    max_tool_calls: Annotated[Integer, Field(ge=1, le=256)] = 20
    max_tokens: Annotated[Integer, Field(ge=0, le=2147483647)] = 0
    timeout_ms: Annotated[Integer, Field(ge=1000, le=300000)] = 60000
    parallel_tools: bool = True
    tool_timeout_ms: Annotated[Integer, Field(ge=1000, le=60000)] = 30000
    history: Literal["full", "appended", "none"] = "full"


ServerToolName = TypeAliasType("ServerToolName", Literal["vai_web_search", "vai_web_fetch"])


class WebSearchServerToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    provider: Literal["tavily", "exa", "searxng"] | MISSING = MISSING
    max_results: Annotated[Integer | MISSING, Field(ge=1, le=10)] = MISSING
    allowed_domains: DomainList | MISSING = MISSING
    blocked_domains: DomainList | MISSING = MISSING
    country: Annotated[str | MISSING, Field(max_length=64, min_length=2)] = MISSING
    language: Annotated[str | MISSING, Field(max_length=16, min_length=2)] = MISSING


class WebFetchServerToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    provider: Literal["firecrawl", "tavily", "gateway"] | MISSING = MISSING
    format: Literal["text", "markdown"] | MISSING = MISSING
    allowed_domains: DomainList | MISSING = MISSING
    blocked_domains: DomainList | MISSING = MISSING


class TextBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["text"]
    text: str
    citations: Array[CitationParam] | MISSING = MISSING
    signature: Signature | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class Base64Source(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["base64"]
    media_type: MediaType
    data: Annotated[str, Field(min_length=1)]


class UrlSource(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["url"]
    url: Annotated[
        str,
        Field(
            examples=["https://example.com/cat.png"],
            max_length=8192,
            pattern="^https?://.+$",
        ),
    ]
    media_type: MediaType | MISSING = MISSING


class ToolUseBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["tool_use"]
    id: ToolUseId
    name: Annotated[str, Field(max_length=256, min_length=1)]
    input: dict[str, Any]
    caller: dict[str, Any] | MISSING = MISSING
    toolset_name: str | MISSING = MISSING
    signature: Signature | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class AnthropicBlockParam(BaseModel):
    """
    One of Anthropic's own block types, sent back to Anthropic only.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    type: Literal[
        "server_tool_use",
        "web_search_tool_result",
        "web_fetch_tool_result",
        "code_execution_tool_result",
        "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result",
        "tool_search_tool_result",
        "mcp_tool_use",
        "mcp_tool_result",
        "mcp_tool_listing",
        "advisor_tool_result",
        "container_upload",
        "compaction",
        "fallback",
    ]


class WebSearchToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    max_uses: Annotated[Integer | MISSING, Field(ge=0, le=1000)] = MISSING
    allowed_domains: DomainList | MISSING = MISSING
    blocked_domains: DomainList | MISSING = MISSING
    user_location: UserLocation | MISSING = MISSING


class WebFetchTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["web_fetch"]
    config: WebFetchToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class CodeExecutionTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["code_execution"]
    config: CodeExecutionToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class FileSearchTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["file_search"]
    config: FileSearchToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class ComputerUseTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["computer_use"]
    config: ComputerUseToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class TextEditorTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["text_editor"]
    config: TextEditorToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


ToolChoice = TypeAliasType(
    "ToolChoice",
    Annotated[
        ToolChoiceAuto | ToolChoiceAny | ToolChoiceNone | ToolChoiceTool,
        Field(
            description="Whether the model may, must or must not call tools.",
            discriminator="type",
        ),
    ],
)


class OutputConfig(BaseModel):
    """
    What the answer may be made of, besides text.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    modalities: Array[OutputModality] | MISSING = MISSING
    image: OutputImageConfig | MISSING = MISSING


class VoiceConfig(BaseModel):
    """
    Speak the answer. Spoken input is an `audio_stt` block.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    output: VoiceOutput


class GemExtensions(BaseModel):
    model_config = ConfigDict(
        extra="allow",
    )
    vertex_project: Annotated[str | MISSING, Field(min_length=1)] = MISSING
    vertex_location: Annotated[str | MISSING, Field(min_length=1)] = MISSING
    stream_function_call_arguments: bool | MISSING = MISSING
    candidate_count: Annotated[Integer | MISSING, Field(ge=1, le=8)] = MISSING
    include_thoughts: bool | MISSING = MISSING
    thinking_budget: Annotated[Integer | MISSING, Field(ge=-1, le=2147483647)] = MISSING
    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH"] | MISSING = MISSING
    media_resolution: Literal["LOW", "MEDIUM", "HIGH"] | MISSING = MISSING
    infer_media_type: bool | MISSING = MISSING
    inline_media_max_bytes: Annotated[Integer | MISSING, Field(ge=1, le=2147483647)] = MISSING
    inline_media_total_max_bytes: Annotated[Integer | MISSING, Field(ge=1, le=2147483647)] = MISSING
    grounding: dict[str, Any] | MISSING = MISSING
    safety_settings: Array[GemSafetySetting] | MISSING = MISSING
    speech_config: GemSpeechConfig | MISSING = MISSING
    image_config: GemImageConfig | MISSING = MISSING


ServerToolNameList = TypeAliasType("ServerToolNameList", Array[ServerToolName])


class ServerToolConfig(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    vai_web_search: WebSearchServerToolConfig | MISSING = MISSING
    vai_web_fetch: WebFetchServerToolConfig | MISSING = MISSING


TextBlockParamList = TypeAliasType("TextBlockParamList", Array[TextBlockParam])


class AudioBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["audio"]
    source: Base64Source
    transcript: str | MISSING = MISSING
    signature: Signature | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class AudioSttBlockParam(BaseModel):
    """
    Speech that the gateway transcribes before the model is called.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["audio_stt"]
    source: Base64Source
    language: Annotated[str | MISSING, Field(max_length=16, min_length=2)] = MISSING


MediaSource = TypeAliasType("MediaSource", Annotated[Base64Source | UrlSource, Field(discriminator="type")])


class WebSearchTool(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["web_search"]
    config: WebSearchToolConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class Extensions(BaseModel):
    """
    Settings that only one provider knows, under its name; another provider's namespace is ignored.
    Members of a namespace that this contract does not list go out as top-level members of the vendor's body.

    """

    model_config = ConfigDict(
        extra="forbid",
    )
    anthropic: dict[str, Any] | MISSING = MISSING
    openai: dict[str, Any] | MISSING = MISSING
    oai_resp: OaiRespExtensions | MISSING = MISSING
    gem: GemExtensions | MISSING = MISSING
    groq: dict[str, Any] | MISSING = MISSING
    cerebras: dict[str, Any] | MISSING = MISSING
    openrouter: dict[str, Any] | MISSING = MISSING


SystemPrompt = TypeAliasType(
    "SystemPrompt",
    Annotated[
        str | TextBlockParamList,
        Field(description="Instructions that stand above the conversation."),
    ],
)


class ImageBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["image"]
    source: MediaSource
    signature: Signature | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


class VideoBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["video"]
    source: MediaSource
    signature: Signature | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


ContentSourceBlock = TypeAliasType(
    "ContentSourceBlock",
    Annotated[TextBlockParam | ImageBlockParam, Field(discriminator="type")],
)


Tool = TypeAliasType(
    "Tool",
    Annotated[
        FunctionTool
        | WebSearchTool
        | WebFetchTool
        | CodeExecutionTool
        | FileSearchTool
        | ComputerUseTool
        | TextEditorTool
        | AnthropicTool,
        Field(
            description="`function` tools are the caller's; the others are the vendor's own.\nA `type` that is absent or `custom` means `function`; a type with a date suffix is Anthropic's own and passed on.\n"
        ),
    ],
)


ContentSourceBlockList = TypeAliasType("ContentSourceBlockList", Array[ContentSourceBlock])


ContentSourceContent = TypeAliasType("ContentSourceContent", str | ContentSourceBlockList)


class ContentSource(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["content"]
    content: ContentSourceContent


DocumentSource = TypeAliasType(
    "DocumentSource",
    Annotated[
        Base64Source | UrlSource | TextSource | ContentSource,
        Field(discriminator="type"),
    ],
)


class DocumentBlockParam(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["document"]
    source: DocumentSource
    title: str | MISSING = MISSING
    context: str | MISSING = MISSING
    citations: CitationsConfig | MISSING = MISSING
    filename: Annotated[str | MISSING, Field(max_length=255, min_length=1)] = MISSING
    cache_control: CacheControl | MISSING = MISSING


ToolResultContentBlock = TypeAliasType(
    "ToolResultContentBlock",
    Annotated[
        TextBlockParam | ImageBlockParam | AudioBlockParam | VideoBlockParam | DocumentBlockParam,
        Field(discriminator="type"),
    ],
)


AssistantBlock = TypeAliasType(
    "AssistantBlock",
    Annotated[
        TextBlockParam
        | ImageBlockParam
        | AudioBlockParam
        | VideoBlockParam
        | DocumentBlockParam
        | ToolUseBlockParam
        | ThinkingBlockParam
        | RedactedThinkingBlockParam
        | AnthropicBlockParam
        | ProviderBlockParam,
        Field(
            description="Every block that the gateway emits is accepted here unchanged, for any model.",
            discriminator="type",
        ),
    ],
)


ToolResultContentBlockList = TypeAliasType("ToolResultContentBlockList", Array[ToolResultContentBlock])


AssistantBlockList = TypeAliasType("AssistantBlockList", Array[AssistantBlock])


ToolResultContent = TypeAliasType("ToolResultContent", str | ToolResultContentBlockList)


AssistantContent = TypeAliasType("AssistantContent", str | AssistantBlockList)


class ToolResultBlockParam(BaseModel):
    """
    The answer to one earlier `tool_use`. Content that is absent, empty or `[]` means the same.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["tool_result"]
    tool_use_id: ToolUseId
    content: ToolResultContent | MISSING = MISSING
    is_error: bool | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING


UserBlock = TypeAliasType(
    "UserBlock",
    Annotated[
        TextBlockParam
        | ImageBlockParam
        | AudioBlockParam
        | AudioSttBlockParam
        | VideoBlockParam
        | DocumentBlockParam
        | ToolResultBlockParam,
        Field(description="What a user message may hold.", discriminator="type"),
    ],
)


class AssistantMessage(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    role: Literal["assistant"]
    content: AssistantContent


UserBlockList = TypeAliasType("UserBlockList", Array[UserBlock])


UserContent = TypeAliasType("UserContent", str | UserBlockList)


class UserMessage(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
    )
    role: Literal["user"]
    content: UserContent


InputMessage = TypeAliasType(
    "InputMessage",
    Annotated[UserMessage | AssistantMessage, Field(discriminator="role")],
)


class MessageRequest(BaseModel):
    """
    One model turn.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    model: ModelId
    messages: Annotated[Array[InputMessage], Field(min_length=1)]
    max_tokens: Annotated[Integer | MISSING, Field(ge=1, le=2147483647)] = MISSING
    system: SystemPrompt | MISSING = MISSING
    temperature: Annotated[float | MISSING, Field(ge=0.0, le=2.0)] = MISSING
    top_p: Annotated[float | MISSING, Field(ge=0.0, le=1.0)] = MISSING
    top_k: Annotated[Integer | MISSING, Field(ge=1, le=2147483647)] = MISSING
    stop_sequences: Array[StopSequence] | MISSING = MISSING
    stream: bool = False
    thinking: ThinkingConfig | MISSING = MISSING
    tools: Array[Tool] | MISSING = MISSING
    tool_choice: ToolChoice | MISSING = MISSING
    output_format: OutputFormat | MISSING = MISSING
    output: OutputConfig | MISSING = MISSING
    stt_model: ModelId | MISSING = MISSING
    tts_model: ModelId | MISSING = MISSING
    voice: VoiceConfig | MISSING = MISSING
    cache_control: CacheControl | MISSING = MISSING
    extensions: Extensions | MISSING = MISSING
    metadata: RequestMetadata | MISSING = MISSING


class RunRequest(BaseModel):
    """
    A tool loop run by the gateway.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    request: MessageRequest
    run: RunConfig | MISSING = MISSING
    server_tools: ServerToolNameList | MISSING = MISSING
    builtins: ServerToolNameList | MISSING = MISSING
    server_tool_config: ServerToolConfig | MISSING = MISSING
