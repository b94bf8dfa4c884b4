"""`make bench`: errgate beside other proxies, on one machine, in one run.

Decides the options and the order of a run: all contenders of a setting run at once, are checked, and then
take turns, so that what changes on the machine changes for all. Refuses to know how anything is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from http.client import HTTPException
from pathlib import Path

from bench.installing import CannotInstall, install
from bench.lineup import CONTENDER_CPU, CONTENDERS, LOAD_CPU, SETTINGS, start_contender, start_upstream
from bench.machine import busy_share, describe_machine
from bench.measurement import LoadFailed, Sample, measure
from bench.processes import NotReady, Service, end_on_signals
from bench.report import Figures, Run, print_report, write_report
from bench.scenarios import SCENARIOS, Scenario, ask, write_files

_WARM_UP_S = 1


class WrongAnswer(Exception):
    """A contender does not do what the scenario wants: its figures would mean nothing."""


def main() -> None:
    options = _read_options()
    end_on_signals()
    try:
        install(options.contenders)
        run = _measure_all(options)
    except (CannotInstall, NotReady, LoadFailed, WrongAnswer) as error:
        sys.exit(f"bench: {error}")
    print_report(run)
    write_report(run, options.output)


def _read_options() -> argparse.Namespace:
    usual = [scenario.name for scenario in SCENARIOS.values() if scenario.default]
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("--contenders", type=_names(CONTENDERS), default=list(CONTENDERS), metavar="A,B")
    parser.add_argument("--scenarios", type=_names(SCENARIOS), default=usual, metavar="A,B")
    parser.add_argument("--settings", type=_names(SETTINGS), default=list(SETTINGS), metavar="A,B")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times each is measured [3]")
    parser.add_argument("--seconds", type=int, default=2, metavar="N", help="of one measurement [2]")
    parser.add_argument(
        "--output", type=Path, default=Path(__file__).parent, metavar="FOLDER", help="for results.* [bench]"
    )
    options = parser.parse_args()
    if options.rounds < 1 or options.seconds < 1:
        parser.error("--rounds and --seconds must be at least 1")
    return options


def _names(known: Collection[str]) -> Callable[[str], list[str]]:
    """What reads some of these names, with commas between them."""

    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"no {', '.join(unknown)}: choose from {', '.join(known)}")
        return names

    return read


def _measure_all(options: argparse.Namespace) -> Run:
    # Out of the contenders' way.
    os.sched_setaffinity(0, {int(LOAD_CPU)})
    scenarios = [SCENARIOS[name] for name in options.scenarios]
    run = Run(
        command=shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
        machine=describe_machine(),
        noise=busy_share((CONTENDER_CPU, LOAD_CPU)),
        contenders=options.contenders,
        scenarios=scenarios,
        rounds=options.rounds,
        seconds=options.seconds,
    )
    with tempfile.TemporaryDirectory(prefix="errgate-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        write_files(folder / "files")
        upstream = stack.enter_context(start_upstream(folder))
        for setting in options.settings:
            run.figures[setting] = _measure_setting(setting, run, upstream, folder)
    return run


def _measure_setting(setting: str, run: Run, upstream: Service, folder: Path) -> Figures:
    figures: Figures = {}
    with contextlib.ExitStack() as stack:
        services: dict[str, Service] = {}
        for name in run.contenders:
            home = folder / f"{setting}-{name}"
            starting = start_contender(CONTENDERS[name], setting, upstream.port, home)
            services[name] = stack.enter_context(starting)
        pairs = [
            (scenario, name)
            for scenario in run.scenarios
            for name in run.contenders
            if CONTENDERS[name].rewrites or not scenario.rewrites
        ]
        _check_answers(setting, pairs, services)
        for service in services.values():
            _measure(service, SCENARIOS["success"], _WARM_UP_S)
        if setting == "operated":
            _check_logs(run.contenders, folder)
        for number in range(run.rounds):
            print(f"{SETTINGS[setting]}: round {number + 1} of {run.rounds} …", flush=True)
            for scenario, name in pairs:
                sample = _measure(services[name], scenario, run.seconds)
                figures.setdefault((scenario.name, name), []).append(sample)
                # Access logs of some hundred MB would wait in memory for the disk.
                os.truncate(folder / f"{setting}-{name}" / "access.log", 0)
    return figures


def _measure(service: Service, scenario: Scenario, seconds: int) -> Sample:
    return measure(service, scenario, seconds, cpus=CONTENDER_CPU, load_cpus=LOAD_CPU)


def _check_logs(names: Sequence[str], folder: Path) -> None:
    """As operated, each must have written JSON lines with a status by now."""
    for name in names:
        lines = (folder / f"operated-{name}" / "access.log").read_bytes().splitlines()
        # Among them is what it says about load that ends in the middle.
        if not any(b'"status":' in line and line[:1] == b"{" for line in lines):
            raise WrongAnswer(f"{name} writes no access log, but {lines[-3:]}")


def _check_answers(setting: str, pairs: Sequence[tuple[Scenario, str]], services: dict[str, Service]) -> None:
    wrong = []
    for scenario, name in pairs:
        try:
            problem = scenario.check(ask(services[name].port, scenario))
        except (OSError, HTTPException) as error:
            problem = f"no answer: {error!r}"
        if problem:
            wrong.append(f"{name}, {SETTINGS[setting]}, {scenario.title}: {problem}")
    if wrong:
        raise WrongAnswer("not every answer is right, so nothing is measured\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
