"""Writes the figures as docs/benchmarks.md, beside the raw ones as docs/benchmarks.json."""

import json
import os
import statistics

TITLES = {
    "tree": "A real tree",
    "large-file": "One large file of database pages",
    "incompressible": "Incompressible data",
    "tiny-files": "Tiny files",
}
WORKS = {
    "first": "first backup",
    "unchanged": "backup, nothing changed",
    "restore": "restore",
    "verify": "verify, all data",
    "changed": "backup after 1 % changed",
}
# (data set, work, most that wall clock of dr may be of restic's)
TARGETS = (
    ("tree", "first", 0.45),
    ("tree", "unchanged", 0.25),
    ("tree", "restore", 0.60),
    ("tree", "verify", 0.35),
    ("large-file", "first", 0.45),
)
SIZE_TARGET = 1.02
NOTES = "## Notes"


def median(samples: list[dict], key: str) -> float:
    return statistics.median(sample[key] for sample in samples)


def seconds(samples: list[dict]) -> str:
    walls = [sample["wall"] for sample in samples]
    text = f"{statistics.median(walls):.2f}"
    return text if len(walls) == 1 else f"{text} ({min(walls):.2f}–{max(walls):.2f})"


def ratio(runs: dict, peer: str, key: str) -> float | None:
    """dr's median over the peer's, or None where one of them was not measured."""
    if "dr" not in runs or peer not in runs:
        return None
    below = median(runs[peer], key)
    return median(runs["dr"], key) / below if below else None


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def table(columns: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|---" + "|---:" * (len(columns) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def render_set(name: str, data: dict, tools: list[str]) -> str:
    works = [work for work in WORKS if work in data["runs"]]
    # A set may have been measured with fewer tools than another.
    tools = [tool for tool in tools if all(tool in data["runs"][work] for work in works)]
    others = [tool for tool in tools if tool != "dr"] if "dr" in tools else []
    columns = [*tools, *(f"dr / {tool}" for tool in others)]

    def rows(cell, key: str) -> list[list[str]]:
        return [
            [WORKS[work]]
            + [cell(data["runs"][work][tool]) for tool in tools]
            + [shown(ratio(data["runs"][work], other, key)) for other in others]
            for work in works
        ]

    sizes = []
    for label, by_tool in data["sizes"].items():
        middle = {tool: statistics.median(values) for tool, values in by_tool.items()}
        sizes.append(
            [f"after the {WORKS[label]}"]
            + [f"{middle[tool] / 1e6:,.1f}" for tool in tools]
            + [f"{middle['dr'] / middle[other]:.3f}" for other in others]
        )
    return "\n\n".join(
        [
            f"## {TITLES[name]}",
            f"{data['files']:,} files, {data['bytes']:,} bytes; {data['date']}.",
            table(["wall clock, s", *columns], rows(seconds, "wall")),
            table(["user + system CPU, s", *columns], rows(lambda one: f"{median(one, 'cpu'):.2f}", "cpu")),
            table(["peak memory, MB", *columns], rows(lambda one: f"{median(one, 'memory') / 1e6:.0f}", "memory")),
            table(["repository, MB", *columns], sizes),
        ]
    )


def render_targets(sets: dict) -> str:
    rows = []

    def row(name: str, what: str, limit: float, measured: float | None, digits: int = 2) -> None:
        if measured is None:
            value, verdict = "–", "not measured"
        else:
            value = f"{measured:.{digits}f}"
            verdict = "met" if float(value) <= limit else "**missed**"
        rows.append([f"{TITLES[name].lower()}: {what}", f"≤ {limit:.{digits}f}", value, verdict])

    for name, work, limit in TARGETS:
        runs = sets.get(name, {}).get("runs", {}).get(work, {})
        row(name, f"{WORKS[work]}, wall clock", limit, ratio(runs, "restic", "wall"))
    for name in TITLES:
        if name not in sets:
            continue
        sizes = sets[name]["sizes"]["first"]
        if "dr" in sizes and "restic" in sizes:
            row(name, "repository", SIZE_TARGET, statistics.median(sizes["dr"]) / statistics.median(sizes["restic"]), 3)
        peaks = [ratio(runs, "restic", "memory") for runs in sets[name]["runs"].values()]
        row(name, "peak memory, the worst of its rows", 1.0, None if None in peaks else max(peaks))
    return "## Targets, as ratios dr / restic\n\n" + table(["work", "target", "measured", ""], rows)


def render(data: dict) -> str:
    tools = list(data["versions"])
    machine = data["machine"]
    works = [by_tool for one in data["sets"].values() for by_tool in one["runs"].values()]
    counts = ", ".join(map(str, sorted({len(samples) for by_tool in works for samples in by_tool.values()})))
    versions = ", ".join(f"{tool} {version}" for tool, version in data["versions"].items())
    intro = f"""# Benchmarks

Written by `tools/bench/run`; do not edit above the notes. The raw figures are in `benchmarks.json`.

- Tools: {versions}; all encrypt, and compress with zstd
  at the class of restic's default (about level 3).
- Machine: {machine["processor"]}, {machine["cores"]} cores, {machine["memory"]} of memory, {machine["system"]},
  file system {machine["file system"]}.
- Method: the tools take turns on the same data, each with a new repository in every run, on one disk. What a work reads
  is read once before it starts, so the page cache is warm; what was written before is flushed. Runs of each: {counts}; medians, the range in brackets.
  CPU time and peak memory are the kernel's account of the process. Every exit code is checked, and the number of
  files and bytes of every restore."""
    parts = [intro]
    if "dr" in tools and "restic" in tools:
        parts.append(render_targets(data["sets"]))
    parts += [render_set(name, data["sets"][name], tools) for name in data["sets"]]
    return "\n\n".join(parts) + "\n"


def write(data: dict, output: str) -> None:
    """Writes output.json and output.md, and keeps the hand-written notes at the end of the latter."""
    os.makedirs(os.path.dirname(output) or ".", exist_ok=True)
    notes = ""
    if os.path.exists(f"{output}.md"):
        with open(f"{output}.md", encoding="utf-8") as file:
            before, marker, after = file.read().partition(f"\n{NOTES}\n")
            notes = marker + after
    for path, text in ((f"{output}.json", json.dumps(data, indent=1) + "\n"), (f"{output}.md", render(data) + notes)):
        with open(f"{path}.new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(f"{path}.new", path)
