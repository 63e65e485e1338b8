"""Text, JSON and commands as HTML. Everything is escaped here, so what these return is safe."""

from __future__ import annotations

import json
import re

from markupsafe import Markup, escape

_CODE_SPAN = re.compile(r"`([^`]+)`")
_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)'
)


def prose(text: str) -> Markup:
    """Paragraphs, and code where backticks are."""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return Markup("").join(Markup("<p>{}</p>").format(line(part)) for part in paragraphs if part)


def line(text: str) -> Markup:
    pieces = _CODE_SPAN.split(text.strip())
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )


def json_html(text: str) -> Markup:
    """Keys, texts, numbers and words, each in its own element."""
    result, end = Markup(""), 0
    for token in _TOKEN.finditer(text):
        result += escape(text[end : token.start()])
        result += Markup('<i class="{}">{}</i>').format(str(token.lastgroup)[0], token.group())
        end = token.end()
    return result + escape(text[end:])


def json_line(value: object) -> Markup:
    return json_html(json.dumps(value, ensure_ascii=False))


def curl(method: str, url: str, *, headers: list[str], body: str | None) -> Markup:
    """headers: written as `name: value`. What is in double quotes, these and the url, a shell fills variables in."""
    streams = body is not None and json.loads(body).get("stream") is True
    chosen = "" if method == ("get" if body is None else "post") else f"-X {method.upper()} "
    parts = [f'curl {"-N" if streams else "-s"} {chosen}"{url}"', *(f'-H "{header}"' for header in headers)]
    command = Markup(" \\\n  ").join(map(escape, parts))
    if body is None:
        return command
    quoted = body.strip().replace("'", "'\\''")
    return command + Markup(" \\\n  -d '") + json_html(quoted) + Markup("'")
