"""One function per operation. Generated from api/openapi.yaml by make codegen. Do not edit."""
