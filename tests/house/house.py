"""Where the house tests find things, and how they run the tools."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run_tool(name, *arguments, given=""):
    """Runs tools/NAME as its users do; returns the finished process."""
    return subprocess.run([sys.executable, str(ROOT / "tools" / name), *map(str, arguments)],
                          input=given, capture_output=True, text=True, timeout=50, check=False)


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path
