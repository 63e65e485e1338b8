"""The Python SDK of VAI Gateway. So far its generated core, which answers but does not stream."""

from vai._generated import models, unions
from vai._generated.api.contract import contract_docs, contract_openapi
from vai._generated.api.health import health_live, health_ready, metrics_read
from vai._generated.api.messages import messages_create
from vai._generated.api.models import models_get, models_list
from vai._generated.api.runs import runs_create, runs_stream
from vai._generated.client import Client
from vai._generated.errors import UnexpectedStatus
from vai._generated.headers import PROVIDER_KEY_HEADERS
from vai._generated.types import UNSET, Record, Response, Unset

__all__ = [
    "PROVIDER_KEY_HEADERS",
    "UNSET",
    "Client",
    "Record",
    "Response",
    "UnexpectedStatus",
    "Unset",
    "contract_docs",
    "contract_openapi",
    "health_live",
    "health_ready",
    "messages_create",
    "metrics_read",
    "models",
    "models_get",
    "models_list",
    "runs_create",
    "runs_stream",
    "unions",
]
