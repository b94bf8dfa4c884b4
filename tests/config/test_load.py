"""From a file to a Config, or to every mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.config.load import load_config, locate
from gateway.config.mistakes import ConfigError, Mistake, located

GOOD = """\
listen: ${LISTEN:-127.0.0.1:0}
upstreams:
  fep: {servers: ["http://${FEP_HOST}:8000"]}
routes:
  - {name: fep, match: {prefix: /fep}, upstream: fep}
errors:
  in_band: off
  default_code: 00000
"""
ENVIRON = {"FEP_HOST": "secret-host.example"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def mistakes_of(file: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(file, ENVIRON)
    return [located(mistake, "c.yaml") for mistake in caught.value.mistakes]


def test_a_good_file_becomes_a_config(file: Path) -> None:
    """Variables are replaced, defaults filled in, and words stay words."""
    file.write_text(GOOD)
    config = load_config(file, ENVIRON).config
    assert config.listen == "127.0.0.1:0"
    assert config.upstreams["fep"].servers == ["http://secret-host.example:8000"]
    assert config.errors.in_band == "off"
    assert config.errors.default_code == "00000"
    assert config.drain_timeout == 30.0


def test_any_free_port_may_be_asked_for_twice(file: Path) -> None:
    """Port 0 is another port each time; a port that is named can be had once."""
    file.write_text('admin: {listen: "127.0.0.1:0"}\n' + GOOD)
    assert load_config(file, ENVIRON).config.admin
    file.write_text('admin: {listen: "127.0.0.1:1"}\n' + GOOD.replace("127.0.0.1:0", "127.0.0.1:1"))
    assert mistakes_of(file) == ['c.yaml:1:17: admin.listen: listen has this address already: "127.0.0.1:1"']


def test_no_repr_tells_a_value(file: Path) -> None:
    """A traceback or a log line with a configuration in it gives nothing away."""
    file.write_text(GOOD)
    loaded = load_config(file, ENVIRON)
    for value in (
        loaded,
        loaded.config,
        loaded.config.upstreams["fep"],
        loaded.source,
        loaded.source.secrets,
    ):
        assert "secret-host" not in f"{value!r} {value!s}"


def test_the_mark_at_the_beginning_of_a_file_is_left_out(file: Path) -> None:
    """Editors of Windows write U+FEFF before the text."""
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_config(file, ENVIRON).config.errors.in_band == "off"


def test_a_file_that_is_not_there(file: Path) -> None:
    """Told without a line."""
    assert mistakes_of(file) == ["c.yaml: cannot be read: No such file or directory"]


def test_a_folder_is_no_file(file: Path) -> None:
    """Told as the system tells it."""
    file.mkdir()
    assert mistakes_of(file) == ["c.yaml: cannot be read: Is a directory"]


def test_a_file_that_is_not_utf_8(file: Path) -> None:
    """Told at the first byte that is none."""
    file.write_bytes("listen: x\nname: é".encode("latin-1"))
    assert mistakes_of(file) == ["c.yaml:2:7: byte 0xE9 here is not UTF-8 (save the file as UTF-8)"]


def test_a_file_that_is_too_large(file: Path) -> None:
    """No configuration has more than 4 MiB."""
    file.write_bytes(b"#" * (5 << 20))
    assert mistakes_of(file) == ["c.yaml: is larger than 4 MiB"]


def test_a_control_character(file: Path) -> None:
    """YAML allows none but tab and line breaks."""
    file.write_bytes(b"listen: a\nlog: \x01")
    assert mistakes_of(file) == ["c.yaml:2:6: character U+0001 is not allowed in YAML"]


def test_an_unset_variable_hides_what_else_is_wrong_with_its_value(file: Path) -> None:
    """`${PORT}` is no port, but that is not the mistake."""
    file.write_text(GOOD.replace("${LISTEN:-127.0.0.1:0}", "${LISTEN}"))
    assert mistakes_of(file) == [
        "c.yaml:1:9: listen: environment variable LISTEN is not set (set it, or write ${LISTEN:-default})"
    ]


def test_numbers_and_truth_values_may_come_from_variables(file: Path) -> None:
    """A variable is text; a key that wants a number reads it."""
    file.write_text("workers: ${WORKERS}\nlog: {access: '${ACCESS}'}\n" + GOOD)
    config = load_config(file, {**ENVIRON, "WORKERS": "3", "ACCESS": "off"}).config
    assert config.workers == 3
    assert config.log.access is False


def test_mistakes_found_later_get_positions_and_lose_secrets(file: Path) -> None:
    """What compiling finds is told like the rest: by line, each once, nothing from outside in it."""
    file.write_text(GOOD)
    loaded = load_config(file, ENVIRON)
    found = locate(
        [
            Mistake(("routes", 0, "plugins", 0, "retry", "attempts"), "must be 1 to 10"),
            Mistake(("upstreams", "fep", "servers", 0), "cannot reach secret-host.example"),
            Mistake(("upstreams", "fep", "servers", 0), "cannot reach secret-host.example"),
            Mistake(("upstreams", "fep"), "unknown key", on_key=True),
        ],
        loaded,
    )
    assert [located(mistake, "c.yaml") for mistake in found] == [
        "c.yaml:3:3: upstreams.fep: unknown key",
        "c.yaml:3:19: upstreams.fep.servers[0]: cannot reach [hidden]",
        "c.yaml:5:5: routes[0].plugins[0].retry.attempts: must be 1 to 10",
    ]
    assert loaded.position(("upstreams", "fep", "servers", 0)) == (3, 19)
