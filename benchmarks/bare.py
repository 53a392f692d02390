"""The reference for weight and speed: a bare HTML form of the same questions, without style, script, help or way out."""

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

from app.surveys.questionnaire import Pick, Questionnaire, Single, worded


def bare_form(questionnaire: Questionnaire, language: str, band: str) -> str:
    """The same questions and options, and nothing else."""
    parts = ['<!doctype html><meta charset=utf-8><meta name=viewport content="width=device-width"><title>Questions</title>']
    parts.append("<link rel=icon href=data:,><form method=post>")
    for item in questionnaire.asked_of(band):
        parts.append(f"<p>{html.escape(worded(item.wording, language, band))}</p>")
        if isinstance(item, Single | Pick):
            kind = "radio" if isinstance(item, Single) else "checkbox"
            for option in item.options:
                label = html.escape(worded(option.label, language, band))
                parts.append(f"<label><input type={kind} name={item.code} value={option.code}>{label}</label>")
        else:
            parts.append(f"<textarea name={item.code}></textarea>")
    return "".join([*parts, "<button>Send</button></form>"])


@contextmanager
def bare_site(questionnaire: Questionnaire, band: str) -> Iterator[int]:
    """Serve the bare form of each language under `/LANGUAGE`, compressed as ours is, with no head that it can do without."""
    pages = {
        f"/{language}": brotli.compress(bare_form(questionnaire, language, band).encode(), quality=11)
        for language in questionnaire.languages
    }

    class Bare(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pages[self.path]
            self.send_response_only(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Encoding", "br")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Bare) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()
