"""What is told of a run: tables with medians and ratios, for people and as JSON.

Decides how samples become figures and words. Refuses to know how they came about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.lineup import CONTENDERS, SETTINGS, tell_version
from bench.machine import NOISE
from bench.measurement import Sample
from bench.scenarios import GOALS, Scenario

# By scenario and contender: one sample a round.
Figures = dict[tuple[str, str], list[Sample]]

OURS = "errgate"
BUILDS = (OURS, "errgate-compiled")
_EXPLAINED = """\
CPU: user and system time of the contender's processes, in µs, divided by the requests that wrk counted. \
Medians of the rounds; in brackets what errgate costs in the same run, as a multiple of this contender \
(less than 1: errgate is cheaper). Blank: it cannot do this. \
A 100 MiB stream counts by its bytes. `nginx+lua` and `envoy+lua` rewrite error bodies; the others do not, \
but for errgate and aiohttp."""
_DETAILS_EXPLAINED = """\
spread: (largest - smallest) / median of the rounds' CPU. p50, p99: latency in ms at full load, \
so mostly connections / throughput. busy: share of one CPU that the contender used; well under 100 % \
the load generator or the upstream was the bottleneck. memory: resident MiB after the load, of all \
processes, shared pages once; the largest of the rounds."""


@dataclass(slots=True)
class Run:
    """One run: what was asked for, where, and what it gave by setting."""

    command: str
    machine: dict[str, str]
    # Share of the CPUs that others used before it began.
    noise: float
    contenders: list[str]
    scenarios: list[Scenario]
    rounds: int
    seconds: int
    figures: dict[str, Figures] = field(default_factory=dict)
    date: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))


def print_report(run: Run) -> None:
    """The tables, on standard output."""
    for line in (*_tables(run), *_warnings(run)):
        print(line)


def write_report(run: Run, folder: Path) -> None:
    """`results.md` and `results.json` in this folder."""
    facts = {
        "date": run.date,
        **run.machine,
        "command": f"`{run.command}`",
        "rounds": f"{run.rounds} of {run.seconds} s each",
    }
    versions = {name: tell_version(CONTENDERS[name]) for name in run.contenders}
    lines = ["# What errgate costs beside other proxies", ""]
    lines += [f"- {name}: {fact}" for name, fact in {**facts, **versions}.items()]
    lines += ["", *_warnings(run), "", *_tables(run), ""]
    for setting in run.figures:
        lines += [f"## Details, {SETTINGS[setting]}", "", _DETAILS_EXPLAINED, "", *_details(run, setting), ""]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text("\n".join(lines).rstrip() + "\n")
    document = {
        **facts,
        "command": run.command,
        "noise": run.noise,
        "versions": versions,
        "samples": [
            {"setting": setting, "scenario": scenario, "contender": name, **asdict(sample)}
            for setting, figures in run.figures.items()
            for (scenario, name), samples in figures.items()
            for sample in samples
        ],
    }
    (folder / "results.json").write_text(json.dumps(document, indent=1) + "\n")


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table that is also readable as it stands."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]

    def line(cells: list[str]) -> str:
        padded = [
            f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = "|".join(["-" * (widths[0] + 2), *(f"{'-' * (width + 1)}:" for width in widths[1:])])
    return [line(head), f"|{rule}|", *map(line, rows)]


def _tables(run: Run) -> Iterator[str]:
    for setting, figures in run.figures.items():
        yield from (f"## CPU per request, {SETTINGS[setting]}", "", _EXPLAINED, "")
        rows = [
            [scenario.title, *(_cell(figures, scenario.name, name) for name in run.contenders)]
            for scenario in run.scenarios
        ]
        yield from (*table(["CPU µs", *run.contenders], rows), "")
    if "operated" in run.figures:
        yield from _goals(run, run.figures["operated"])


def _cell(figures: Figures, scenario: str, name: str) -> str:
    samples = figures.get((scenario, name))
    if not samples:
        return ""
    ratio = _ratio(figures, scenario, name)
    text = _round(_median(samples, lambda sample: sample.cpu_us))
    return text if ratio is None or name == OURS else f"{text} ({ratio:.2f}x)"


def _goals(run: Run, figures: Figures) -> Iterator[str]:
    titles = {scenario.name: scenario.title for scenario in run.scenarios}
    builds = [name for name in BUILDS if name in run.contenders]
    rows = []
    for goal in GOALS:
        ratios = [_ratio(figures, goal.scenario, goal.other, build) for build in builds]
        if any(ratio is not None for ratio in ratios):
            told = [_judge(ratio, goal.factor) for ratio in ratios]
            rows.append([f"{titles[goal.scenario]}, to {goal.other}", f"{goal.factor}", *told])
    if rows:
        yield from ("## Goals, as operated", "", *table(["CPU by ratio", "at most", *builds], rows), "")


def _judge(ratio: float | None, most: float) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f} {'met' if ratio <= most else 'not met'}"


