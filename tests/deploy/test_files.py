"""Deployment files can be read, run commands that are there, and give away no right that is not needed."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bridge import __version__
from bridge.examples import example_campaign
from bridge.settings import Settings
from tests.cli.test_handbook import settings_and_variables
from tests.deploy.commands import DEPLOY, understood
from tests.e2e.staging import ROOT

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
PROGRAM = "/opt/ideabridge/venv/bin/ideabridge"


def documents(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as file:
        return [found for found in YAML(typ="safe").load_all(file) if found is not None]


def of_kind(kind: str) -> Iterator[Any]:
    for path in MANIFESTS:
        yield from (found for found in documents(path) if found["kind"] == kind)


def pods() -> list[Any]:
    found = [*of_kind("Deployment"), *of_kind("Job")]
    return [one["spec"]["template"]["spec"] for one in found]


# systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_are_there(unit: Path) -> None:
    ((command,),) = [re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)]
    words = shlex.split(command)
    if words[0] == "/bin/sh":
        words = shlex.split(words[2])[1:]
    assert words[0] == PROGRAM
    understood(words[1:])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_and_little_exposure(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace(PROGRAM, "/bin/true")
        (tmp_path / path.name).write_text(text)
    names = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for name in (name for name in names if name.endswith(".service")):
        # The figure is ten times the exposure that it prints: 0 is none, 10 everything.
        judged = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", name],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert judged.returncode == 0, judged.stdout[-300:]


# Containers


def test_the_image_runs_as_nobody_and_starts_what_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    (start,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    understood(json.loads(start))
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in text
    settings = set(re.findall(r"IDEABRIDGE_[A-Z_]+", text))
    assert settings <= settings_and_variables()
    # Whatever is copied in is let through by the list of what is kept out.
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert name in kept
            assert (ROOT / name).exists()


def test_the_image_keeps_everything_in_its_one_folder() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    values = dict(re.findall(r"(IDEABRIDGE_[A-Z_]+)=(\S+)", text))
    made = Settings(
        _env_file=None,
        **{name.removeprefix("IDEABRIDGE_").lower(): value for name, value in values.items()},
    )
    paths = [made.key_path(), made.doors_key_path()]
    assert {path.parent for path in paths} == {Path("/data")}
    assert made.database_url.startswith("sqlite:////data/")
    assert made.doors_database().startswith("sqlite:////data/")


def test_compose_gives_the_bridge_no_more_than_it_needs() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    bridge = compose["services"]["bridge"]
    assert bridge["read_only"] is True
    assert bridge["cap_drop"] == ["ALL"]
    assert bridge["user"] == "10001:10001"
    assert all(port.startswith("127.0.0.1:") for port in bridge["ports"])
    assert "ports" not in compose["services"]["database"]
    assert set(bridge["environment"]) <= settings_and_variables()
    assert (DEPLOY / bridge["build"]["context"] / bridge["build"]["dockerfile"]).is_file()
    gateway = compose["networks"]["default"]["ipam"]["config"][0]["gateway"]
    assert bridge["environment"]["IDEABRIDGE_WEB_PROXIES"] == gateway
    named = re.findall(
        r"^(IDEABRIDGE_[A-Z_]+)=", (DEPLOY / "ideabridge.env.example").read_text(), re.MULTILINE
    )
    assert set(named) <= settings_and_variables()
    # Paths of the settings file are a machine's: the container overrides each of them.
    assert {name for name in named if name.endswith(("_FILE", "_URL", "CAMPAIGN"))} <= {
        *bridge["environment"],
        "IDEABRIDGE_FORUM_URL",
        "IDEABRIDGE_WEB_URL",
    }


# Kubernetes


def test_manifests_start_what_is_there_as_nobody() -> None:
    assert len(pods()) == 3
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        volumes = {volume["name"] for volume in pod["volumes"]}
        for container in pod["containers"]:
            understood(container["args"])
            limits = container["securityContext"]
            assert limits["readOnlyRootFilesystem"] is True
            assert limits["allowPrivilegeEscalation"] is False
            assert limits["capabilities"]["drop"] == ["ALL"]
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


def test_manifests_fit_together() -> None:
    names = {
        kind: {one["metadata"]["name"] for one in of_kind(kind)}
        for kind in ("Secret", "PersistentVolumeClaim")
    }
    settings = {one["metadata"]["name"]: one["data"] for one in of_kind("ConfigMap")}
    (whole,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    made = {one["name"] for one in whole["configMapGenerator"]}
    for pod in pods():
        for volume in pod["volumes"]:
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in names["PersistentVolumeClaim"]
            if "configMap" in volume:
                assert volume["configMap"]["name"] in made
        for source in pod["containers"][0]["envFrom"]:
            (kind,) = source
            assert source[kind]["name"] in (names["Secret"] if kind == "secretRef" else settings)
    (secret,) = of_kind("Secret")
    assert {*settings["settings"], *secret["stringData"]} <= settings_and_variables()
    assert not set(settings["settings"]) & set(secret["stringData"])
    assert whole["images"][0]["newTag"] == __version__
    listed = {name.replace("secret.yaml", "secret.example.yaml") for name in whole["resources"]}
    assert listed == {path.name for path in MANIFESTS} - {"kustomization.yaml"}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kustomize_puts_them_together(tmp_path: Path) -> None:
    folder = shutil.copytree(DEPLOY / "kubernetes", tmp_path / "kubernetes")
    shutil.copy(folder / "secret.example.yaml", folder / "secret.yaml")
    shutil.copy(example_campaign(), folder / "campaign.yaml")
    done = subprocess.run(
        ["kubectl", "kustomize", str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    made = [found for found in YAML(typ="safe").load_all(done.stdout) if found]
    assert {one["metadata"].get("namespace", "ideabridge") for one in made} == {"ideabridge"}
    images = {
        pod["containers"][0]["image"]
        for pod in (one["spec"]["template"]["spec"] for one in made if one["kind"] in ("Deployment", "Job"))
    }
    assert images == {f"registry.example.org/ideabridge:{__version__}"}


# The proxy


def test_the_proxy_writes_no_line_about_visitors() -> None:
    text = (DEPLOY / "nginx" / "ideabridge.conf").read_text()
    code = re.sub(r"#.*", "", text)
    servers = len(re.findall(r"^server \{", code, re.MULTILINE))
    assert (
        servers
        == len(re.findall(r"access_log off;", code))
        == len(re.findall(r"error_log /dev/null crit;", code))
    )
    assert code.count("{") == code.count("}")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in code
    sizes = re.findall(r"client_(?:max_body|body_buffer)_size (\w+);", code)
    # What is larger than the buffer would be written to the disk.
    assert sizes == ["256k", "256k", "1m", "1m"]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_nginx_finds_no_fault(tmp_path: Path) -> None:
    made = tmp_path / "certificate.pem"
    subprocess.run(
        [
            *shlex.split("openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ideas.example.org"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx" / "ideabridge.conf").read_text()
    text = re.sub(r"/etc/letsencrypt\S+fullchain.pem", str(made), text)
    text = re.sub(r"/etc/letsencrypt\S+privkey.pem", str(tmp_path / "key.pem"), text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/nginx.pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
