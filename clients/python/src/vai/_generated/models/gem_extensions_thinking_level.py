"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

GemExtensionsThinkingLevel = Literal["HIGH", "LOW", "MEDIUM", "MINIMAL"]
"""What is known; a reader takes other values as they come."""
