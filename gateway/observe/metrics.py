"""Numbers about this process, and how those of several processes become one page for Prometheus.

Decides which kinds of numbers exist, how they are named and bounded, and how they are added up.
Refuses to know what is counted, and how the numbers travel between processes.

A counter's `inc` and a histogram's `observe` are plain Python arithmetic: one thread, no lock.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from prometheus_client import Metric, generate_latest

from gateway.plugin import Counter, Metrics

Kind = Literal["counter", "gauge", "histogram"]
Labels = tuple[tuple[str, str], ...]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Upper bounds in seconds: from a cache's answer to a legacy report.
DURATION_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

# Series of one metric. Routes and plugins number in thousands at most; what goes beyond is a label that
# holds something a client chose, and is counted under `other`.
MOST_SERIES = 20_000
OTHER = "other"
# Characters of a label's value.
LONGEST_LABEL = 200

_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One series as plain values, fit to be sent to another process.

    `values` is one number, or for a histogram the count of each bucket, of what is above the last one,
    and the sum of all that was observed.
    """

    kind: Kind
    name: str
    help: str
    labels: Labels
    values: list[float]


class Tally:
    """A number that only grows."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0

    def inc(self, amount: float = 1.0) -> None:
        self.value += amount

    def values(self) -> list[float]:
        return [self.value]


class Reading:
    """A number that is looked up when it is asked for."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[], float]) -> None:
        self.read = read

    def values(self) -> list[float]:
        return [self.read()]


class Histogram:
    """How many observations fell into each of `DURATION_BUCKETS`, and their sum, in seconds."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(DURATION_BUCKETS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(DURATION_BUCKETS, seconds)] += 1
        self.total += seconds

    def values(self) -> list[float]:
        return [*self.counts, self.total]


Series = Tally | Reading | Histogram
T = TypeVar("T", Tally, Reading, Histogram)


class _Family:
    """All series of one name."""

    __slots__ = ("help", "kind", "name", "series")

    def __init__(self, kind: Kind, name: str, help: str) -> None:
        self.kind = kind
        self.name = name
        self.help = help
        self.series: dict[Labels, Series] = {}


class MetricsRegistry:
    """The numbers of one process. Satisfies `gateway.plugin.Metrics`."""

    def __init__(self, most_series: int = MOST_SERIES) -> None:
        self._families: dict[str, _Family] = {}
        self._most_series = most_series

    def counter(self, name: str, help: str, **labels: str) -> Tally:
        """The counter `errgate_<name>_total` with these labels; the same one when asked twice.

        Raises ValueError for a name that is not lower-case words joined by `_`, or is of another kind.
        """
        return self._series("counter", name.removesuffix("_total"), help, labels, Tally, Tally)

    def gauge(self, name: str, help: str, read: Callable[[], float], **labels: str) -> None:
        """Report `read()` as `errgate_<name>`. The last one registered under a name and labels counts.

        The numbers of workers are not added up: give each its `worker` label.
        """
        self._reading("gauge", name, help, read, labels)

    def running_total(self, name: str, help: str, read: Callable[[], float], **labels: str) -> None:
        """Report `read()`, which never shrinks, as the counter `errgate_<name>_total`."""
        self._reading("counter", name, help, read, labels)

    def histogram(self, name: str, help: str, **labels: str) -> Histogram:
        """The histogram `errgate_<name>` over `DURATION_BUCKETS`; the same one when asked twice."""
        return self._series("histogram", name, help, labels, Histogram, Histogram)

    def samples(self) -> list[Sample]:
        """All series as they stand."""
        return [
            Sample(family.kind, family.name, family.help, labels, series.values())
            for family in self._families.values()
            for labels, series in family.series.items()
        ]

    def _reading(
        self, kind: Kind, name: str, help: str, read: Callable[[], float], labels: dict[str, str]
    ) -> None:
        self._series(kind, name, help, labels, Reading, lambda: Reading(read)).read = read

    def _series(
        self, kind: Kind, name: str, help: str, labels: dict[str, str], wanted: type[T], make: Callable[[], T]
    ) -> T:
        family = self._families.get(name)
        if family is None:
            if not _NAME.fullmatch(name):
                raise ValueError(f"a metric's name is lower-case words joined by _, not {name!r}")
            family = self._families[name] = _Family(kind, f"errgate_{name}", help)
        key = tuple(sorted((label, _clean(value)) for label, value in labels.items()))
        if key not in family.series and len(family.series) >= self._most_series:
            key = tuple((label, OTHER) for label, _ in key)
        series = family.series.get(key)
        if series is None and family.kind == kind:
            series = family.series[key] = make()
        if family.kind != kind or not isinstance(series, wanted):
            raise ValueError(
                f"{family.name} is another kind of number already, and cannot be a {kind} as well"
            )
        return series


def _clean(value: str) -> str:
    """A label's value as valid, bounded text, whoever chose it."""
    return value[:LONGEST_LABEL].encode("utf-8", "replace").decode()


