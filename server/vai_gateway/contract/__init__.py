"""The contract as types and documents. Generated from api/openapi.yaml by make codegen. Do not edit."""
