"""Error pages: HTML for browsers, with all that a stack trace gives away."""

from __future__ import annotations

from gateway.demo.answers import Answer, Row, Story

_HTML = ("Content-Type", "text/html;charset=utf-8")

_TOMCAT = """<!doctype html><html lang="en"><head><title>HTTP Status 500 \u2013 Internal Server Error</title>
<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;}</style>
</head><body><h1>HTTP Status 500 \u2013 Internal Server Error</h1><hr class="line" />
<p><b>Type</b> Exception Report</p><p><b>Message</b> The order could not be stored</p>
<p><b>Description</b> The server encountered an unexpected condition that prevented it from fulfilling the
request.</p><p><b>Exception</b></p>
<pre>java.sql.SQLException: Access denied for user &#39;shop&#39;@&#39;10.1.4.22&#39; (password: hunter2)
\tat com.example.shop.OrderDao.store(OrderDao.java:88)
\tat com.example.shop.OrderServlet.doPost(OrderServlet.java:41)
\tat javax.servlet.http.HttpServlet.service(HttpServlet.java:681)
</pre><p><b>Note</b> The full stack trace of the root cause is available in the server logs.</p>
<hr class="line" /><h3>Apache Tomcat/9.0.71</h3></body></html>
"""

_NGINX = """<html>\r
<head><title>502 Bad Gateway</title></head>\r
<body>\r
<center><h1>502 Bad Gateway</h1></center>\r
<hr><center>nginx/1.22.1</center>\r
</body>\r
</html>\r
"""

STORY = Story(
    "pages",
    "HTML error pages, one with a stack trace",
    [
        Row(
            "GET",
            "/pages/tomcat",
            "500: Tomcat's page with a Java stack trace and a password",
            Answer(500, _TOMCAT.encode(), (_HTML,)),
        ),
        Row(
            "GET",
            "/pages/nginx",
            "502: nginx's page",
            Answer(502, _NGINX.encode(), (("Server", "nginx/1.22.1"), ("Content-Type", "text/html"))),
        ),
    ],
)
