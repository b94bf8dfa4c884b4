"""What a configuration would serve, as plain data for people and machines.

Decides what is worth telling, and that values from outside the file are told as the file writes them.
Refuses to know tables, colours and JSON (gateway/cli/check.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gateway.config.load import Loaded
from gateway.config.mistakes import Path
from gateway.config.model import Config, MatchConfig, PluginEntry
from gateway.config.secrets import Secrets


def summarize(loaded: Loaded) -> dict[str, Any]:
    """Listeners, upstreams, routes and errors: text and numbers, and lists and mappings of these."""
    config, secrets = loaded.config, loaded.source.secrets
    errors = config.errors
    return {
        "listen": list(_listeners(config, secrets)),
        "admin": secrets.show(("admin", "listen"), config.admin.listen) if config.admin else None,
        "workers": config.workers,
        "plugins": _plugin_names(config.plugins),
        "upstreams": {
            name: _texts(secrets, ("upstreams", name, "servers"), upstream.servers)
            for name, upstream in config.upstreams.items()
        },
        "routes": [
            {
                "name": route.name,
                "match": describe_match(route.match, secrets, ("routes", index, "match")),
                "upstream": route.upstream,
                "plugins": _plugin_names(route.plugins),
                "format": route.errors.format or errors.format,
                "rules": len(route.errors.rules),
            }
            for index, route in enumerate(config.routes)
        ],
        "errors": {
            "format": errors.format,
            "formats": list(errors.formats),
            "rules": len(errors.rules),
            "catalog": len(errors.catalog),
            "languages": sorted({tag for entry in errors.catalog.values() for tag in entry.translations}),
        },
    }


def _listeners(config: Config, secrets: Secrets) -> Iterator[str]:
    """`0.0.0.0:8443 (PROXY v2, TLS)`."""
    for index, listener in enumerate(config.listeners):
        at: Path = ("listen", index) if isinstance(config.listen, list) else ("listen",)
        written = config.listen[index] if isinstance(config.listen, list) else config.listen
        address = secrets.show(at if isinstance(written, str) else (*at, "address"), listener.address)
        before = [f"PROXY {listener.proxy_protocol}"] if listener.proxy_protocol != "off" else []
        before += ["TLS"] if listener.tls else []
        yield f"{address} ({', '.join(before)})" if before else address


def describe_match(match: MatchConfig, secrets: Secrets, at: Path) -> str:
    """`GET,POST api.example.com/books/* x-key`: methods, hosts with paths, header names."""
    paths = _texts(secrets, (*at, "path"), match.path) if match.path is not None else []
    if match.prefix is not None:
        paths = [f"{secrets.show((*at, 'prefix'), match.prefix).rstrip('/')}/**"]
    hosts = _texts(secrets, (*at, "hosts"), match.hosts)
    words = [
        ",".join(match.methods),
        ",".join(f"{host}{path}" for host in hosts or [""] for path in paths or ["/**"]),
        # Names alone: the values may be credentials.
        ",".join(f"[{name}]" for name in match.headers),
    ]
    return " ".join(word for word in words if word)


def _texts(secrets: Secrets, at: Path, values: str | Sequence[str]) -> list[str]:
    if isinstance(values, str):
        return [secrets.show(at, values)]
    return [secrets.show((*at, index), value) for index, value in enumerate(values)]


def _plugin_names(entries: Sequence[PluginEntry]) -> list[str]:
    return [entry if isinstance(entry, str) else next(iter(entry), "") for entry in entries]
