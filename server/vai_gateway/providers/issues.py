"""What an adapter objects to, in the contract's form."""

from __future__ import annotations

from vai_gateway.contract.responses import CompatIssue


def issue(param: str, message: str, *, code: str = "unsupported_parameter") -> CompatIssue:
    return CompatIssue(param=param, code=code, message=message)
