"""Error pages and texts of servers and frameworks; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "trello-text",
        400,
        "text/plain",
        "invalid id",
        message="invalid id",
        code=None,
    ),
    Case(
        "nothing-but-dashes",
        400,
        "text/plain",
        "----------",
        message=None,
        code=None,
    ),
    Case(
        "nothing-but-brackets",
        400,
        "application/json",
        "[" * 100_000,
        message=None,
        code=None,
    ),
    Case(
        "consul-text",
        403,
        "text/plain",
        "Permission denied: token with AccessorID lacks permission",
        message="Permission denied: token with AccessorID lacks permission",
        code=None,
    ),
    Case(
        "tomcat",
        404,
        "text/html",
        '<!doctype html><html lang="en"><head><title>HTTP Status 404 \u2013 Not Found</title><styl'
        'e>body{}</style></head><body><h1>HTTP Status 404 \u2013 Not Found</h1><hr class="line" />'
        "<p><b>Type</b> Status Report</p><p><b>Message</b> Session [12] has expired</p><p><b>"
        "Description</b> The origin server did not find a current representation for the targ"
        'et resource or is not willing to disclose that one exists.</p><hr class="line" /><h3'
        ">Apache Tomcat/9.0.31</h3></body></html>",
        message="Session [12] has expired",
        code=None,
    ),
    Case(
        "tomcat-exception",
        500,
        "text/html",
        "<!doctype html><html><head><title>HTTP Status 500 \u2013 Internal Server Error</title></head>"
        "<body><h1>HTTP Status 500 \u2013 Internal Server Error</h1><p><b>Type</b> Exception Report</p>"
        "<p><b>Message</b> The order could not be stored</p><p><b>Description</b> The server encountered "
        "an unexpected condition that prevented it from fulfilling the request.</p><p><b>Exception</b></p>"
        "<pre>java.lang.IllegalStateException: x\n\tat com.example.A.b(A.java:1)\n</pre>"
        "<h3>Apache Tomcat/9.0.71</h3></body></html>",
        message="The order could not be stored",
        code=None,
    ),
    Case(
        "iis",
        404,
        "text/html",
        "<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head><"
        'body><div id="header"><h1>Server Error</h1></div><div id="content"><div class="conte'
        'nt-container"><fieldset><h2>404 - File or directory not found.</h2><h3>The resource '
        "you are looking for might have been removed, had its name changed, or is temporarily"
        " unavailable.</h3></fieldset></div></div></body></html>",
        message=None,
        code=None,
    ),
    Case(
        "apache",
        403,
        "text/html",
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><html><head><title>403 Forbidden</'
        "title></head><body><h1>Forbidden</h1><p>You don't have permission to access this res"
        "ource.</p><hr><address>Apache/2.4.41 (Ubuntu) Server at x Port 80</address></body></"
        "html>",
        message="You don't have permission to access this resource.",
        code=None,
    ),
    Case(
        "jetty",
        404,
        "text/html",
        '<html><head><meta http-equiv="Content-Type" content="text/html;charset=utf-8"/><titl'
        "e>Error 404 Not Found</title></head><body><h2>HTTP ERROR 404 Not Found</h2><table><t"
        "r><th>URI:</th><td>/x</td></tr><tr><th>STATUS:</th><td>404</td></tr><tr><th>MESSAGE:"
        "</th><td>Order is closed</td></tr><tr><th>SERVLET:</th><td>default</td></tr></table>"
        "</body></html>",
        message="Order is closed",
        code=None,
    ),
    Case(
        "express",
        404,
        "text/html",
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Error</title></hea'
        "d><body><pre>Cannot GET /foo</pre></body></html>",
        message="Cannot GET /foo",
        code=None,
    ),
    Case(
        "cf-522",
        522,
        "text/html",
        "<!DOCTYPE html><html><head><title>example.com | 522: Connection timed out</title></h"
        'ead><body><div id="cf-wrapper"><div id="cf-error-details"><h1><span>Connection timed'
        " out</span><span>Error code 522</span></h1><p>The initial connection between Cloudfl"
        "are's network and the origin web server timed out.</p></div><p>Cloudflare Ray ID: 12"
        "3</p></div></body></html>",
        message=None,
        code=None,
    ),
    Case(
        "django-404",
        404,
        "text/html",
        '<!doctype html><html lang="en"><head><title>Not Found</title></head><body><h1>Not Fo'
        "und</h1><p>The requested resource was not found on this server.</p></body></html>",
        message="The requested resource was not found on this server.",
        code=None,
    ),
    Case(
        "werkzeug",
        405,
        "text/html",
        "<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not "
        "Allowed</h1>\n<p>The method is not allowed for the requested URL.</p>",
        message="The method is not allowed for the requested URL.",
        code=None,
    ),
    Case(
        "php-fatal",
        500,
        "text/html",
        "<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function x() in /var/w"
        "ww/a.php:3\nStack trace:\n#0 {main}\n  thrown in <b>/var/www/a.php</b> on line <b>3</b>"
        "<br />",
        message=None,
        code=None,
    ),
    Case(
        "text-err",
        500,
        "text/plain",
        "ERROR 1045: Access denied for account",
        message="Access denied for account",
        code="1045",
    ),
    Case(
        "text-pipe",
        400,
        "text/plain",
        "E102|Invalid account number",
        message="Invalid account number",
        code="E102",
    ),
    Case(
        "text-colon",
        400,
        "text/plain",
        "Error: the order is closed",
        message="Error: the order is closed",
        code=None,
    ),
)
