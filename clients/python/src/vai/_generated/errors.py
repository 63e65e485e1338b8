"""Generated from api/openapi.yaml by make codegen. Do not edit."""


class UnexpectedStatus(Exception):
    """A status that the operation does not have."""

    def __init__(self, status_code: int, content: bytes) -> None:
        self.status_code = status_code
        self.content = content
        super().__init__(f"unexpected status {status_code}: {content[:500].decode(errors='replace')}")
