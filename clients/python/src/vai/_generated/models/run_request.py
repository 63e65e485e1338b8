"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.message_request import MessageRequest
    from ..models.run_config import RunConfig
    from ..models.server_tool_config import ServerToolConfig
    from ..models.server_tool_name import ServerToolName


@define(kw_only=True, repr=False)
class RunRequest(Record):
    """A tool loop run by the gateway."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("request", "request"),
        ("run", "run"),
        ("server_tools", "server_tools"),
        ("builtins", "builtins"),
        ("server_tool_config", "server_tool_config"),
    )

    request: MessageRequest
    run: RunConfig | Unset = UNSET
    server_tools: list[ServerToolName] | Unset = UNSET
    builtins: list[ServerToolName] | Unset = UNSET
    server_tool_config: ServerToolConfig | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message_request import MessageRequest
        from ..models.run_config import RunConfig
        from ..models.server_tool_config import ServerToolConfig

        _rest = dict(src_dict)
        _result = cls(
            request=read(_rest.pop("request"), MessageRequest.from_dict),
            run=read(_rest.pop("run", UNSET), RunConfig.from_dict),
            server_tools=_rest.pop("server_tools", UNSET),
            builtins=_rest.pop("builtins", UNSET),
            server_tool_config=read(_rest.pop("server_tool_config", UNSET), ServerToolConfig.from_dict),
        )
        _result.additional_properties = _rest
        return _result
