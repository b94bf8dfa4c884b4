"""Errors of social, learning and content APIs; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "osrm",
        400,
        "application/json",
        '{"message":"Query string malformed close to position 3","code":"InvalidQuery"}',
        message="Query string malformed close to position 3",
        code="InvalidQuery",
    ),
    Case(
        "fcc",
        500,
        "application/json",
        '{"status":"Fail","Message":"No data"}',
        message="No data",
        code=None,
    ),
    Case(
        "sftp",
        400,
        "application/json",
        '{"errorcode":"invalidtoken","exception":"moodle_exception","message":"Invalid token '
        '- token not found"}',
        message="Invalid token - token not found",
        code="invalidtoken",
    ),
    Case(
        "canvas",
        404,
        "application/json",
        '{"errors":[{"message":"The specified resource does not exist."}]}',
        message="The specified resource does not exist.",
        code=None,
    ),
    Case(
        "canvas2",
        401,
        "application/json",
        '{"status":"unauthenticated","errors":[{"message":"user authorisation required"}]}',
        message="user authorisation required",
        code="unauthenticated",
    ),
    Case(
        "blackboard",
        404,
        "application/json",
        '{"status":404,"code":"bb-rest-course-not-found","message":"The specified course does'
        ' not exist.","developerMessage":"id=1","extraInfo":"f"}',
        message="The specified course does not exist.",
        code="bb-rest-course-not-found",
    ),
    Case(
        "hl7",
        400,
        "application/xml",
        '<OperationOutcome xmlns="http://hl7.org/fhir"><issue><severity value="error"/><code '
        'value="required"/><diagnostics value="Patient.name is required"/></issue></Operation'
        "Outcome>",
        message="Patient.name is required",
        code="required",
    ),
    Case(
        "jsend-fail",
        400,
        "application/json",
        '{"status":"fail","data":{"title":"A title is required"}}',
        message="A title is required",
        code=None,
        items=(("title", "A title is required", None),),
    ),
    Case(
        "jsend-err",
        500,
        "application/json",
        '{"status":"error","message":"Unable to communicate with database"}',
        message="Unable to communicate with database",
        code=None,
    ),
    Case(
        "yii",
        422,
        "application/json",
        '[{"field":"email","message":"Email cannot be blank."},{"field":"name","message":"Nam'
        'e is too short."}]',
        message="Email cannot be blank.",
        code=None,
        items=(("email", "Email cannot be blank.", None),),
    ),
    Case(
        "yii2",
        404,
        "application/json",
        '{"name":"Not Found","message":"Object not found: 7","code":0,"status":404,"type":"yi'
        'i\\\\web\\\\NotFoundHttpException"}',
        message="Object not found: 7",
        code=None,
    ),
    Case(
        "symfony",
        422,
        "application/json",
        '{"type":"https://symfony.com/errors/validation","title":"Validation Failed","detail"'
        ':"email: This value is not a valid email address.","violations":[{"propertyPath":"em'
        'ail","title":"This value is not a valid email address.","parameters":{"{{ value }}":'
        '"x"},"type":"urn:uuid:bd79"}]}',
        message="Validation Failed",
        code=None,
        items=(("email", "This value is not a valid email address.", None),),
    ),
    Case(
        "api-platform",
        400,
        "application/ld+json",
        '{"@context":"/contexts/Error","@type":"hydra:Error","hydra:title":"An error occurred'
        '","hydra:description":"Syntax error in body"}',
        message="Syntax error in body",
        code=None,
    ),
    Case(
        "cakephp",
        404,
        "application/json",
        '{"message":"Not Found here","url":"/x","code":404}',
        message="Not Found here",
        code=None,
    ),
    Case(
        "phoenix",
        422,
        "application/json",
        '{"errors":{"detail":"Title can\'t be blank"}}',
        message="Title can't be blank",
        code=None,
    ),
    Case(
        "phoenix404",
        404,
        "application/json",
        '{"errors":{"detail":"Not Found"}}',
        message="Not Found",
        code=None,
    ),
    Case(
        "dropwizard",
        422,
        "application/json",
        '{"errors":["name may not be empty","age must be greater than 0"]}',
        message="name may not be empty",
        code=None,
        items=((None, "age must be greater than 0", None),),
    ),
    Case(
        "dropwizard2",
        404,
        "application/json",
        '{"code":404,"message":"HTTP 404 Not Found"}',
        message="HTTP 404 Not Found",
        code=None,
    ),
    Case(
        "jaxrs-xml",
        400,
        "application/xml",
        "<violationReport><propertyViolations/><parameterViolations><constraintType>PARAMETER"
        "</constraintType><path>get.arg0</path><message>must not be null</message><value></va"
        "lue></parameterViolations></violationReport>",
        message="must not be null",
        code=None,
    ),
    Case(
        "echo",
        404,
        "application/json",
        '{"message":"Not Found"}',
        message="Not Found",
        code=None,
    ),
    Case(
        "rocket",
        404,
        "application/json",
        '{"error":{"code":404,"description":"The requested resource could not be found.","rea'
        'son":"Not Found"}}',
        message="The requested resource could not be found.",
        code=None,
    ),
    Case(
        "connexion",
        400,
        "application/problem+json",
        '{"detail":"\'x\' is a required property","status":400,"title":"Bad Request","type":"about:blank"}',
        message="'x' is a required property",
        code=None,
    ),
    Case(
        "flask-restful",
        400,
        "application/json",
        '{"message":{"name":"Name cannot be blank!"}}',
        message="Name cannot be blank!",
        code=None,
        items=(("name", "Name cannot be blank!", None),),
    ),
    Case(
        "marshmallow",
        422,
        "application/json",
        '{"email":["Not a valid email address."],"address":{"zip":["Missing data for required field."]}}',
        message=None,
        code=None,
        items=(("zip", "Missing data for required field.", None),),
    ),
    Case(
        "webargs",
        422,
        "application/json",
        '{"code":422,"status":"Unprocessable Entity","errors":{"json":{"age":["Not a valid integer."]}}}',
        message="Not a valid integer.",
        code=None,
        items=(("age", "Not a valid integer.", None),),
    ),
)
