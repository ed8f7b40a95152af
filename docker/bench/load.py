#!/usr/bin/env python3
"""Processor time per request of the gateway beside nginx as a plain reverse proxy, and beside any other gateway.

Needs python3, nginx and wrk (Debian: apt install nginx-light wrk) and a built gateway (./gateway self-test builds it).

    docker/bench/load.py                                   # every scenario, five rounds
    docker/bench/load.py --scenarios chat-c32 --rounds 11 --variants off,full
    docker/bench/load.py --scenarios chat-c32 --variants full,traced --rounds 11 --without-nginx
    docker/bench/load.py --scenarios chat-500 --variants full,watched --rounds 11 --seconds 20 --without-nginx
    docker/bench/load.py --target other=http://127.0.0.1:4000/v1 --pid other=1234

One nginx answers as the provider. The gateways and proxies run on the first processor, the provider and wrk on the second, so that what is
measured has one core of its own; where there is one processor only, nothing is pinned. Each round measures every target once, every other
round in the opposite order. What counts is user and system time of the target's process over its good answers; of rounds the median is told.
A stream of events that the gateway translates is compared with the same that it passes on: their ratio stands below the table.
Ends with status 1 where a target gave errors, and with 2 where a program is missing or something could not be started.
"""
import argparse, contextlib, hashlib, http.client, json, os, pathlib, shutil, signal, socket, statistics, subprocess, sys, tempfile, threading, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = "sk-bench-0123456789abcdef0123456789abcdef"
FLAGS = "-XX:TrimNativeHeapInterval=10000 -Xms32m -Xmx256m -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC -Xmn16m -XX:SurvivorRatio=2 --enable-native-access=ALL-UNNAMED"
WORDS = "Which of these hotels in the old town is close to the river and has a quiet garden for reading? "
SCENARIOS = {  # name: (connections, prompt bytes, model, pause between a connection's requests in ms)
    "chat-c1": (1, 900, "whole", 0),
    "chat-c32": (32, 900, "whole", 0),
    "chat-c256": (256, 900, "whole", 0),
    "chat-rate": (32, 900, "whole", 15),
    "chat-500": (32, 900, "whole", 63),
    "stream-c32": (32, 900, "streamed", 0),
    "stream-translated": (32, 900, "translated", 0),
    "stream-paced": (50, 900, "paced", 0),
    "big256k-c8": (8, 256_000, "whole", 0),
}
PATHS = {  # of the provider, for each model
    "whole": "/whole/v1/chat/completions",
    "streamed": "/stream/v1/chat/completions",
    "translated": "/claude/v1/messages",
    "paced": "/paced/5/50/v1/chat/completions",
}
EVENTS = 64  # of a stream that comes at once
HOLDERS = 4  # ports for streams that are held open: the gateway has at most 1,024 connections to one
LUA = """
local body, headers, pause = ...
function init(args)
  wrk.method = "POST"
  local file = assert(io.open(args[1], "rb")); wrk.body = file:read("*a"); file:close()
  wrk.headers["content-type"] = "application/json"
  wrk.headers["authorization"] = "Bearer " .. args[2]
  pause = tonumber(args[3])
  text = wrk.format()
end
function request() return text end
function delay() return pause end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"good":%d,"bad":%d,"p50":%d,"p99":%d}\\n', summary.requests - e.status,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


def fail(message):
    print(f"{pathlib.Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    sys.exit(2)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core, command):
    """On that processor, or on those of 0-2; on any where it is None, or there is only one."""
    return ["taskset", "-c", str(core)] + command if core is not None and os.cpu_count() > 1 and shutil.which("taskset") else command


def cpu_nanos(pid, compilers=True):
    """Processor time of a process and of those it started, in nanoseconds, thread by thread; on demand without a virtual machine's compilers."""
    total = 0
    for each in [pid] + children(pid):
        for task in pathlib.Path(f"/proc/{each}/task").glob("*"):
            with contextlib.suppress(OSError):  # it has ended
                if compilers or "Compiler" not in (task / "comm").read_text():
                    total += int((task / "schedstat").read_text().split()[0])
    return total


