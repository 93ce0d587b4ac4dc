"""A client for language servers, as small as the tests need: messages over the server's input and output.

Every wait has an end, and the server's process ends with the client.
"""

import contextlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE = 60.0
"""Seconds: a server that hangs fails the test instead of blocking it."""

Message = dict[str, Any]


class NoAnswer(Exception):
    """The server answered with an error, not in time, or it is gone."""


class LanguageServer:
    """A running server, for a ``with`` block at whose end the process is gone.

    Args:
        command: starts the server on its standard input and output.
        root: the folder that the editor has open.
        settings: those of the editor by their full names, such as ``yaml.format.enable``.
        patience: seconds that any one answer may take.
    """

    def __init__(
        self, command: Sequence[str], root: Path, settings: dict[str, Any], patience: float = PATIENCE
    ) -> None:
        self._settings = settings
        self._patience = patience
        self._asked = 0
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        self._outbox: queue.Queue[Message | None] = queue.Queue()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._speak)]
        for thread in self._threads:
            thread.start()
        try:
            capabilities = {
                "workspace": {"configuration": True},
                "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
            }
            self._ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": capabilities})
            self._tell("initialized", {})
            self._wait(lambda message: message.get("method") == "workspace/configuration")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._outbox.put(None)
        for thread in self._threads:
            thread.join(PATIENCE)

    def open(self, path: Path, text: str) -> list[Message]:
        """Show the server the text of a file, which need not exist, and return what it finds wrong, by line.

        Each path serves once. The ``line`` and ``column`` of each finding count from 1.
        """
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        published = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
            )
        )
        found = [
            {"line": one["range"]["start"]["line"] + 1, "column": one["range"]["start"]["character"] + 1, **one}
            for one in published["params"]["diagnostics"]
        ]
        return sorted(found, key=lambda one: (one["line"], one["column"]))

    def completion(self, path: Path, line: int, column: int) -> list[Message]:
        """Return what is offered at a place; line and column count from 1."""
        answer = self._ask("textDocument/completion", _position(path, line, column))
        items: list[Message] = answer["items"] if isinstance(answer, dict) else answer or []
        return items

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what is shown for a place, nothing when the server is silent; line and column count from 1."""
        answer = self._ask("textDocument/hover", _position(path, line, column))
        return str(answer["contents"]["value"]) if answer else ""

    def _ask(self, method: str, params: Message) -> Any:
        self._asked += 1
        self._write({"id": self._asked, "method": method, "params": params})
        answer = self._wait(lambda message: "method" not in message and message.get("id") == self._asked)
        if "error" in answer:
            raise NoAnswer(f"{method}: {answer['error']}")
        return answer["result"]

    def _tell(self, method: str, params: Message) -> None:
        self._write({"method": method, "params": params})

    def _wait(self, wanted: Callable[[Message], bool]) -> Message:
        """Return the next message that is wanted; the server's own requests are answered on the way."""
        end = time.monotonic() + self._patience
        while True:
            try:
                message = self._inbox.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise NoAnswer(f"nothing came for {self._patience} seconds") from None
            if message is None:
                raise NoAnswer("the server has ended")
            if "method" in message and "id" in message:
                self._write({"id": message["id"], "result": self._reply(message)})
            if wanted(message):
                return message

    def _reply(self, request: Message) -> Any:
        if request["method"] != "workspace/configuration":
            return None
        return [self._section(item.get("section", "")) for item in request["params"]["items"]]

    def _section(self, name: str) -> Any:
        """Return the settings below a name, nested: ``format`` of ``yaml`` holds ``enable``."""
        if name in self._settings:
            return self._settings[name]
        section: Message = {}
        for full, value in self._settings.items():
            if full.startswith(f"{name}."):
                *groups, last = full.removeprefix(f"{name}.").split(".")
                inner = section
                for group in groups:
                    inner = inner.setdefault(group, {})
                inner[last] = value
        return section

    def _write(self, message: Message) -> None:
        self._outbox.put({"jsonrpc": "2.0", **message})

    def _speak(self) -> None:
        """Send what is in the outbox, until a None; a server that does not listen holds up nobody else."""
        stream = self._process.stdin
        assert stream
        with contextlib.suppress(BrokenPipeError), stream:
            while message := self._outbox.get():
                body = json.dumps(message).encode()
                stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
                stream.flush()

    def _listen(self) -> None:
        """Put the server's messages into the inbox as they come, and a None when there will be no more."""
        stream = self._process.stdout
        assert stream
        with stream:
            while header := stream.readline():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                elif not header.strip() and len(body := stream.read(length)) == length:
                    self._inbox.put(json.loads(body))
        self._inbox.put(None)


def _position(path: Path, line: int, column: int) -> Message:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}
