"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

WebFetchServerToolConfigProvider = Literal["firecrawl", "gateway", "tavily"]
"""What is known; a reader takes other values as they come."""
