"""Which HTTP status a code of a dialect means, for errors that come with the status of a success.

Decides by published tables only. Refuses to guess from messages.
"""

from __future__ import annotations

from gateway.errors.dialects.vocabulary import fold

# google.rpc.Code: number and name (cloud.google.com/apis/design/errors).
_GRPC = (
    ("1", "cancelled", 499),
    ("2", "unknown", 500),
    ("3", "invalid_argument", 400),
    ("4", "deadline_exceeded", 504),
    ("5", "not_found", 404),
    ("6", "already_exists", 409),
    ("7", "permission_denied", 403),
    ("8", "resource_exhausted", 429),
    ("9", "failed_precondition", 400),
    ("10", "aborted", 409),
    ("11", "out_of_range", 400),
    ("12", "unimplemented", 501),
    ("13", "internal", 500),
    ("14", "unavailable", 503),
    ("15", "data_loss", 500),
    ("16", "unauthenticated", 401),
)
GRPC = {key: status for number, name, status in _GRPC for key in (number, name)}

# JSON-RPC 2.0 §5.1, as its HTTP transports map it.
JSON_RPC = {"-32700": 400, "-32600": 400, "-32601": 404, "-32602": 400, "-32603": 500, "-32000": 500}

# RFC 6749 §5.2 and §4.1.2.1, RFC 6750 §3.1.
OAUTH = {
    "invalid_request": 400,
    "invalid_grant": 400,
    "invalid_scope": 400,
    "unsupported_grant_type": 400,
    "unauthorized_client": 400,
    "invalid_client": 401,
    "invalid_token": 401,
    "insufficient_scope": 403,
    "access_denied": 403,
    "temporarily_unavailable": 503,
    "server_error": 500,
}

# Apollo Server and what follows it (www.apollographql.com/docs/apollo-server/data/errors).
GRAPHQL = {
    "graphql_parse_failed": 400,
    "graphql_validation_failed": 400,
    "bad_user_input": 400,
    "operation_resolution_failure": 400,
    "bad_request": 400,
    "persisted_query_not_found": 404,
    "persisted_query_not_supported": 501,
    "internal_server_error": 500,
}

SOAP = {
    f"{prefix}{side}": status
    for prefix in ("", "soap:", "soap-env:", "s:", "soapenv:", "env:")
    for side, status in (("client", 400), ("sender", 400), ("server", 500), ("receiver", 500))
}

# What codes of any API end in, folded.
_WORDS = {
    "notfound": 404,
    "unauthorized": 401,
    "unauthorised": 401,
    "unauthenticated": 401,
    "notauthed": 401,
    "invalidauth": 401,
    "authfailure": 401,
    "authenticationfailed": 401,
    "authenticationerror": 401,
    "forbidden": 403,
    "permissiondenied": 403,
    "accessdenied": 403,
    "badrequest": 400,
    "invalidrequest": 400,
    "invalidparameter": 400,
    "invalidparametervalue": 400,
    "missingparameter": 400,
    "invalidargument": 400,
    "validationerror": 400,
    "invalidinput": 400,
    "ratelimited": 429,
    "ratelimitexceeded": 429,
    "throttled": 429,
    "throttling": 429,
    "toomanyrequests": 429,
    "conflict": 409,
    "alreadyexists": 409,
    "notimplemented": 501,
    "serviceunavailable": 503,
    "internalerror": 500,
    "internalservererror": 500,
    "timeout": 504,
}


def status_of_word(code: str) -> int | None:
    """The status that a code says in words: `FORBIDDEN`, `user_not_found`, `NotFoundException`."""
    folded = fold(code).removesuffix("exception").removesuffix("error") or fold(code)
    for word in (folded, fold(code)):
        if word in _WORDS:
            return _WORDS[word]
    return 404 if folded.endswith("notfound") else None
