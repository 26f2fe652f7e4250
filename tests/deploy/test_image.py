"""The image without building it: its commands as plain processes, under a user of no rights."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dashboard.paths import ROOT

from .conftest import DEPLOY, PATIENCE, Reader, Site, free_port, settings, texts

USER = 10001
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]


def copied() -> list[str]:
    """What the image holds of the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", LAST_STAGE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def command() -> list[str]:
    """What the image runs."""
    [found] = re.findall(r"^CMD (\[.+\])$", LAST_STAGE, re.MULTILINE)
    given: list[str] = json.loads(found)
    return given


def test_the_image_has_a_user_of_its_own_and_a_health_check() -> None:
    users = re.findall(r"^USER (\d+)", LAST_STAGE, re.MULTILINE)
    assert users == [str(USER)]
    assert "HEALTHCHECK" in LAST_STAGE
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied():
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder that holds what the image does, prepared by its own steps, closed to writers."""
    folder = tmp_path / "app"
    folder.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".#*")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    [prepare] = re.findall(r'python -c "(from dashboard\.paths.+?)"', LAST_STAGE)
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    subprocess.run(
        [sys.executable, "-c", prepare], cwd=folder, env=environment, check=True, timeout=PATIENCE
    )
    assert list((folder / "static").glob("plotly-*.js"))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & 0o555)
    return folder


@pytest.fixture
def served(image: Path, tmp_path: Path) -> Iterator[Site]:
    """The image's command, run by a user who owns nothing."""
    home = tmp_path / "tmp"
    home.mkdir()
    home.chmod(0o777)
    port, prefix = free_port(), []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("there is no setpriv to leave the rights of root with")
        # It may read what root owns, which an image would have copied for it, and write nowhere.
        rights = "-all,+dac_read_search"
        prefix = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        prefix += [f"--inh-caps={rights}", f"--ambient-caps={rights}"]
    environment = {
        **os.environ, **settings(), "HOME": str(home), "TMPDIR": str(home),
        "PYTHONPATH": str(image / "src"), "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
    }  # fmt: skip
    assert command()[0] == "streamlit"
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", *command()],
            cwd=image,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    check = [sys.executable, *health_check(port)]
    try:
        until = time.monotonic() + PATIENCE
        while subprocess.run(check, capture_output=True).returncode:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        assert re.search(rf"^Uid:\s+{USER if prefix else os.getuid()}\s", status, re.MULTILINE)
        yield Site(f"http://127.0.0.1:{port}", (), image / "data", log)
    finally:
        process.terminate()
        process.wait(20)


def health_check(port: int) -> list[str]:
    """What the image's health check runs, on another port."""
    [found] = re.findall(r"HEALTHCHECK[^\n]*\\\n  CMD (\[.+\])", LAST_STAGE)
    program, *arguments = json.loads(found)
    assert program == "python"
    return [argument.replace(":8501", f":{port}") for argument in arguments]


@pytest.mark.browser
def test_it_serves_every_topic_and_writes_nothing(served: Site, image: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in image.rglob("*")}
    for page in ("", "tools", "data"):
        reader = Reader(served, "one", page)
        assert texts(reader.look())
        assert reader.seen == []
        reader.close()
    assert {path: path.stat().st_mtime_ns for path in image.rglob("*")} == before
    assert "slower" not in served.log.read_text(encoding="utf-8")


def documents(path: Path) -> list[dict[str, object]]:
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def test_compose_and_kubernetes_give_processes_no_more_than_the_image_needs() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["mem_limit"]
    names = {f"{name}:8501" for name in compose["services"] if name.startswith("app")}
    configuration = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s+server (app\S+)", configuration, re.MULTILINE)) == names
    [deployment] = documents(DEPLOY / "kubernetes" / "deployment.yaml")
    pod = deployment["spec"]["template"]["spec"]  # type: ignore[index]
    [container] = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == USER
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"]["memory"] == "1Gi"
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0  # type: ignore[index]
    listed = yaml.safe_load(
        (DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8")
    )["resources"]
    present = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(listed) == present - {"kustomization.yaml"}
    for name in listed:
        assert documents(DEPLOY / "kubernetes" / name)
