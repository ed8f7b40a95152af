#!/usr/bin/env python3
"""Ten times what a provider can take, for a minute: what becomes of accepted and of refused requests, and whether health still answers.

    docker/bench/overload.py gateway-server/target/gateway-server.jar [--seconds 60] [--adaptive] [--java-options "-Xmx256m"]

Starts a provider that does 10 calls at a time in 100 ms each (the others wait in line), and the gateway in front of it. First 5 clients ask one after the other
for 10 s: latency at little use. Then 1,000 requests a second come whether answered or not, two of ten from a key of high priority and three of low, and a client
asks the admin listener ten times a second. Standard library only. Exit 1 where a bar is missed:

    an accepted request takes at most twice its unloaded p99, beside its time in the queue (x-gateway-queue-ms)
    a refusal takes less than 50 ms, health and metrics less than 100 ms
"""
import argparse, asyncio, gc, hashlib, json, multiprocessing, os, re, socket, subprocess, sys, tempfile, time

BODY = json.dumps({"model": "small", "messages": [{"role": "user", "content": "What does a reverse proxy do?"}]}).encode()
ANSWER = json.dumps({"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": {
    "role": "assistant", "content": "It forwards. " * 40}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 80, "total_tokens": 89}}).encode()
CAPACITY, SERVICE = 10, 0.1
KEYS = {"high": "k-high", "normal": "k-normal", "low": "k-low"}


class Provider(asyncio.Protocol):
    """Answers in the order of coming, so many at a time."""
    running, line, most = 0, [], 0

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(re.search(rb"content-length: *(\d+)", self.buffer, re.I).group(1))
        if len(self.buffer) >= head + 4 + length:
            self.buffer = self.buffer[head + 4 + length:]
            Provider.line.append(self)
            Provider.next()

    @classmethod
    def next(cls):
        while cls.line and cls.running < CAPACITY:
            cls.running += 1
            asyncio.get_running_loop().call_later(SERVICE, cls.line.pop(0).answer)

    def answer(self):
        Provider.running -= 1
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(ANSWER) + ANSWER)
        Provider.next()


def provide(port):
    async def serve():
        server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=4096)
        await server.serve_forever()
    asyncio.run(serve())


class Client(asyncio.Protocol):
    """A connection that is kept; one request at a time."""

    def __init__(self):
        self.buffer, self.waits = b"", None

    def connection_made(self, transport):
        self.transport = transport

    def ask(self, request):
        self.buffer, self.began = b"", time.perf_counter()
        self.waits = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waits

    def data_received(self, data):
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0 or self.waits is None:
            return
        top = self.buffer[:head]
        length = re.search(rb"content-length: *(\d+)", top, re.I)
        chunked = not length and b"chunked" in top.lower()
        if (chunked and self.buffer.endswith(b"0\r\n\r\n")) or (length and len(self.buffer) >= head + 4 + int(length.group(1))):
            queued = re.search(rb"x-gateway-queue-ms: *([\d.]+)", top, re.I)
            waits, self.waits = self.waits, None
            waits.set_result((int(top[9:12]), time.perf_counter() - self.began, float(queued.group(1)) / 1e3 if queued else 0.0, b"retry-after" in top.lower()))

    def connection_lost(self, reason):
        if self.waits is not None:
            waits, self.waits = self.waits, None
            waits.set_result((0, time.perf_counter() - self.began, 0.0, False))


