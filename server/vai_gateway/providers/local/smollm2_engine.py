"""The engine of local/smollm2-135m: llama.cpp's server in this process, by xllamacpp.

The engine insists on listening for HTTP. It is given a Unix socket in a private folder and a key that nobody
knows. The socket's name and the folder are gone once it has started, so that nobody can call it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from vai_gateway.providers.local.smollm2_weights import INSTALL_ENGINE, has_engine, not_installed, verified_weights

Chunk: TypeAlias = dict[str, Any]
"""One of the engine's stream chunks, in the shape of OpenAI's completions."""

_BATCH_TOKENS = 64
"""Of the prompt, read at once: an answer can be stopped after each, every 0.4 s. More cost memory."""
_QUIET = -1
_NICE = 10


@dataclass(frozen=True, slots=True)
class SmolLM2Config:
    """weights: the file to use instead of the installed package's. threads: of one answer.

    concurrency: answers at once. queue: requests that may wait. context_tokens: of one answer and its prompt.
    """

    weights: Path | None = None
    threads: int = 1
    concurrency: int = 1
    queue: int = 8
    context_tokens: int = 2048


class Engine(Protocol):
    def generate(self, completion: Mapping[str, Any], on_chunk: Callable[[Chunk], bool]) -> None:
        """Blocks until the answer has ended. on_chunk: called in this thread; True stops the answer.

        Raises ValueError or RuntimeError where the engine cannot.
        """

    def close(self) -> None:
        """Frees the memory. Blocks for a moment."""


class LlamaEngine:
    def __init__(self, weights: Path, config: SmolLM2Config) -> None:
        """Blocks for 0.2 to 1 s, with Python's global lock held: the engine's constructor never lets go."""
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = str(weights)
        params.model_alias = {"smollm2-135m"}
        params.n_ctx = config.context_tokens * config.concurrency
        params.n_parallel = config.concurrency
        params.n_batch = params.n_ubatch = _BATCH_TOKENS
        params.verbosity = _QUIET
        # Threads that spin for work starve everything else on a shared machine, and each other.
        for cpu in (params.cpuparams, params.cpuparams_batch):
            cpu.n_threads, cpu.poll = config.threads, 0
        # Prompts are kept in the context alone; the engine would keep up to 8 GiB of them beside it.
        params.cache_ram_mib = params.n_ctx_checkpoints = 0
        params.warmup = params.fit_params = params.ui = params.endpoint_slots = False
        params.n_threads_http, params.api_keys, params.cors_origins = 1, [secrets.token_hex(32)], ""
        with tempfile.TemporaryDirectory(prefix="vai-") as folder:
            params.hostnames = [os.path.join(folder, "engine.sock")]
            self._server = xllamacpp.Server(params)

    def generate(self, completion: Mapping[str, Any], on_chunk: Callable[[Chunk], bool]) -> None:
        self._server.handle_completions(dict(completion), on_chunk)

    def close(self) -> None:
        self._server = None


def open_llama(config: SmolLM2Config) -> Engine:
    """To be called in a thread of its own. Raises GatewayError 404 if the model is not installed."""
    if not has_engine():
        raise not_installed(f"its engine is missing; `{INSTALL_ENGINE}` installs it")
    weights = verified_weights(config.weights)
    _give_way()
    return LlamaEngine(weights, config)


def _give_way() -> None:
    """Lower this thread's priority. The engine's threads inherit it: all else goes first."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
