# SPDX-License-Identifier: GPL-3.0-or-later
"""A closed world for the tests: a stand-in edge, an OpenSSH server behind it, and a home of its own.

Everything lives in one temporary folder and ends with it. The host and team names are new for each
world, because all the worlds of a user share one kernel keyring.
"""
import fcntl
import http.client
import json
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BUILD = Path(os.environ["LATCHKEY_BUILD"])
LATCHKEY = BUILD / "src/cli/latchkey"
EDGE = BUILD / "tests/edge/latchkey-edge"
PATIENCE = 60


def run(*command, **options):
    """Runs a command to its end, bounded, with its output as text."""
    options.setdefault("timeout", PATIENCE)
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        del options["stdin"]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)


def wait_until(condition, what, seconds=PATIENCE, pause=0.01):
    """Waits for a condition, asked for with pauses, and fails loudly when it never comes."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(pause)


def free_port():
    """A TCP port of loopback that nobody has, and that the system gives to nobody who asks for any."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(10240, max(lowest, 20480))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class _ControlConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("edge", timeout=PATIENCE)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self._path)


class Edge:
    """The stand-in edge, a process of its own."""

    def __init__(self, folder, arguments):
        self.ca = folder / "ca.pem"
        self.process = subprocess.Popen(
            [str(EDGE), "--die-with-parent", "--ca", str(self.ca), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(folder / "edge.log", "wb"), text=True)
        self.about = json.loads(self.process.stdout.readline())
        self.port = self.about["port"]

    def control(self, method, path, body=None):
        connection = _ControlConnection(self.about["control"])
        connection.request(method, path, json.dumps(body) if body is not None else None)
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        if reply.status >= 300:
            raise AssertionError(f"{method} {path}: {reply.status} {text!r}")
        return json.loads(text) if text else None

    def stats(self):
        return self.control("GET", "/stats")

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class EmptyFolder:
    """sshd's privilege separation folder, if the system has none: the last of the worlds that use it removes it."""

    MODE = 0o711  # tells it from the system's

    def __init__(self, path):
        self._path = path
        while True:
            try:
                os.mkdir(path)
                os.chmod(path, self.MODE)
            except FileExistsError:
                pass
            try:
                self._fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                continue
            fcntl.flock(self._fd, fcntl.LOCK_SH)
            # Another world may have removed it before it was locked.
            if os.fstat(self._fd).st_nlink > 0:
                break
            os.close(self._fd)

    def release(self):
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._fd).st_mode & 0o777 == self.MODE:
                os.rmdir(self._path)
        except OSError:
            pass  # somebody else uses it
        os.close(self._fd)


class SshServer:
    """Real sshd, one process for each connection (sshd -i), so that no port is fixed."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        self.config = folder / "sshd_config"
        self.config.write_text(f"""
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
MaxStartups 200
LogLevel ERROR
PidFile none
AllowTcpForwarding yes
Subsystem sftp internal-sftp
AcceptEnv *
# The shell there reads no start-up files of whoever runs the tests.
SetEnv HOME={folder}
""")
        self._empty = EmptyFolder("/run/sshd") if os.getuid() == 0 else None
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        self.children = []
        self._log = open(folder / "sshd.log", "ab")
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.children.append(subprocess.Popen(
                ["/usr/sbin/sshd", "-i", "-e", "-f", str(self.config)],
                stdin=connection, stdout=connection, stderr=self._log))
            connection.close()

    def stop(self):
        # close() alone leaves a thread in accept().
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join(10)
        for child in self.children:
            if child.poll() is None:
                child.terminate()
            child.wait(10)
        self._log.close()
        if self._empty is not None:
            self._empty.release()


class World:
    """`ssh HOST` works in here, through the helper and the edge."""

    def __init__(self, *edge_arguments, apps=None, approve=True):
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-test-"))
        mark = secrets.token_hex(4)
        self.team = f"team-{mark}"
        self.host = f"ssh-{mark}.example.com"
        self.sshd = SshServer(self.folder / "sshd")
        origin = f"127.0.0.1:{self.sshd.port}"
        options = [f"--app={self.host}={origin},team={self.team}"]
        options += [f"--app={app.format(mark=mark, origin=origin, team=self.team)}" for app in apps or []]
        self.mark = mark
        self.edge = Edge(self.folder, [*options, *(a.format(mark=mark, team=self.team) for a in edge_arguments)])
        self._make_home()
        if approve:
            # A person who approves whatever is opened; the browser of tests that are about something else.
            self.env["BROWSER"] = f"{sys.executable} {Path(__file__).with_name('person.py')}"

    def _make_home(self):
        self.home = self.folder / "home"
        for name in ("home/.ssh", "run"):
            (self.folder / name).mkdir(parents=True, mode=0o700)
        keep = ("PATH", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
        self.env = {name: os.environ[name] for name in keep if name in os.environ}
        self.env |= {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "LATCHKEY_CONNECT_TO": f"127.0.0.1:{self.edge.port}",
            "SSL_CERT_FILE": str(self.edge.ca),
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/sh",
        }
        self.config = self.home / ".ssh/config"
        self.write_config("")

    def write_config(self, extra, proxy_options=""):
        self.config.write_text(f"""{extra}
Host *.example.com
  ProxyCommand {LATCHKEY} ssh --hostname %h {proxy_options}

Host *
  User {os.environ.get('USER') or 'root'}
  IdentityFile {self.sshd.folder}/user
  IdentitiesOnly yes
  UserKnownHostsFile {self.home}/.ssh/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
""")

    def latchkey(self, *arguments, **options):
        options.setdefault("env", self.env)
        return run(LATCHKEY, *arguments, **options)

    def ssh_command(self, *arguments, program="ssh"):
        return [program, "-F", str(self.config), *map(str, arguments)]

    def ssh(self, *arguments, **options):
        options.setdefault("env", self.env)
        return run(*self.ssh_command(*arguments), **options)

    def start_ssh(self, *arguments, **options):
        options.setdefault("env", self.env)
        for stream in ("stdout", "stderr"):
            options.setdefault(stream, subprocess.PIPE)
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(self.ssh_command(*arguments), text=True, **options)

    def close(self):
        self.forget()
        self.edge.stop()
        self.sshd.stop()
        shutil.rmtree(self.folder)

    def forget(self):
        """Nothing of this world may stay in the user's kernel keyring."""
        known = self.home / ".local/state/latchkey/known_teams"
        if known.exists():
            for host in {line.split()[0] for line in known.read_text().splitlines() if line.strip()}:
                self.latchkey("logout", host)
