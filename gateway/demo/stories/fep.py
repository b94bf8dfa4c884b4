"""A brokerage: credentials refused in three shapes, and failures that come as a 200."""

from __future__ import annotations

from gateway.demo.answers import Answer, Row, Story, json_answer

_QUOTATIONS = "/fep/uapi/domestic-stock/v1/quotations"
_TRADING = "/fep/uapi/domestic-stock/v1/trading"

# Three systems of one house, three shapes.
_BAD_KEY = {"error_code": "EGW00103", "error_description": "유효하지 않은 AppKey입니다."}
_NO_LOGIN = {"detail": "Authentication credentials were not provided."}
_NO_CERTIFICATE = (
    "ERR|AUTH-403|Client certificate of fep-gw01.corp.internal (10.20.3.7) is not registered. "
    "See /opt/fep/conf/tls/clients.jks\n"
)


def _in_band(code: str, message: str, **more: object) -> Answer:
    """What the quotation system answers, always with status 200; only rt_cd tells how it went."""
    failed = "0" if code.startswith("MCA") else "1"
    return json_answer(200, {**more, "rt_cd": failed, "msg_cd": code, "msg1": message})


STORY = Story(
    "fep",
    "a brokerage: 401 and 403 in three shapes, and a 200 that failed",
    [
        Row("POST", "/fep/oauth2/tokenP", "403 in Korean JSON: unknown key", json_answer(403, _BAD_KEY)),
        Row("GET", "/fep/accounts/balance", "401 in JSON: not logged in", json_answer(401, _NO_LOGIN)),
        Row(
            "GET",
            "/fep/cgi/positions",
            "403 in text with internals: certificate unknown",
            Answer(403, _NO_CERTIFICATE.encode(), (("Content-Type", "text/plain"),)),
        ),
        Row(
            "GET",
            f"{_QUOTATIONS}/inquire-price",
            "200 with a price",
            _in_band("MCA00000", "정상처리 되었습니다!", output={"stck_prpr": "71200", "prdy_ctrt": "0.42"}),
        ),
        Row(
            "GET",
            f"{_QUOTATIONS}/inquire-daily-price",
            "200 that failed: the token has expired",
            _in_band("EGW00123", "기간이 만료된 token 입니다."),
        ),
        Row(
            "POST",
            f"{_TRADING}/order-cash",
            "200 that failed: not enough money",
            _in_band(
                "APBK0919", r"주문가능금액을 초과했습니다. 자세한 내용은 C:\HTS\help\0923.htm 을 보십시오."
            ),
        ),
        Row(
            "POST",
            f"{_TRADING}/order-rvsecncl",
            "200 that failed: nothing that the documentation knows",
            _in_band("XYZ99999", "ORA-00942: table or view does not exist at fepdb01.corp.internal:1521"),
        ),
    ],
)
