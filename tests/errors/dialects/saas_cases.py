"""Errors of SaaS and data APIs; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "heroku",
        404,
        "application/json",
        '{"id":"not_found","message":"Couldn\'t find that app.","url":"https://x"}',
        message="Couldn't find that app.",
        code="not_found",
    ),
    Case(
        "digitalocean",
        404,
        "application/json",
        '{"id":"not_found","message":"The resource you requested could not be found.","request_id":"4d"}',
        message="The resource you requested could not be found.",
        code="not_found",
    ),
    Case(
        "cloudflare",
        400,
        "application/json",
        '{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_c'
        'hain":[{"code":6103,"message":"Invalid format for X-Auth-Key header"}]}],"messages":'
        '[],"result":null}',
        message="Invalid request headers",
        code="6003",
    ),
    Case(
        "salesforce",
        400,
        "application/json",
        '[{"message":"No such column \'x\' on entity","errorCode":"INVALID_FIELD","fields":["x"]}]',
        message="No such column 'x' on entity",
        code="INVALID_FIELD",
    ),
    Case(
        "elastic",
        404,
        "application/json",
        '{"error":{"root_cause":[{"type":"index_not_found_exception","reason":"no such index '
        '[x]","index":"x"}],"type":"index_not_found_exception","reason":"no such index [x]","'
        'index_uuid":"_na_","index":"x"},"status":404}',
        message="no such index [x]",
        code="index_not_found_exception",
    ),
    Case(
        "kubernetes",
        404,
        "application/json",
        '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods '
        '\\"x\\" not found","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404'
        "}",
        message='pods "x" not found',
        code="NotFound",
    ),
    Case(
        "vault",
        403,
        "application/json",
        '{"errors":["permission denied"]}',
        message="permission denied",
        code=None,
    ),
    Case(
        "vault-multi",
        400,
        "application/json",
        '{"errors":["missing client token","field x required"]}',
        message="missing client token",
        code=None,
        items=((None, "missing client token", None), (None, "field x required", None)),
    ),
    Case(
        "couchdb",
        404,
        "application/json",
        '{"error":"not_found","reason":"no_db_file"}',
        message=None,
        code="not_found",
    ),
    Case(
        "couchdb2",
        409,
        "application/json",
        '{"error":"conflict","reason":"Document update conflict."}',
        message="Document update conflict.",
        code="conflict",
    ),
    Case(
        "influx",
        400,
        "application/json",
        '{"code":"invalid","message":"unable to parse \'x\': missing fields"}',
        message="unable to parse 'x': missing fields",
        code="invalid",
    ),
    Case(
        "prometheus",
        400,
        "application/json",
        '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": parse error"}',
        message='invalid parameter "query": parse error',
        code="bad_data",
    ),
    Case(
        "grafana",
        404,
        "application/json",
        '{"message":"Dashboard not found","traceID":"abc"}',
        message="Dashboard not found",
        code=None,
    ),
    Case(
        "grafana2",
        412,
        "application/json",
        '{"message":"The dashboard has been changed by someone else","messageId":"dash.change'
        'd","statusCode":412,"traceID":""}',
        message="The dashboard has been changed by someone else",
        code="dash.changed",
    ),
    Case(
        "jira",
        400,
        "application/json",
        '{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}',
        message="Issue does not exist or you do not have permission to see it.",
        code=None,
    ),
    Case(
        "confluence",
        404,
        "application/json",
        '{"statusCode":404,"data":{"authorized":false,"valid":true,"errors":[],"successful":f'
        'alse},"message":"No content found with id: 1"}',
        message="No content found with id: 1",
        code=None,
    ),
    Case(
        "gitlab",
        400,
        "application/json",
        '{"error":"title is missing"}',
        message="title is missing",
        code=None,
    ),
    Case(
        "oauth",
        400,
        "application/json",
        '{"error":"invalid_scope"}',
        message=None,
        code="invalid_scope",
    ),
    Case(
        "laravel",
        422,
        "application/json",
        '{"message":"The given data was invalid.","errors":{"email":["The email has already been taken."]}}',
        message="The given data was invalid.",
        code=None,
        items=(("email", "The email has already been taken.", None),),
    ),
    Case(
        "drf",
        400,
        "application/json",
        '{"username":["This field is required."],"non_field_errors":["Passwords do not match."]}',
        message=None,
        code=None,
        items=(("username", "This field is required.", None), (None, "Passwords do not match.", None)),
    ),
    Case(
        "drf-detail",
        403,
        "application/json",
        '{"detail":"You do not have permission to perform this action."}',
        message="You do not have permission to perform this action.",
        code=None,
    ),
    Case(
        "fastapi",
        422,
        "application/json",
        '{"detail":[{"loc":["body","item","price"],"msg":"value is not a valid float","type":'
        '"type_error.float"}]}',
        message="value is not a valid float",
        code=None,
        items=(("price", "value is not a valid float", "type_error.float"),),
    ),
    Case(
        "pydantic2",
        422,
        "application/json",
        '{"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null'
        ',"url":"https://errors.pydantic.dev"}]}',
        message="Field required",
        code=None,
        items=(("q", "Field required", "missing"),),
    ),
    Case(
        "aspnet",
        400,
        "application/problem+json",
        '{"errors":{"Name":["The Name field is required."]},"type":"https://tools.ietf.org/ht'
        'ml/rfc7231","title":"One or more validation errors occurred.","status":400,"traceId"'
        ':"0HM"}',
        message="One or more validation errors occurred.",
        code=None,
        items=(("Name", "The Name field is required.", None),),
    ),
    Case(
        "modelstate",
        400,
        "application/json",
        '{"Message":"The request is invalid.","ModelState":{"customer.Name":["The Name field '
        'is required."]}}',
        message="The request is invalid.",
        code=None,
        items=(("customer.Name", "The Name field is required.", None),),
    ),
    Case(
        "nestjs",
        400,
        "application/json",
        '{"statusCode":400,"message":["email must be an email","password should not be empty"'
        '],"error":"Bad Request"}',
        message="email must be an email",
        code=None,
        items=((None, "email must be an email", None), (None, "password should not be empty", None)),
    ),
)
