# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium, driven through chromedriver's WebDriver protocol with nothing but the standard library."""
import base64
import json
import re
import subprocess
import tempfile
import time
import urllib.request

from world import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that WebDriver gives an element under


class Chromium:
    """One window, in which all https names lead to the edge. It trusts the edge's CA by the key of its certificate."""

    def __init__(self, port):
        self.profile = tempfile.TemporaryDirectory(prefix="latchkey-chromium-")
        driver_port = free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={driver_port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{driver_port}"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", "--ignore-certificate-errors", f"--user-data-dir={self.profile.name}",
                     f"--host-resolver-rules=MAP *:443 127.0.0.1:{port}", "--window-size=800,600"]
        self._wait_for_driver()
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments}}}})
        self.session = f"/session/{made['sessionId']}"

    def _wait_for_driver(self):
        end = time.monotonic() + 30
        while True:
            try:
                return self._call("GET", "/status")
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as reply:
            return json.load(reply)["value"]

    def open(self, url):
        self._call("POST", self.session + "/url", {"url": url})

    def text(self):
        body = self._call("POST", self.session + "/element", {"using": "css selector", "value": "body"})
        return self._call("GET", f"{self.session}/element/{body[ELEMENT]}/text")

    def click(self, label):
        """Clicks the button that a person would call by that name."""
        found = self._call("POST", self.session + "/elements", {"using": "css selector", "value": "button, input[type=submit]"})
        for element in found:
            name = self._call("GET", f"{self.session}/element/{element[ELEMENT]}/computedlabel")
            if re.search(label, name, re.IGNORECASE):
                self._call("POST", f"{self.session}/element/{element[ELEMENT]}/click", {})
                return
        raise AssertionError(f"no button '{label}' on the page: {self.text()}")

    def screenshot(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self._call("GET", self.session + "/screenshot")))

    def close(self):
        try:
            self._call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(20)
            self.profile.cleanup()
