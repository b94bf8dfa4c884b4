"""The reason phrases of HTTP statuses, under the names that they have today (RFC 9110 §15).

Decides what a status is called, on the wire and in a title. Refuses to know what it means for an answer.
"""

from __future__ import annotations

from http import HTTPStatus

# Python 3.11 knows these by the names of older RFCs.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

REASON_PHRASES: dict[int, str] = {status.value: status.phrase for status in HTTPStatus} | _RENAMED
