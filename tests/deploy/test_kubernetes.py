"""The Kubernetes manifests: right by strict schemas, and the same stacks as everywhere."""

import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bench.stacks import STACKS, Capacity
from shared.settings import Settings

K8S = Path(__file__).parents[2] / "deploy/k8s"
KUSTOMIZATIONS = sorted(K8S.rglob("kustomization.yaml"))
MANIFESTS = sorted(set(K8S.rglob("*.yaml")) - set(KUSTOMIZATIONS))
OVERLAYS = sorted(path.name for path in (K8S / "stacks").iterdir())
VERSION = "1.37"


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def resources() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.stem}: {document['kind']} {document['metadata']['name']}", document)
        for path in MANIFESTS
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def literals(kustomization: dict[str, Any]) -> dict[str, str]:
    """Return the variables of a kustomization's only ConfigMap."""
    (generator,) = kustomization["configMapGenerator"]
    return dict(literal.split("=", 1) for literal in generator["literals"])


RESOURCES = dict(resources())
PODS = {
    name: each["spec"]["template"]["spec"]
    for name, each in RESOURCES.items()
    if each["kind"] in {"Deployment", "Job"}
}


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod.get("initContainers", ()), *pod["containers"]]


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_is_right_by_the_strict_schema(name: str) -> None:
    kubernetes_validate.validate(RESOURCES[name], VERSION, strict=True)


@pytest.mark.parametrize("path", KUSTOMIZATIONS, ids=lambda path: path.parent.name)
def test_what_a_kustomization_names_is_there(path: Path) -> None:
    for resource in read(path)["resources"]:
        target = path.parent / resource
        assert target.is_file() or (target / "kustomization.yaml").is_file(), resource


def test_every_manifest_is_named_by_a_kustomization() -> None:
    named = {
        (path.parent / each).resolve()
        for path in KUSTOMIZATIONS
        for each in read(path)["resources"]
    }
    assert set(MANIFESTS) <= named


def test_every_stack_is_deployed() -> None:
    stacks = {
        Path(each).name
        for each in read(K8S / "kustomization.yaml")["resources"]
        if each.startswith("stacks/")
    }
    assert stacks == set(OVERLAYS)


def test_they_are_the_stacks_of_the_compose_file() -> None:
    compose = read(K8S.parents[1] / "docker-compose.yml")["services"]
    assert set(OVERLAYS) == {
        name for name, each in compose.items() if "all" in each.get("profiles", ())
    }


@pytest.mark.parametrize("name", OVERLAYS)
def test_a_stack_is_told_what_the_catalogue_tells_it(name: str) -> None:
    own = literals(read(K8S / "stacks" / name / "kustomization.yaml"))
    common = literals(read(K8S / "kustomization.yaml"))
    told = STACKS[name].environment("", Capacity()) | {"APPLICATION_NAME": name}
    del told["DATABASE_URL"]
    assert common | own == told


@pytest.mark.parametrize("name", PODS)
def test_a_pod_can_do_no_harm(name: str) -> None:
    assert PODS[name]["securityContext"]["runAsNonRoot"] is True
    assert PODS[name]["automountServiceAccountToken"] is False
    for container in containers(PODS[name]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_limits(name: str) -> None:
    for container in containers(PODS[name]):
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}


def test_apps_do_not_get_the_owners_url() -> None:
    job = PODS["migrate: Job migrate"]
    keys = {
        container["name"]: {each["valueFrom"]["secretKeyRef"]["key"] for each in container["env"]}
        for container in (*containers(job), *containers(PODS["deployment: Deployment app"]))
    }
    assert keys == {"migrate": {"owner-url"}, "admit": {"owner-url", "url"}, "app": {"url"}}


def test_an_app_has_begun_by_health_and_is_ready_by_ready() -> None:
    (app,) = PODS["deployment: Deployment app"]["containers"]
    assert app["startupProbe"]["httpGet"]["path"] == "/health"
    assert app["readinessProbe"]["httpGet"]["path"] == "/ready"


def test_an_app_that_refuses_requests_is_alive() -> None:
    """Each route may be refused, or wait for POOL_TIMEOUT; a connection is taken."""
    (app,) = PODS["deployment: Deployment app"]["containers"]
    how = set(app["livenessProbe"]) & {"exec", "grpc", "httpGet", "tcpSocket"}
    assert how == {"tcpSocket"}
    (port,) = app["ports"]
    assert app["livenessProbe"]["tcpSocket"]["port"] == port["name"]


def test_a_pod_that_ends_may_answer_what_it_has() -> None:
    pod = PODS["deployment: Deployment app"]
    (app,) = pod["containers"]
    rest_s = pod["terminationGracePeriodSeconds"] - app["lifecycle"]["preStop"]["sleep"]["seconds"]
    usual = Settings.load(database_url="postgresql://localhost/x")
    assert rest_s > usual.pool_timeout + usual.statement_timeout_ms / 1_000


def test_the_migrations_may_do_without_a_role_for_the_apps() -> None:
    """As deploy/k8s/README.md says."""
    job = deepcopy(RESOURCES["migrate: Job migrate"])
    pod = job["spec"]["template"]["spec"]
    pod["containers"] = pod.pop("initContainers")
    kubernetes_validate.validate(job, VERSION, strict=True)
    assert [container["name"] for container in pod["containers"]] == ["migrate"]


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_app_may_wait_for_its_pool_before_it_is_ready(name: str) -> None:
    told = literals(read(K8S / "kustomization.yaml"))
    told |= literals(read(K8S / "stacks" / name / "kustomization.yaml"))
    default = Settings.model_fields["pool_timeout"].default
    (app,) = PODS["deployment: Deployment app"]["containers"]
    assert app["readinessProbe"]["timeoutSeconds"] > float(told.get("POOL_TIMEOUT", default))


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not there to build them")
def test_what_kustomize_makes_of_them_is_right_too() -> None:
    built = subprocess.run(
        ["kubectl", "kustomize", K8S], capture_output=True, text=True, check=True, timeout=60
    )
    made = list(yaml.safe_load_all(built.stdout))
    for resource in made:
        kubernetes_validate.validate(resource, VERSION, strict=True)
    kinds = [resource["kind"] for resource in made]
    assert kinds.count("PodDisruptionBudget") == len(OVERLAYS)
    for resource in made:
        if resource["kind"] == "Deployment":
            labels = resource["spec"]["template"]["metadata"]["labels"]
            selector = resource["spec"]["selector"]["matchLabels"]
            assert selector.items() <= labels.items()
            for spread in resource["spec"]["template"]["spec"].get("topologySpreadConstraints", ()):
                assert spread["labelSelector"]["matchLabels"] == selector
        elif resource["kind"] == "PodDisruptionBudget":
            assert resource["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"] in OVERLAYS
