# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the login page, without a browser: follows links and submits the form as one would."""
import html.parser
import http.client
import http.cookies
import os
import socket
import ssl
import sys
import urllib.parse


class _Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, its fields, its buttons."""

    def __init__(self):
        super().__init__()
        self.action, self.fields, self.buttons = None, {}, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = attributes.get("action", "")
        elif tag == "input" and attributes.get("name") and attributes.get("type") not in ("submit", "button"):
            self.fields[attributes["name"]] = attributes.get("value", "")
        elif tag == "button" or (tag == "input" and attributes.get("type") == "submit"):
            self.buttons.append((attributes.get("name"), attributes.get("value")))


class Person:
    def __init__(self, port, ca):
        self.port = port
        self.context = ssl.create_default_context(cafile=ca)
        self.cookies = {}

    def _request(self, method, url, body=None):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPSConnection(parts.hostname, context=self.context, timeout=30)
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sock = self.context.wrap_socket(raw, server_hostname=parts.hostname)
        headers = {}
        jar = self.cookies.setdefault(parts.hostname, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, headers)
        reply = connection.getresponse()
        page = reply.read().decode()
        for line in reply.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                jar[name] = morsel.value
        connection.close()
        return reply, page

    def visit(self, url, method="GET", body=None):
        """Goes where the page leads. Returns the last URL and page."""
        for _ in range(12):
            reply, page = self._request(method, url, body)
            if reply.status not in (301, 302, 303, 307, 308):
                return url, page
            url = urllib.parse.urljoin(url, reply.headers["Location"])
            method, body = "GET", None
        raise AssertionError("too many redirects")

    def approve(self, url, choice=0):
        """Opens a login link and presses a button of the form (the first approves). Returns the last page."""
        url, page = self.visit(url)
        form = _Form()
        form.feed(page)
        if form.action is None:
            return page
        name, value = form.buttons[choice]
        fields = dict(form.fields)
        if name:
            fields[name] = value or ""
        return self.visit(urllib.parse.urljoin(url, form.action), "POST", urllib.parse.urlencode(fields))[1]


def main():
    """As $BROWSER: opens the link that it is given and approves, in the world that the environment describes."""
    port = int(os.environ["LATCHKEY_CONNECT_TO"].rsplit(":", 1)[1])
    Person(port, os.environ["SSL_CERT_FILE"]).approve(sys.argv[1])


if __name__ == "__main__":
    main()
