"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

CacheControlTtl = Literal["1h", "5m"]
"""What is known; a reader takes other values as they come."""
