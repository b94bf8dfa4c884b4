"""Error bodies whose members are named in other languages; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

JSON = "application/json"

CASES = (
    Case(
        "portuguese, the head of the name in front",
        400,
        JSON,
        '{"codigoErro":"AA001","mensagemErro":"CPF informado inválido"}',
        message="CPF informado inválido",
        code="AA001",
    ),
    Case(
        "dutch",
        400,
        JSON,
        '{"foutcode":"E-12","foutmelding":"Ongeldig burgerservicenummer"}',
        message="Ongeldig burgerservicenummer",
        code="E-12",
    ),
    Case(
        "norwegian, with a list of errors",
        400,
        JSON,
        '{"status":400,"error":"Bad Request","message":"Feilaktig forespørsel","valideringsfeil":['
        '{"feilmelding":"Organisasjonsnummer må ha 9 siffer","parametere":["organisasjonsnummer"]}]}',
        message="Feilaktig forespørsel",
        items=(("organisasjonsnummer", "Organisasjonsnummer må ha 9 siffer", None),),
    ),
    Case(
        "hungarian, in band",
        200,
        "application/xml",
        "<valasz><sikeres>false</sikeres><hibakod>3</hibakod><hibauzenet>Sikert"
        "elen bejelentkezés.</hibauzenet></valasz>",
        message="Sikertelen bejelentkezés.",
        code="3",
    ),
    Case(
        "turkish, in band",
        200,
        JSON,
        '{"basarili":false,"hataKodu":"1003","hataMesaji":"Hesap yok"}',
        message="Hesap yok",
        code="1003",
    ),
    Case(
        "polish, in band",
        200,
        JSON,
        '{"sukces":false,"kodBledu":"E-44","opisBledu":"Nieprawidłowy NIP"}',
        message="Nieprawidłowy NIP",
        code="E-44",
    ),
    Case(
        "german, in band",
        200,
        JSON,
        '{"erfolg":false,"fehlermeldung":"Kunde unbekannt","fehlercode":"K17"}',
        message="Kunde unbekannt",
        code="K17",
    ),
    Case(
        "french, in band",
        200,
        JSON,
        '{"codeRetour":20001,"libelle":"Le flux est inconnu"}',
        message="Le flux est inconnu",
        code="20001",
    ),
    Case(
        "spanish, in band",
        200,
        "text/xml",
        "<respuesta><codigo>99</codigo><descripcion>El usuario no existe</descripcion></respuesta>",
        message="El usuario no existe",
        code="99",
    ),
    Case(
        "italian, in band",
        200,
        JSON,
        '{"esito":"KO","codiceErrore":"DOMINIO_ERRATO","descrizioneErrore":"Identificativo errato"}',
        message="Identificativo errato",
        code="DOMINIO_ERRATO",
    ),
    Case(
        "a chinese request to sign in, in band",
        200,
        JSON,
        '{"ret":1002,"msg":"请先登录","data":{}}',
        message="请先登录",
        code="1002",
    ),
    Case(
        "korean state, in band",
        200,
        "text/xml",
        "<Response><result>실패</result><msg>사용자 정보 검증에 실패하였습니다.</msg></Response>",
        message="사용자 정보 검증에 실패하였습니다.",
    ),
    Case(
        "brazilian fiscal service, in band",
        200,
        "application/soap+xml",
        '<Envelope><Body><nfeResultMsg><retEnviNFe versao="4.00"><tpAmb>2</tpAmb><cStat>225</cStat>'
        "<xMotivo>Rejeicao: Falha no Schema XML</xMotivo><cUF>35</cUF></retEnvi"
        "NFe></nfeResultMsg></Body></Envelope>",
        message="Rejeicao: Falha no Schema XML",
        code="225",
    ),
    Case(
        "abrasf, in band",
        200,
        "application/xml",
        "<EnviarLoteRpsResposta><ListaMensagemRetorno><MensagemRetorno><Codigo>E10</Codigo>"
        "<Mensagem>RPS já informado.</Mensagem></MensagemRetorno></ListaMensage"
        "mRetorno></EnviarLoteRpsResposta>",
        message="RPS já informado.",
        code="E10",
    ),
)
