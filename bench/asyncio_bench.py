"""What BenchmarkX of package aio measures, done with Python's asyncio: medians of
five runs. python3 bench/asyncio_bench.py [NAME…]"""

import asyncio
import statistics
import sys
import time
import tracemalloc

BENCHMARKS = {}


def benchmark(n, unit="ns"):
    """A coroutine that does n times what is measured, and may return n times it took otherwise."""

    def register(fn):
        BENCHMARKS[fn.__name__] = fn, n, unit
        return fn

    return register


async def nothing():
    pass


@benchmark(200_000)
async def task_switch(n):
    async def yields():
        for _ in range(n // 10):
            await asyncio.sleep(0)

    await asyncio.gather(*[yields() for _ in range(10)])


@benchmark(50_000)
async def spawn(n):
    for _ in range(n // 100):
        tasks = [asyncio.create_task(nothing()) for _ in range(100)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del tasks


@benchmark(50_000)
async def spawn_and_wait(n):
    for _ in range(n):
        await asyncio.create_task(nothing())


@benchmark(50_000)
async def timer_among_100000(n):
    loop = asyncio.get_running_loop()
    others = [loop.call_later(3600 + i * 7919 % 100_000 / 1000, print) for i in range(100_000)]
    begin = time.perf_counter()
    for i in range(n):
        loop.call_later(3600 + i * 104729 % 100_000 / 1000, print).cancel()
    took = time.perf_counter() - begin
    for handle in others:
        handle.cancel()
    return took


@benchmark(50_000)
async def wait_for(n):
    for _ in range(n):
        async with asyncio.timeout(1):
            await nothing()


@benchmark(200_000)
async def call_soon(n):
    loop = asyncio.get_running_loop()
    for _ in range(n // 100):
        for _ in range(100):
            loop.call_soon(int)
        await asyncio.sleep(0)


@benchmark(200_000)
async def lock_uncontended(n):
    lock = asyncio.Lock()
    for _ in range(n):
        await lock.acquire()
        lock.release()


@benchmark(200_000)
async def semaphore_uncontended(n):
    permits = asyncio.Semaphore(1)
    for _ in range(n):
        await permits.acquire()
        permits.release()


@benchmark(50_000)
async def queue_hand_off(n):
    there, back = asyncio.Queue(1), asyncio.Queue(1)

    async def answer():
        while True:
            await back.put(await there.get())

    other = asyncio.create_task(answer())
    for _ in range(n // 2):
        await there.put(1)
        await back.get()
    other.cancel()


@benchmark(100_000)
async def cancel_100000(n):
    async def wait(never):
        await never

    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(wait(loop.create_future())) for _ in range(n)]
    await asyncio.sleep(0)
    begin = time.perf_counter()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return time.perf_counter() - begin


@benchmark(2_000)
async def to_thread(n):
    for _ in range(n):
        await asyncio.to_thread(int)


@benchmark(20_000)
async def to_thread_batched(n):
    async def sends():
        for _ in range(10):
            await asyncio.to_thread(int)

    for _ in range(n // 1000):
        await asyncio.gather(*[sends() for _ in range(100)])


@benchmark(10_000, "bytes")
async def parked_task(n):
    gate = asyncio.Event()
    tracemalloc.start()
    tasks = [asyncio.create_task(gate.wait()) for _ in range(n)]
    await asyncio.sleep(0)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    gate.set()
    await asyncio.wait(tasks)
    return size / 1e9


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


@benchmark(20_000)
async def echo512(n):
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    message = bytes(512)
    for _ in range(n):
        writer.write(message)
        await reader.readexactly(512)
    writer.close()
    server.close()


def measure(fn, n):
    begin = time.perf_counter()
    took = asyncio.run(fn(n))
    return (took or time.perf_counter() - begin) / n * 1e9


for name in sys.argv[1:] or BENCHMARKS:
    fn, n, unit = BENCHMARKS[name]
    figure = statistics.median(measure(fn, n) for _ in range(5))
    print(f"{name:24} {figure:10.0f} {unit}", flush=True)
