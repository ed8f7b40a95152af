#!/usr/bin/env python3
"""A provider that keeps time, for load.py and curves.py: paced.py PORT… Standard library only.

    POST /paced/GAP/COUNT/…    COUNT events, one each GAP milliseconds, each in a write of its own
    POST /held/…               one event, and no more until the client goes
"""
import asyncio, json, re, sys

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def event(**fields):
    body = b"data: " + json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", **fields}).encode() + b"\n\n"
    return chunk(body)


def chunk(body):
    return b"%x\r\n" % len(body) + body + b"\r\n"


WORD = event(choices=[{"index": 0, "delta": {"content": "eight words that stand for what a model says "}, "finish_reason": None}])
LAST = (
    event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    + event(choices=[], usage={"prompt_tokens": 142, "completion_tokens": 118, "total_tokens": 260})
    + chunk(b"data: [DONE]\n\n")
    + b"0\r\n\r\n"
)


class Stream(asyncio.Protocol):
    """A connection that is kept: one request after the other."""

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(re.search(rb"content-length: *(\d+)", self.buffer[:head], re.I).group(1))
        if len(self.buffer) >= head + 4 + length:
            path = self.buffer.split(b" ", 2)[1].decode().split("/")
            self.buffer = self.buffer[head + 4 + length :]
            self.transport.write(HEAD + WORD)
            if path[1] == "paced":
                loop = asyncio.get_running_loop()
                self.next(loop, loop.time(), int(path[2]) / 1e3, int(path[3]) - 1)

    def next(self, loop, at, gap, left):
        if left > 0:
            loop.call_at(at + gap, self.tick, loop, at + gap, gap, left)
        else:
            self.transport.write(LAST)

    def tick(self, loop, at, gap, left):
        if not self.transport.is_closing():
            self.transport.write(WORD)
            self.next(loop, at, gap, left - 1)


async def serve(ports):
    for port in ports:
        await asyncio.get_running_loop().create_server(Stream, "127.0.0.1", port, backlog=4096)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
