"""Plays the conformance corpus through the package. Format: tests/vectors/README.md."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import bursar
from bursar import Call, Failed, HttpReply, Secret, Send, Step, Value, Wait
from bursar._platform import Platform

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"
FILES = sorted(VECTORS.glob("*/*/*.json"))

_SECONDS = {"timeoutMs": "timeout", "connectTimeoutMs": "connect_timeout", "deadlineMs": "deadline"}
_CLASSES = {"lbai": bursar.Lbai, "opencatd": bursar.OpenCatd, "akool": bursar.Akool, "espai": bursar.EspAi}
_IGNORED = ("accept", "user-agent")


def snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def options_of(options: dict[str, Any]) -> Any:
    # The package counts seconds. A name that only the package has is one that the core does not know.
    own = {name: f"{name}_unknown" for name in _SECONDS.values()} | _SECONDS
    return {
        own.get(name, snake(name)): value / 1000 if name in _SECONDS and isinstance(value, (int, float)) else value
        for name, value in options.items()
    }


def client_of(session: dict[str, Any]) -> bursar.Client:
    options = options_of(session.get("options", {}))
    if "allowInsecure" in session:
        options["allow_insecure"] = session["allowInsecure"]
    credentials: dict[str, Any] = session.get("credentials", {})
    names: dict[str, str] = dict.fromkeys(credentials, "BURSAR_NOT_SET")
    of = _CLASSES.get(session["platform"], bursar.Client)
    # The class itself takes none but its own credentials, so that the core's refusals are not to be had from it.
    client: bursar.Client = object.__new__(of)
    bursar.Client.__init__(client, Platform(session["platform"], None, names), credentials, options)
    return client


def plain(row: Any) -> dict[str, Any]:
    """A row as a vector writes it: secrets in clear, moments as microseconds."""
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row)}


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.expose()
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)
    return str(value) if isinstance(value, Decimal) else value


def contains(actual: Any, expected: Any) -> None:
    if isinstance(expected, list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            contains(one, other)
    elif isinstance(expected, dict):
        for name, value in expected.items():
            contains(actual.get(name), value)
    else:
        assert actual == expected


class Conversation:
    def __init__(self, vector: dict[str, Any]) -> None:
        self.now = 1000
        self.client = client_of(vector["session"])
        self.declared: dict[str, Any] = vector.get("calls") or {"a": vector}
        self.calls: dict[str, Call] = {}
        self.closed: set[str] = set()
        self.kept: dict[str, str] = {}

    def call(self, name: str) -> Call:
        if name not in self.calls:
            declared = self.declared[name]
            params = {
                key: self.kept[value["$kept"]] if isinstance(value, dict) and "$kept" in value else value
                for key, value in declared.get("params", {}).items()
            }
            options = options_of(declared.get("options", {}))
            if "after" in declared:
                before = self.calls[declared["after"]].step
                assert isinstance(before, Value)
                options["after"] = before.next
            try:
                self.calls[name] = self.client.begin(declared["operation"], params, options, moment=self.now)
            except bursar.ConfigurationError as refusal:
                # The package has options of its own, and so refuses what is none before the core sees it.
                refused: Any = SimpleNamespace(step=Failed(refusal))
                self.calls[name] = refused
        return self.calls[name]

    def play(self, entry: dict[str, Any]) -> None:
        if "setToken" in entry:
            return self.client.set_token(entry["setToken"])
        if "token" in entry:
            token = self.client.token()
            assert (token and token.expose()) == entry["token"]
            return None
        name = entry.get("call", "a")
        call = self.call(name)
        if entry.get("close"):
            call.close()
            self.closed.add(name)
            return None
        if "send" in entry:
            sent(call.step, entry["send"])
        if "wait" in entry:
            return self.wait(call, entry["wait"], entry.get("loss"))
        if "value" in entry:
            self.value(call.step, entry["value"])
        if "rows" in entry:
            rows(call.step, entry)
        if "error" in entry:
            failed(call.step, entry["error"])
        if "reply" in entry or "loss" in entry:
            self.now += entry.get("afterMs", 0)
            if "loss" in entry:
                call.failed(entry["loss"], "the wire broke", self.now)
            else:
                call.received(reply_of(entry["reply"]), self.now)
        return None

    def wait(self, call: Call, expected: Any, loss: Any) -> None:
        assert isinstance(call.step, Wait), call.step
        ms = call.step.ms
        bounds = {"min": expected, "max": expected} if isinstance(expected, int) else expected
        exact = bounds.get("ms")
        assert bounds.get("min", exact or 0) <= ms <= bounds.get("max", ms if exact is None else exact)
        if loss:
            call.failed(loss, "", self.now)
        elif not bounds.get("hold"):
            self.now += ms
            call.waited(self.now)

    def value(self, step: Step, expected: dict[str, Any] | None) -> None:
        assert isinstance(step, Value), step
        if expected is None:
            assert step.rows == []
            return
        row = plain(step.rows[0])
        for name, value in expected.items():
            if not (isinstance(value, dict) and "$text" in value):
                continue
            for absent in value["$text"].get("without", []):
                assert absent not in row[name]
            if "keep" in value["$text"]:
                self.kept[value["$text"]["keep"]] = row[name]
            row[name] = value
        assert row == expected


def reply_of(reply: dict[str, Any]) -> HttpReply:
    if "base64" in reply:
        body = base64.b64decode(reply["base64"])
    else:
        body = (json.dumps(reply["json"]) if "json" in reply else reply.get("text", "")).encode()
    return HttpReply(reply["status"], reply.get("headers", {}).items(), body)


def sent(step: Step, expected: dict[str, Any]) -> None:
    assert isinstance(step, Send), step
    request = step.request
    assert (request.method, request.url) == (expected["method"], expected["url"])

    def shown(headers: Any) -> dict[str, str]:
        return {name: value for name, value in headers if name not in _IGNORED}

    assert shown(request.headers) == shown(expected.get("headers", {}).items())
    if "json" in expected:
        assert json.loads(request.body or b"null") == expected["json"]
    else:
        assert (request.body or b"").decode() == expected.get("body", "")
    assert request.once == expected.get("once", request.once)
    assert request.timeout * 1000 == expected.get("timeoutMs", request.timeout * 1000)


def rows(step: Step, expected: dict[str, Any]) -> None:
    assert isinstance(step, Value), step
    assert [plain(row) for row in step.rows] == expected["rows"]
    if "total" in expected:
        assert step.total == expected["total"]
    if "more" in expected:
        assert (step.next is not None) == expected["more"]


def failed(step: Step, expected: dict[str, Any]) -> None:
    assert isinstance(step, Failed), step
    error = step.error
    told = vars(error)
    for name in ("kind", "status", "code", "path", "request_id", "retry_after_ms", "attempts", "retryable"):
        if name in expected:
            assert told[name] == expected[name], f"{name}: {error}"
    named(error, expected)
    for absent in expected.get("absent", []):
        assert absent not in f"{error}{told}"
    if "readings" in expected:
        contains(json.loads(error.readings or "null"), expected["readings"])


def named(error: bursar.BursarError, expected: dict[str, Any]) -> None:
    """What the detail says; names of ours, which have no space, are told as they are typed here."""
    told = expected.get("detail_contains", "")
    if error.kind in ("configuration", "invalid_request") and " " not in told and error.status is None:
        told = _SECONDS.get(told) or snake(told)
    assert told in error.detail, error


def play(vector: dict[str, Any]) -> None:
    if "configError" in vector:
        with pytest.raises(bursar.BursarError) as caught:
            client_of(vector["session"])
        assert caught.value.kind == vector["configError"]["kind"]
        named(caught.value, vector["configError"])
        return
    conversation = Conversation(vector)
    for entry in vector["script"]:
        conversation.play(entry)
    for name, call in conversation.calls.items():
        assert name in conversation.closed or isinstance(call.step, (Value, Failed)), f"{name} ends in {call.step}"
