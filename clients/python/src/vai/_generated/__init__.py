"""The generated core of the SDK. Generated from api/openapi.yaml by make codegen. Do not edit."""

from .client import Client

__all__ = ("Client",)