class Labelled:
    """Another `Metrics` with labels that are there already."""

    __slots__ = ("_labels", "_metrics")

    def __init__(self, metrics: Metrics, **labels: str) -> None:
        self._metrics = metrics
        self._labels = labels

    def counter(self, name: str, help: str, **labels: str) -> Counter:
        """As `MetricsRegistry.counter`; a label given here counts over one that was there."""
        return self._metrics.counter(name, help, **{**self._labels, **labels})


def merge(batches: Iterable[Sequence[Sample]]) -> list[Sample]:
    """One sample for each series that occurs in any batch: the sum of all of them, in order of appearance."""
    merged: dict[tuple[str, Labels], Sample] = {}
    for batch in batches:
        for sample in batch:
            key = (sample.name, sample.labels)
            seen = merged.get(key)
            values = list(sample.values)
            if seen is not None and len(seen.values) == len(values):
                values = [a + b for a, b in zip(seen.values, values, strict=True)]
            merged[key] = Sample(sample.kind, sample.name, sample.help, sample.labels, values)
    return list(merged.values())


def render(samples: Iterable[Sample]) -> bytes:
    """The samples in Prometheus' text format 0.0.4 (`CONTENT_TYPE`)."""
    metrics: dict[str, Metric] = {}
    for sample in samples:
        metric = metrics.get(sample.name)
        if metric is None:
            metric = metrics[sample.name] = Metric(sample.name, sample.help, sample.kind)
        _add(metric, sample)
    return generate_latest(_Page(list(metrics.values())))


class _Page:
    """What prometheus_client's writer asks for its metrics."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _add(metric: Metric, sample: Sample) -> None:
    labels = dict(sample.labels)
    if sample.kind == "counter":
        metric.add_sample(f"{sample.name}_total", labels, sample.values[0])
    elif sample.kind == "gauge":
        metric.add_sample(sample.name, labels, sample.values[0])
    else:
        below = 0.0
        for bound, count in zip((*map(str, DURATION_BUCKETS), "+Inf"), sample.values, strict=False):
            below += count
            metric.add_sample(f"{sample.name}_bucket", {**labels, "le": bound}, below)
        metric.add_sample(f"{sample.name}_count", labels, below)
        metric.add_sample(f"{sample.name}_sum", labels, sample.values[-1])


def pack(samples: Iterable[Sample]) -> list[list[Any]]:
    """The samples as plain lists, for JSON."""
    return [[s.kind, s.name, s.help, s.labels, s.values] for s in samples]


def unpack(rows: Iterable[Sequence[Any]]) -> list[Sample]:
    """The inverse of `pack`."""
    return [
        Sample(kind, name, help, tuple((label, value) for label, value in labels), values)
        for kind, name, help, labels, values in rows
    ]
