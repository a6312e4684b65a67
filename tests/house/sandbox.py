"""A copy of the scripts in which nothing real can be installed or built."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from house import ROOT, write

# The programs that the scripts may find besides the fakes below.
REAL = ["bash", "cat", "dirname", "env", "grep", "id", "install", "mkdir", "mktemp", "mv", "nproc",
        "rm", "sed", "sleep", "tail", "tee", "touch"]

FAKES = {
    "dpkg-query": """
code=0
for name in "${@:4}"; do
  if grep -qxF "$name" "$SANDBOX/missing"; then
    echo "dpkg-query: no packages found matching $name" >&2
    code=1
  else
    echo "installed $name"
  fi
done
exit $code
""",
    "sudo": """
[[ $1 != -n ]] || shift
echo "sudo $*" >>"$SANDBOX/calls"
[[ ! -e $SANDBOX/sudo_refuses ]] || { echo "sudo: a password is required" >&2; exit 1; }
exec "$@"
""",
    "apt-get": """
echo "apt-get $* (frontend: ${DEBIAN_FRONTEND:-none})" >>"$SANDBOX/calls"
cat "$DEV_ROOT/usr/sbin/policy-rc.d" >"$SANDBOX/policy_while_installing" || exit 100
[[ ! -e $SANDBOX/apt_fails ]] || exit 100
[[ ! -e $SANDBOX/apt_kills ]] || kill -TERM "$PPID"
[[ $* != *" install "* ]] || : >"$SANDBOX/missing"
""",
    "cmake": """
echo "cmake" >>"$SANDBOX/builds"
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >build/CMakeCache.txt
touch build/build.ninja
""",
    "ctest": 'cat "$SANDBOX/ctest_says"',
    "ninja": 'echo "ninja" >>"$SANDBOX/builds"',
}


class Sandbox:
    """Runs ./dev as an ordinary user: as nobody when the tests run as root."""

    def __init__(self, missing=(), debian="12.11", without=()):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="fanfare-house-"))
        for name in ("dev", "CMakePresets.json", "packaging/packages.txt"):
            (self.root / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        shutil.copytree(ROOT / "tools" / "dev", self.root / "tools" / "dev")
        for name in REAL:
            (self.root / "bin").mkdir(exist_ok=True)
            (self.root / "bin" / name).symlink_to(shutil.which(name))
        for name, text in FAKES.items():
            if name not in without:
                write(self.root / "bin" / name, "#!/usr/bin/env bash\n" + text, 0o755)
        write(self.root / "missing", "".join(f"{name}\n" for name in missing))
        (self.root / "system" / "usr" / "sbin").mkdir(parents=True)
        write(self.root / "system" / "etc" / "debian_version", f"{debian}\n")
        self.policy = self.root / "system" / "usr" / "sbin" / "policy-rc.d"

    def close(self):
        shutil.rmtree(self.root)

    def mark(self, name):
        write(self.root / name, "")

    def read(self, name):
        path = self.root / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def dev(self, *arguments, as_root=False):
        account = {}
        if os.geteuid() == 0 and not as_root:
            nobody = pwd.getpwnam("nobody")
            account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (self.root, *self.root.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        return subprocess.run(
            [str(self.root / "dev"), *arguments], cwd=self.root, stdin=subprocess.DEVNULL,
            env={"PATH": str(self.root / "bin"), "HOME": str(self.root), "SANDBOX": str(self.root),
                 "DEV_ROOT": str(self.root / "system")},
            capture_output=True, text=True, timeout=30, check=False, **account)
