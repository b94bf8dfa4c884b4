"""Lists of single errors of more libraries, in more tongues, and texts that stand beside them."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "pydantic-v1",
        422,
        "application/json",
        '{"detail":[{"loc":["body","user","age"],"msg":"ensure this value is greater than 0",'
        '"type":"value_error.number.not_gt","ctx":{"limit_value":0}}]}',
        items=(("age", "ensure this value is greater than 0", "value_error.number.not_gt"),),
    ),
    Case(
        "apiflask",
        422,
        "application/json",
        '{"detail":{"json":{"category":["Must be one of: dog, cat."],"name":["Longer than max'
        'imum length 10."]}},"message":"Validation error"}',
        message="Validation error",
        items=(
            ("category", "Must be one of: dog, cat.", None),
            ("name", "Longer than maximum length 10.", None),
        ),
    ),
    Case(
        "marshmallow-list",
        422,
        "application/json",
        '{"errors":{"json":{"items":{"0":{"qty":["Not a valid integer."]},"2":{"sku":["Missin'
        'g data for required field."]}}}}}',
        items=(
            ("qty", "Not a valid integer.", None),
            ("sku", "Missing data for required field.", None),
        ),
    ),
    Case(
        "cerberus",
        400,
        "application/json",
        '{"error":"validation","fields":{"age":["min value is 10"],"name":["null value not allowed"]}}',
        code="validation",
        items=(
            ("age", "min value is 10", None),
            ("name", "null value not allowed", None),
        ),
    ),
    Case(
        "ajv-raw",
        400,
        "application/json",
        '[{"instancePath":"/items/0/qty","schemaPath":"#/properties/items/items/properties/qt'
        'y/minimum","keyword":"minimum","params":{"comparison":">=","limit":1},"message":"mus'
        't be >= 1"}]',
        items=(("qty", "must be >= 1", "minimum"),),
    ),
    Case(
        "yup",
        400,
        "application/json",
        '{"name":"ValidationError","errors":["email must be a valid email","age is a required'
        ' field"],"inner":[]}',
        code="ValidationError",
        items=(
            (None, "email must be a valid email", None),
            (None, "age is a required field", None),
        ),
    ),
    Case(
        "spring-map",
        400,
        "application/json",
        '{"name":"must not be blank","address.zip":"must match \\"\\\\d{5}\\""}',
        items=(
            ("name", "must not be blank", None),
            ("zip", 'must match "\\d{5}"', None),
        ),
    ),
    Case(
        "jaxrs-report",
        400,
        "application/json",
        '{"message":"Constraint violation","details":[{"field":"price","issue":"must be great'
        'er than or equal to 0"}]}',
        message="Constraint violation",
        items=(("price", "must be greater than or equal to 0", None),),
    ),
    Case(
        "circe",
        400,
        "application/json",
        '{"errors":[{"path":"$.qty","error":"Int expected"}]}',
        items=(("qty", "Int expected", None),),
    ),
    Case(
        "go-ozzo",
        422,
        "application/json",
        '{"status":422,"message":"There is some problem with the data you submitted.","detail'
        's":[{"field":"name","error":"cannot be blank"}]}',
        message="There is some problem with the data you submitted.",
        items=(("name", "cannot be blank", None),),
    ),
    Case(
        "de-validierung",
        400,
        "application/json",
        '{"meldung":"Die Eingaben sind fehlerhaft","fehler":[{"feld":"plz","text":"Die PLZ is'
        't ungültig","code":"PLZ01"}]}',
        message="Die Eingaben sind fehlerhaft",
        items=(("plz", "Die PLZ ist ungültig", "PLZ01"),),
    ),
    Case(
        "fr-validation",
        400,
        "application/json",
        '{"message":"Requête invalide","erreurs":[{"champ":"codePostal","message":"Le code po'
        'stal est invalide"}]}',
        message="Requête invalide",
        items=(("codePostal", "Le code postal est invalide", None),),
    ),
    Case(
        "nl-validatie",
        400,
        "application/json",
        '{"melding":"Ongeldige invoer","fouten":[{"veld":"postcode","melding":"Postcode is ongeldig"}]}',
        message="Ongeldige invoer",
        items=(("postcode", "Postcode is ongeldig", None),),
    ),
    Case(
        "pl-walidacja",
        400,
        "application/json",
        '{"komunikat":"Niepoprawne dane","bledy":[{"pole":"nip","komunikat":"NIP jest niepoprawny"}]}',
        message="Niepoprawne dane",
        items=(("nip", "NIP jest niepoprawny", None),),
    ),
    Case(
        "kr-validation",
        400,
        "application/json",
        '{"status":400,"code":"C001","message":"올바르지 않은 입력값입니다.","errors":[{"field":"age","va'
        'lue":"-1","reason":"0 이상이어야 합니다"}]}',
        message="올바르지 않은 입력값입니다.",
        code="C001",
        items=(("age", "0 이상이어야 합니다", None),),
    ),
    Case(
        "params-map",
        400,
        "application/json",
        '{"error":"invalid parameters","invalid":{"from":"is not a date","to":"is before from"}}',
        message="invalid parameters",
        items=(
            ("from", "is not a date", None),
            ("to", "is before from", None),
        ),
    ),
    Case(
        "user-dev",
        400,
        "application/json",
        '{"userMessage":"Please choose another date","internalMessage":"slot 12 taken by tx 7'
        '7","code":1203,"moreInfo":"https://dev.example/errors/1203"}',
        message="Please choose another date",
        code="1203",
    ),
    Case(
        "error-array-mixed",
        400,
        "application/json",
        '{"error":["invalid_request","The redirect_uri is missing"]}',
        message="The redirect_uri is missing",
        code="invalid_request",
    ),
    Case(
        "spring-200",
        200,
        "application/json",
        '{"timestamp":"2024-01-01T00:00:00.000+00:00","status":404,"error":"Not Found","messa'
        'ge":"No offer 12","path":"/offers/12"}',
        message="No offer 12",
    ),
    Case(
        "exception-200",
        200,
        "application/json",
        '{"exception":"IllegalStateException","message":"Batch is still running"}',
        message="Batch is still running",
        code="IllegalStateException",
    ),
    Case(
        "meta-error",
        200,
        "application/json",
        '{"meta":{"error_type":"OAuthException","code":400,"error_message":"The access_token '
        'provided is invalid."}}',
        message="The access_token provided is invalid.",
        code="OAuthException",
    ),
    Case(
        "cn-flag",
        200,
        "application/json",
        '{"flag":false,"msg":"库存不足","code":"4002"}',
        message="库存不足",
        code="4002",
    ),
    Case(
        "accents in names",
        200,
        "application/json",
        '{"errores":[{"código":"5","detalle":"SERVICE CALL LIMIT EXCEEDED"}]}',
        message="SERVICE CALL LIMIT EXCEEDED",
        code="5",
    ),
    Case(
        "a code within a code",
        200,
        "application/json",
        '{"statusCode":4,"statusString":"Invalid Operation","subStatusCode":"notSupport","err'
        'orCode":1073741825,"errorMsg":"The method is not supported"}',
        message="The method is not supported",
        code="1073741825",
    ),
    Case(
        "problems of fields",
        400,
        "application/json",
        '{"error":"Bad Request","mensaje":"Faltan campos obligatorios","codigo":400,"detalles'
        '":[{"campo":"nombre","problema":"es obligatorio"},{"campo":"precio","problema":"valo'
        'r negativo"}],"timestamp":"2025-09-10T14:00:00Z","ruta":"/productos"}',
        message="Faltan campos obligatorios",
        items=(
            ("nombre", "es obligatorio", None),
            ("precio", "valor negativo", None),
        ),
    ),
    Case(
        "the name of a value",
        422,
        "application/json",
        '{"type":"VALIDATION","status":422,"message":"Invalid request","value_name":"author",'
        '"info":"author name is too long"}',
        message="Invalid request",
        code="VALIDATION",
        items=(("author", None, None),),
    ),
    Case(
        "a payload that is a sentence",
        400,
        "application/json",
        '{"code":900,"payload":"Invalid tracking number format"}',
        message="Invalid tracking number format",
        code="900",
    ),
    Case(
        "when to try again",
        200,
        "application/json",
        '{"errorCode":"REQUEST_FREQUENCY_EXCEEDED","description":"slow down","retryAfter":3}',
        message="slow down",
        code="REQUEST_FREQUENCY_EXCEEDED",
    ),
    Case(
        "an echo in an error",
        200,
        "application/json",
        '{"error":{"message":"Bad Request","request":{"method":"GET","id":"","url":""}}}',
        message="Bad Request",
    ),
)
