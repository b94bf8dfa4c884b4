"""Single errors in places of their own: causes, targets, fields that are objects, lists in other tongues."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "kubernetes-1",
        422,
        "application/json",
        '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Deplo'
        'yment.apps \\"api\\" is invalid: spec.replicas: Invalid value: -1: must be greater tha'
        'n or equal to 0","reason":"Invalid","details":{"name":"api","group":"apps","kind":"D'
        'eployment","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1: mus'
        't be greater than or equal to 0","field":"spec.replicas"}]},"code":422}',
        message='Deployment.apps "api" is invalid: spec.replicas: Invalid value: -1: must be greater '
        "than or equal to 0",
        code="Invalid",
        items=(
            ("spec.replicas", "Invalid value: -1: must be greater than or equal to 0", "FieldValueInvalid"),
        ),
    ),
    Case(
        "scaleway",
        400,
        "application/json",
        '{"details":[{"argument_name":"name","reason":"constraint","help_message":"must be be'
        'tween 2 and 63 chars"}],"message":"invalid argument(s)","type":"invalid_arguments"}',
        message="invalid argument(s)",
        code="invalid_arguments",
        items=(("name", "must be between 2 and 63 chars", None),),
    ),
    Case(
        "ibm-cloud",
        400,
        "application/json",
        '{"errors":[{"code":"bad_field","message":"The instance name is not valid.","more_inf'
        'o":"https://cloud.ibm.com/apidocs","target":{"name":"name","type":"field","value":"-'
        'x"}}],"trace":"b0a1"}',
        message="The instance name is not valid.",
        code="bad_field",
        items=(("name", "The instance name is not valid.", "bad_field"),),
    ),
    Case(
        "drf",
        400,
        "application/json",
        '{"email":["Enter a valid email address."],"non_field_errors":["Unable to log in with'
        ' provided credentials."],"address":{"zip":["This field is required."]}}',
        items=(
            ("email", "Enter a valid email address.", None),
            ("zip", "This field is required.", None),
        ),
    ),
    Case(
        "itau",
        422,
        "application/json",
        '{"codigo":"422","mensagem":"Erro de validação dos campos","campos":[{"campo":"valor"'
        ',"mensagem":"deve ser maior que zero","valor":"-1"}]}',
        message="Erro de validação dos campos",
        items=(("valor", "deve ser maior que zero", None),),
    ),
    Case(
        "dell-powerstore",
        422,
        "application/json",
        '{"messages":[{"code":"0xE0A040010001","severity":"Error","message_l10n":"The volume '
        'name is already in use.","arguments":["vol1"]}]}',
        message="The volume name is already in use.",
        code="0xE0A040010001",
    ),
    Case(
        "correos-es",
        400,
        "application/json",
        '{"codError":"1204","desError":"El código postal no es válido"}',
        message="El código postal no es válido",
        code="1204",
    ),
    Case(
        "zatca-sa",
        400,
        "application/json",
        '{"validationResults":{"infoMessages":[{"type":"INFO","code":"XSD_ZATCA_VALID","categ'
        'ory":"XSD validation","message":"Complied with UBL 2.1 standards in line with ZATCA '
        'specifications","status":"PASS"}],"warningMessages":[],"errorMessages":[{"type":"ERR'
        'OR","code":"BR-KSA-27","category":"KSA","message":"The hash is not correct","status"'
        ':"ERROR"}],"status":"ERROR"},"reportingStatus":"NOT_REPORTED"}',
        message="The hash is not correct",
        code="BR-KSA-27",
    ),
    Case(
        "maya-ph",
        400,
        "application/json",
        '{"code":"2553","message":"Missing/invalid parameters.","parameters":[{"description":'
        '"value is required","field":"totalAmount.value"}]}',
        message="Missing/invalid parameters.",
        code="2553",
        items=(("value", "value is required", None),),
    ),
    Case(
        "fatture-in-cloud",
        422,
        "application/json",
        '{"error":{"message":"Invalid request.","validation_result":{"data.name":["Il campo d'
        'ata.name è obbligatorio."]}}}',
        message="Invalid request.",
        items=(("name", "Il campo data.name è obbligatorio.", None),),
    ),
    Case(
        "home-fault",
        500,
        "application/json",
        '{"fault":{"id":"F-77","summary":"Backend queue full","detail":"Try again in a minute"}}',
        message="Backend queue full",
        code="F-77",
    ),
    Case(
        "home-list",
        422,
        "application/json",
        '{"problems":[{"where":"lines[2].qty","what":"must be positive"}]}',
        items=(("qty", "must be positive", None),),
    ),
    Case(
        "worldline-connect",
        402,
        "application/json",
        '{"errorId":"15eabcd5","errors":[{"category":"PAYMENT_PLATFORM_ERROR","code":"430424"'
        ',"id":"DECLINED_BY_ISSUER","message":"Not authorised","httpStatusCode":402,"requestI'
        'd":"24162"}],"paymentResult":{"payment":{"id":"0000","status":"REJECTED"}}}',
        message="Not authorised",
        code="430424",
    ),
    Case(
        "sparkasse-ch",
        403,
        "application/json",
        '{"errorCode":"E-0815","errorText":{"de":"Zugriff nicht erlaubt","fr":"Accès refusé"}}',
        message="Zugriff nicht erlaubt",
        code="E-0815",
    ),
    Case(
        "home-ts",
        422,
        "application/json",
        '{"_tag":"ValidationError","issues":[{"path":["order","lines",0,"qty"],"message":"Exp'
        'ected positive number, actual -1"}]}',
        code="ValidationError",
        items=(("qty", "Expected positive number, actual -1", None),),
    ),
    Case(
        "home-lc",
        503,
        "application/json",
        '{"message":"slow"}',
        message="slow",
    ),
)
