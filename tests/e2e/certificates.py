# SPDX-License-Identifier: GPL-3.0-or-later
"""A world whose sshd trusts nothing but the edge's authority, and what must hold wherever a private key is."""
import json
import os
import subprocess
from pathlib import Path

from world import LATCHKEY, World, run

USER = os.environ.get("USER") or "root"
# Under the sanitizers every program takes long to start, and one connection more finds nothing more.
MANY = 2 if "UBSAN_OPTIONS" in os.environ else 10


class CertificateWorld(World):
    """`ssh HOST` by certificate alone: no authorized_keys anywhere."""

    def __init__(self, *edge_arguments, user=USER, **options):
        super().__init__(f"--user={user}@example.com", *edge_arguments, **options)
        config = self.sshd.config
        config.write_text(config.read_text().replace(f"{self.sshd.folder}/user.pub", "none")
                          + f"TrustedUserCAKeys {self.edge.about['ssh_ca']}\n")
        self.agent = self.own_agent = None
        self.way = "--short-lived-cert"
        self.write_config("")

    def write_config(self, extra, proxy_options=""):
        if not hasattr(self, "way"):
            return
        stanza = self.latchkey("ssh-config", self.way, "--hostname", self.host).stdout
        self.config.write_text(f"""{extra}
Host db
  HostName {self.host}
{stanza}
Host *
  User {USER}
  UserKnownHostsFile {self.home}/.ssh/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
""")

    def start_agent(self):
        path = self.folder / "agent"
        self.agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.PIPE, text=True)
        self.agent.stdout.readline()
        self.env["SSH_AUTH_SOCK"] = str(path)

    def start_own_agent(self):
        """latchkey agent; what it says on stderr stays in a file."""
        self.own_agent = subprocess.Popen([LATCHKEY, "agent"], env=self.env, stdout=subprocess.PIPE, text=True,
                                          stderr=open(self.folder / "own-agent.log", "wb"))
        self.own_path = self.own_agent.stdout.readline().split(" ", 1)[1].strip()
        self.way = "--agent"
        self.write_config("")

    def stop_own_agent(self):
        if self.own_agent is not None:
            self.own_agent.terminate()
            assert self.own_agent.wait(20) == 0
            self.own_agent.stdout.close()
            self.own_agent = None

    def start_gpg_agent(self):
        self.gpg = self.folder / "gpg"
        self.gpg.mkdir(mode=0o700)
        subprocess.run(["gpg-agent", "-q", "--homedir", self.gpg, "--enable-ssh-support", "--daemon"],
                       stdout=subprocess.DEVNULL, check=True)
        self.env["SSH_AUTH_SOCK"] = run("gpgconf", "--homedir", self.gpg, "--list-dirs", "agent-ssh-socket").stdout.strip()

    def close(self):
        self.stop_own_agent()
        if self.agent is not None:
            self.agent.terminate()
            self.agent.wait(10)
            self.agent.stdout.close()
        if hasattr(self, "gpg"):
            run("gpgconf", "--homedir", self.gpg, "--kill", "gpg-agent")
        super().close()

    def certificates(self):
        done = self.latchkey("certs", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["certificates"]

    def signed(self):
        return self.edge.stats()["cert_sign"]

    def private_keys(self):
        """The files that a private key is in, of all that were written by a user's programs."""
        found = run("grep", "-rlE", "PRIVATE KEY", self.home, self.folder / "run").stdout.split()
        return [Path(name) for name in found]


class Place:
    """The same for each place that a private key can be in."""
    place = None
    in_files = True  # something of it: ssh can be told to use nothing but that

    @classmethod
    def setUpClass(cls):
        cls.world = CertificateWorld()
        cls.prepare(cls.world)

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    @classmethod
    def prepare(cls, world):
        pass

    def check(self, done):
        """The shell at the other end may say something of its own."""
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("latchkey: ", done.stderr)
        return done

    def test_1_evaluates_only(self):
        before = self.world.edge.stats()["requests"]
        for arguments in (["-G", self.world.host], ["-v", "-G", "db"], ["-O", "check", self.world.host]):
            self.world.ssh(*arguments)
        self.assertEqual(self.world.edge.stats()["requests"], before)
        self.assertEqual(self.world.certificates(), [])

    def test_2_ssh(self):
        done = self.world.ssh(self.world.host, "whoami")
        self.assertEqual(done.stdout.strip(), USER, done.stderr)
        (certificate,) = self.world.certificates()
        self.assertEqual(certificate["place"], self.place)
        self.assertEqual(certificate["hostname"], self.world.host)
        self.assertEqual(certificate["principals"], [USER])
        self.assertEqual(certificate["state"], "valid")
        keys = [Path(certificate["identity"])] if self.place == "files" else []
        self.assertEqual(self.world.private_keys(), keys)
        for key in keys:
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
            self.assertTrue(key.is_relative_to(self.world.folder / "run"))

    def test_3_programs(self):
        here, there = self.world.folder / "here", self.world.folder / "there"
        here.write_bytes(os.urandom(100000))
        self.check(self.world.ssh("db", "true"))
        self.check(run("scp", "-q", "-F", self.world.config, here, f"db:{there}", env=self.world.env))
        self.assertEqual(here.read_bytes(), there.read_bytes())
        shell = " ".join(map(str, self.world.ssh_command()))
        self.check(run("rsync", "-e", shell, f"{self.world.host}:{there}", f"{here}.back", env=self.world.env))
        self.check(run("git", "init", "-q", "--bare", self.world.folder / "repository"))
        self.check(run("git", "ls-remote", f"db:{self.world.folder}/repository",
                       env=self.world.env | {"GIT_SSH_COMMAND": shell}))
        # As VS Code's remote extension and Ansible do.
        done = self.world.ssh("-T", "-o", "ConnectTimeout=15", "db", "sh", input="echo ready")
        self.assertEqual(self.check(done).stdout, "ready\n")
        shared = ["-o", f"ControlPath={self.world.folder}/%C"]
        for _ in range(2):
            self.check(self.world.ssh("-C", "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "BatchMode=yes",
                                      *shared, self.world.host, "true"))
        self.check(self.world.ssh("-O", "exit", *shared, self.world.host))
        if self.in_files:
            self.check(self.world.ssh("-o", "IdentitiesOnly=yes", self.world.host, "true"))
        self.assertEqual(self.world.signed(), 1)

    def test_4_many(self):
        for _ in range(MANY):
            self.check(self.world.ssh(self.world.host, "true"))
        processes = [self.world.start_ssh(self.world.host, "true") for _ in range(20)]
        for process in processes:
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err)
            self.assertNotIn("latchkey: ", err)
        self.assertEqual(self.world.signed(), 1)

    def test_5_secrets_stay(self):
        """After all of it: nothing but the one file, or no file at all."""
        self.assertEqual(len(self.world.private_keys()), 1 if self.place == "files" else 0)
