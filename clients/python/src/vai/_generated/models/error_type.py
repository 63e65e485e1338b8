"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from typing import Literal

ErrorType = Literal[
    "api_error",
    "authentication_error",
    "invalid_request_error",
    "not_found_error",
    "overloaded_error",
    "permission_error",
    "provider_error",
    "rate_limit_error",
]
"""What is known; a reader takes other values as they come."""
