"""Files of certificates and keys that cannot be used are mistakes like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from gateway.cli.check import check
from gateway.config.mistakes import ConfigError
from gateway.config.rehearsal import rehearse
from gateway.config.warnings import find_warnings
from tests.certificates import write_ca, write_pair

UPSTREAM = """\
upstreams:
  api:
    servers: [https://localhost:9]
    tls: {TLS}
routes: [{name: all, match: {}, upstream: api}]
"""
PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
CASES = {
    "a missing file": ("ca: gone.pem", "ca: cannot be read: No such file or directory"),
    "a folder": ("ca: .", "ca: cannot be read: Is a directory"),
    "no certificate": ("ca: good.key", "ca: must be a PEM file with a certificate"),
    "a broken certificate": ("ca: broken.pem", "ca: cannot be used: "),
    "no key": ("certificate: good.pem, key: good.pem", "key: must be a PEM file with a private key"),
    "another's key": ("certificate: good.pem, key: other.key", "key: does not belong to the certificate"),
    "an encrypted key": (
        "certificate: good.pem, key: secret.key",
        "key: is encrypted, and errgate has no password for it",
    ),
    "half a pair": ("certificate: good.pem", " must have both certificate and key, or neither"),
    "an authority for nothing": ("ca: good.pem, verify: false", " must not have a ca where verify is false"),
    "an unknown version": ("min_version: 1.1", "min_version: must be 1.2 or 1.3, got 1.1"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that are good, and files that are not."""
    write_ca(tmp_path)
    write_pair(tmp_path, name="good")
    write_pair(tmp_path, name="other")
    (tmp_path / "broken.pem").write_text(PEM)
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "secret.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )
    return tmp_path


def write(folder: Path, text: str, tls: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text.replace("TLS", tls))
    return file


@pytest.mark.parametrize(("tls", "said"), CASES.values(), ids=CASES)
def test_what_is_wrong_with_a_file_is_told_where_it_is_named(tls: str, said: str, folder: Path) -> None:
    """One mistake, on the line of the setting; nobody is asked for a password."""
    with pytest.raises(ConfigError) as caught:
        rehearse(write(folder, UPSTREAM, tls), {})
    [mistake] = caught.value.mistakes
    assert mistake.line == 4
    assert str(mistake).startswith(f"upstreams.api.tls{'.' if said[0] != ' ' else ':'}{said}")


def test_files_of_the_admin_port_are_looked_at_as_well(folder: Path) -> None:
    """Before anything is started with them."""
    head = "admin: {listen: 127.0.0.1:0, tls: {certificate: good.pem, key: other.key}}\n"
    with pytest.raises(ConfigError) as caught:
        rehearse(write(folder, head + UPSTREAM, "ca: ca.pem"), {})
    [mistake] = caught.value.mistakes
    assert (mistake.line, str(mistake)) == (1, "admin.tls.key: does not belong to the certificate")


@pytest.mark.parametrize(
    "tls", ["ca: ca.pem", "certificate: good.pem, key: good.key", "min_version: 1.3", 'min_version: "1.2"']
)
def test_relative_paths_start_beside_the_configuration(tls: str, folder: Path) -> None:
    """Not in the folder that the command was given in."""
    assert find_warnings(rehearse(write(folder, UPSTREAM, tls), {}).config) == []


def test_tls_without_a_server_that_speaks_it_is_a_mistake(folder: Path) -> None:
    """An option that does nothing is not taken."""
    with pytest.raises(ConfigError, match="must have an https:// server for tls to be of use"):
        rehearse(write(folder, UPSTREAM.replace("https://", "http://"), "verify: true"), {})


def test_believing_anybody_is_worth_a_warning(folder: Path) -> None:
    """The configuration is good, and `check` and the log say what it means."""
    [warning] = find_warnings(rehearse(write(folder, UPSTREAM, "verify: false"), {}).config)
    assert str(warning).startswith("upstreams.api.tls.verify: the servers' certificates are not checked")


def test_check_prints_warnings_behind_what_would_be_served(folder: Path) -> None:
    """With position, path and what would be right; the exit code stays 0."""
    file = write(folder, UPSTREAM, "verify: false")
    done = CliRunner().invoke(check, [str(file)])
    assert done.exit_code == 0
    assert f"warning: {file}:4:19: upstreams.api.tls.verify: " in done.output
    [warning] = json.loads(CliRunner().invoke(check, [str(file), "--json"]).output)["warnings"]
    assert (warning["line"], warning["path"]) == (4, "upstreams.api.tls.verify")
