"""Header and query parameters, checked by the rules that the contract gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from vai_gateway.contract.forms import FORMS
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.asgi import Scope


class Parameter:
    """One parameter of an operation. where: `header` or `query`. pattern: as in the contract, anchored by itself."""

    def __init__(
        self,
        name: str,
        where: str,
        *,
        one_of: Sequence[str] = (),
        pattern: str = "",
        min_length: int = 0,
        max_length: int = 1 << 16,
    ) -> None:
        self.name = name
        self.is_query = where == "query"
        self.header = name.lower().encode("ascii")
        self._one_of = one_of
        self._pattern = re.compile(pattern) if pattern else None
        self._lengths = range(min_length, max_length + 1)

    def check(self, value: str) -> None:
        """Raises GatewayError with the parameter's name as `param`."""
        if self._one_of and value not in self._one_of:
            code = "unsupported_version" if self.name == "X-VAI-Version" else "unsupported_value"
            raise self._error(f"must be {' or '.join(self._one_of)}", code)
        if len(value) not in self._lengths:
            allowed = f"{self._lengths.start} to {self._lengths.stop - 1} characters"
            raise self._error(f"must have {allowed}, has {len(value)}", "out_of_range")
        if self._pattern is not None and not self._pattern.search(value):
            raise self._error(f"must be {FORMS[self._pattern.pattern]}", "unsupported_value")

    def _error(self, message: str, code: str) -> GatewayError:
        text = f"{self.name}: {message}"
        return GatewayError("invalid_request_error", text, param=self.name, code=code)


def check_parameters(call: Call, scope: Scope, parameters: Sequence[Parameter]) -> None:
    """parameters: every query parameter that the operation knows, any other being an error, and headers with rules."""
    known = [parameter.name for parameter in parameters if parameter.is_query]
    sent = _query(scope["query_string"], known) if scope["query_string"] else {}
    for parameter in parameters:
        if parameter.is_query:
            if parameter.name in sent:
                parameter.check(sent[parameter.name])
        elif (value := call.headers.get(parameter.header)) is not None:
            parameter.check(value.decode("latin-1"))


def _query(raw: bytes, known: Sequence[str]) -> dict[str, str]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise GatewayError("invalid_request_error", "the query string is malformed", code="unsupported_value") from None
    sent: dict[str, str] = {}
    for name, value in pairs:
        shown = name[:64]
        if name not in known:
            raise GatewayError(
                "invalid_request_error",
                f"there is no query parameter {shown!r} here",
                param=shown or None,
                code="unknown_field",
            )
        if name in sent:
            raise GatewayError(
                "invalid_request_error",
                f"the query parameter {shown!r} is given twice",
                param=shown,
                code="duplicate_key",
            )
        sent[name] = value
    return sent
