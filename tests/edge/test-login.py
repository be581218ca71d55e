# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge's discovery, login, transfer, exchange and certificates, checked with other people's cryptography."""
import base64
import json
import os
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

import nacl.public
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from edgelib import APP, TEAM, TRANSFER, Echo, Edge, claims, cookie


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class LoginTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.echo = Echo()
        cls.edge = Edge("--app", f"{APP}=127.0.0.1:{cls.echo.port}", "--team", "team=3600", "--user", "alice@example.com")

    @classmethod
    def tearDownClass(cls):
        cls.edge.close()
        cls.echo.close()

    def setUp(self):
        self.edge.control("POST", "/reset")

    def verify(self, token):
        keys = json.loads(self.edge.request("GET", f"https://{TEAM}/cdn-cgi/access/certs").body)["keys"]
        header, body, signature = token.split(".")
        kid = json.loads(unbase64url(header))["kid"]
        key = next(k for k in keys if k["kid"] == kid)
        numbers = rsa.RSAPublicNumbers(*(int.from_bytes(unbase64url(key[k]), "big") for k in "en"))
        numbers.public_key().verify(unbase64url(signature), f"{header}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        return claims(token)

    def metadata(self):
        reply = self.edge.request("HEAD", f"https://{APP}/", {"cf-access-metadata-request": "true"})
        self.assertEqual(reply.headers["server"], "cloudflare")
        self.assertIn("cf-ray", reply.headers)
        return reply.headers["cf-access-metadata"]

    def start(self):
        """A key pair, and the URL that a command line client prints."""
        secret = nacl.public.PrivateKey.generate()
        token = base64.urlsafe_b64encode(bytes(secret.public_key)).decode()
        aud = claims(self.metadata())["aud"]
        back = f"https://{APP}?" + urllib.parse.urlencode({"aud": aud, "token": token})
        query = {"aud": aud, "edge_token_transfer": "true", "redirect_url": back, "send_org_token": "true", "token": token}
        return secret, token, f"https://{APP}/cdn-cgi/access/cli?" + urllib.parse.urlencode(query)

    def browse(self, url, jar):
        """Follows redirects with cookies as a browser does."""
        for _ in range(10):
            host = urllib.parse.urlsplit(url).hostname
            cookies = "; ".join(f"{k}={v}" for k, v in jar.setdefault(host, {}).items())
            reply = self.edge.request("GET", url, {"Cookie": cookies} if cookies else {})
            self.keep_cookies(reply, jar[host])
            if reply.status != 302:
                return url, reply
            url = reply.headers["Location"]
        self.fail("too many redirects")

    def keep_cookies(self, reply, jar):
        for value in reply.headers.get_all("Set-Cookie") or []:
            jar.update([value.split(";")[0].split("=", 1)])

    def click(self, url, jar, decision):
        form = urllib.parse.urlencode({"email": "alice@example.com", "decision": decision})
        reply = self.edge.request("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, form)
        self.keep_cookies(reply, jar.setdefault(urllib.parse.urlsplit(url).hostname, {}))
        return reply

    def fetch(self, secret, token):
        reply = self.edge.request("GET", f"https://{TRANSFER}/transfer/{token}")
        self.assertEqual(reply.status, 200)
        sender = nacl.public.PublicKey(base64.urlsafe_b64decode(reply.headers["service-public-key"]))
        return json.loads(nacl.public.Box(secret, sender).decrypt(base64.b64decode(reply.body)))

    def log_in(self):
        secret, token, url = self.start()
        self.assertEqual(self.edge.control("POST", "/approve", url=url)["count"], 1)
        return self.fetch(secret, token)

    def test_metadata(self):
        found = self.verify(self.metadata())
        self.assertEqual((found["type"], found["hostname"], found["auth_domain"]), ("match", APP, TEAM))
        self.assertEqual(found["app_hostname"], APP)

    def test_login_with_a_browser(self):
        secret, token, url = self.start()
        jar, tokens = {}, {}
        poll = threading.Thread(target=lambda: tokens.update(self.fetch(secret, token)))
        poll.start()
        page, reply = self.browse(url, jar)
        self.assertEqual(reply.status, 200)
        self.assertIn(b"<strong>" + APP.encode(), reply.body)
        self.assertIn(b'value="alice@example.com"', reply.body)
        self.assertEqual(self.edge.control("GET", "/pending")["pending"][0]["app"], APP)
        reply = self.click(page, jar, "approve")
        self.assertEqual(reply.status, 302)
        self.assertIn(b"Success", self.browse(reply.headers["Location"], jar)[1].body)
        poll.join(10)
        app, org = self.verify(tokens["app_token"]), self.verify(tokens["org_token"])
        self.assertEqual((app["type"], app["email"], app["iss"]), ("app", "alice@example.com", f"https://{TEAM}"))
        self.assertEqual(org["type"], "org")
        self.assertIn(org["exp"] - org["iat"], range(3590, 3601))  # from the login on, not from the token's making
        stats = self.edge.stats()
        self.assertEqual((stats["approvals"], stats["transfer_delivered"], stats["authorized"]), (1, 1, 1))
        self.assertGreater(stats["last_approval_ms"], 0)
        # Who does not ask for the session's token gets none; the browser is logged in by now.
        secret, token, url = self.start()
        self.assertIn(b"Success", self.browse(url.replace("&send_org_token=true", ""), jar)[1].body)
        self.assertEqual(list(self.fetch(secret, token)), ["app_token"])

    def test_denied_login_delivers_nothing(self):
        _, _, url = self.start()
        page, _ = self.browse(url, {})
        self.assertEqual(self.click(page, {}, "deny").status, 403)
        self.assertEqual(self.edge.stats()["transfer_delivered"], 0)

    def test_foreign_browser_session_is_no_way_in(self):
        _, _, url = self.start()
        page, _ = self.browse(url, {})
        location = self.click(page, {}, "approve").headers["Location"]
        self.assertEqual(self.edge.request("GET", location).status, 400)

    def exchange(self, org_token):
        first = self.edge.request("HEAD", f"https://{APP}/")
        self.assertEqual(first.status, 302)
        login = self.edge.request("HEAD", first.headers["Location"], {"Cookie": f"CF_Authorization={org_token}"})
        if login.status != 302:
            return None
        session = cookie(first, "CF_AppSession")
        last = self.edge.request("HEAD", login.headers["Location"], {"Cookie": f"CF_AppSession={session}"})
        return cookie(last, "CF_Authorization")

    def test_silent_exchange_and_revocation(self):
        org = self.log_in()["org_token"]
        self.assertEqual(self.verify(self.exchange(org))["email"], "alice@example.com")
        self.edge.control("POST", "/revoke", email="alice@example.com")
        self.assertIsNone(self.exchange(org))

    def test_session_of_nothing_serves_one_dial(self):
        self.edge.control("POST", "/app", host=APP, session=0)
        token = self.log_in()["app_token"]
        self.edge.control("POST", "/app", host=APP, session=3600)
        self.assertEqual(claims(token)["exp"], claims(token)["iat"])
        for status in (101, 302):
            websocket = self.edge.upgrade({"Cf-Access-Token": token})
            self.assertEqual(websocket.status, status)
            websocket.close()

    def test_logout_ends_the_session(self):
        tokens = self.log_in()
        headers = {"Cookie": f"CF_Authorization={tokens['app_token']}"}
        identity = self.edge.request("GET", f"https://{TEAM}/cdn-cgi/access/get-identity", headers)
        self.assertEqual(json.loads(identity.body)["email"], "alice@example.com")
        self.edge.request("GET", f"https://{APP}/cdn-cgi/access/logout", headers)
        self.assertEqual(self.edge.request("GET", f"https://{TEAM}/cdn-cgi/access/get-identity", headers).status, 400)
        self.assertIsNone(self.exchange(tokens["org_token"]))

    def test_clients_of_2023_learn_the_application_at_the_login(self):
        first = self.edge.request("HEAD", f"https://{APP}/")
        login = self.edge.request("HEAD", first.headers["Location"])
        self.assertEqual(login.headers["CF-Access-Domain"], APP)
        self.assertEqual(login.headers["CF-Access-Aud"], claims(self.metadata())["aud"])

    def test_rotation_keeps_the_old_key(self):
        token = self.log_in()["app_token"]
        self.edge.control("POST", "/rotate")
        self.verify(token)
        self.verify(self.metadata())
        self.edge.control("POST", "/rotate", drop_old=True)
        with self.assertRaises(StopIteration):
            self.verify(token)

    def test_forged_metadata(self):
        self.edge.control("POST", "/fault", kind="metadata-bad-signature", host=APP, count=1)
        with self.assertRaises(InvalidSignature):
            self.verify(self.metadata())
        self.verify(self.metadata())

    def test_certificate(self):
        token = self.log_in()["app_token"]
        with tempfile.TemporaryDirectory() as folder:
            key = os.path.join(folder, "key")
            subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key], check=True)
            with open(key + ".pub", encoding="ascii") as file:
                body = {"public_key": file.read(), "jwt": token, "issuer": f"https://{TEAM}"}
            reply = self.edge.request("POST", f"https://{TEAM}/cdn-cgi/access/cert_sign", {}, json.dumps(body))
            with open(key + "-cert.pub", "w", encoding="ascii") as file:
                file.write(json.loads(reply.body)["certificate"])
            shown = subprocess.run(["ssh-keygen", "-L", "-f", key + "-cert.pub"], check=True, capture_output=True, text=True)
        self.assertRegex(shown.stdout, r"Principals:\s+alice\n")
        body["jwt"] = "x.y.z"
        reply = self.edge.request("POST", f"https://{TEAM}/cdn-cgi/access/cert_sign", {}, json.dumps(body))
        self.assertEqual((reply.status, reply.body), (401, b"unauthorized"))


if __name__ == "__main__":
    unittest.main()
