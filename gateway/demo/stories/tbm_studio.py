"""TBM Studio: errors are a message and a status, tokens expire, and a 500 often goes away."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from gateway.demo.answers import Answer, Request, Row, Story, json_answer

_ROOT = "/tbm-studio"
_PERIOD = re.compile(r"[A-Z][a-z]{2,8}:\d{4}")
_TOKEN = "apptio-opentoken"  # noqa: S105 - the name of a field, no secret


class _Tokens:
    """Tokens by time: `demo-17.250` was given at second 17.250 of the demo's clock."""

    def __init__(self, clock: Callable[[], float], life_s: float) -> None:
        self._clock = clock
        self._life_s = life_s

    def give(self, _request: Request) -> Answer:
        token = f"demo-{self._clock():.3f}"
        return json_answer(200, {"success": True}, ("Set-Cookie", f"{_TOKEN}={token}; Path=/; HttpOnly"))

    def demand(self, request: Request) -> Answer:
        token = request.fields.get(_TOKEN) or _read_cookie(request.fields.get("cookie", ""))
        given = re.fullmatch(r"demo-(\d{1,12}\.\d{3})", token)
        if given is None:
            return json_answer(401, {"message": "Authentication required"})
        if self._clock() - float(given[1]) > self._life_s:
            return json_answer(401, {"message": "Token expired"})
        return json_answer(200, {"id": 4711, "domain": request.params["domain"], "name": "main"})


def _read_cookie(cookies: str) -> str:
    for cookie in cookies.split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == _TOKEN:
            return value
    return ""


def _upload(request: Request) -> Answer:
    period, table, project = (request.params[name] for name in ("period", "table", "project"))
    if not _PERIOD.fullmatch(period):
        return json_answer(
            400,
            {
                "message": f"Poorly formatted date string: '{period}'. "
                "Ought to be of the form 'granularity':'year'."
            },
        )
    if project == "Payroll":
        return json_answer(403, {"message": "Access denied"})
    if table != "GL Data":
        return json_answer(404, {"message": f"Table not found: {table}"})
    return json_answer(201, {"project": project, "table": table, "period": period, "rows": 42})


def _find_user(request: Request) -> Answer:
    return json_answer(400, {"message": f"user {request.params['name']} does not exist"})


def _fail_twice() -> Callable[[Request], Answer]:
    numbers = count(1)

    def report(_request: Request) -> Answer:
        if next(numbers) % 3:
            return json_answer(500, {"message": "Calculation is temporarily unavailable"})
        return json_answer(200, {"report": "Cost Transparency", "total": 1234.5})

    return report


def tell(clock: Callable[[], float], token_life_s: float) -> Story:
    """The story, with tokens that last for `token_life_s` seconds of `clock`."""
    tokens = _Tokens(clock, token_life_s)
    return Story(
        "tbm-studio",
        f"a message and a status; tokens last {token_life_s:g} s; a 500 twice, then a 200",
        [
            Row("POST", f"{_ROOT}/service/apikeylogin", "200 with a token, as a cookie", tokens.give),
            Row(
                "GET",
                f"{_ROOT}/api/environment/{{domain}}/main",
                "200 with a good token (cookie or header), else 401",
                tokens.demand,
            ),
            Row(
                "POST",
                f"{_ROOT}/biit/api/v1/{{domain}}/{{project}}/{{table}}/{{period}}/{{action}}",
                "201 for GL%20Data and January:2024; 400, 403 (project Payroll), 404",
                _upload,
            ),
            Row("GET", f"{_ROOT}/api/users/{{name}}", "400: user does not exist", _find_user),
            Row("GET", f"{_ROOT}/api/report", "500 twice, then 200, and so on", _fail_twice()),
            Row(
                "GET",
                f"{_ROOT}/api/broken",
                "500 each time",
                json_answer(500, {"message": "An unexpected error occurred"}),
            ),
        ],
    )