async def connect(port):
    return (await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", port))[1]


def chat(key):
    return (b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer %s\r\ncontent-length: %d\r\n\r\n"
            % (KEYS[key].encode(), len(BODY))) + BODY


def get(path):
    return b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n" % path.encode()


def at(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


async def unloaded(port, seconds):
    latencies, until = [], time.perf_counter() + seconds

    async def one():
        client = await connect(port)
        while time.perf_counter() < until:
            status, took, queued, _ = await client.ask(chat("normal"))
            assert status == 200, status
            latencies.append(took - queued)
    await asyncio.gather(*(one() for _ in range(5)))
    return latencies


async def overloaded(port, seconds, rate):
    seen, idle, tasks, lag = [], [], set(), 0.0
    for _ in range(600):
        idle.append(await connect(port))

    async def one(client, key):
        answer = await client.ask(chat(key))
        seen.append((key, *answer))
        if answer[0]:
            idle.append(client)
    began, sent = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        due = int((now - began) * rate)
        while sent < due:
            client = idle.pop() if idle else await connect(port)
            task = asyncio.ensure_future(one(client, ("high", "high", "normal", "normal", "normal", "normal", "normal", "low", "low", "low")[sent % 10]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            sent += 1
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        lag = max(lag, time.perf_counter() - before - 0.001)
    await asyncio.gather(*list(tasks))
    return seen, sent, lag


async def watch(port, over):
    seen, client = [], await connect(port)
    paths = ("/health/live", "/health/ready", "/metrics")
    while not over.is_set():
        for path in paths:
            status, took, _, _ = await client.ask(get(path))
            seen.append((path, status, took))
            await asyncio.sleep(0.1)
    return seen


async def measure(front, admin, seconds):
    calm = await unloaded(front, 5)  # warms up
    calm = await unloaded(front, 10)
    await overloaded(front, 5, 1000)
    await asyncio.sleep(2)
    over = asyncio.Event()
    watching = asyncio.ensure_future(watch(admin, over))
    gc.collect(); gc.freeze(); gc.disable()
    seen, sent, lag = await overloaded(front, seconds, 10 * CAPACITY / SERVICE)
    over.set()
    return calm, seen, sent, lag, await watching


def report(calm, seen, sent, lag, health, seconds):
    good = [s for s in seen if s[1] == 200]
    shed = [s for s in seen if s[1] in (429, 503)]
    own = [took - queued for _, _, took, queued, _ in good]
    print(f"unloaded: {len(calm)} requests, p50 {at(calm, .5) * 1e3:.1f} ms, p99 {at(calm, .99) * 1e3:.1f} ms")
    print(f"sent {sent} in {seconds} s; accepted {len(good)} ({len(good) / seconds:.1f}/s), refused {len(shed)}, other {len(seen) - len(good) - len(shed)}; "
          f"the load's own longest lag {lag * 1e3:.0f} ms")
    for key in KEYS:
        mine = [s for s in good if s[0] == key]
        print(f"  {key}: accepted {len(mine)} of {sum(1 for s in seen if s[0] == key)}, queued p50 {at([s[3] for s in mine], .5) * 1e3:.0f} ms, max {at([s[3] for s in mine], 1) * 1e3:.0f} ms")
    print(f"accepted, without the queue: p50 {at(own, .5) * 1e3:.1f}, p99 {at(own, .99) * 1e3:.1f}, max {max(own) * 1e3:.1f} ms")
    times = [s[2] for s in shed]
    print(f"refused: p50 {at(times, .5) * 1e3:.2f}, p99 {at(times, .99) * 1e3:.2f}, p99.9 {at(times, .999) * 1e3:.2f}, max {max(times) * 1e3:.2f} ms; "
          f"later than 50 ms: {sum(t >= .05 for t in times)}; without Retry-After: {sum(not s[4] for s in shed)}")
    for path in sorted({h[0] for h in health}):
        mine = [h for h in health if h[0] == path]
        print(f"{path}: {len(mine)}, not 200: {sum(h[1] != 200 for h in mine)}, p99 {at([h[2] for h in mine], .99) * 1e3:.1f}, max {max(h[2] for h in mine) * 1e3:.1f} ms")
    bars = {"accepted within twice the unloaded p99": max(own) <= 2 * at(calm, .99), "refused within 50 ms": max(times) < .05,
            "health within 100 ms": all(h[1] == 200 and h[2] < .1 for h in health), "none unanswered": len(seen) == sent and len(good) + len(shed) == sent}
    for bar, kept in bars.items():
        print(("kept    " if kept else "MISSED  ") + bar)
    return all(bars.values())


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def policy(front, admin, provider, adaptive):
    places = "max_concurrent: 100, adaptive: true" if adaptive else f"max_concurrent: {CAPACITY}, adaptive: false"
    keys = ", ".join("{ name: %s, priority: %s, hash: \"sha256:%s\" }" % (k, k, hashlib.sha256(v.encode()).hexdigest()) for k, v in KEYS.items())
    return f"""
version: 1
server: {{ listen: "127.0.0.1:{front}", admin: "127.0.0.1:{admin}", access_log: off }}
storage: {{ ledger: none, history: none, spend: none, keys: none }}
providers: {{ up: {{ type: openai, url: "http://127.0.0.1:{provider}/v1" }} }}
models: {{ small: up/m }}
keys: [{keys}]
reliability: {{ retry: {{ times: 0 }} }}
overload: {{ each_model: {{ {places}, queue: {{ size: 20, max_wait: 2s }} }} }}
"""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("jar")
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--adaptive", action="store_true")
    options.add_argument("--java-options", default="-Xms64m -Xmx256m -XX:+UseSerialGC")
    given = options.parse_args()
    front, admin, provider = free(), free(), free()
    mock = multiprocessing.Process(target=provide, args=(provider,), daemon=True)
    mock.start()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "gateway.yaml")
        open(path, "w").write(policy(front, admin, provider, given.adaptive))
        gateway = subprocess.Popen(["java", *given.java_options.split(), "-jar", os.path.abspath(given.jar), "serve", "--policy", path], cwd=folder, stdout=subprocess.DEVNULL)
        try:
            for _ in range(300):
                try:
                    socket.create_connection(("127.0.0.1", front)).close()
                    break
                except OSError:
                    time.sleep(0.1)
            kept = report(*asyncio.run(measure(front, admin, given.seconds)), given.seconds)
        finally:
            gateway.terminate()
            gateway.wait()
            mock.terminate()
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
