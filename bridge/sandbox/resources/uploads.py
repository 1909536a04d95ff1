"""``/uploads``: taking files, finding them by their short address, serving them."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params
from bridge.sandbox.refusals import missing, not_found, unprocessable
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.site import Row, Site
from bridge.sandbox.uploading import UploadedFile, base62, file_of, find_short, human, short_url, store

_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "heif": "image/heif",
}


def create(call: Call) -> Reply:
    """Take a file."""
    user = call.user()
    if not (params.text(call.params, "upload_type") or params.text(call.params, "type")):
        raise missing("upload_type")
    file = call.params.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise unprocessable("Sorry, you must provide a file to upload.")
    return Reply(_shown(call.site, store(call.site, user, file)))


def _shown(site: Site, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": site.base_url.partition(":")[2] + row["url"],
        "original_filename": row["original_filename"],
        "filesize": row["filesize"],
        "width": row["width"],
        "height": row["height"],
        "thumbnail_width": row["width"],
        "thumbnail_height": row["height"],
        "extension": row["extension"],
        "short_url": short_url(row),
        "short_path": _short_path(row),
        "retain_hours": None,
        "human_filesize": human(row["filesize"]),
        "dominant_color": None,
        "thumbnail": None,
    }


def _short_path(row: Row) -> str:
    return f"/uploads/short-url/{base62(row['sha1'])}.{row['extension']}"


def look_up(call: Call) -> Reply:
    """Addresses of uploads by their short ones; unknown ones are left out."""
    call.user()
    found = []
    for short in params.strings(call.params.get("short_urls")):
        row = find_short(call.site, short)
        if row is not None:
            found.append({"short_url": short, "url": row["url"], "short_path": _short_path(row)})
    return Reply(found)


def _serve(site: Site, row: Row | None) -> Reply:
    if row is None:
        raise not_found()
    path = file_of(site, row["sha1"], row["extension"])
    if not path.is_file():
        raise not_found()
    kind = _TYPES.get(row["extension"], "application/octet-stream")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=31556952, public, immutable"}
    return Reply(path.read_bytes(), content_type=kind, headers=headers)


def by_short_url(call: Call) -> Reply:
    """A file by its short name."""
    return _serve(call.site, find_short(call.site, call.route["name"]))


def original(call: Call) -> Reply:
    """A file by its SHA-1."""
    sha1 = call.route["name"].partition(".")[0]
    return _serve(call.site, call.site.one("SELECT * FROM uploads WHERE sha1 = ?", sha1))


ROUTES = [
    Route("POST", "/uploads", create, "uploads/create"),
    Route("POST", "/uploads/lookup-urls", look_up, "uploads/lookup_urls"),
    Route("GET", "/uploads/short-url/{name}", by_short_url, "uploads/show_short"),
    Route("GET", "/uploads/default/original/1X/{name}", original, "uploads/show"),
]
