#!/usr/bin/env python3
"""Processor time a request of the gateway while one thing grows: rules, keys, models, bodies, open streams, the ledger, connections, event loops.

    docker/bench/curves.py --out build/curves                   # all of them: a table, and a plot of each as SVG in that folder
    docker/bench/curves.py --only rules,keys --rounds 9
    docker/bench/curves.py --list                               # what there is, and how long it takes

Needs what load.py needs and stands on the same ground: the gateway on the first processor, provider and load on the second, one policy with keys,
limits, rules and a ledger. Points of one curve are measured in turn, every other round the other way round, and where it can be by one process, which is
given one policy after the other: what differs is then what grows, and not how the virtual machine compiled. A curve begins with --warm seconds of load.
A slope is of the medians, from the first point to the last. Ends with status 1 where there were errors, and with 2 where something is missing.
"""
import argparse, contextlib, hashlib, json, os, pathlib, resource, socket, sqlite3, statistics, sys, time, urllib.error, urllib.request

import load
from plot import Plot

CHATS = "/v1/chat/completions"
LEDGER = 1_000_000  # records, the most


class Run:
    """One curve: the gateways it started, and what it found: {series: {x: [µs of each round]}}."""

    def __init__(self, bench, upstream):
        self.bench, self.upstream, self.options = bench, upstream, bench.options
        self.found, self.bad, self.policies = {}, 0, {}

    def gateway(self, name, core=0, managed=None, **policy):
        ports = load.free_port(), load.free_port()
        text = self.bench.policy(name, self.upstream, ports, **policy)
        if managed:
            text = text.replace("keys: none", f'keys: "{managed}"')
        return {"ports": ports, "name": name, "pid": self.bench.gateway(name, ports, text, core), "url": f"http://127.0.0.1:{ports[0]}{CHATS}"}

    def adopt(self, gateway, **policy):
        """Gives a running gateway another policy, and returns when it has it."""
        text = self.bench.policy(gateway["name"], self.upstream, gateway["ports"], **policy)
        if self.policies.get(gateway["name"]) == text:
            return
        url = f"http://127.0.0.1:{gateway['ports'][1]}/admin/v1/policy?in_memory=true"
        request = urllib.request.Request(url, text.encode(), {"content-type": "application/yaml"}, method="POST")
        try:
            urllib.request.urlopen(request, timeout=120).read()
        except urllib.error.HTTPError as refused:
            load.fail("the policy was refused: " + refused.read().decode()[:2000])
        self.policies[gateway["name"]] = text

    def warm(self, target, body, connections=32, seconds=None, key=load.KEY):
        self.bench.load(target["url"], body, connections, seconds or self.options.warm, 0, key)

    def measure(self, series, x, target, body, connections=32, key=load.KEY):
        result = self.bench.cost(target["pid"], target["url"], body, connections, self.options.seconds, 0, key)
        self.found.setdefault(series, {}).setdefault(x, []).append(result)
        self.bad += result["bad"]

    def rounds(self, points):
        """The points, forward and backward in turn."""
        for number in range(self.options.rounds):
            yield from points if number % 2 == 0 else list(reversed(points))
            print(f"  round {number + 1} of {self.options.rounds}", file=sys.stderr)


def ask(bench, model, size=900):
    return bench.body(f"{model.replace(':', '-')}-{size}", size, model)


def rules_of(count):
    """Of all kinds, as people with many write them, none of which holds: most by team, header and metadata, some by words, tokens, language and time."""
    kinds = (
        "{ header.x-team: team-%d }",
        "{ team: team-%d }",
        "{ metadata.app: [app-%d, app-%d-next] }",
        "{ key: client-%d, stream: false }",
        "{ user: robot-%d }",
        '{ input_tokens: "> %d" }',
        "{ text: [zeitgeist%d, quarkstrudel%d] }",
        '{ tags: [label-%d], turns: "< 9" }',
        '{ language: de, header.x-region: "eu-%d" }',
        '{ any: [{ team: crew-%d }, { header.x-team: crew-%d }] }',
    )
    lines = []
    for i in range(count):
        kind = kinds[i % len(kinds)]
        when = kind % ((500_000 + i,) if "tokens" in kind else (i,) * kind.count("%d"))
        lines.append(f"  - {{ name: r{i}, when: {when}, then: {{ use: streamed }} }}\n")
    return "".join(lines)


