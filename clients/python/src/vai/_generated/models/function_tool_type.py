"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

FunctionToolType = Literal["custom", "function"]
"""What is known; a reader takes other values as they come."""
