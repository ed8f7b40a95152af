#!/usr/bin/env python3
"""How long a start takes until the first good answer, and how much memory the gateway holds: idle, and after much use with streams open.

    docker/bench/start.py                                        # with the JDK that ./gateway picks
    docker/bench/start.py --home /usr/lib/jvm/jdk-17 --home /usr/lib/jvm/jdk-25 --starts 11

Runs ./gateway serve with keys, limits, rules, metrics and the SQLite ledger on, nginx as the provider, after one run that makes the caches of classes.
The time is from before the launcher's start to the whole answer to a chat; memory is resident (VmRSS). About two minutes for each JDK. Ends with
status 1 where a bar is missed, and with 2 where something is missing:

    the first good answer within 2.0 s (median), idle below 130 MB, after 200,000 requests and with 500 open streams below 220 MB, and what a request costs
    within a quarter of what it costs at last after at most 20,000 requests
"""
import argparse, http.client, json, os, pathlib, statistics, subprocess, sys, time, types

import curves, load

FIRST_ANSWER_SECONDS, IDLE_MB, USED_MB = 2.0, 130, 220
REQUESTS, STREAMS = 200_000, 500
STEADY_AFTER = 20_000
WARMING, STEADY, NEARLY = 12, 3, 1.25  # seconds that are looked at one by one, measurements at the end that tell what is steady, and how near it is
IDLE_SECONDS = 12  # the virtual machine gives memory back every ten


def launch(bench, upstream, home, name):
    """Starts one; answers with (gateway, seconds to the first good answer, processor seconds until then)."""
    ports = load.free_port(), load.free_port()
    path = bench.work / (name + ".yaml")
    path.write_text(bench.policy(name, upstream, ports))
    body = (bench.work / bench.body("first", 900, "whole")).read_bytes()
    environment = dict(os.environ, BENCH_KEY="sk-upstream", **({"JAVA_HOME": home} if home else {}))
    began = time.perf_counter()
    process = bench.start(None, [str(load.ROOT / "gateway"), "serve", "--policy", str(path)], name, environment)
    while not answers(ports[0], body):
        if process.poll() is not None or time.perf_counter() - began > 60:
            load.fail(f"no answer: {(bench.work / (name + '.log')).read_text()[-2000:]}")
        time.sleep(0.002)
    took = time.perf_counter() - began
    gateway = {"pid": process.pid, "ports": ports, "url": f"http://127.0.0.1:{ports[0]}{curves.CHATS}"}
    return process, gateway, took, load.cpu_nanos(process.pid) / 1e9


def answers(port, body):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request("POST", curves.CHATS, body, {"authorization": "Bearer " + load.KEY, "content-type": "application/json"})
        answer = client.getresponse()
        return answer.status == 200 and b"hotel" in answer.read()
    except ConnectionError:
        return False
    finally:
        client.close()


def end(bench, process):
    process.terminate()
    process.wait()
    bench.processes.remove(process)


def measure(bench, upstream, home, options):
    environment = dict(os.environ, **({"JAVA_HOME": home} if home else {}))
    subprocess.run([str(load.ROOT / "gateway"), "--version"], env=environment, check=True, stdout=subprocess.DEVNULL)  # builds, makes the cache
    took, used, idle = [], [], []
    for number in range(options.starts):
        process, gateway, seconds, processor = launch(bench, upstream, home, f"start-{number}")
        time.sleep(IDLE_SECONDS)
        took.append(seconds)
        used.append(processor)
        idle.append(load.rss_mb(process.pid))
        if number + 1 < options.starts:
            end(bench, process)
    body, done = bench.body("chat", 900, "whole"), 0
    run = types.SimpleNamespace(bench=bench)
    costs = []  # of each second at first: requests before it, microseconds of one
    while done < options.requests or len(costs) < WARMING + STEADY:
        result = bench.cost(process.pid, gateway["url"], body, 32, 1 if len(costs) < WARMING else 5)
        costs.append((done, result["us"]))
        done += result["good"]
        if result["bad"] or not result["good"]:
            load.fail(f"{result['bad']} chats failed")
    with curves.held(run, gateway, options.streams):
        bench.load(gateway["url"], body, 32, 5)
        after = load.rss_mb(process.pid)
    end(bench, process)
    steady = statistics.median(us for _, us in costs[-STEADY:])
    return {
        "steady_after": next(before for before, us in costs if us <= NEARLY * steady),
        "steady_us": round(steady, 1),
        "costs": [(before, round(us, 1)) for before, us in costs],
        "java": home or "as picked",
        "first_answer_s": round(statistics.median(took), 2),
        "least_s": round(min(took), 2),
        "most_s": round(max(took), 2),
        "cpu_s": round(statistics.median(used), 2),
        "idle_mb": round(statistics.median(idle)),
        "requests": done,
        "used_mb": after,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", action="append", help="of a JDK; may be repeated")
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--streams", type=int, default=STREAMS)
    parser.add_argument("--json", metavar="FILE", help="the figures as JSON, too")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and policies")
    parser.set_defaults(threads=1)
    options = parser.parse_args()
    load.need()
    curves.allow_files()
    bench, rows = load.Bench(options), []
    try:
        upstream = bench.provider()
        for home in options.home or [None]:
            rows.append(measure(bench, upstream, home, options))
    finally:
        bench.stop()
    print("| JDK | first good answer, s | least to most | processor s until then | idle MB | after | then MB | µs a request, at last | within a quarter of that after |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in rows:
        print(
            f"| {r['java']} | {r['first_answer_s']} | {r['least_s']} to {r['most_s']} | {r['cpu_s']} | {r['idle_mb']} "
            f"| {r['requests']:,} requests, {options.streams} streams open | {r['used_mb']} | {r['steady_us']} | {r['steady_after']:,} requests |"
        )
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=2) + "\n")
    kept = True
    for r in rows:
        for what, figure, bar in (("first good answer", "first_answer_s", FIRST_ANSWER_SECONDS), ("idle MB", "idle_mb", IDLE_MB), ("MB after use", "used_mb", USED_MB), ("requests until a request is steady", "steady_after", STEADY_AFTER)):
            kept &= r[figure] < bar
            print(f"{'kept   ' if r[figure] < bar else 'MISSED '} {r['java']}: {what} {r[figure]}, bar {bar}")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
