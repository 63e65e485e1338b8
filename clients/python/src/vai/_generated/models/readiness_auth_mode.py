"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

ReadinessAuthMode = Literal["disabled", "optional", "required"]
"""What is known; a reader takes other values as they come."""
