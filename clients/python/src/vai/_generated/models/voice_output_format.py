"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

VoiceOutputFormat = Literal["mp3", "pcm", "wav"]
"""What is known; a reader takes other values as they come."""
