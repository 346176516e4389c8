"""One tree of errors: each carries what happened and what to do about it."""


class EthicsDeskError(Exception):
    """Base of every error that a user may see; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidQuestion(EthicsDeskError):
    """The question cannot be processed as typed."""


class CorpusFault(EthicsDeskError):
    """The corpus fails its checks; `faults` names every one."""

    def __init__(self, faults: list[str], hint: str = "Correct the files named and run `ethics-desk ingest` again.") -> None:
        count = f"{len(faults)} fault" + ("s" if len(faults) != 1 else "")
        super().__init__(f"The corpus was refused ({count}): " + "; ".join(faults), hint)
        self.faults = faults


class IndexUnavailable(EthicsDeskError):
    """The search index is missing, damaged or cannot be written."""


class ModelUnavailable(EthicsDeskError):
    """Embedding weights are missing or are not the expected ones."""


class ChatModelFailed(EthicsDeskError):
    """The chat model gave no usable output: unreachable, refusing, too slow, cut off, or paused after failing again and again."""


class ChatRequestRefused(ChatModelFailed):
    """The chat model refused this one request, for instance because it is too long; others may pass."""


class UnknownClause(EthicsDeskError):
    """No clause of the register has this id."""


class UnknownScenario(EthicsDeskError):
    """No scenario of the guide has this id."""


class ScenarioChanged(EthicsDeskError):
    """Somebody's own scenario is not as it was when it was opened: it was changed in another window."""


class NoEvaluation(EthicsDeskError):
    """No evaluation was published with the corpus."""


class InvalidInput(EthicsDeskError):
    """A file or setting given by the user cannot be read."""


class RecordsUnavailable(EthicsDeskError):
    """The database of records cannot be read or written: locked, full, missing or of another version."""


class UnknownConversation(EthicsDeskError):
    """No conversation that this caller may see has this id."""


class UnknownRecord(EthicsDeskError):
    """No feedback and no key has this id."""


class UnknownRoom(EthicsDeskError):
    """No room that this caller may see has this id or code, or it has ended."""


class RoomChanged(EthicsDeskError):
    """The room is not as whoever wants to change it has seen it: somebody else, or the same click before, has changed it."""


class RoomEnded(EthicsDeskError):
    """The room has ended and cannot be driven any more."""


class UnknownPerson(EthicsDeskError):
    """Somebody who has not joined the room sends something to it."""


class VotingClosed(EthicsDeskError):
    """The room does not vote now, or not on this."""


class RoomFull(EthicsDeskError):
    """No more people can join the room, or no more can be sent to it by this one."""


class Overloaded(EthicsDeskError):
    """More is asked than can be answered soon; `retry_after` is in seconds."""

    def __init__(self, message: str, hint: str, retry_after: int) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class NotReady(EthicsDeskError):
    """The index and the weights are still being loaded."""


class UnknownModel(EthicsDeskError):
    """No model that is offered here has this name."""


class Unauthorized(EthicsDeskError):
    """A key is needed and none was given, or it is unknown, expired or revoked."""


class Forbidden(EthicsDeskError):
    """The key is good, but not for this."""


class TooManyRequests(EthicsDeskError):
    """A caller asks more often than allowed; `retry_after` is in seconds."""

    def __init__(self, message: str, hint: str, retry_after: int) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class AnswerChanged(EthicsDeskError):
    """An answer that is sent back is not as the desk gave it."""


class AnswerOutdated(EthicsDeskError):
    """An answer that is sent back was drawn from another version of the clauses or the guide."""


class Conflict(EthicsDeskError):
    """The same request is being answered at this moment."""


class UnreadableBody(EthicsDeskError):
    """What was sent is not in the encoding that it has to be in."""


class UnsupportedBody(EthicsDeskError):
    """What was sent is of a type, or packed in a way, that is not read."""
