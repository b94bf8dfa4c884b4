"""Errors whose single errors, codes, texts and pages need a closer look; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

JSON = "application/json"
HTML = "text/html"

CASES = (
    Case(
        "one error where others have a list",
        400,
        JSON,
        '{"code":"PARAM_ERROR","message":"Wrong parameter","detail":'
        '{"field":"/amount/currency","value":"XYZ","issue":"It is not known","location":"body"}}',
        message="Wrong parameter",
        code="PARAM_ERROR",
        items=(("currency", "It is not known", None),),
    ),
    Case(
        "class-validator",
        422,
        JSON,
        '{"statusCode":422,"message":"Unprocessable Entity","errors":[{"property":"address","children":'
        '[{"property":"city","constraints":{"isNotEmpty":"city should not be empty"}}]}]}',
        items=(("city", "city should not be empty", None),),
    ),
    Case(
        "class-validator, bare",
        400,
        JSON,
        '[{"target":{},"property":"title","children":[],"constraints":{"length":"title must be longer"}}]',
        message="title must be longer",
        items=(("title", "title must be longer", None),),
    ),
    Case(
        "errors within an error",
        400,
        JSON,
        '{"errors":[{"name":"ValidationError","message":"The field is invalid: Email","data":{"errors":'
        '[{"message":"It is registered.","path":"email"}]}}]}',
        message="The field is invalid: Email",
        code="ValidationError",
        items=(("email", "It is registered.", None),),
    ),
    Case(
        "a part of the request is no field",
        400,
        JSON,
        '{"detail":"Validation failed","extra":[{"message":"Expected an int","key":"age","source":"body"}]}',
        message="Validation failed",
        items=(("age", "Expected an int", None),),
    ),
    Case(
        "a name under a location",
        422,
        JSON,
        '{"status":"error","errors":[{"location":"body","name":"value","description":["It is required."]}]}',
        message="It is required.",
        items=(("value", "It is required.", None),),
    ),
    Case(
        "extended information",
        400,
        JSON,
        '{"error":{"code":"Base.1.8.GeneralError","message":"See the information","@Message.ExtendedInfo":'
        '[{"MessageId":"Base.1.8.NotInList","Message":"It is not in the list.",'
        '"RelatedProperties":["#/LED"]}]}}',
        message="See the information",
        items=(("LED", "It is not in the list.", "Base.1.8.NotInList"),),
    ),
    Case(
        "a map of fields under a name of messages",
        400,
        JSON,
        '{"status":400,"error":400,"messages":{"email":"The email is missing.",'
        '"name":"The name is missing."}}',
        message="The email is missing.",
        items=(("email", "The email is missing.", None), ("name", "The name is missing.", None)),
    ),
    Case(
        "a code that is a number and an id of the occurrence",
        400,
        JSON,
        '{"code":3000,"message":"The account is missing","error_id":"9f"}',
        message="The account is missing",
        code="3000",
    ),
    Case(
        "invalid is a code",
        400,
        JSON,
        '{"errors":[{"id":"4c6","status":400,"code":"invalid","title":"Invalid '
        'input.","source":{"pointer":"/data/type"}}]}',
        message="Invalid input.",
        code="invalid",
    ),
    Case(
        "codes in a list of their own",
        400,
        JSON,
        '{"errors":["The key is not valid"],"errorCodes":["20000200068"]}',
        message="The key is not valid",
        code="20000200068",
    ),
    Case(
        "an object that repeats what was sent",
        400,
        JSON,
        '{"code":"account_not_found","message":"no account found","details":{"account_id":"x"}}',
        message="no account found",
        code="account_not_found",
    ),
    Case(
        "the only sentence",
        406,
        JSON,
        '{"status":"FAILED","object":"The requested vector is invalid"}',
        message="The requested vector is invalid",
    ),
    Case(
        "a form-data body",
        400,
        "multipart/form-data; boundary=b",
        '--b\r\nContent-Disposition: form-data; name="error"\r\n\r\nThe file is too large\r\n'
        '--b\r\nContent-Disposition: form-data; name="code"\r\n\r\nE12\r\n--b--\r\n',
        message="The file is too large",
        code="E12",
    ),
    Case(
        "a response in a batch",
        400,
        "multipart/mixed; boundary=batch_1",
        "preamble\r\n--batch_1\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 404 Not Found\r\n"
        'Content-Type: application/json\r\n\r\n{"error":{"code":404,"message":"'
        'No such entity.","status":"NOT_FOUND"}}'
        "\r\n--batch_1--\r\n",
        message="No such entity.",
        code="NOT_FOUND",
    ),
    Case(
        "a bare ampersand",
        500,
        "application/xml",
        "<error><code>77</code><message>Lost & found is closed</message></error>",
        message="Lost & found is closed",
        code="77",
    ),
    Case(
        "hl7",
        400,
        "x-application/hl7-v2+er7",
        "MSH|^~\\&|LAB|X\rMSA|AE|123|Unknown patient identifier\rERR|||204^Unknown key",
        message="Unknown patient identifier",
        code="204",
    ),
    Case(
        "a section and pairs",
        400,
        "text/plain",
        "[error]\ncode=17\ndescription=Limit reached\n",
        message="Limit reached",
        code="17",
    ),
    Case(
        "a drawn heading",
        404,
        "text/plain",
        "⚠️ 404 Not Found\n==================\nRequested URL /foo not found\n",
        message="Requested URL /foo not found",
    ),
    Case(
        "a code before a full stop",
        404,
        "text/plain",
        "Code: 60. Table x is not there.",
        message="Table x is not there.",
        code="60",
    ),
    Case(
        "a phrase with its number behind it",
        403,
        HTML,
        "<html><body><h1>Forbidden <span>(403)</span></h1><p>CSRF verification failed.</p></body></html>",
        message="CSRF verification failed.",
    ),
    Case(
        "a phrase with a subcode",
        404,
        HTML,
        "<html><body><h3>HTTP Error 404.0 - Not Found</h3><h4>The resource has "
        "been removed.</h4></body></html>",
        message="The resource has been removed.",
    ),
    Case(
        "a sentence against a banner",
        403,
        HTML,
        "<html><head><title>Security by Example</title></head><body><table><tr><td><span>You don't have "
        "permission to visit this site.</span></td></tr></table></body></html>",
        message="You don't have permission to visit this site.",
    ),
    Case(
        "a title of general words",
        500,
        HTML,
        "<html><head><title>Application Server Error</title></head><body><div c"
        "lass='note'>Cannot process a request "
        "(termination: RABAX_STATE)</div></body></html>",
        message="Cannot process a request (termination: RABAX_STATE)",
    ),
)
