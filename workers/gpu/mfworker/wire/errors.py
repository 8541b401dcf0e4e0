"""The worker's expected failures, in the codes of the platform's one error table."""


class WorkerError(Exception):
    """`code` from the error table, `detail` a sentence for the person, `reason` a refinement of the code."""

    def __init__(self, code: str, detail: str, reason: str | None = None) -> None:
        super().__init__(f"{code}{'/' + reason if reason else ''}: {detail}")
        self.code = code
        self.detail = detail
        self.reason = reason

    def to_json(self) -> dict[str, str | None]:
        return {"code": self.code, "detail": self.detail, "reason": self.reason}
