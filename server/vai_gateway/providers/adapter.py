"""What a provider is to the rest of the house, and what a wire dialect must know."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import CompatIssue, ModelCapabilities, ModelLimits
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.core.secret import Secret
from vai_gateway.wire.sse_read import Frame


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One row of a provider's catalogue. created: the date the vendor gives, `YYYY-MM-DD`.

    capabilities: what differs from the provider's; an unset member is unknown, and unknown is not refused.
    """

    name: str
    display_name: str
    created: str
    capabilities: ModelCapabilities = field(default_factory=ModelCapabilities)
    limits: ModelLimits = field(default_factory=ModelLimits)


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """key_header: where the caller's own key comes in; None where no key is needed.

    setting: the middle of `VAI_PROXY_<setting>_BASE_URL` and `..._API_KEY`; None for embedded models.
    blocks, tools: content blocks and native tool types that the wire can carry at all.
    tool_pattern: native tool types by pattern, for vendors that date them.
    capabilities: of the provider whatever the model; unset means it depends on the model.
    closed_catalogue: a model that is not listed does not exist. modalities: what its wire can be asked to make.
    """

    name: str
    display_name: str
    key_header: str | None
    setting: str | None
    base_url: str
    docs_url: str
    blocks: frozenset[str]
    tools: frozenset[str]
    models: Sequence[ModelFacts]
    extension: str | None = None
    tool_pattern: str | None = None
    capabilities: ModelCapabilities = field(default_factory=ModelCapabilities)
    closed_catalogue: bool = False
    modalities: frozenset[str] = frozenset({"text"})

    def model(self, name: str) -> ModelFacts | None:
        return next((model for model in self.models if model.name == name), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to one provider. model: without the `provider/` prefix. betas: the caller's `anthropic-beta`.

    relay: the events go straight to a client, so frames that are already as the contract wants them may stay bytes.
    total_s: patience with a reply that is not streamed; None for the gateway's own.
    """

    request: MessageRequest
    model: str
    stream: bool
    key: Secret | None = None
    betas: str = ""
    relay: bool = False
    total_s: float | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An upstream request. path: below the base URL. secrets: headers that hold keys.

    base_url: where to in place of the provider's own address; empty for that. An operator's address comes first.
    """

    path: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    base_url: str = ""


def bearer(key: Secret | None) -> dict[str, Secret]:
    """The header that holds `key`, if there is one."""
    return {} if key is None else {"authorization": Secret(f"Bearer {key.reveal()}")}


Authorize: TypeAlias = Callable[[Ask], Awaitable[Mapping[str, Secret]]]
"""Gets a token for a caller's key where the key itself is not what the vendor takes: headers that hold it, if any."""


class Decoder(Protocol):
    """One streamed reply, frame by frame, into the message stream it was made with."""

    relays: bytes
    """How a frame begins that may go out as it came; empty where the formats differ."""

    def relay(self, chunk: bytes, start: int) -> int:
        """start: where such a frame begins. How many bytes from there were taken over, in whole frames."""

    def feed(self, frame: Frame) -> None:
        """Raises GatewayError where the vendor reports one or breaks its format."""

    def end(self) -> None:
        """The body ended. Raises GatewayError if the reply was not whole."""


class Adapter(Protocol):
    """One wire dialect: pure translation, no bytes moved."""

    facts: ProviderFacts

    def issues(self, ask: Ask) -> list[CompatIssue]:
        """What this vendor cannot do of what is asked, beyond what its facts say."""

    def encode(self, ask: Ask) -> Outgoing: ...

    def decoder(self, stream: MessageStream) -> Decoder: ...

    def decode_reply(self, body: bytes, stream: MessageStream) -> None:
        """A whole JSON reply, into `stream`."""

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
        """headers: lower-case names. body: at most 1 MiB of it, of any content type."""


class Provider(Protocol):
    """Something that answers: a vendor behind an adapter, or an embedded model."""

    facts: ProviderFacts

    def issues(self, ask: Ask) -> list[CompatIssue]: ...

    def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        """The events, in the lists they arrived in: one list per upstream read. Who consumes, closes."""

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        """The same message as a blocking call gets it."""
