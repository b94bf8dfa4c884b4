"""What the members of an error body are called, in the languages that APIs are written in: tables of words.

Decides nothing: `vocabulary` reads names by them. Every word is folded: lower case, without separators.
"""

from __future__ import annotations

from gateway.errors.dialects.tables import in_order, weights, words

MESSAGE = weights("""
    104: faultstring exceptiontext submsg submessage suberrormessage
    100: message msg mesg
    97: mess messagetext msgtext localizedmessage messagestring
    94: usermessage errorusermsg displaymessage friendlymessage shortmessage shorttext messageshort
    92: mensaje mensagem nachricht meldung fehlermeldung fehlertext messaggio komunikat zprava melding
    92: feilmelding fejlmeddelelse meddelelse besked uzenet hibauzenet poruka sporocilo sprava
    92: mesaji opisbledu popischyby 提示信息 エラー内容 에러내용 오류내용 결과메시지 결과메세지
    92: foutmelding bericht felmeddelande meddelande viesti mesaj pesan thongbao сообщение повідомлення
    92: wiadomosc
    92: 메시지 메세지 오류메시지 에러메시지 メッセージ エラーメッセージ 消息 信息 错误信息 提示 msgs
    90: msgdata returndata resultdata
    90: descripcionerror descricaoerro mensajeerror mensagemerro reporttext diagnostics title titel titre
    90: titulo titolo reasonphrase headline
    88: error err errorstring errordescr libelle erro erreur errore fehler blad chyba fout virhe hata
    88: ошибка 오류 エラー 错误
    88: feil fejl fel hiba greska napaka eroare hitilafe loi kesalahan
    87: fault failure problem
    86: descricao descripcion descrizione beschreibung omschrijving opis popis aciklama описание
    86: keterangan informacja 설명 説明
    85: detail errordetail developermessage longmessage longtext messagelong detailmessage
    84: endesc zhdesc errcodedes errordes description desc descr explanation explain leiras kuvaus beskrivelse
    84: beskrivning opisanie conditiondata codecontext
    83: razao razon reason motivo grund raison motif 사유 理由 原因 причина powod
    87: summary errordescription
    83: what
    80: errors des
    75: issue problemdescription
    85: text текст
    78: details detalle detalhe dettaglio detalles detalhes moreinformation moreinfo
    84: problema probleme
    82: why because
    62: warning
    60: internalmessage technicalmessage systemmessage debugmessage
    78: additionalinformation
    76: rsn info informations errorinfo information extendedmessage addtlinf additionalinfo statusdetail
    74: rmk rmks advice commentaire comment comments remark remarks komentar note hinweis
    66: cause exception
    56: exceptionmessage innermessage
    78: statustext tekst feltext
    60: phrase display localized fullmessage label messages
    55: content string reply
    50: result response outcome output
    40: status state value hint fix suggestion help
    30: data body payload name type
""")
"""Weights of names that hold a sentence."""

# What stands beside a message as its longer second text.
DETAIL = weights("""
    100: detail details description desc descr longmessage longtext detailmessage messagedetail
    100: messagedetails
    95: additionaldetails additionaldetail
    88: cause
    95: moreinformation moreinfo explanation developermessage extendedmessage additionalinformation
    95: additionalinfo
    90: reason errordetail errordetails descricao descripcion descrizione beschreibung detalle detalhe
    90: dettaglio
    90: errordescription addtlinf message diagnostics detailedmessage statusdetail longdescription
    90: fulldescription
""")

CODE = weights("""
    106: codedesc codename codetext
    105: subcode suberrorcode
    104: codigoerror codigoerro errorcode errcode faultcode msgcode msgcd messagecode exceptioncode
    104: errorsubcode errorkey errcd
    102: reasoncode errorno errno errornumber errornum errnum
    100: cde
    100: code cd codigo kode kod codice fehlercode codeerreur coderreur codeerro koderror 코드 오류코드 コード
    100: kodi koodi foutcode feilkode fejlkode felkod hibakod virhekoodi hatakodu kodgreske cstat
    100: kodu kodbledu kodchyby 결과코드 에러코드 エラーコード 错误代码 cod
    100: 错误码 код
    93: errorid
    98: erroridentifier errortag errorname errorslug errortoken
    94: resultcode returncode responsecode statuscd retcode rspcode respcode rescode codereponse
    94: ret codigoretorno coderetour codigoresultado codigorespuesta kododpowiedzi
    86: type issue
    84: errortype exceptiontype exceptionname errorclass exctype typekey
    76: classification
    88: error err errorstring
    86: codevalue symbol slug identifier key messageid msgid messagekey i18nkey translationkey
    80: reason status rtcd rc number num nummer
    78: kind
    76: tag name category class exception faultname statuscode
    72: summary errorsummary
    72: result
    70: problem fault failure stat state outcome ack
    60: id title label message msg severity validatorkey rule constraint keyword detail description
""")

