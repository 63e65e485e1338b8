"""How long things may take; all in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamTiming:
    """Of one event stream. ping_s: quiet before a ping. first_event_s, idle_s: patience with the model.

    stream_s: the whole stream.
    """

    ping_s: float = 15.0
    first_event_s: float = 120.0
    idle_s: float = 60.0
    stream_s: float = 300.0


@dataclass(frozen=True, slots=True)
class UpstreamTiming:
    """Of one upstream request. connect_s: its name, all its addresses, TLS. total_s: a reply that is not streamed."""

    connect_s: float = 5.0
    total_s: float = 120.0
