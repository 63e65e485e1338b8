"""Notice at once when the client leaves, and cancel the work done for it.

Two parties may cancel a request's task: this watcher and the stream's timer (wire/sse_write.py). The one that
comes first wins; the loser sees a task that has already ended.
"""

from __future__ import annotations

import asyncio
from types import TracebackType

from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import this_task
from vai_gateway.wire.asgi import Receive


class UntilClientLeaves:
    """Cancels the body when the client disconnects; then raises GatewayError 408 `cancelled`.

    Enter it when the request's body has been read, since it takes over `receive`.
    """

    __slots__ = ("_call", "_over", "_receive", "_task", "_watcher")

    def __init__(self, call: Call, receive: Receive) -> None:
        self._call = call
        self._receive = receive
        self._over = False

    async def __aenter__(self) -> None:
        self._task = this_task()
        self._watcher = self._watch()
        self._step()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        self._watcher.close()
        if self._call.client_left and kind is asyncio.CancelledError:
            self._task.uncancel()
            raise GatewayError("api_error", "the client left", code="cancelled") from None

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if not self._call.answered:
            self._call.client_left = True
            self._task.cancel()

    def _step(self, _: object = None) -> None:
        """Run the watcher until it waits again.

        That is what a task would do with it, but making a task costs a seventh of a whole request here.
        """
        if self._over:
            return
        try:
            waited: asyncio.Future[object] | None = self._watcher.send(None)
        except StopIteration:
            return
        if waited is None:
            asyncio.get_running_loop().call_soon(self._step)
        else:
            waited._asyncio_future_blocking = False
            waited.add_done_callback(self._step)
