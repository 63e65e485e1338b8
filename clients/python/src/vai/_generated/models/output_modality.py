"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

OutputModality = Literal["audio", "image", "text"]
"""What is known; a reader takes other values as they come."""
