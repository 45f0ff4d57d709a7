"""Measures dr, restic and borg on the same data, interleaved, and writes the report. Started by tools/bench/run."""

import argparse
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import machine
import measure
import peers
import report

# Name: (amount, amount with --quick); the generators and their units are in datasets.py.
GENERATED = {
    "large-file": (8_000_000_000, 256_000_000),
    "incompressible": (2_000_000_000, 128_000_000),
    "tiny-files": (200_000, 5_000),
}
SETS = ("tree", *GENERATED)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench/run")
    parser.add_argument("--docs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--tools", default="dr,restic,borg")
    parser.add_argument("--tree", default="/usr")
    parser.add_argument("--scratch", default=tempfile.gettempdir())
    parser.add_argument("--output")
    options = parser.parse_args()
    options.runs = options.runs or (1 if options.quick else 3)
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    if options.quick and options.tree == "/usr":
        options.tree = "/usr/share/doc"
    if not options.quick and not options.output:
        options.output = options.docs
    return options


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def binaries(options: argparse.Namespace, scratch: str) -> dict[str, str]:
    """The tools that are asked for and work here; dr is left out while its init makes no repository."""
    found = {}
    for name in options.tools.split(","):
        binary = options.binary if name == "dr" else shutil.which(name)
        if not binary or not os.access(binary, os.X_OK):
            say(f"{name}: not found, left out")
            continue
        found[name] = os.path.abspath(binary)
    if "dr" in found:
        dr = peers.Dr(found["dr"], os.path.join(scratch, "probe"))
        os.makedirs(dr.home)
        subprocess.run(dr.command("init", "", ""), env=dr.environment(), capture_output=True, check=False)
        if not os.path.exists(os.path.join(dr.repository, "config")):
            say("dr: its init made no repository, left out")
            del found["dr"]
    if not found:
        sys.exit("bench: no tool to measure")
    return found


def generate(kind: str, path: str, amount: int) -> None:
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "datasets.py")
    subprocess.run([sys.executable, script, kind, path, str(amount)], check=True)


class Round:
    """One pass over all work on one data set, every tool with a new repository."""

    def __init__(self, tools: list[peers.Peer], source: str, target: str, results: dict):
        self.tools = tools
        self.source = source
        self.target = target
        self.results = results
        for tool in tools:
            os.makedirs(tool.home)
            measure.run(tool.command("init", source, target), tool.environment(), tool.home)

    def work(self, label: str, command: str) -> None:
        """Every tool does the same work, one after the other."""
        restores = command == "restore"
        for tool in self.tools:
            if restores:
                os.mkdir(self.target)
            # borg restores into the directory where it is started.
            directory = self.target if restores else tool.home
            self.warm(tool, label)
            sample = measure.run(tool.command(command, self.source, self.target), tool.environment(), directory)
            if restores:
                self.check_restored(tool)
                measure.remove(self.target)
            self.results["runs"].setdefault(label, {}).setdefault(tool.name, []).append(sample)
            wall, cpu, memory = sample["wall"], sample["cpu"], sample["memory"] / 1e6
            say(f"  {label:<10} {tool.name:<7} {wall:8.2f} s  {cpu:8.2f} s CPU  {memory:6.0f} MB")

    def warm(self, tool: peers.Peer, label: str) -> None:
        """Reads what the work will read; some machines give cached pages back after seconds."""
        if label in ("first", "changed"):
            measure.warm(self.source)
        if label == "unchanged":
            measure.extent(self.source)
        if label != "first":
            measure.warm(tool.home)

    def sizes(self, label: str) -> None:
        for tool in self.tools:
            size = measure.extent(tool.repository)[1]
            self.results["sizes"].setdefault(label, {}).setdefault(tool.name, []).append(size)

    def check_restored(self, tool: peers.Peer) -> None:
        restored = measure.extent(self.target + self.source)
        expected = (self.results["files"], self.results["bytes"])
        if restored != expected:
            raise measure.CommandFailed(f"{tool.name} restored (files, bytes) {restored}, the source has {expected}")


def measure_set(name: str, options: argparse.Namespace, found: dict[str, str], scratch: str) -> dict:
    if name == "tree":
        source = os.path.realpath(options.tree)
    else:
        source = os.path.join(scratch, name)
        generate(name, source, GENERATED[name][1 if options.quick else 0])
    measure.warm(source)
    files, size = measure.extent(source)
    say(f"{name}: {source}, {files} files, {size} bytes")
    results = {"date": today(), "files": files, "bytes": size, "runs": {}, "sizes": {}}
    for number in range(options.runs):
        # Another tool goes first each time.
        classes = [peer for peer in peers.PEERS if peer.name in found]
        shift = number % len(classes)
        home = os.path.join(scratch, "repositories")
        tools = [peer(found[peer.name], home) for peer in classes[shift:] + classes[:shift]]
        say(f" run {number + 1} of {options.runs}")
        turn = Round(tools, source, os.path.join(scratch, "restored"), results)
        turn.work("first", "backup")
        turn.sizes("first")
        turn.work("unchanged", "backup")
        turn.work("restore", "restore")
        turn.work("verify", "verify")
        if name == "large-file":
            generate("change", source, number)
            turn.work("changed", "backup")
            turn.sizes("changed")
        measure.remove(home)
    if name != "tree":
        measure.remove(source)
    return results


def today() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


def earlier(path: str, header: dict) -> dict:
    """The figures of an earlier run, when they come from the same machine and the same versions."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        kept = json.load(file)
    if any(kept[key] != header[key] for key in ("machine", "versions")):
        say(f"{path}: from another machine or other versions, starting anew")
        return {}
    return kept["sets"]


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    scratch = os.path.realpath(tempfile.mkdtemp(prefix="dr-bench-", dir=options.scratch))
    try:
        free = shutil.disk_usage(scratch).free
        if not options.quick and free < 40e9:
            sys.exit(f"bench: {scratch} has {free / 1e9:.0f} GB free, 40 are needed; name another place with --scratch")
        found = binaries(options, scratch)
        versions = {peer.name: peer(found[peer.name], scratch).version() for peer in peers.PEERS if peer.name in found}
        header = {"machine": machine.describe(scratch), "versions": versions}
        say(f"load average {os.getloadavg()[0]:.2f}; another busy program spoils the figures")
        output = os.path.join(options.output, "benchmarks") if options.output else None
        sets = earlier(f"{output}.json", header) if output and options.only else {}
        for name in (options.only,) if options.only else SETS:
            sets[name] = measure_set(name, options, found, scratch)
            data = header | {"sets": {known: sets[known] for known in SETS if known in sets}}
            if output:
                report.write(data, output)
        print(report.render(data))
    except measure.CommandFailed as failure:
        sys.exit(f"bench: {failure}")
    finally:
        measure.remove(scratch)


if __name__ == "__main__":
    main()
