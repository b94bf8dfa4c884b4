"""What the legacy demo tells, by the documents that the product comes from."""

from __future__ import annotations

import json

import pytest

from tests.demo.conftest import TOKEN_LIFE_S, Ask, Clock

UPLOAD = "/tbm-studio/biit/api/v1/acme.com"
LOGIN = {
    "error": "auth-0001",
    "message": "Incorrect username and password",
    "detail": "Ensure that the username and password included in the request are correct",
    "help": "https://example.com/help/error/auth-0001",
}
DATE = "Poorly formatted date string: 'SOMEDATE:2010'. Ought to be of the form 'granularity':'year'."

DOCUMENTS = [
    pytest.param("GET", "/spring-rest/api/book/2", 200, {"id": 2}, id="spring-a-book"),
    pytest.param(
        "GET",
        "/spring-rest/api/book/1",
        500,
        {
            "timestamp": "2019-09-16T22:14:45.624+0000",
            "status": 500,
            "error": "Internal Server Error",
            "message": "No message available",
            "path": "/api/book/1",
        },
        id="spring-no-such-book",
    ),
    pytest.param("POST", "/spring-rest/api/login", 401, LOGIN, id="spring-one-error"),
    pytest.param("POST", "/spring-rest/api/session", 401, {"errors": [LOGIN]}, id="spring-list-of-one"),
    pytest.param("POST", "/fep/oauth2/tokenP", 403, {"error_code": "EGW00103"}, id="fep-korean"),
    pytest.param("GET", "/fep/accounts/balance", 401, {}, id="fep-detail"),
    pytest.param(
        "GET",
        "/fep/uapi/domestic-stock/v1/quotations/inquire-price",
        200,
        {"rt_cd": "0", "msg_cd": "MCA00000"},
        id="fep-success",
    ),
    pytest.param(
        "GET",
        "/fep/uapi/domestic-stock/v1/quotations/inquire-daily-price",
        200,
        {"rt_cd": "1", "msg_cd": "EGW00123", "msg1": "기간이 만료된 token 입니다."},
        id="fep-200-that-failed",
    ),
    pytest.param(
        "POST", f"{UPLOAD}/Costs/GL%20Data/SOMEDATE:2010/overwrite", 400, {"message": DATE}, id="tbm-date"
    ),
    pytest.param(
        "POST",
        f"{UPLOAD}/Payroll/GL%20Data/January:2024/overwrite",
        403,
        {"message": "Access denied"},
        id="tbm-access",
    ),
    pytest.param(
        "POST",
        f"{UPLOAD}/Costs/Nowhere/January:2024/overwrite",
        404,
        {"message": "Table not found: Nowhere"},
        id="tbm-table",
    ),
    pytest.param(
        "POST", f"{UPLOAD}/Costs/GL%20Data/January:2024/overwrite", 201, {"rows": 42}, id="tbm-upload"
    ),
    pytest.param(
        "GET",
        "/tbm-studio/api/users/x%20y",
        400,
        {"message": "user x y does not exist"},
        id="tbm-user",
    ),
]


def read(answer: bytes) -> tuple[int, bytes]:
    """Status and body of an answer that has a Content-Length."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    return int(head[9:12]), body


@pytest.mark.parametrize(("method", "path", "status", "members"), DOCUMENTS)
async def test_a_story_answers_in_json(
    ask: Ask, method: str, path: str, status: int, members: dict[str, object]
) -> None:
    """Each row answers with its status and a JSON document that has these members."""
    told, body = read(await ask(method, path))
    document = json.loads(body)
    assert told == status
    assert {name: document[name] for name in members} == members


async def test_apisix_answers_json_labelled_text_in_chunks(ask: Ask) -> None:
    """The rate limit's answer is the seed's: text/plain, chunked, slashes escaped."""
    answer = await ask("GET", "/apisix/hello")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
    assert b"Content-Type: text/plain; charset=utf-8\r\n" in head
    assert b"Transfer-Encoding: chunked" in head
    assert body.startswith(b'40\r\n{"error_msg":"Please register at https:\\/\\/apisix.org')
    assert body.endswith(b"\r\n0\r\n\r\n")


async def test_a_list_of_errors_has_each_of_them(ask: Ask) -> None:
    """The user registration fails for two reasons at once."""
    status, body = read(await ask("POST", "/spring-rest/api/users"))
    assert status == 400
    assert [error["error"] for error in json.loads(body)["errors"]] == ["user-0007", "user-0008"]


async def test_a_token_is_good_until_it_expires(ask: Ask, clock: Clock) -> None:
    """A token opens the environment, as a header or a cookie, and no longer once its life is over."""
    path = "/tbm-studio/api/environment/acme.com/main"
    given = await ask("POST", "/tbm-studio/service/apikeylogin", body=b"{}")
    token = given.partition(b"apptio-opentoken=")[2].partition(b";")[0].decode()
    assert read(await ask("GET", path, f"apptio-opentoken: {token}"))[0] == 200
    assert read(await ask("GET", path, f"Cookie: a=b; apptio-opentoken={token}"))[0] == 200
    clock.now += TOKEN_LIFE_S + 0.001
    assert read(await ask("GET", path, f"apptio-opentoken: {token}")) == (
        401,
        b'{"message": "Token expired"}',
    )


@pytest.mark.parametrize("token", ["", "demo-", "demo-1", "demo-\u0661.000", "demo-99999999999999999999.000"])
async def test_no_other_token_is_good(ask: Ask, token: str) -> None:
    """What the demo did not give is refused, and breaks nothing."""
    status, _ = read(await ask("GET", "/tbm-studio/api/environment/a/main", f"apptio-opentoken: {token}"))
    assert status == 401


async def test_a_report_fails_twice_then_works(ask: Ask) -> None:
    """Two 500s, one 200, and again from the start."""
    assert [read(await ask("GET", "/tbm-studio/api/report"))[0] for _ in range(6)] == [500, 500, 200] * 2


async def test_pages_give_internals_away(ask: Ask) -> None:
    """Tomcat's page has a stack trace and a password: what washing is for."""
    status, body = read(await ask("GET", "/pages/tomcat"))
    assert status == 500
    assert b"at com.example.shop.OrderDao.store(OrderDao.java:88)" in body
    assert b"hunter2" in body


@pytest.mark.parametrize(
    ("path", "status", "element"),
    [("/soap/orders", 500, b"<faultstring>"), ("/soap12/orders", 400, b"<env:Reason>")],
)
async def test_soap_answers_a_fault(ask: Ask, path: str, status: int, element: bytes) -> None:
    """SOAP 1.1 and 1.2 each have their own elements."""
    told, body = read(await ask("POST", path, body=b"<Envelope/>"))
    assert told == status
    assert element in body


async def test_the_index_lists_every_story(ask: Ask) -> None:
    """GET / is the way in: each story with its paths."""
    status, body = read(await ask("GET", "/"))
    assert status == 200
    for line in ("apisix: ", "spring: ", "fep: ", "tbm-studio: ", "pages: ", "soap: ", "network: "):
        assert f"\n{line}" in f"\n{body.decode()}"


async def test_what_is_not_told_is_a_plain_error(ask: Ask) -> None:
    """An unknown path is 404, a known one with another method 405 with Allow."""
    assert read(await ask("GET", "/nowhere"))[0] == 404
    answer = await ask("DELETE", "/spring-rest/api/login")
    assert read(answer)[0] == 405
    assert b"\r\nAllow: POST\r\n" in answer
