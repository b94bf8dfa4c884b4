"""Errors of clouds, networks and databases; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "vsphere",
        400,
        "application/json",
        '{"type":"com.vmware.vapi.std.errors.invalid_argument","value":{"messages":[{"args":['
        '],"default_message":"The spec is not valid","id":"com.vmware.x"}]}}',
        message="The spec is not valid",
        code="com.vmware.vapi.std.errors.invalid_argument",
    ),
    Case(
        "redfish",
        400,
        "application/json",
        '{"error":{"code":"Base.1.0.GeneralError","message":"A general error has occurred. Se'
        'e ExtendedInfo.","@Message.ExtendedInfo":[{"MessageId":"Base.1.0.PropertyValueNotInL'
        'ist","Message":"The value Red is not in the list","MessageArgs":["RED"],"Severity":"'
        'Warning","Resolution":"Choose"}]}}',
        message="A general error has occurred. See ExtendedInfo.",
        code="Base.1.0.GeneralError",
    ),
    Case(
        "netconf",
        400,
        "application/json",
        '{"ietf-restconf:errors":{"error":[{"error-type":"protocol","error-tag":"invalid-valu'
        'e","error-path":"/a","error-message":"Invalid input parameter"}]}}',
        message="Invalid input parameter",
        code="invalid-value",
    ),
    Case(
        "palo",
        403,
        "application/xml",
        "<response status = 'error' code = '403'><result><msg>Invalid Credential</msg></result></response>",
        message="Invalid Credential",
        code=None,
    ),
    Case(
        "nexus",
        400,
        "application/json",
        '[{"id":"PARAMETER name","message":"Name is already used, must be unique"}]',
        message="Name is already used, must be unique",
        code=None,
    ),
    Case(
        "artifactory",
        404,
        "application/json",
        '{"errors":[{"status":404,"message":"Unable to find item"}]}',
        message="Unable to find item",
        code=None,
    ),
    Case(
        "bamboo",
        404,
        "application/xml",
        '<?xml version="1.0"?><status><status-code>404</status-code><message>Plan ABC not fou'
        "nd.</message></status>",
        message="Plan ABC not found.",
        code=None,
    ),
    Case(
        "solr",
        400,
        "application/json",
        '{"responseHeader":{"status":400,"QTime":0},"error":{"metadata":["error-class","org.a'
        'pache.solr.common.SolrException"],"msg":"undefined field x","code":400}}',
        message="undefined field x",
        code=None,
    ),
    Case(
        "snowflake",
        422,
        "application/json",
        '{"code":"001003","message":"SQL compilation error: syntax error line 1","sqlState":"'
        '42000","statementHandle":"e"}',
        message=None,
        code="001003",
    ),
    Case(
        "databricks",
        404,
        "application/json",
        '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Job 7 does not exist."}',
        message="Job 7 does not exist.",
        code="RESOURCE_DOES_NOT_EXIST",
    ),
    Case(
        "docusign",
        400,
        "application/json",
        '{"errorCode":"USER_AUTHENTICATION_FAILED","message":"One or both of Username and Pas'
        'sword are invalid. Invalid access token"}',
        message="One or both of Username and Password are invalid. Invalid access token",
        code="USER_AUTHENTICATION_FAILED",
    ),
    Case(
        "zoom",
        404,
        "application/json",
        '{"code":1001,"message":"User does not exist: x"}',
        message="User does not exist: x",
        code="1001",
    ),
    Case(
        "zoom-errors",
        400,
        "application/json",
        '{"code":300,"message":"Validation Failed.","errors":[{"field":"settings","message":"'
        'Invalid field."}]}',
        message="Validation Failed.",
        code="300",
        items=(("settings", "Invalid field.", None),),
    ),
    Case(
        "webex",
        400,
        "application/json",
        '{"message":"The request could not be understood by the server","errors":[{"descripti'
        'on":"The request could not be understood by the server"}],"trackingId":"R"}',
        message="The request could not be understood by the server",
        code=None,
    ),
    Case(
        "ms-teams",
        400,
        "application/json",
        '{"error":{"code":"BadRequest","message":"Invalid thread id","innerError":{"code":"1"'
        ',"message":"x"}}}',
        message="Invalid thread id",
        code="BadRequest",
    ),
    Case(
        "linkedin",
        401,
        "application/json",
        '{"serviceErrorCode":65600,"message":"Invalid access token","status":401}',
        message="Invalid access token",
        code="65600",
    ),
    Case(
        "reddit",
        403,
        "application/json",
        '{"message":"Forbidden","error":403}',
        message="Forbidden",
        code=None,
    ),
    Case(
        "pinterest3",
        401,
        "application/json",
        '{"status":"failure","code":2,"data":null,"message":"Authentication failed.","endpoint_name":"v3"}',
        message="Authentication failed.",
        code="2",
    ),
    Case(
        "line-notify",
        401,
        "application/json",
        '{"status":401,"message":"Invalid access token"}',
        message="Invalid access token",
        code=None,
    ),
    Case(
        "strava",
        404,
        "application/json",
        '{"message":"Record Not Found","errors":[{"resource":"Activity","field":"id","code":"not found"}]}',
        message="Record Not Found",
        code=None,
        items=(("id", None, "not found"),),
    ),
    Case(
        "fitbit",
        401,
        "application/json",
        '{"errors":[{"errorType":"expired_token","message":"Access token expired: x"}],"success":false}',
        message="Access token expired: x",
        code="expired_token",
    ),
    Case(
        "uber",
        422,
        "application/json",
        '{"fields":{"latitude":"Must be between -90.0 and 90.0"},"message":"Invalid input","c'
        'ode":"validation_failed"}',
        message="Invalid input",
        code="validation_failed",
        items=(("latitude", "Must be between -90.0 and 90.0", None),),
    ),
    Case(
        "lyft",
        400,
        "application/json",
        '{"error":"bad_parameter","error_detail":[{"lat":"must be a number"}]}',
        message=None,
        code="bad_parameter",
        items=(("lat", "must be a number", None),),
    ),
    Case(
        "here",
        400,
        "application/json",
        '{"title":"Malformed request","status":400,"code":"E605001","cause":"Missing paramete'
        'r: q","action":"Set q","correlationId":"4"}',
        message="Malformed request",
        code="E605001",
    ),
    Case(
        "mapbox",
        422,
        "application/json",
        '{"message":"Zoom level must be between 0-30.","code":"InvalidInput"}',
        message="Zoom level must be between 0-30.",
        code="InvalidInput",
    ),
)
