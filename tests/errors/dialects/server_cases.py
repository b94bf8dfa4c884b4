"""Pages and texts of more servers and frameworks; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "mailgun",
        401,
        "text/html",
        "Forbidden",
        message="Forbidden",
        code=None,
    ),
    Case(
        "ktor-text",
        400,
        "text/plain",
        "Parameter id is missing",
        message="Parameter id is missing",
        code=None,
    ),
    Case(
        "gorilla",
        400,
        "text/plain",
        'strconv.Atoi: parsing "x": invalid syntax\n',
        message='strconv.Atoi: parsing "x": invalid syntax',
        code=None,
    ),
    Case(
        "actix",
        400,
        "text/plain",
        "Json deserialize error: missing field `x` at line 1 column 2",
        message="Json deserialize error: missing field `x` at line 1 column 2",
        code=None,
    ),
    Case(
        "cherrypy",
        404,
        "text/html",
        "<!DOCTYPE html><html><head><title>404 Not Found</title><style>#p{}</style></head><bo"
        'dy><h2>404 Not Found</h2><p>The path &#39;/x&#39; was not found.</p><pre id="traceba'
        'ck">Traceback (most recent call last):\n File "/usr/x.py"</pre><div id="powered_by"><'
        'span>Powered by <a href="http://www.cherrypy.org">CherryPy 18</a></span></div></body'
        "></html>",
        message="The path '/x' was not found.",
        code=None,
    ),
    Case(
        "nginx",
        502,
        "text/html",
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gat"
        "eway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n",
        message="502 Bad Gateway",
        code=None,
    ),
    Case(
        "haproxy",
        503,
        "text/html",
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this r"
        "equest.\n</body></html>",
        message="No server is available to handle this request.",
        code=None,
    ),
    Case(
        "envoy",
        503,
        "text/plain",
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        message="upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        code=None,
    ),
    Case(
        "akamai",
        403,
        "text/html",
        "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't"
        ' have permission to access "http&#58;&#47;&#47;x" on this server.<P>Reference&#32;&#'
        "35;18&#46;2<P>https&#58;&#47;&#47;errors</BODY></HTML>",
        message="Access Denied",
        code=None,
    ),
    Case(
        "awselb",
        502,
        "text/html",
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gat"
        "eway</h1></center>\r\n</body>\r\n</html>",
        message="502 Bad Gateway",
        code=None,
    ),
    Case(
        "weblogic",
        500,
        "text/html",
        '<HTML><HEAD><TITLE>Error 500--Internal Server Error</TITLE></HEAD><BODY bgcolor="whi'
        'te"><TABLE><TR><TD><FONT FACE="Helvetica"><B>Error 500--Internal Server Error</B></F'
        "ONT></TD></TR></TABLE><TABLE><TR><TD><B>From RFC 2068 <i>Hypertext Transfer Protocol"
        " -- HTTP/1.1</i>:</B><H3>10.5.1 500 Internal Server Error</H3><P>The server encounte"
        "red an unexpected condition which prevented it from fulfilling the request.</P></TD>"
        "</TR></TABLE></BODY></HTML>",
        message=(
            "The server encountered an unexpected condition which prevented it from fulfilling the request."
        ),
        code=None,
    ),
    Case(
        "rails-404",
        404,
        "text/html",
        "<!DOCTYPE html><html><head><title>The page you were looking for doesn't exist (404)<"
        '/title></head><body><div class="dialog"><div><h1>The page you were looking for doesn'
        "'t exist.</h1><p>You may have mistyped the address or the page may have moved.</p></"
        "div><p>If you are the application owner check the logs for more information.</p></di"
        "v></body></html>",
        message="The page you were looking for doesn't exist.",
        code=None,
    ),
    Case(
        "laravel-html",
        419,
        "text/html",
        '<!DOCTYPE html><html lang="en"><head><title>Page Expired</title></head><body class="'
        'antialiased"><div class="relative"><div class="max"><div class="flex"><div class="px'
        '-4">419</div><div class="ml-4">Page Expired</div></div></div></div></body></html>',
        message="Page Expired",
        code=None,
    ),
    Case(
        "github-pages",
        404,
        "text/html",
        "<!DOCTYPE html><html><head><title>Site not found &middot; GitHub Pages</title></head"
        '><body><div class="container"><h1>404</h1><p><strong>There isn\'t a GitHub Pages site'
        ' here.</strong></p><p>If you\'re trying to publish one, <a href="x">read the full doc'
        "umentation</a></p></div></body></html>",
        message="There isn't a GitHub Pages site here.",
        code=None,
    ),
    Case(
        "payflow",
        400,
        "text/plain",
        "RESULT=4&RESPMSG=Invalid amount",
        message="Invalid amount",
        code="4",
    ),
)
