"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

ServerToolName = Literal["vai_web_fetch", "vai_web_search"]
"""What is known; a reader takes other values as they come."""