ITEMS = weights("""
    110: fieldviolations fielderrors validationerrors invalidparams modelstate validationmessages
    110: formerrors
    108: violations constraintviolations validations errorlist errorslist invalidparameters invalidfields
    106: errors errorsarray errorarray suberrors fehlerliste erreurs erros errores errori useruserrors
    106: usererrors
    100: messageextendedinfo errormessages errordetails failures problems faults issues issue exceptions
    95: errorcodes
    92: details detail invalid invalidattributes fields params validation
    86: messages causes subproblems conditions errordescriptors
    80: error message issuesummary warningsanderrors descriptions
    100: fehler ошибки
    92: detalles detalhes dettagli szczegoly podrobnosti
    94: campos champs felder velden поля validationresult validationresults
    88: parameters
    94: feil fehlermeldungen feilmeldinger fejl fouten chyby bledy hatalar hibak greske violacoes
    86: mensagens mensajes messaggi meldungen nachrichten berichten komunikaty zpravy
    86: messagelist msgs messagesarray extra ocorrencias incidencias incidencia ocorrencia
    70: data meta context reasons info extendederrors
""")

FIELD = weights("""
    100: argumentname argname
    94: where valuename
    100: field fieldname pointer jsonpointer instancepath datapath propertypath argumentpath fieldpath
    100: jsonpath relatedproperties
    96: loc property propertyname attribute attributename attr param parameter parametername paramname
    96: argument arg paths parametere
    94: propriedade propiedad propriete eigenschaft
    94: campo champ feld veld pole поле 필드 項目 字段 fieldid fieldkey inputname invalidfield errorfield
    90: path source location locator xpath column columnname element expression fields members membernames
    80: target key propertykey subject item variable input dataelement
    60: name
""")

HINT = weights("""
    100: httpstatus httpstatuscode httpcode statuscode
    95: status statut estado stato code errorstatus
    60: errorcode resultcode responsecode returncode
""")

TRACE = weights("""
    100: requestid traceid correlationid transactionid reqid rqid errorinstanceid incidentid logid
    100: debugid supportid
    90: activityid errorid eventid xrequestid fbtraceid trackingid referenceid requestuuid correlation
    90: responseid tranid
    85: conversationid trid processid
    80: instanceid sessionid reference ref rayid cfray trace request id
""")

# What a message gains by standing in a box of this name. All else loses 6.
BOX = weights("""
    2: fault err errorresponse serviceexception exceptionreport error errorinfo errordetail
    1: errors erro erreur fehler errore exception problem apierror errormessage
    -1: response header head meta status result responsestatus envelope body return resultinfo message
    -1: commonheader
    -3: failure reply answer messages operationoutcome issue
    -11: details
    -9: detail extensions
    -9: attributes properties
    -25: data payload params
    -14: warnings warning info additionaldata embedded
    -40: infomessages warningmessages informationmessages infos
""")

NOISE = words("""
    exc stack stacktrace stacktraces trace traces traceback backtrace callstack exceptiondetail
    exceptiondetails innererror innerexception debug debuginfo debugmessage debugmessages sql query
    querystring file filename line linenumber parent original originalerror headers links link
    config env environment requestheaders errorstack rootcause inner causedby schema docs
    documentation documentationurl timestamp time date method url uri href instance selflink
    moreinfourl version server host hostname path2 fieldvalue rejectedvalue value2 invalidvalue
    receivedvalue input2
""")
"""Members that are for the upstream's developers, or no text: never descended into, never a message."""

ERRORISH = in_order("""
    application error err fault exception failure failed fail problem erreur erro fehler errore blad
    hata feil fejl hiba fout virhe greska chyba kesalahan validation 오류 에러 エラー 错误
""")
NEUTRAL = in_order("""
    auth internal external detailed info operation response default data decline reject message results
    result return status show nack system server header reply short brief client public detail reason rsn
    display http resp main user full long stat text desc api app msg res ret rtn rsp ack out sys sub biz txn
    dev str com cmm rst
    the o l e s x p i rt rs r
""")
BEHIND = in_order("""
    registro erreur error errore erro fehler retour resultado resultat reponse text string value info retorno
    respuesta resposta l10n i18n english korean local field eng kor txt str val en ko kr de fr es it pt ja
    ru zh cn ar
""")
# What a `…code` of no known qualifier must not be: the code of a thing.
DATA_CODES = in_order("""
    country currency lang language locale zip postal post area region state city bank branch product item
    sku promo coupon voucher discount tracking company customer user order qr bar time color source auth
    verification confirmation invite access pass dialling phone
""")
