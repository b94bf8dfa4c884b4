"""What a status says when nobody says more: a title, a calm sentence and a code for each.

Decides the words for a bare status code.
Refuses to know upstreams, rules and formats.
"""

from __future__ import annotations

import re

from gateway.phrases import REASON_PHRASES

FIRST, LAST = 400, 599

_SENTENCES = {
    400: "The request is not valid.",
    401: "Authentication is required to access this resource.",
    402: "Payment is required to access this resource.",
    403: "Access to this resource is not allowed.",
    404: "The requested resource was not found.",
    405: "The requested method is not allowed for this resource.",
    406: "The resource is not available in an acceptable form.",
    407: "Authentication with the proxy is required.",
    408: "The request did not arrive in time.",
    409: "The request conflicts with the current state of the resource.",
    410: "The requested resource is no longer available.",
    411: "The request must state the length of its content.",
    412: "A precondition of the request was not met.",
    413: "The content of the request is too large.",
    414: "The request target is too long.",
    415: "The media type of the request is not supported.",
    416: "The requested range is not available.",
    417: "The expectation of the request cannot be met.",
    421: "The request was sent to a server that cannot answer it.",
    422: "The content of the request could not be processed.",
    423: "The resource is locked.",
    424: "The request failed because a request that it depends on failed.",
    425: "The request was sent too early.",
    426: "The request must be made with another protocol.",
    428: "The request must be conditional.",
    429: "Too many requests were sent. Try again later.",
    431: "The header of the request is too large.",
    451: "The resource is not available for legal reasons.",
    500: "The service failed to handle the request.",
    501: "The service does not support this request.",
    502: "The service gave an answer that could not be used.",
    503: "The service is not available at the moment. Try again later.",
    504: "The service did not answer in time.",
    505: "This version of HTTP is not supported.",
    507: "The service has no room to store what the request needs.",
    511: "Network authentication is required.",
}


def _phrase(status: int) -> str:
    return REASON_PHRASES.get(status, "Client Error" if status < 500 else "Server Error")


def _sentence(status: int) -> str:
    other = (
        "The request could not be served." if status < 500 else "The service failed to handle the request."
    )
    return _SENTENCES.get(status, other)


def _token(phrase: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("'", "")).strip("_")


PHRASES: dict[int, str] = {status: _phrase(status) for status in range(FIRST, LAST + 1)}
"""The title of a problem of type `about:blank` (RFC 9457 §4.2.1); the message where there is no other."""

SENTENCES: dict[int, str] = {status: _sentence(status) for status in range(FIRST, LAST + 1)}
"""What a client reads where the upstream said nothing that may be shown."""

CODES: dict[int, str] = {status: _token(phrase) for status, phrase in PHRASES.items()}
"""What an envelope, which must have a code, says where there is none: `not_found`."""


def error_status(status: int | None) -> int:
    """`status` where it is one that an error can have (400 to 599), else 502."""
    return status if status is not None and FIRST <= status <= LAST else 502
