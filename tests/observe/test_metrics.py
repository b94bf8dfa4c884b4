"""Numbers of one process, and of several as one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from gateway.observe.metrics import (
    DURATION_BUCKETS,
    Labelled,
    MetricsRegistry,
    Sample,
    merge,
    pack,
    render,
    unpack,
)


def page(registry: MetricsRegistry) -> str:
    return render(registry.samples()).decode()


def test_a_counter_is_the_same_when_asked_twice() -> None:
    """Two askers with one name and one set of labels count together, whatever the labels' order."""
    metrics = MetricsRegistry()
    metrics.counter("retries", "Retries.", route="a", plugin="retry").inc()
    metrics.counter("retries", "Retries.", plugin="retry", route="a").inc(2)
    assert 'errgate_retries_total{plugin="retry",route="a"} 3.0' in page(metrics)


def test_names_get_prefix_and_suffix_once() -> None:
    """`retries` and `retries_total` are one counter: `errgate_retries_total`."""
    metrics = MetricsRegistry()
    assert metrics.counter("retries_total", "R.") is metrics.counter("retries", "R.")
    assert "errgate_retries_total 0.0" in page(metrics)


def test_help_and_type_stand_before_the_numbers() -> None:
    """The page says of each metric what it is; line breaks and backslashes in texts are escaped."""
    metrics = MetricsRegistry()
    metrics.counter("odd", "First line.\nA \\ second.", label='a "quoted"\nvalue\\')
    assert page(metrics) == (
        "# HELP errgate_odd_total First line.\\nA \\\\ second.\n"
        "# TYPE errgate_odd_total counter\n"
        'errgate_odd_total{label="a \\"quoted\\"\\nvalue\\\\"} 0.0\n'
    )


@pytest.mark.parametrize(
    ("seconds", "bound"),
    [
        pytest.param(0.0, "0.001", id="nothing"),
        pytest.param(0.001, "0.001", id="a bound belongs to its bucket"),
        pytest.param(0.0011, "0.0025", id="just above a bound"),
        pytest.param(60.0, "60.0", id="the last bound"),
        pytest.param(61.0, "+Inf", id="above all bounds"),
    ],
)
def test_a_duration_falls_into_the_first_bucket_that_holds_it(seconds: float, bound: str) -> None:
    """Bucket `le` counts what is at most its bound."""
    metrics = MetricsRegistry()
    metrics.histogram("wait_seconds", "Waits.").observe(seconds)
    buckets = {
        sample.labels["le"]: sample.value
        for family in text_string_to_metric_families(page(metrics))
        for sample in family.samples
        if sample.name.endswith("_bucket")
    }
    bounds = [*map(str, DURATION_BUCKETS), "+Inf"]
    first = bounds.index(bound)
    assert buckets == {each: float(index >= first) for index, each in enumerate(bounds)}


def test_a_gauge_is_read_when_the_page_is_made() -> None:
    """A gauge has no number of its own; the last function registered counts."""
    metrics = MetricsRegistry()
    metrics.gauge("open", "Open.", lambda: 1.0, worker="0")
    metrics.gauge("open", "Open.", lambda: 7.0, worker="0")
    assert 'errgate_open{worker="0"} 7.0' in page(metrics)


@pytest.mark.parametrize("name", ["", "Bad", "with space", "9lives", "dash-ed", "newline\n", "x" * 101])
def test_a_name_that_prometheus_would_refuse_is_refused(name: str) -> None:
    """A metric's name is lower-case words joined by `_`."""
    with pytest.raises(ValueError, match="lower-case words"):
        MetricsRegistry().counter(name, "Help.")


def test_one_name_is_one_kind_of_number() -> None:
    """A name that is a counter cannot become a histogram, nor a counter that is counted elsewhere."""
    metrics = MetricsRegistry()
    metrics.counter("a", "A.")
    with pytest.raises(ValueError, match="another kind"):
        metrics.histogram("a", "A.")
    metrics.running_total("b", "B.", lambda: 1.0)
    with pytest.raises(ValueError, match="another kind"):
        metrics.counter("b", "B.")


def test_labels_that_never_repeat_take_bounded_memory() -> None:
    """Beyond the bound, every further label counts as `other`, and nothing is lost from the sum."""
    metrics = MetricsRegistry(most_series=10)
    for number in range(1000):
        metrics.counter("by_client", "By client.", client=f"10.0.0.{number}").inc()
    samples = metrics.samples()
    assert len(samples) == 11
    assert sum(sample.values[0] for sample in samples) == 1000
    assert samples[-1].labels == (("client", "other"),)


def test_labels_can_be_there_already() -> None:
    """What a plugin counts carries its route without its saying so."""
    metrics = MetricsRegistry()
    Labelled(metrics, route="a", plugin="p").counter("odd", "Odd.", kind="x").inc()
    assert 'errgate_odd_total{kind="x",plugin="p",route="a"} 1.0' in page(metrics)


def test_the_numbers_of_workers_are_added_up() -> None:
    """Counters and histograms of one name and labels become one; gauges stay apart by their worker."""
    workers = []
    for index in range(3):
        metrics = MetricsRegistry()
        metrics.counter("requests", "R.", route="a").inc(10)
        metrics.histogram("seconds", "S.").observe(0.5)
        metrics.gauge("open", "O.", lambda: 4.0, worker=str(index))
        workers.append(unpack(pack(metrics.samples())))
    text = render(merge(workers)).decode()
    assert 'errgate_requests_total{route="a"} 30.0' in text
    assert 'errgate_seconds_bucket{le="0.5"} 3.0' in text
    assert "errgate_seconds_sum 1.5" in text
    assert text.count("errgate_open{") == 3


def test_a_label_that_is_no_text_does_not_break_the_page() -> None:
    """Lone surrogates, which stand for bytes that are no UTF-8, are replaced; long values are cut."""
    metrics = MetricsRegistry()
    metrics.counter("odd", "Odd.", path="/\udcff" + "x" * 1000).inc()
    (sample,) = metrics.samples()
    assert sample.labels == (("path", "/?" + "x" * 198),)
    assert b"errgate_odd_total" in render(metrics.samples())


SAMPLES = st.lists(
    st.builds(
        Sample,
        st.just("counter"),
        st.sampled_from(["errgate_a", "errgate_b"]),
        st.just("Help."),
        st.lists(
            st.tuples(st.sampled_from(["route", "kind"]), st.text(max_size=5)),
            max_size=2,
            unique_by=lambda label: label[0],
        )
        .map(sorted)
        .map(tuple),
        st.lists(st.integers(0, 1 << 40).map(float), min_size=1, max_size=1),
    ),
    max_size=8,
)


@given(st.lists(SAMPLES, max_size=4))
def test_merging_keeps_the_sum(batches: list[list[Sample]]) -> None:
    """However numbers are spread over workers, their sum stays, and merging again changes nothing."""
    merged = merge(batches)
    assert sum(s.values[0] for s in merged) == sum(s.values[0] for batch in batches for s in batch)
    assert merge([merged]) == merged
    assert len({(s.name, s.labels) for s in merged}) == len(merged)


@given(SAMPLES)
def test_any_label_text_makes_a_page_that_can_be_read(samples: list[Sample]) -> None:
    """Prometheus' own reader gets every series back, whatever its labels contain."""
    text = render(merge([samples])).decode()
    read = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert read == {(f"{s.name}_total", s.labels): s.values[0] for s in merge([samples])}
