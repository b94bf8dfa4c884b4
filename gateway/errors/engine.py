"""The error engine: compiled once from the configuration, with two doors.

Decides how the sections `errors` and `routes[].errors` become rules, catalog, formats and handlers, and
reports every mistake in them. Refuses to know anything about a request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from time import time
from typing import TypeVar

from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.catalog import Catalog, compile_catalog
from gateway.errors.classify import Classifier
from gateway.errors.composition import Composer
from gateway.errors.custom_formats import compile_format
from gateway.errors.dialects.known import DIALECTS
from gateway.errors.formats import ENVELOPE, PROBLEM, Format
from gateway.errors.html_page import HTML_PAGE
from gateway.errors.inventory import Inventory
from gateway.errors.negotiation import compile_negotiation
from gateway.errors.normalize import Normalizer, RouteErrors
from gateway.errors.plain_text import PLAIN_TEXT
from gateway.errors.problem_xml import PROBLEM_XML
from gateway.errors.reader import Reader
from gateway.errors.reports import Reports
from gateway.errors.rules import Known, RuleBook, compile_rules
from gateway.errors.rulings import CodePattern
from gateway.errors.shadows import Shadows
from gateway.errors.washing import Washer
from gateway.plugin import Handler, Log, Metrics

PASSTHROUGH = "passthrough"
"""The format that is none: an upstream's errors go out as they came, the gateway's own as problems."""

Made = TypeVar("Made")


class ErrorEngine:
    """Turns errors of any kind into answers.

    `routes` are the routes' sections by name, in the order of the file. `wall` is Unix time in seconds.
    `inventory` learns of every error of an upstream. `upstreams` are those that a rule may name; None: any.
    Raises ConfigError with every mistake.
    """

    def __init__(
        self,
        errors: ErrorsConfig,
        routes: Mapping[str, RouteErrorsConfig],
        log: Log,
        metrics: Metrics,
        wall: Callable[[], float] = time,
        inventory: Inventory | None = None,
        upstreams: Collection[str] | None = None,
    ) -> None:
        self.config = errors
        known = Known(frozenset(routes), upstreams, DIALECTS)
        compiler = _Compiler(errors, known, log, metrics, wall, inventory or Inventory(wall))
        # For what failed before a route was found.
        self.common = compiler.compile_route(RouteErrorsConfig(), ("errors",))
        self.routes: dict[str, RouteErrors] = {
            name: compiler.compile_route(route, ("routes", at, "errors"))
            for at, (name, route) in enumerate(routes.items())
        }
        if compiler.mistakes:
            raise ConfigError(compiler.mistakes)
        self.catalog = compiler.catalog
        self.composer = compiler.composer
        # By name, without `passthrough`, which is none.
        self.formats = {form.name: form for form in (PROBLEM, PROBLEM_XML, *compiler.formats.values())}
        for form in (HTML_PAGE, PLAIN_TEXT):
            self.formats.setdefault(form.name, form)
        self._normalizer = Normalizer(
            self.routes, self.common, self.composer, compiler.shadows, log, compiler.reports
        )

    def wrap_normalize(self, call: Handler) -> Handler:
        """The outermost handler: answers every error of what `call` does, and raises none."""
        return self._normalizer.wrap(call)

    def wrap_classify(self, call: Handler, route: str) -> Handler:
        """The handler next to the upstream of this route: gives error replies their fault."""
        return self.routes[route].classifier.wrap(call)


class _Compiler:
    """Compiles section by section, and collects the mistakes."""

    def __init__(
        self,
        errors: ErrorsConfig,
        known: Known,
        log: Log,
        metrics: Metrics,
        wall: Callable[[], float],
        inventory: Inventory,
    ) -> None:
        self.mistakes: list[Mistake] = []
        washer = Washer(errors.washing.internal_hosts)
        # A sample is washed even where answers are not.
        self.reports = Reports(log, metrics, inventory, washer.wash)
        self._errors = errors
        self._known = known
        self._log = log
        self._metrics = metrics
        self._reader = Reader(log, self.reports.count_broken)
        self._codes = CodePattern(errors.code_pattern)
        self.catalog = self.attempt(partial(compile_catalog, errors)) or Catalog({})
        answers_washer = washer if errors.washing.enabled else None
        self.composer = Composer(self.catalog, answers_washer, errors.default_language)
        self.shadows = Shadows(self.composer, log, metrics, self.reports.count_broken)
        # By the names that a configuration may use. That these exist and are not defined twice is checked
        # with the file as a whole.
        self.formats: dict[str, Format] = {
            PASSTHROUGH: PROBLEM,
            PROBLEM.name: PROBLEM,
            ENVELOPE.name: ENVELOPE,
        }
        for name, config in errors.formats.items():
            path = ("errors", "formats", name)
            made = self.attempt(partial(compile_format, name, config, path, wall))
            self.formats[name] = made or PROBLEM
        self._rules = self._compile_rules(RouteErrorsConfig(rules=errors.rules), ("errors", "rules"))

    def attempt(self, make: Callable[[], Made]) -> Made | None:
        """What `make` makes; None where the configuration is wrong, and its mistakes are noted."""
        try:
            return make()
        except ConfigError as exc:
            self.mistakes += exc.mistakes
            return None

    def compile_route(self, route: RouteErrorsConfig, path: Path) -> RouteErrors:
        """One route's settings over the common ones; for the common ones themselves, an empty section."""
        errors = self._errors
        name = self._errors.format if route.format is None else route.format
        passthrough = name == PASSTHROUGH
        form = self.formats[name]
        if route.default_code is not None and (problem := self._codes.problem(route.default_code)):
            self.mistakes.append(Mistake((*path, "default_code"), problem))
        default_code = errors.default_code if route.default_code is None else route.default_code
        rules = self._compile_rules(route, (*path, "rules")).followed_by(self._rules)
        classifier = Classifier(
            rules,
            self._log,
            self._reader,
            limit=errors.max_body,
            in_band=errors.in_band if route.in_band is None else route.in_band,
            keeps_body=passthrough,
            broken=self.reports.count_broken,
            passed=lambda subject: self.shadows.passed(rules, subject, default_code),
        )
        return RouteErrors(
            rules,
            classifier,
            form,
            # Ours for people come last: a team's own format of the same media type wins.
            compile_negotiation(form, (PROBLEM, PROBLEM_XML, *self.formats.values(), HTML_PAGE, PLAIN_TEXT)),
            negotiates=errors.negotiate,
            default_code=default_code,
            passthrough=passthrough,
        )

    def _compile_rules(self, section: RouteErrorsConfig, path: Path) -> RuleBook:
        compiled = self.attempt(
            partial(
                compile_rules,
                section.rules,
                path,
                self._errors.code_pattern,
                known=self._known,
                metrics=self._metrics,
            )
        )
        return compiled or RuleBook()
