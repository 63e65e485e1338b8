"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

GemExtensionsMediaResolution = Literal["HIGH", "LOW", "MEDIUM"]
"""What is known; a reader takes other values as they come."""
