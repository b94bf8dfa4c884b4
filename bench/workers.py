"""`python -m bench.workers`: what a second CPU gives.

Decides how that is made comparable where gateway, load and upstream share two CPUs: all of them on one CPU
with one worker, beside all of them on two CPUs with two of each. Refuses to know how anything is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from statistics import median

from bench.alone import make_bed, run_command, tell_noise
from bench.measurement import Sample, measure
from bench.processes import Service
from bench.report import table
from bench.scenarios import SCENARIOS

AT_LEAST = 1.8
_CONNECTIONS = 256
_CPUS = ("0", "0,1")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.workers", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times each is measured [3]")
    parser.add_argument("--seconds", type=int, default=2, metavar="N", help="of one measurement [2]")
    options = parser.parse_args()
    if len(os.sched_getaffinity(0)) < len(_CPUS):
        parser.error("this machine has one CPU only")
    run_command(lambda: _measure_all(options.rounds, options.seconds), pinned=False)


def _measure_all(rounds: int, seconds: int) -> None:
    tell_noise()
    samples: dict[tuple[str, str], list[Sample]] = {}
    with contextlib.ExitStack() as stack:
        services: dict[str, Service] = {}
        for number, cpus in enumerate(_CPUS, 1):
            bed = stack.enter_context(make_bed(cpus, number))
            services[cpus] = bed.start(f"workers-{number}", workers=number, cpus=cpus)
        for _ in range(rounds):
            for name in ("success", "spring"):
                for number, (cpus, service) in enumerate(services.items(), 1):
                    sample = measure(
                        service,
                        SCENARIOS[name],
                        seconds,
                        cpus=cpus,
                        load_cpus=cpus,
                        connections=_CONNECTIONS,
                        threads=number,
                    )
                    samples.setdefault((name, cpus), []).append(sample)
    rows = []
    for name in ("success", "spring"):
        one, two = (median(sample.per_s for sample in samples[name, cpus]) for cpus in _CPUS)
        costs = [median(sample.cpu_us for sample in samples[name, cpus]) for cpus in _CPUS]
        rows.append(
            [SCENARIOS[name].title, f"{one:,.0f}", f"{two:,.0f}", f"{two / one:.2f}"]
            + [f"{cost:.1f}" for cost in costs]
        )
    head = ["", "1 CPU: requests/s", "2 CPUs", f"ratio (goal: {AT_LEAST})", "1: CPU µs", "2: CPU µs"]
    print("\n".join(table(head, rows)))


if __name__ == "__main__":
    main()
