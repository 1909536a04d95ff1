"""The interface's own description (OpenAPI), with its errors as they are sent."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from bridge.web.refusing import PROBLEM


def describe(app: FastAPI) -> None:
    """Let it describe errors as problem+json; the library describes all answers as plain JSON."""
    written = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _errors(written())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _errors(told: dict[str, Any]) -> None:
    for calls in told["paths"].values():
        for call in calls.values():
            for status, answer in call["responses"].items():
                if status >= "400" and "content" in answer:
                    answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
