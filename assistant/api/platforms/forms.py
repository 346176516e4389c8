"""What a platform sends, read strictly: a form or JSON in UTF-8, after its signature was checked over the raw bytes."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_FIELDS = 100
_Shape = TypeVar("_Shape", bound=BaseModel)


def form_fields(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form; HTTPException 415 for another type and 400 for a form that can be read in two ways."""
    _expect(request, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "The form is not valid, or not in UTF-8.") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise HTTPException(400, "A field of the form comes twice.")
    return fields


def json_shape(request: Request, body: bytes, shape: type[_Shape]) -> _Shape:
    """The body as this shape; HTTPException 415 for another type and 400 for what does not fit."""
    _expect(request, "application/json")
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        raise HTTPException(400, "The body is not the JSON that this address takes.") from None


def _expect(request: Request, media_type: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise HTTPException(415, f"This address takes {media_type}.")