def children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            for child in file.read().split():
                found += [int(child)] + children(int(child))
    return found


def rss_mb(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


class Bench:
    def __init__(self, options):
        self.options = options
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it started ends with it
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="pointsman-bench-"))
        self.work.chmod(0o755)  # for nginx, whose worker may be another user
        self.processes = []
        (self.work / "post.lua").write_text(LUA)

    def body(self, name, size, model, **fields):
        """Writes the body of a chat, and answers with its file's name."""
        body = {
            "model": model,
            "messages": [
                {"role": "system", "content": "You are a helpful assistant of a travel agency."},
                {"role": "user", "content": (WORDS * (size // len(WORDS) + 1))[:size]},
            ],
            "max_tokens": 128,
        }
        if model not in ("whole", "auto"):
            body["stream"] = True
        (self.work / (name + ".json")).write_text(json.dumps(dict(body, **fields)))
        return name + ".json"

    def start(self, core, command, log, env=None):
        out = open(self.work / (log + ".log"), "w")
        process = subprocess.Popen(
            pinned(core, command), stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.work, env=env
        )
        self.processes.append(process)
        return process

    def await_port(self, port, process, log):
        for _ in range(600):
            if process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.1)
        fail(f"{log} did not start: {(self.work / (log + '.log')).read_text()[-2000:]}")

    def nginx(self, core, name, server):
        port = free_port()
        temp = "".join(
            f"{kind}_temp_path {self.work}/{name}-{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.work / (name + ".conf")).write_text(
            f"daemon off; worker_processes 1; pid {self.work}/{name}.pid; error_log {self.work}/{name}.err warn;\n"
            "events { worker_connections 8192; }\n"
            f"http {{ access_log off; keepalive_requests 100000000; client_max_body_size 16m; {temp}\n"
            f"client_body_buffer_size 1m; client_body_temp_path {self.work}/{name}-body;\n"
            + server.replace("PORT", str(port))
            + "}\n"
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        process = self.start(core, [program, "-p", str(self.work), "-c", str(self.work / (name + ".conf"))], name)
        self.await_port(port, process, name)
        return port, process.pid

    def provider(self):
        """One nginx on the second processor, and beside it what keeps time, which nginx does not; answers with the first one's port."""
        usage = {"prompt_tokens": 142, "completion_tokens": 118, "total_tokens": 260}
        message = {"role": "assistant", "content": "The hotel by the bridge has one. " * 20}
        whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
        whole["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
        (self.work / "whole.txt").write_text(json.dumps(whole))
        (self.work / "streamed.txt").write_text(openai_stream(usage))
        (self.work / "translated.txt").write_text(anthropic_stream(usage))
        self.paced = sorted({free_port() for _ in range(8)})[:HOLDERS]
        paced = self.start(1, [sys.executable, str(ROOT / "docker/bench/paced.py"), *map(str, self.paced)], "paced")
        for port in self.paced:
            self.await_port(port, paced, "paced")
        server = "server { listen 127.0.0.1:PORT backlog=4096; types {}\n"
        for name, kind in (("whole", "application/json"), ("streamed", "text/event-stream"), ("translated", "text/event-stream")):
            server += (
                f"location = {PATHS[name]} {{ error_page 405 =200 /{name}.txt; alias {self.work}/whole.txt; }}\n"
                f"location = /{name}.txt {{ internal; default_type {kind}; alias {self.work}/{name}.txt; }}\n"
            )
        server += "location = /v1/traces { return 200; }\n"  # for traces
        return self.nginx(1, "provider", server + "}\n")[0]

    def proxy(self, upstream):
        return self.nginx(
            0,
            "nginx",
            f"upstream mock {{ server 127.0.0.1:{upstream}; keepalive 512; }}\n"
            f"upstream paced {{ server 127.0.0.1:{self.paced[0]}; keepalive 512; }}\n"
            'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;\n'
            "server { listen 127.0.0.1:PORT backlog=4096; location / { proxy_pass http://mock; } location /paced/ { proxy_pass http://paced; } }\n",
        )

    def policy(self, name, upstream, ports, full=True, models="", rules="", keys="", threads=None):
        """A policy's text: all that costs something, or with full=False routing by name and metrics only; with more of what is given."""
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        store = f"sqlite:{self.work}/{name}.db" if full else "none"
        mock = f"http://127.0.0.1:{upstream}"
        holders = [f"http://127.0.0.1:{port}" for port in self.paced]
        held = "".join(f'  held{i}: {{ type: openai, url: "{each}/held/v1", key: $BENCH_KEY }}\n' for i, each in enumerate(holders))
        text = f"""
server: {{ listen: "127.0.0.1:{ports[0]}", admin: "127.0.0.1:{ports[1]}", threads: {threads or self.options.threads}, access_log: off }}
storage: {{ ledger: "{store}", spool_folder: "{self.work}/{name}.spool", spend: "{self.work}/{name}.spend", history: none, keys: none }}
version: 1
providers:
  whole: {{ type: openai, url: "{mock}/whole/v1", key: $BENCH_KEY }}
  stream: {{ type: openai, url: "{mock}/stream/v1", key: $BENCH_KEY }}
  claude: {{ type: anthropic, url: "{mock}/claude/v1", key: $BENCH_KEY }}
  paced: {{ type: openai, url: "{holders[0]}/paced/5/50/v1", key: $BENCH_KEY }}
{held}models:
  whole: {{ at: whole/m, price: {{ in: 0.15, out: 0.6 }}, context: 1M }}
  streamed: {{ at: stream/m, price: {{ in: 0.15, out: 0.6 }}, context: 1M }}
  translated: {{ at: claude/m, price: {{ in: 0.15, out: 0.6 }}, context: 1M }}
  paced: {{ at: paced/m, price: {{ in: 0.15, out: 0.6 }}, context: 1M }}
  held: {{ deployments: [{", ".join(f"{{ at: held{i}/m, price: {{ in: 0.15, out: 0.6 }} }}" for i in range(HOLDERS))}], balance: round-robin, context: 1M }}
{models}"""
        if full:
            text += f"""
rules:
  - {{ name: long, when: {{ input_tokens: "> 500000" }}, then: {{ use: whole }} }}
  - {{ name: team, when: {{ header.x-team: red }}, then: {{ use: streamed }} }}
{rules}
keys:
  - {{ name: bench, hash: "sha256:{digest}", team: bench }}
{keys}
limits:
  - {{ per: key, requests: 100000000/min, tokens: 100000000k/min, concurrent: 10000 }}
  - {{ per: key, spend: 1000000/day }}
"""
        if name == "traced":
            text += f"""
telemetry: {{ traces: {{ endpoint: "{mock}", sample: 100% }} }}
"""
        return text

    def gateway(self, name, ports, text, core=0):
        """Starts one with that policy; answers with its process's id."""
        path = self.work / (name + ".yaml")
        path.write_text(text)
        java = shutil.which(self.options.java) or fail(f"{self.options.java} is missing")
        command = [java] + self.options.flags.split() + ["-jar", self.options.jar, "serve", "--policy", str(path)]
        process = self.start(core, command, name, dict(os.environ, BENCH_KEY="sk-upstream"))
        self.await_port(ports[0], process, name)
        return process.pid

    def load(self, url, body, connections, seconds, pause=0, key=KEY):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", "post.lua", url]
        command += ["--", body, key, str(pause)]
        result = subprocess.run(pinned(1, command), cwd=self.work, capture_output=True, text=True)
        for line in result.stdout.splitlines():
            if line.startswith("RESULT "):
                return json.loads(line[7:])
        fail("wrk said: " + result.stdout + result.stderr)

    def cost(self, pid, url, body, connections, seconds, pause=0, key=KEY):
        """What a load said, with the processor time of each good answer in microseconds."""
        before, uncompiled = cpu_nanos(pid), cpu_nanos(pid, compilers=False)
        result = self.load(url, body, connections, seconds, pause, key)
        time.sleep(0.5)  # what is behind the replies, as records on their way to the store
        result["us"] = (cpu_nanos(pid) - before) / 1e3 / max(1, result["good"])
        result["us_uncompiled"] = (cpu_nanos(pid, compilers=False) - uncompiled) / 1e3 / max(1, result["good"])
        return result

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()
        if not self.options.keep:
            shutil.rmtree(self.work, ignore_errors=True)


def watch(address):
    """What an open dashboard asks for: its live stream as it comes, other answers every two seconds. Ends with the gateway."""
    while True:
        try:
            with urllib.request.urlopen(address) as reply:
                while reply.read1(65536):
                    pass
        except (OSError, http.client.HTTPException):
            return
        time.sleep(2)


def openai_stream(usage):
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    events = []
    for i in range(EVENTS):
        delta = {"content": words(i)}
        events.append(json.dumps(dict(chunk, choices=[{"index": 0, "delta": delta, "finish_reason": None}])))
    events.append(json.dumps(dict(chunk, choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])))
    events.append(json.dumps(dict(chunk, choices=[], usage=usage)))
    return "".join(f"data: {e}\n\n" for e in events) + "data: [DONE]\n\n"


def anthropic_stream(usage):
    """The same words as Anthropic's API sends them."""
    begun = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None, "stop_sequence": None}
    begun["usage"] = {"input_tokens": usage["prompt_tokens"], "output_tokens": 1}
    events = [{"type": "message_start", "message": begun}]
    events.append({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
    events.append({"type": "ping"})
    for i in range(EVENTS):
        events.append({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": words(i)}})
    events.append({"type": "content_block_stop", "index": 0})
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    events.append({"type": "message_delta", "delta": ended, "usage": {"output_tokens": usage["completion_tokens"]}})
    events.append({"type": "message_stop"})
    return "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)


def words(i):
    return "eight words that stand for what a model says "[i % 9 :] + str(i)


def url(target, scenario):
    return target["base"] + (PATHS[SCENARIOS[scenario][2]] if target["nginx"] else "/v1/chat/completions")


def measure(bench, targets, scenarios):
    options = bench.options
    rows = []
    for scenario in scenarios:
        connections, size, model, pause = SCENARIOS[scenario]
        body = bench.body(scenario, size, model)
        for target in targets:
            bench.load(url(target, scenario), body, connections, options.warm, pause)
        rounds = {target["name"]: [] for target in targets}
        for number in range(options.rounds):
            for target in targets if number % 2 == 0 else reversed(targets):
                result = bench.cost(target["pid"], url(target, scenario), body, connections, options.seconds, pause)
                rounds[target["name"]].append(result)
            print(f"{scenario}: round {number + 1} of {options.rounds}", file=sys.stderr)
        first = statistics.median(r["us"] for r in rounds[targets[0]["name"]])
        for target in targets:
            results = rounds[target["name"]]
            median = statistics.median(r["us"] for r in results)
            row = {"scenario": scenario, "target": target["name"], "cpu_us": round(median, 1)}
            row["least"] = round(min(r["us"] for r in results), 1)
            row["most"] = round(max(r["us"] for r in results), 1)
            row["ratio"] = round(median / first, 2)
            row["per_second"] = round(statistics.median(r["good"] for r in results) / options.seconds)
            row["p50_us"] = statistics.median(r["p50"] for r in results)
            row["p99_us"] = statistics.median(r["p99"] for r in results)
            row["bad"] = sum(r["bad"] for r in results)
            row["rss_mb"] = rss_mb(target["pid"])
            rows.append(row)
    return rows


def table(rows, first):
    print(f"| scenario | target | CPU µs a request, median | least to most | to {first} | requests/s | p50, p99 ms | RSS MB | bad |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in rows:
        print(
            f"| {r['scenario']} | {r['target']} | {r['cpu_us']} | {r['least']} to {r['most']} | {r['ratio']}x | {r['per_second']} "
            f"| {r['p50_us'] / 1e3:.2f}, {r['p99_us'] / 1e3:.1f} | {r['rss_mb']} | {r['bad']} |"
        )


def translating(rows):
    """What the gateway's own work on a stream costs where it translates, in events that it passes on."""
    for target in dict.fromkeys(r["target"] for r in rows if r["target"] != "nginx"):
        cost = {r["scenario"]: r["cpu_us"] for r in rows if r["target"] == target}
        if "stream-c32" in cost and "stream-translated" in cost:
            ratio = cost["stream-translated"] / cost["stream-c32"]
            print(f"\n{target}: a translated event costs {ratio:.2f}x one that is passed on ({EVENTS} of each in a stream)")


def need(jar=None):
    """Ends where a program or the gateway is missing."""
    for program in ("wrk", "nginx"):
        if not shutil.which(program) and not (program == "nginx" and os.path.exists("/usr/sbin/nginx")):
            fail(program + " is missing")
    if jar and not os.path.exists(jar):
        fail(jar + " is missing: ./gateway self-test builds it")


def with_gateway(parser):
    """The options of every script here that starts gateways."""
    parser.add_argument("--threads", type=int, default=1, help="event loops of the gateway")
    parser.add_argument("--java", default="java")
    parser.add_argument("--flags", default=FLAGS, help="of the virtual machine")
    parser.add_argument("--jar", default=str(ROOT / "gateway-server/target/gateway-server.jar"))
    parser.add_argument("--json", metavar="FILE", help="the figures as JSON, too")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and policies")
    return parser


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), help="of " + ", ".join(SCENARIOS))
    parser.add_argument("--variants", default="full", help="of the gateway: off (nothing but routing by name), full (keys, limits, rules, SQLite ledger), traced (full, every request as a trace to a collector), watched (full, with a dashboard open)")
    parser.add_argument("--target", action="append", default=[], metavar="NAME=BASE_URL", help="another gateway that runs, up to and with /v1; set it up with the models whole, streamed and so on")
    parser.add_argument("--pid", action="append", default=[], metavar="NAME=PID", help="its process; pin it yourself")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of one measurement")
    parser.add_argument("--warm", type=int, default=15, help="seconds before the first, for each target and scenario")
    parser.add_argument("--without-nginx", action="store_true", help="ratios are to the first variant then")
    options = with_gateway(parser).parse_args()
    need(options.jar)
    scenarios = options.scenarios.split(",")
    if unknown := [s for s in scenarios if s not in SCENARIOS]:
        fail(f"scenario {unknown[0]} is not known (expected: {', '.join(SCENARIOS)})")
    bench = Bench(options)
    try:
        upstream = bench.provider()
        targets = []
        if not options.without_nginx:
            port, pid = bench.proxy(upstream)
            targets.append({"name": "nginx", "base": f"http://127.0.0.1:{port}", "pid": pid, "nginx": True})
        for variant in options.variants.split(","):
            ports = free_port(), free_port()
            pid = bench.gateway(variant, ports, bench.policy(variant, upstream, ports, variant != "off"))
            if variant == "watched":
                for path in ("live", "models", "decisions?limit=50"):
                    threading.Thread(target=watch, args=(f"http://127.0.0.1:{ports[1]}/admin/v1/{path}",), daemon=True).start()
            targets.append({"name": "gateway " + variant, "base": f"http://127.0.0.1:{ports[0]}", "pid": pid, "nginx": False})
        pids = dict(each.split("=", 1) for each in options.pid)
        for each in options.target:
            name, base = each.split("=", 1)
            if name not in pids:
                fail(f"--target {name} needs --pid {name}=PID")
            targets.append({"name": name, "base": base.removesuffix("/v1"), "pid": int(pids[name]), "nginx": False})
        rows = measure(bench, targets, scenarios)
        table(rows, targets[0]["name"])
        translating(rows)
        if options.json:
            pathlib.Path(options.json).write_text(json.dumps({"flags": options.flags, "rows": rows}, indent=2) + "\n")
        sys.exit(1 if any(row["bad"] for row in rows) else 0)
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
