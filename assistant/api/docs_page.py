"""The interactive documentation, with its scripts served from here: a hospital's network may reach nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_ASSETS = "/docs/assets"
_STYLE = b"""<style>
/* The page's own colours leave text too pale to read for some. */
.swagger-ui .opblock.opblock-post .opblock-summary-method, .swagger-ui .btn.execute { background: #17693f; border-color: #17693f; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1b5aa0; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #a52a22; }
.swagger-ui .info .title small { background: #3b4151; }
.swagger-ui .info .title small.version-stamp { background: #3d6600; }
.swagger-ui .btn.authorize, .swagger-ui .btn.authorize span { color: #17693f; border-color: #17693f; }
.swagger-ui .btn.cancel, .swagger-ui .parameter__name.required span, .swagger-ui .parameter__name.required::after { color: #a52a22; }
.swagger-ui a, .swagger-ui .info a { color: #1b5aa0; }
.swagger-ui .parameter__in, .swagger-ui .parameter__extension, .swagger-ui .prop-format, .swagger-ui .response-control-media-type__title,
.swagger-ui .response-control-media-type__accept-message { color: #4a4f5c; }
.swagger-ui .tab li button.tablinks, .swagger-ui .response-col_links { color: #3b4151; }
.swagger-ui .highlight-code .download-contents, .swagger-ui .download-contents { background: #3b4151; }
.swagger-ui .markdown code, .swagger-ui .renderedMarkdown code { color: #6b1f8a; }
</style></head>"""
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def add_docs(app: FastAPI) -> None:
    """Serve /docs."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=f"{app.title}: the API",
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{_ASSETS}/favicon.png",
        swagger_ui_parameters={"docExpansion": "list", "defaultModelsExpandDepth": 0, "tryItOutEnabled": True, "syntaxHighlight": False},
    )
    # A screen reader speaks a page in the language that it names.
    body = bytes(page.body).replace(b"<html>", b'<html lang="en">').replace(b"</head>", _STYLE)
    headers = {"Content-Security-Policy": _policy(body)}
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(body, headers=headers)

    app.include_router(router)
    app.mount(_ASSETS, StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"), name="docs-assets")


def _policy(page: bytes) -> str:
    """Lets the page load and ask nothing but this server, and run no script but its own."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in _SCRIPT.findall(page))
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