def _details(run: Run, setting: str) -> list[str]:
    columns: dict[str, Callable[[list[Sample]], str]] = {
        "CPU µs": lambda them: _round(_median(them, lambda one: one.cpu_us)),
        "spread": lambda them: f"{_spread(them):.0%}",
        "requests/s": lambda them: _round(_median(them, lambda one: one.per_s)),
        "p50": lambda them: f"{_median(them, lambda one: one.p50_ms):.2f}",
        "p99": lambda them: f"{_median(them, lambda one: one.p99_ms):.2f}",
        "busy": lambda them: f"{_median(them, lambda one: one.busy):.0%}",
        "memory": lambda them: f"{max(one.resident_kib for one in them) / 1024:.1f}",
    }
    figures = run.figures[setting]
    rows = [
        [f"{scenario.title}: {name}", *(tell(samples) for tell in columns.values())]
        for scenario in run.scenarios
        for name in run.contenders
        if (samples := figures.get((scenario.name, name)))
    ]
    return table(["", *columns], rows)


def _warnings(run: Run) -> list[str]:
    """What makes the figures doubtful, as a list; one entry if nothing does."""
    lines = []
    if run.noise > NOISE:
        lines.append(
            f"**The machine was not quiet**: others used {run.noise:.0%} of the CPUs before the run."
        )
    samples = [sample for figures in run.figures.values() for them in figures.values() for sample in them]
    foreign = [sample.foreign for sample in samples]
    if loud := sum(share > NOISE for share in foreign):
        lines.append(
            f"**Others used the contenders' CPU** in {loud} of {len(samples)} measurements: by more than "
            f"{NOISE:.0%}, at most {max(foreign):.0%}."
        )
    for setting, figures in run.figures.items():
        for (scenario, name), them in figures.items():
            if wrong := sum(sample.wrong for sample in them):
                lines.append(f"**{wrong} wrong answers**: {name}, {scenario}, {SETTINGS[setting]}.")
    return [
        f"- {line}" for line in lines or ["The machine was quiet, and every answer was of the right kind."]
    ]


def _ratio(figures: Figures, scenario: str, other: str, build: str = OURS) -> float | None:
    """CPU of errgate over CPU of the other one."""
    ours, theirs = figures.get((scenario, build)), figures.get((scenario, other))
    if not ours or not theirs:
        return None
    cost = _median(theirs, lambda sample: sample.cpu_us)
    return _median(ours, lambda sample: sample.cpu_us) / cost if cost else None


def _median(samples: list[Sample], of: Callable[[Sample], float]) -> float:
    return median(map(of, samples))


def _spread(samples: list[Sample]) -> float:
    costs = [sample.cpu_us for sample in samples]
    return (max(costs) - min(costs)) / (median(costs) or 1.0)


def _round(number: float) -> str:
    """Three digits or so, with separators."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
