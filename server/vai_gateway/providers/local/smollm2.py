"""local/smollm2-135m: a real language model, in this process. The asynchronous shell around its engine.

It is loaded on first use. The engine answers in its own threads, and its chunks come over one by one.
There are at most as many as the context has tokens: that bounds what waits for a slow reader, who holds
nobody up. The reader may cancel by leaving and the gateway by closing; either stops the engine at its next
chunk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, suppress

from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.local.smollm2_engine import Chunk, Engine, SmolLM2Config, open_llama
from vai_gateway.providers.local.smollm2_prompt import Completion, completion_of
from vai_gateway.providers.local.smollm2_reply import Reply, engine_failed

RETRY_AFTER_S = 5.0


class SmolLM2:
    """open_engine: called once, in a thread of its own; called again only if it failed."""

    def __init__(self, config: SmolLM2Config, open_engine: Callable[[SmolLM2Config], Engine] = open_llama) -> None:
        self._config = config
        self._open_engine = open_engine
        self._opening: Future[Engine] | None = None
        self._turns = _Turns(config.concurrency, config.queue)
        self._threads = ThreadPoolExecutor(config.concurrency, thread_name_prefix="smollm2")
        self._running: set[_Generation] = set()
        self._closed = False

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        completion = completion_of(ask.request, self._config.context_tokens)
        stream = MessageStream("local", ask.request.model)
        reply = Reply(stream, completion)
        generation = await self._start(completion)
        try:
            async with aclosing(generation.chunks()) as batches:
                async for chunks in batches:
                    for chunk in chunks:
                        reply.feed(chunk)
                        if events := stream.take():
                            yield events
        finally:
            generation.leave()
        stream.end()

    async def load(self) -> None:
        """Ahead of the first request. Raises GatewayError 404 if the model is not installed."""
        await self._engine()

    async def close(self) -> None:
        self._closed = True
        for generation in self._running:
            generation.leave()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._threads.shutdown)
        if self._opening is not None:
            with suppress(GatewayError, OSError, ImportError, ValueError, RuntimeError):
                engine = await asyncio.wrap_future(self._opening)
                await loop.run_in_executor(None, engine.close)

    async def _start(self, completion: Completion) -> _Generation:
        """The turn is given back when the engine has really stopped, not when its reader leaves."""
        await self._turns.take()
        generation = _Generation(asyncio.get_running_loop(), self._ended)
        try:
            engine = await self._engine()
            if self._closed:
                raise GatewayError("overloaded_error", "the gateway is shutting down", code="draining")
            generation.start(self._threads.submit(engine.generate, completion.body, generation.on_chunk))
            self._running.add(generation)
        finally:
            if not generation.started:
                self._turns.give_back()
        return generation

    def _ended(self, generation: _Generation) -> None:
        self._running.discard(generation)
        self._turns.give_back()

    async def _engine(self) -> Engine:
        """Shielded: whoever else waits for the engine still gets it when this caller leaves."""
        if self._opening is None or _has_failed(self._opening):
            thread = ThreadPoolExecutor(1, thread_name_prefix="smollm2-load")
            self._opening = thread.submit(self._open_engine, self._config)
            thread.shutdown(wait=False)
        try:
            return await asyncio.shield(asyncio.wrap_future(self._opening))
        except (OSError, ImportError, ValueError, RuntimeError) as error:
            raise engine_failed() from error


class _Turns:
    """At most `at_once` callers hold a turn and at most `waiting` wait for one, first come, first served."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._callers = 0

    async def take(self) -> None:
        if self._callers >= self._most:
            message = f"the embedded model is busy and {self._most} requests are ahead"
            raise GatewayError("overloaded_error", message, code="model_busy", retry_after_s=RETRY_AFTER_S)
        self._callers += 1
        try:
            await self._free.acquire()
        except asyncio.CancelledError:
            self._callers -= 1
            raise

    def give_back(self) -> None:
        self._callers -= 1
        self._free.release()


class _Generation:
    """One answer on its way from the engine's thread to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ended: Callable[[_Generation], None]) -> None:
        self.started = False
        self._loop = loop
        self._ended = ended
        self._left = False
        self._chunks: list[Chunk] = []
        self._outcome: Future[None] | None = None
        self._news = asyncio.Event()

    def start(self, work: Future[None]) -> None:
        self.started = True
        work.add_done_callback(lambda done: self._tell(self._on_end, done))

    def on_chunk(self, chunk: Chunk) -> bool:
        """In the engine's thread."""
        return self._left or not self._tell(self._on_news, chunk)

    async def chunks(self) -> AsyncGenerator[list[Chunk], None]:
        while True:
            await self._news.wait()
            self._news.clear()
            arrived, self._chunks = self._chunks, []
            if arrived:
                yield arrived
            if self._outcome is not None and not self._chunks:
                break
        try:
            self._outcome.result()
        except (ValueError, RuntimeError) as error:
            raise engine_failed() from error

    def leave(self) -> None:
        self._left = True

    def _tell(self, what: Callable[..., None], news: object) -> bool:
        """From any thread. False if the loop is gone and nobody listens."""
        try:
            self._loop.call_soon_threadsafe(what, news)
        except RuntimeError:
            return False
        return True

    def _on_news(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)
        self._news.set()

    def _on_end(self, done: Future[None]) -> None:
        self._outcome = done
        self._news.set()
        self._ended(self)


def _has_failed(opening: Future[Engine]) -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)
