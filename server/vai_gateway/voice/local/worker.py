"""One thread for one engine: its jobs run one after the other, and a bounded number of them may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from vai_gateway.core.errors import GatewayError

Result = TypeVar("Result")
MOST_WAITING = 64
"""Jobs. Each is a sentence to speak or some seconds to hear, and takes about a tenth of a second."""
RETRY_AFTER_S = 5.0
_FAILURES = (RuntimeError, ValueError, LookupError, TypeError, ArithmeticError, OSError, ImportError)
"""What foreign engines raise."""


class Worker:
    def __init__(self, model: str, most_waiting: int = MOST_WAITING) -> None:
        self._model = model
        self._most = most_waiting + 1
        self._jobs = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=model)

    async def run(self, job: Callable[[], Result]) -> Result:
        """A caller who leaves takes a job back that has not begun. Raises GatewayError."""
        if self._jobs >= self._most:
            message = f"{self._model} is busy and {self._most} jobs are ahead"
            raise GatewayError("overloaded_error", message, code="model_busy", retry_after_s=RETRY_AFTER_S)
        self._jobs += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(job))
        except _FAILURES as error:
            raise GatewayError("api_error", f"{self._model} failed", code="internal") from error
        finally:
            self._jobs -= 1

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
