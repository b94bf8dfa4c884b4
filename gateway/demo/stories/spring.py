"""A Spring service with its default error body, and errors as its team wrote them by hand."""

from __future__ import annotations

from gateway.demo.answers import Answer, Request, Row, Story, json_answer

_CONTEXT = "/spring-rest"

_BOOKS: dict[str, dict[str, object]] = {
    "2": {"id": 2, "title": "REST in Practice", "author": "Jim Webber"},
    "3": {"id": 3, "title": "토비의 스프링", "author": "이일민"},
}

_BAD_LOGIN = {
    "error": "auth-0001",
    "message": "Incorrect username and password",
    "detail": "Ensure that the username and password included in the request are correct",
    "help": "https://example.com/help/error/auth-0001",
}
_BAD_NAME = {
    "error": "user-0007",
    "message": "User name is taken",
    "detail": "Choose a user name that no other account has",
    "help": "https://example.com/help/error/user-0007",
}
_WEAK_PASSWORD = {
    "error": "user-0008",
    "message": "Password is too short",
    "detail": "Use at least twelve characters",
    "help": "https://example.com/help/error/user-0008",
}


def _answer_book(request: Request) -> Answer:
    """A BookNotFoundException that nobody caught becomes a 500 with Spring's default attributes."""
    book = _BOOKS.get(request.params["id"])
    if book is not None:
        return json_answer(200, book)
    return json_answer(
        500,
        {
            "timestamp": "2019-09-16T22:14:45.624+0000",
            "status": 500,
            "error": "Internal Server Error",
            "message": "No message available",
            "path": request.path.removeprefix(_CONTEXT),
        },
    )


STORY = Story(
    "spring",
    "Spring's default error body, and a team's own: alone and in a list",
    [
        Row("GET", f"{_CONTEXT}/api/book/{{id}}", "200 for 2 and 3, else 500: no such book", _answer_book),
        Row("POST", f"{_CONTEXT}/api/login", "401 with one error", json_answer(401, _BAD_LOGIN)),
        Row(
            "POST",
            f"{_CONTEXT}/api/session",
            "401 with a list of one error",
            json_answer(401, {"errors": [_BAD_LOGIN]}),
        ),
        Row(
            "POST",
            f"{_CONTEXT}/api/users",
            "400 with a list of two errors",
            json_answer(400, {"errors": [_BAD_NAME, _WEAK_PASSWORD]}),
        ),
    ],
)
