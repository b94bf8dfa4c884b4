"""From a Config to a Snapshot: routes with ready handlers, so that nothing is looked up by name after this.

Decides the order in which handlers stand before each other. Refuses to know files and positions (load.py).

    normalize → global plugins → dispatch → route plugins → classify → upstream
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gateway.config.mistakes import ConfigError, Mistake
from gateway.config.mistakes import Path as KeyPath
from gateway.config.model import (
    Config,
    LimitsConfig,
    ListenerConfig,
    ListenerTlsConfig,
    PluginEntry,
    RouteConfig,
    UpstreamConfig,
)
from gateway.config.plugins import load_plugins, wrap_plugin
from gateway.errors.engine import ErrorEngine
from gateway.errors.inventory import Inventory
from gateway.exchange import Exchange, Reply
from gateway.faults import GatewayError
from gateway.followed import FollowedContext
from gateway.http.accepting import Entrance
from gateway.http.bounds import bound_body
from gateway.http.proxy_protocol import VERSIONS
from gateway.http.tls import UnusableFile, follow_listener
from gateway.observe.log import BoundLog
from gateway.observe.metrics import Labelled
from gateway.plugin import Env, Handler, Log, Plugin
from gateway.routing import Router, compile_pattern, patterns_of
from gateway.upstreams.upstream import Upstream, make_rewrite

OnClose = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """A route that can be served."""

    name: str
    upstream: str
    max_body: int
    call: Handler


class Snapshot:
    """A configuration that can be served; it never changes."""

    def __init__(
        self,
        config: Config,
        engine: ErrorEngine,
        handle: Handler,
        upstreams: Sequence[Upstream],
        entrances: Sequence[Entrance],
        on_close: Sequence[OnClose],
        log: Log,
    ) -> None:
        self.config = config
        self.limits: LimitsConfig = config.limits
        self.trusted_proxies = config.trusted_proxies
        self.half_close = config.half_close
        # What stands before HTTP on each listener, in the order of `config.listeners`.
        self.entrances = entrances
        # What is made of files that may be replaced.
        self.followed = [
            *(entrance.tls for entrance in entrances if entrance.tls),
            *(upstream.tls for upstream in upstreams if upstream.tls and upstream.tls.files),
        ]
        # The reply to one request. Never raises, apart from cancellation.
        self.handle = handle
        self._engine = engine
        self._upstreams = upstreams
        self._on_close = on_close
        self._log = log

    async def refuse(self, exchange: Exchange, error: GatewayError) -> Reply:
        """The reply to a request that is too broken to be routed."""

        async def fail(_: Exchange) -> Reply:
            raise error

        return await self._engine.wrap_normalize(fail)(exchange)

    async def close(self) -> None:
        """Let go of connections and of what plugins hold. What is in flight may still finish."""
        for upstream in self._upstreams:
            upstream.close()
        for callback in self._on_close:
            try:
                await callback()
            except Exception as error:  # noqa: BLE001  one plugin must not keep the others open
                self._log.error("plugin_close_failed", error=repr(error))


def compile_config(config: Config, base: Path, env: Env, inventory: Inventory | None = None) -> Snapshot:
    """Make ready handlers of a configuration; `base` is the folder that its relative paths start from.

    `env` is the worker's, bound to no place. The inventory gets the shapes of errors; None: nobody asks for
    them. Raises ConfigError with everything that is wrong with plugins, patterns and rules.
    """
    return _Compiler(config, base, env, inventory).compile()


class _Compiler:
    """The state of one compilation: what was made so far and what was found wrong."""

    def __init__(self, config: Config, base: Path, env: Env, inventory: Inventory | None) -> None:
        self._config = config
        self._base = base
        self._inventory = inventory
        self._folders = [base / folder for folder in config.plugin_folders]
        self._mistakes: list[Mistake] = []
        self._on_close: list[OnClose] = []
        self._env = replace(env, on_close=self._on_close.append)

    def compile(self) -> Snapshot:
        config = self._config
        engine = self._make_engine()
        upstreams = {name: self._make_upstream(name, each) for name, each in config.upstreams.items()}
        entrances = [self._make_entrance(index, each) for index, each in enumerate(config.listeners)]
        if config.admin is not None and config.admin.tls is not None:
            # For its mistakes: who serves the admin port makes its own.
            self._make_tls(config.admin.tls, ("admin",))
        listed = self._load(config.plugins, ("plugins",))
        routes = [
            self._compile_route(index, route, upstreams[route.upstream], engine)
            for index, route in enumerate(config.routes)
        ]
        self._check_patterns()
        if self._mistakes or engine is None:
            raise ConfigError(self._mistakes)
        router = Router(zip((route.match for route in config.routes), routes, strict=True))
        dispatch = _make_dispatch(router)
        handle = engine.wrap_normalize(self._wrap(dispatch, listed, "", ("plugins",)))
        if self._mistakes:
            raise ConfigError(self._mistakes)
        return Snapshot(
            config, engine, handle, list(upstreams.values()), entrances, self._on_close, self._env.log
        )

    def _make_upstream(self, name: str, config: UpstreamConfig) -> Upstream:
        try:
            return Upstream(name, config, self._base)
        except UnusableFile as error:
            self._mistakes.append(Mistake(("upstreams", name, "tls", error.key), error.problem))
            # Stands in for it, so that routes can be looked at.
            return Upstream(name, config.model_copy(update={"tls": None}), self._base)

    def _make_entrance(self, index: int, listener: ListenerConfig) -> Entrance:
        proxy = VERSIONS.get(listener.proxy_protocol, ())
        if listener.tls is None:
            return Entrance(proxy=proxy)
        at: KeyPath = ("listen", index) if isinstance(self._config.listen, list) else ("listen",)
        return Entrance(self._make_tls(listener.tls, at), proxy)

    def _make_tls(self, config: ListenerTlsConfig, at: KeyPath) -> FollowedContext | None:
        try:
            return follow_listener(config, self._base)
        except UnusableFile as error:
            self._mistakes.append(Mistake((*at, "tls", error.key), error.problem))
            return None

    def _make_engine(self) -> ErrorEngine | None:
        config = self._config
        try:
            return ErrorEngine(
                config.errors,
                {route.name: route.errors for route in config.routes},
                self._env.log,
                self._env.metrics,
                inventory=self._inventory,
                upstreams=config.upstreams,
            )
        except ConfigError as error:
            self._mistakes += error.mistakes
            return None

    def _compile_route(
        self, index: int, route: RouteConfig, upstream: Upstream, engine: ErrorEngine | None
    ) -> CompiledRoute:
        path: KeyPath = ("routes", index, "plugins")
        listed = self._load(route.plugins, path)
        rewrite = make_rewrite(route.strip_prefix, route.add_prefix)
        call = upstream.handler(rewrite, route.match.methods)
        if engine is not None:
            call = engine.wrap_classify(call, route.name)
        call = self._wrap(call, listed, route.name, path)
        max_body = self._config.limits.body if route.max_body is None else route.max_body
        return CompiledRoute(route.name, route.upstream, max_body, call)

    def _load(self, entries: Sequence[PluginEntry], path: KeyPath) -> list[tuple[str, Plugin]]:
        try:
            return load_plugins(entries, path, self._folders)
        except ConfigError as error:
            self._mistakes += error.mistakes
            return []

    def _wrap(self, call: Handler, listed: list[tuple[str, Plugin]], route: str, path: KeyPath) -> Handler:
        """`call` behind the listed plugins; what is listed first sees the request first."""
        names = [name for name, _ in listed]
        for index in range(len(listed) - 1, -1, -1):
            name, plugin = listed[index]
            # A plugin that is listed twice keeps its own state at each place.
            twin = names[:index].count(name)
            label = f"{name}#{twin + 1}" if twin else name
            env = replace(
                self._env,
                route=route,
                plugin=label,
                log=BoundLog(self._env.log, route=route, plugin=label),
                metrics=Labelled(self._env.metrics, route=route, plugin=label),
            )
            try:
                call = wrap_plugin(plugin, call, env)
            except ValueError as error:
                self._mistakes.append(Mistake((*path, index, name), str(error)))
        return call

    def _check_patterns(self) -> None:
        for index, route in enumerate(self._config.routes):
            for pattern in patterns_of(route.match):
                try:
                    compile_pattern(pattern)
                except ValueError as error:
                    self._mistakes.append(Mistake(("routes", index, "match", "path"), str(error)))


def _make_dispatch(router: Router[CompiledRoute]) -> Handler:
    match = router.match

    def dispatch(exchange: Exchange) -> Awaitable[Reply]:
        route, params = match(exchange)
        exchange.route = route.name
        exchange.upstream = route.upstream
        exchange.params = params
        if exchange.body:
            exchange.body = bound_body(exchange.body, route.max_body)
        return route.call(exchange)

    return dispatch
