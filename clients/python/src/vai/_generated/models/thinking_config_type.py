"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

ThinkingConfigType = Literal["adaptive", "disabled", "enabled"]
"""What is known; a reader takes other values as they come."""
