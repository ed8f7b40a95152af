#!/usr/bin/env python3
"""Whether a request still costs about what it did: processor time of the gateway beside nginx in the same run, and the garbage of a chat.

    docker/bench/guard.py        # under 40 seconds; .ci/run ends with it

Ratios, since machines differ; medians of three rounds, since they are busy; without the virtual machine's compilers, which are still at work after so
short a warm-up. The bounds leave room for the noise: they find that a request has become half as dear again, not that it has become a tenth dearer. load.py
measures that. Where nginx, wrk or the built gateway are missing, or the machine is too busy for a warm-up, it says so and judges nothing. Ends with status 1
where a bound is broken in two tries.
"""
import argparse, os, pathlib, shutil, statistics, subprocess, sys

import load

BOUNDS = {"chat-c32": 4.0, "stream-c32": 8.0}  # times nginx
GARBAGE = 24_000  # bytes a chat, of all threads
WARM_SECONDS, LEAST_WARM = 7, {"chat-c32": 10_000, "stream-c32": 4_000}


def missing(options):
    """What is not there for a measurement; None where all is."""
    for program in ("wrk", "nginx"):
        if not shutil.which(program) and not os.path.exists("/usr/sbin/" + program):
            return program
    return None if os.path.exists(options.jar) else options.jar


def allocated(pid, java):
    """Bytes since the start, told from the young generation; None where the JDK has no jstat."""
    jstat = pathlib.Path(os.path.realpath(shutil.which(java) or java)).parent / "jstat"
    if not jstat.exists():
        return None
    heads, figures = subprocess.run([str(jstat), "-gc", str(pid)], capture_output=True, text=True).stdout.splitlines()[:2]
    now = dict(zip(heads.split(), figures.split()))
    return (float(now["YGC"]) * float(now["EC"]) + float(now["EU"])) * 1024


def judge(bench, targets, scenario):
    """The ratio to nginx and the bytes a chat; None where the machine is too busy."""
    connections, size, model, pause = load.SCENARIOS[scenario]
    body = bench.body(scenario, size, model)
    nginx, gateway = targets
    warmed = bench.load(load.url(gateway, scenario), body, connections, WARM_SECONDS)
    if warmed["good"] < LEAST_WARM[scenario]:
        return None
    costs = {nginx["name"]: [], gateway["name"]: []}
    before, good, bad = allocated(gateway["pid"], bench.options.java), 0, warmed["bad"]
    for number in range(3):
        for target in targets if number % 2 == 0 else reversed(targets):
            result = bench.cost(target["pid"], load.url(target, scenario), body, connections, 1)
            costs[target["name"]].append(result["us_uncompiled"])
            bad += result["bad"]
            good += result["good"] if target is gateway else 0
    garbage = None if before is None else (allocated(gateway["pid"], bench.options.java) - before) / max(1, good)
    ratios = [b / a for a, b in zip(costs["nginx"], costs[gateway["name"]])]
    ratio = statistics.median(costs[gateway["name"]]) / statistics.median(costs["nginx"])
    told = "" if garbage is None else f", {garbage / 1e3:.1f} kB of garbage"
    print(f"{scenario}: {ratio:.2f}x nginx (rounds {min(ratios):.2f} to {max(ratios):.2f}; bound {BOUNDS[scenario]}x){told}", flush=True)
    if bad:
        print(f"  {bad} answers were not good")
    dear = ratio > BOUNDS[scenario] or (scenario.startswith("chat") and garbage is not None and garbage > GARBAGE)
    return not bad and not dear


def tried(options, scenarios):
    """The scenarios that broke a bound."""
    bench = load.Bench(options)
    try:
        upstream = bench.provider()
        port, pid = bench.proxy(upstream)
        targets = [{"name": "nginx", "base": f"http://127.0.0.1:{port}", "pid": pid, "nginx": True}]
        ports = load.free_port(), load.free_port()
        pid = bench.gateway("full", ports, bench.policy("full", upstream, ports))
        targets.append({"name": "gateway", "base": f"http://127.0.0.1:{ports[0]}", "pid": pid, "nginx": False})
        kept = {scenario: judge(bench, targets, scenario) for scenario in scenarios}
    finally:
        bench.stop()
    for scenario in [each for each, outcome in kept.items() if outcome is None]:
        print(f"NOT JUDGED: {scenario}: fewer than {LEAST_WARM[scenario]} requests in {WARM_SECONDS} s, the machine is too busy", flush=True)
    return [scenario for scenario, outcome in kept.items() if outcome is False]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options = load.with_gateway(parser).parse_args()
    lacking = missing(options)
    if lacking:
        print(f"NOT JUDGED: {lacking} is missing, so nothing was compared with nginx", flush=True)
        return
    broken = tried(options, list(BOUNDS))
    if broken:
        print("again: " + ", ".join(broken), flush=True)
        broken = tried(options, broken)
    if broken:
        print("a request costs more than it may: " + ", ".join(broken))
        sys.exit(1)


if __name__ == "__main__":
    main()
