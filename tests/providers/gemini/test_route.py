"""Where requests go, and with what key."""

from __future__ import annotations

import json

import pytest

from tests.providers.gemini.gem_requests import Json, ask, outgoing
from tests.providers.gemini.service_accounts import EMAIL, in_base64, key_file
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Outgoing
from vai_gateway.providers.gemini.credential import AccessToken, ApiKey, ServiceAccount, read_credential
from vai_gateway.providers.gemini.vertex import GEM_VERT

TOKEN = "ya29.a0Af_token"
PROJECT: Json = {"vertex_project": "project-9"}


def vertex(*, key: str | None = None, stream: bool = False, **gem: str) -> Outgoing:
    return outgoing(ask("m1", key=key, stream=stream, gem=dict(gem)), GEM_VERT)


def revealed(sent: Outgoing) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in sent.secrets.items()}


@pytest.mark.parametrize(
    "model, stream, path",
    [
        ("gemini-3.8-flash", False, "/v1beta/models/gemini-3.8-flash:generateContent"),
        ("gemini-3.8-flash", True, "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"),
        ("models/x", False, "/v1beta/models/x:generateContent"),
        ("tunedModels/x", False, "/v1beta/tunedModels/x:generateContent"),
    ],
)
def test_the_developer_api_is_called_by_model_and_method(model: str, stream: bool, path: str) -> None:
    sent = outgoing(ask(model, stream=stream, key="AIza-of-a-user"))
    assert (sent.path, sent.base_url, revealed(sent)) == (path, "", {"x-goog-api-key": "AIza-of-a-user"})
    assert "AIza" not in sent.path + str(sent.headers) + sent.body.decode()


def test_no_key_is_no_header() -> None:
    assert outgoing(ask()).secrets == {}
    assert vertex().secrets == {}


def test_vertex_takes_an_api_key_without_a_project() -> None:
    sent = vertex(key="AQ.of-a-user", stream=True)
    assert sent.path == "/v1beta1/publishers/google/models/m1:streamGenerateContent?alt=sse"
    assert (sent.base_url, revealed(sent)) == ("", {"x-goog-api-key": "AQ.of-a-user"})


@pytest.mark.parametrize("key", [TOKEN, f"Bearer {TOKEN}", "eyJhbGciOi.eyJpc3Mi.c2ln", f" {TOKEN} "])
def test_vertex_takes_an_access_token_for_a_project(key: str) -> None:
    sent = vertex(key=key, **PROJECT)
    assert sent.path == "/v1beta1/projects/project-9/locations/global/publishers/google/models/m1:generateContent"
    assert revealed(sent) == {"authorization": f"Bearer {key.removeprefix('Bearer ').strip()}"}


def test_an_access_token_needs_a_project() -> None:
    with pytest.raises(GatewayError) as raised:
        vertex(key=TOKEN)
    assert (raised.value.param, raised.value.code) == ("extensions.gem.vertex_project", "missing_field")


@pytest.mark.parametrize(
    "key", [key_file(), in_base64(key_file()), in_base64(json.dumps(json.loads(key_file()), indent=2))]
)
def test_a_key_file_names_its_project_and_goes_nowhere_itself(key: str) -> None:
    sent = vertex(key=key)
    assert sent.path == "/v1beta1/projects/project-1/locations/global/publishers/google/models/m1:generateContent"
    assert sent.secrets == {}
    assert EMAIL not in sent.body.decode()


def test_the_callers_project_comes_before_the_key_files() -> None:
    assert vertex(key=key_file(), **PROJECT).path.startswith("/v1beta1/projects/project-9/")


@pytest.mark.parametrize(
    "location, base_url",
    [
        ("global", ""),
        ("us-central1", "https://us-central1-aiplatform.googleapis.com"),
        ("northamerica-northeast1", "https://northamerica-northeast1-aiplatform.googleapis.com"),
        ("eu", "https://aiplatform.eu.rep.googleapis.com"),
    ],
)
def test_every_location_has_its_own_address(location: str, base_url: str) -> None:
    sent = vertex(key=TOKEN, vertex_location=location, **PROJECT)
    assert sent.base_url == base_url
    assert f"/locations/{location}/" in sent.path


@pytest.mark.parametrize(
    "gem, param",
    [
        ({"vertex_location": "evil.example/"}, "vertex_location"),
        ({"vertex_location": "a@b"}, "vertex_location"),
        ({"vertex_location": "us-central1.evil"}, "vertex_location"),
        ({"vertex_location": "us-central1\n"}, "vertex_location"),
        ({"vertex_project": "../x"}, "vertex_project"),
        ({"vertex_project": "a/b"}, "vertex_project"),
        ({"vertex_project": "a?b"}, "vertex_project"),
    ],
)
def test_nothing_that_could_name_another_host_or_path_passes(gem: dict[str, str], param: str) -> None:
    with pytest.raises(GatewayError) as raised:
        outgoing(ask(key="AIza-x", gem=gem), GEM_VERT)
    assert (raised.value.kind, raised.value.param) == ("invalid_request_error", f"extensions.gem.{param}")


@pytest.mark.parametrize(
    "key",
    ["{", '{"a": 1}', key_file(type="authorized_user"), key_file(private_key=""), key_file(client_email=""), "{}"],
)
def test_a_key_file_of_another_kind_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(GatewayError) as raised:
        vertex(key=key)
    found = raised.value
    assert (found.kind, found.param, found.code) == (
        "authentication_error",
        "X-Provider-Key-VertexAI",
        "provider_key_invalid",
    )
    assert "PRIVATE" not in found.message


@pytest.mark.parametrize(
    "key, kind",
    [
        ("AIzaSyA-of-a-user", ApiKey),
        ("eyJ.no.json", ApiKey),
        ("ewog no base64!", ApiKey),
        (TOKEN, AccessToken),
        (key_file(), ServiceAccount),
        (in_base64(key_file()).rstrip("=").replace("+", "-").replace("/", "_"), ServiceAccount),
    ],
)
def test_the_kind_of_a_key_is_told_from_the_key(key: str, kind: type) -> None:
    credential = read_credential(Secret(key))
    assert isinstance(credential, kind)
    assert key not in repr(credential)
