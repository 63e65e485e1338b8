"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

ThinkingConfigEffort = Literal["high", "low", "max", "medium", "minimal", "xhigh"]
"""What is known; a reader takes other values as they come."""
