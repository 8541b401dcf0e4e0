"""Token ids to text as they come: incomplete UTF-8 and possible beginnings of stop strings are held back."""

from collections.abc import Callable


class Detokeniser:
    """`push` returns the text that is certain; `stopped` tells that a stop string was met (never emitted)."""

    def __init__(self, decode: Callable[[list[int]], str], stop: tuple[str, ...]) -> None:
        self._decode, self._stop = decode, stop
        self._ids: list[int] = []
        self._sent = 0
        self.stopped = False

    def push(self, token: int) -> str:
        self._ids.append(token)
        text = self._decode(self._ids)
        for stop in self._stop:
            at = text.find(stop, max(0, self._sent - len(stop)))
            if at >= 0:
                self.stopped = True
                return self._send(text, max(at, self._sent))
        return self._send(text, len(text) - self._held_back(text))

    def flush(self) -> str:
        text = self._decode(self._ids)
        return self._send(text, len(text))

    def _send(self, text: str, end: int) -> str:
        fresh = text[self._sent : end]
        self._sent = max(self._sent, end)
        return fresh

    def _held_back(self, text: str) -> int:
        broken = len(text) - len(text.rstrip("\ufffd"))
        longest = 0
        for stop in self._stop:
            for size in range(1, len(stop)):
                if text.endswith(stop[:size]):
                    longest = max(longest, size)
        return max(broken, longest)