def rules(run):
    body = ask(run.bench, "auto")
    target = run.gateway("rules", rules=rules_of(10))
    points = [10, 100, 300, 1_000]
    for count in points:
        run.adopt(target, rules=rules_of(count))
        run.warm(target, body, seconds=run.options.warm // len(points) + 1)
    for count in run.rounds(points):
        run.adopt(target, rules=rules_of(count))
        run.measure("none of them holds", count, target, body)


def digest(i):
    return hashlib.sha256(f"sk-{i}".encode()).hexdigest()


def keys_of(count):
    """As short as they can be written: a policy's file has at most 1 MB."""
    return "".join(f"  - {{name: k{i}, hash: sha256:{digest(i)}}}\n" for i in range(count - 1))


def managed_file(run, count):
    keys = [
        {"name": f"k{i}", "hashes": [{"sha256": digest(i)}], "team": f"t{i % 50}", "tags": [], "created_at": "2026-01-01T00:00:00Z", "created_by": "bench", "revision": 1}
        for i in range(count)
    ]
    path = run.bench.work / f"keys-{count}.json"
    path.write_text(json.dumps({"version": 1, "keys": keys}))
    return path


def keys(run):
    body = ask(run.bench, "whole")
    target = run.gateway("keys")
    points = [10, 100, 1_000, 10_000]
    managed = {count: run.gateway(f"managed-{count}", managed=managed_file(run, count)) for count in (10, 10_000)}
    for count in points:
        run.adopt(target, keys=keys_of(count))
        run.warm(target, body, seconds=run.options.warm // len(points) + 1)
    for each in managed.values():
        run.warm(each, body, key="sk-7")
    for count in run.rounds(points):
        run.adopt(target, keys=keys_of(count))
        run.measure("of the policy", count, target, body)
        if count in managed:
            run.measure("managed, a process each", count, managed[count], body, key="sk-7")


def models_of(count):
    """Dearer than the one that answers, so that scores prefer it."""
    return "".join(f"  m{i}: {{ at: whole/m{i}, price: {{ in: {1 + i % 7}, out: {4 + i % 9} }}, context: 1M }}\n" for i in range(count - 5))


def models(run):
    named, first, scored = ask(run.bench, "whole"), ask(run.bench, "auto"), run.bench.body("scored", 900, "auto:cheap", stream=False)
    scores = "scores:\n  cheap: { weights: { cost: 3, latency: 1 } }\n"
    target = run.gateway("models")
    points = [10, 50, 150, 500]
    asked = {"asked for by name": named, "auto, in the policy's order": first, "auto, ranked by a score": scored}
    for count in points:
        run.adopt(target, models=models_of(count) + scores)
        for body in asked.values():
            run.warm(target, body, seconds=run.options.warm // 12 + 1)
    for count in run.rounds(points):
        run.adopt(target, models=models_of(count) + scores)
        for series, body in asked.items():
            run.measure(series, count, target, body)


def proxy(run):
    port, pid = run.bench.proxy(run.upstream)
    return {"pid": pid, "url": f"http://127.0.0.1:{port}" + load.PATHS["whole"]}


def bodies(run):
    sizes = [1_000, 16_000, 64_000, 256_000, 512_000, 1_000_000]
    target, beside = run.gateway("bodies"), proxy(run)
    asked = {size: ask(run.bench, "whole", size) for size in sizes}
    for size in sizes:
        run.warm(target, asked[size], 8, run.options.warm // len(sizes) + 1)
    for size in run.rounds(sizes):
        run.measure("gateway", size, target, asked[size], 8)
        run.measure("nginx", size, beside, asked[size], 8)


def connections(run):
    body = ask(run.bench, "whole")
    target, beside = run.gateway("connections"), proxy(run)
    points = [1, 4, 16, 64, 256, 512]
    run.warm(target, body)
    for count in run.rounds(points):
        run.measure("gateway", count, target, body, count)
        run.measure("nginx", count, beside, body, count)


def allow_files():
    """As many open files as this user may have, for the streams that are held; those that are started inherit it."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def held(run, target, count):
    """So many streams that have had their first event and get no other."""
    body = (run.bench.work / ask(run.bench, "held")).read_bytes()
    head = f"POST {CHATS} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {load.KEY}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    with contextlib.ExitStack() as open_ones:
        streams = []
        for _ in range(count):
            stream = open_ones.enter_context(socket.create_connection(("127.0.0.1", target["ports"][0]), timeout=30))
            stream.sendall(head.encode() + body)
            streams.append(stream)
        for stream in streams:
            seen = b""
            while b"data: " not in seen:
                more = stream.recv(65_536)
                seen += more
                if not more or not seen.startswith(b"HTTP/1.1 200"):
                    load.fail("a stream was refused: " + seen.decode())
        yield


def streams(run):
    body = ask(run.bench, "whole")
    target = run.gateway("streams")
    run.warm(target, body)
    for count in run.rounds([0, 100, 500, 2_000]):
        with held(run, target, count):
            run.measure("chats beside them", count, target, body)
        time.sleep(1)  # their ends are not a chat's cost


def fill(file, count):
    """Makes the table hold so many records: those that are there, again and again, each with an id of its own."""
    with contextlib.closing(sqlite3.connect(file, timeout=60)) as database:
        if count == 0:
            database.execute("delete from records")
        have = database.execute("select count(*) from records").fetchone()[0]
        names = [row[1] for row in database.execute("pragma table_info(records)")]
        others = ", ".join(names)
        fresh = ", ".join("substr(id, 1, 12) || lower(hex(randomblob(12)))" if name == "id" else name for name in names)
        if have == 0 and count:
            load.fail(f"{file} has no records that could be copied")
        while have < count:
            database.execute(f"insert into records({others}) select {fresh} from records limit ?", (count - have,))
            have = database.execute("select count(*) from records").fetchone()[0]
        database.commit()
        database.execute("pragma wal_checkpoint(truncate)")


def ledger(run):
    """Two gateways: the records of one grow, those of the other are removed before each measurement. What is measured adds its own."""
    body = ask(run.bench, "whole")
    grows, stays = run.gateway("grows"), run.gateway("stays")
    files = {each["name"]: run.bench.work / f"{each['name']}.db" for each in (grows, stays)}
    for each in (grows, stays):
        run.warm(each, body)
    time.sleep(3)  # until the last records are in the files
    for count in (0, 100_000, 300_000, LEDGER):
        for _ in range(run.options.rounds):
            fill(files["grows"], count)
            fill(files["stays"], 0)
            run.measure("grows", count, grows, body)
            run.measure("emptied before each measurement", count, stays, body)
        print(f"  {count:,} records", file=sys.stderr)


def loops(run):
    """Processor time; where there are two processors only, provider and load share those of the gateway, and requests a second say little."""
    body = ask(run.bench, "whole")
    most = os.cpu_count() or 1
    points = [count for count in (1, 2, 4, 8, 16) if count <= max(2, most - 1)]
    targets = {}
    for count in points:
        core = 0 if count == 1 else f"0-{min(count, most) - 1}"
        targets[count] = run.gateway(f"loops-{count}", core, threads=count)
        run.warm(targets[count], body, 64)
    for count in run.rounds(points):
        run.measure("gateway", count, targets[count], body, 64)


CURVES = {  # name: (measures, title, what grows, scale, processes to warm up, measurements of one round)
    "rules": (rules, "Rules", "rules of the policy", "log", 1, 4),
    "keys": (keys, "Keys", "keys", "log", 3, 6),
    "models": (models, "Models", "models of the policy", "log", 1, 12),
    "bodies": (bodies, "Bodies", "bytes of the prompt", "linear", 1, 12),
    "streams": (streams, "Open streams", "streams that are open and still", "linear", 1, 5),
    "ledger": (ledger, "Ledger", "records in SQLite", "linear", 2, 9),
    "connections": (connections, "Connections", "connections that ask without a pause", "log", 1, 12),
    "loops": (loops, "Event loops", "event loops", "log", 2, 2),
}


def seconds(options, name):
    _, _, _, _, processes, measurements = CURVES[name]
    filling = 150 if name == "ledger" else 0
    return processes * (options.warm + 4) + measurements * options.rounds * (options.seconds + 1) + filling


def summary(name, run):
    """The curve as figures: of each point the median, the least and the most."""
    series = {}
    for label, points in run.found.items():
        series[label] = [
            {
                "x": x,
                "cpu_us": round(statistics.median(r["us"] for r in results), 1),
                "least": round(min(r["us"] for r in results), 1),
                "most": round(max(r["us"] for r in results), 1),
                "per_second": round(statistics.median(r["good"] for r in results) / run.options.seconds),
                "p99_us": statistics.median(r["p99"] for r in results),
            }
            for x, results in sorted(points.items())
        ]
    return {"curve": name, "bad": run.bad, "series": series}


def table(curve):
    _, title, grows, _, _, _ = CURVES[curve["curve"]]
    print(f"\n## {title}\n\n| {grows} | of | CPU µs a request, median | least to most | requests/s | p99 ms |")
    print("|---|---|---|---|---|---|")
    for label, points in curve["series"].items():
        for p in points:
            print(f"| {p['x']:,} | {label} | {p['cpu_us']} | {p['least']} to {p['most']} | {p['per_second']} | {p['p99_us'] / 1e3:.1f} |")
    print()
    for label, points in curve["series"].items():
        first, last = points[0], points[-1]
        more = last["cpu_us"] - first["cpu_us"]
        each = more * 1e3 / max(1, last["x"] - first["x"])
        print(f"{label}: {first['x']:,} to {last['x']:,} adds {more:+.1f} µs, {each:+.2f} ns for each")
    print(f"answers that were not good: {curve['bad']}", flush=True)


def drawn(curve):
    _, title, grows, scale, _, _ = CURVES[curve["curve"]]
    plot = Plot(f"{title}: processor time a request", grows, "µs of processor time", scale)
    for label, points in curve["series"].items():
        plot.add(label, [(p["x"], p["cpu_us"], p["least"], p["most"]) for p in points])
    return plot.svg()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(CURVES), help="of " + ", ".join(CURVES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of one measurement")
    parser.add_argument("--warm", type=int, default=45, help="seconds before the first of each process")
    parser.add_argument("--out", type=pathlib.Path, metavar="FOLDER", help="for the plots")
    parser.add_argument("--list", action="store_true", help="tells the curves and their time, and ends")
    options = load.with_gateway(parser).parse_args()
    chosen = options.only.split(",")
    if unknown := [name for name in chosen if name not in CURVES]:
        load.fail(f"curve {unknown[0]} is not known (expected: {', '.join(CURVES)})")
    for name in chosen:
        print(f"{name}: {CURVES[name][2]}, about {seconds(options, name) / 60:.0f} min", file=sys.stderr)
    print(f"together about {sum(seconds(options, name) for name in chosen) / 60:.0f} minutes", file=sys.stderr)
    if options.list:
        return
    load.need(options.jar)
    allow_files()
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
    curves = []
    for name in chosen:
        print(f"{name} …", file=sys.stderr)
        bench = load.Bench(options)
        try:
            run = Run(bench, bench.provider())
            CURVES[name][0](run)
            curves.append(summary(name, run))
        finally:
            bench.stop()
        table(curves[-1])
        if options.out:
            (options.out / f"{name}.svg").write_text(drawn(curves[-1]))
        if options.json:
            pathlib.Path(options.json).write_text(json.dumps({"flags": options.flags, "curves": curves}, indent=2) + "\n")
    sys.exit(1 if any(curve["bad"] for curve in curves) else 0)


if __name__ == "__main__":
    main()
