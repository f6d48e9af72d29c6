"""Asks one question once and makes an answer of what comes. Nothing of botocore's leaves this file but kept fields."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from collectors.asking.keep import MOST
from collectors.asking.paths import search
from collectors.asking.silence import silenced
from collectors.aws.asking.asker import Endpoint, address, identity
from collectors.aws.asking.keep import Kept
from collectors.aws.asking.outcome import CLOCK, OVER, Ended, nameless, of_error, of_exception, of_role
from collectors.aws.asking.session import Session
from collectors.aws.question import Ask, Place
from scanner.answers import GOOD, JSON, NOT_OFFERED, Answer, Source
from scanner.collector import Inquiry

_POLLS: Final = 20
_CUT: Final = ("IsTruncated", "Truncated")
"""An answer that ends with one of these set has not ended."""
_NEXT: Final = ("NextToken", "nextToken", "NextMarker", "Marker", "ContinuationToken")
"""Where the next page is. An answer that botocore has paged may end with what was asked for the last one."""
PAGING: Final = (*_CUT, *_NEXT)
"""What is read of every answer."""
_IDS: Final = ("x-amzn-requestid", "x-amz-request-id", "x-amz-requestid")
"""Headers that name a request, where the body does not."""
_REQUEST: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[A-Z0-9]{13,32}|[A-Za-z0-9]{52}")
"""The three forms that there are: of most, of S3 and the old ones, of DynamoDB."""
_PRINCIPAL: Final = re.compile(
    r"arn:aws[a-z-]{0,12}:(iam|sts)::[0-9]{1,12}:(root|(user|role|assumed-role|federated-user)/[\w+=,.@/-]{1,640})",
    re.ASCII,
)
_PATIENCE: Final = 3
"""After so many silences in a row a service is asked nothing more in that region."""
_SILENT: Final = frozenset({"timeout", "unreachable"})
LATE: Final = "DeadlinePassed"
OTHER: Final = "OtherAccount"
_TAKEN: Final = {
    "AssumeRole": "AssumeRole",
    "AssumeRoleWithWebIdentity": "AssumeRole",
    "AssumeRoleWithSAML": "AssumeRole",
    "GetSessionToken": "GetSessionToken",
}
"""Asked to come to credentials, not for themselves."""
SESSION_NAME: Final = "the name of the role's session"


class Caller:
    """Asks, as one caller. Safe to be used by many threads."""

    def __init__(self, inquiry: Inquiry, session: Session, collector: str) -> None:
        self._inquiry, self._session, self._collector = inquiry, session, collector
        self._account = self._caller = ""
        self._over: Ended | None = None
        self._silences: Counter[tuple[str, str]] = Counter()

    def introduce(self, answer: Answer) -> None:
        """Learn from the first answer who we are."""
        self._account, self._caller = answer.body["Account"], _principal(answer.body)

    def other(self, answer: Answer) -> Answer:
        """The answer of an account that is not the one that was meant: which it was, and no more."""
        return msgspec.structs.replace(
            answer, outcome="error", code=OTHER, body={"Account": answer.body["Account"]}, complete=False
        )

    def ask(self, row: Ask, place: Place) -> Answer:
        """Ask once. Never raises: whatever happens is the answer's outcome."""
        if self._over:
            return self.unasked(row, place, self._over)
        if self._silences[row.service, place.region] >= _PATIENCE:
            return self.unasked(row, place, Ended("unreachable", f"not asked after {_PATIENCE} silences"))
        if self._session.late():
            return self.unasked(row, place, _late(self._session))
        call = _Call(self._session, row, place)
        asked = self._inquiry.now()
        ended = call.make(self._parameters(row, place, asked))
        self._learn(row, place, ended)
        answer = self._answer(row, place, call, ended, asked)
        # Whoever answers has our token in the request, and may put it anywhere.
        return silenced(answer) if self._session.betrays(repr(answer)) else answer

    def _answer(self, row: Ask, place: Place, call: "_Call", ended: Ended, asked: str) -> Answer:
        good = ended.outcome in {"ok", "empty"}
        return Answer(
            target=self._inquiry.target.id,
            question=row.id,
            about=place.about,
            operation=row.operation,
            parameters=call.parameters,
            needs=row.needs,
            outcome=ended.outcome,
            code=ended.code,
            body=call.kept.body if good else call.told,
            pages=call.pages,
            items=call.kept.items,
            complete=good or ended.outcome == "absent",
            asked=asked,
            source=self._source(call),
            collector=self._collector,
            dropped=tuple(sorted(call.kept.dropped)),
        )

    def with_looked(self, answer: Answer, looked: Mapping[str, JSON]) -> Answer:
        """Add where credentials were looked for to an answer that did not come for want of good ones."""
        if answer.outcome in GOOD:
            return answer
        told = msgspec.structs.replace(answer, body={**(answer.body or {}), "Looked": dict(looked)})
        return silenced(told) if self._session.betrays(repr(told)) else told

    def unasked(self, row: Ask, place: Place, ended: Ended) -> Answer:
        """The answer to a question that cannot be asked any more."""
        return Answer(
            target=self._inquiry.target.id,
            question=row.id,
            about=place.about,
            operation=row.operation,
            needs=row.needs,
            outcome=ended.outcome if ended.outcome not in {"ok", "empty", "absent"} else "error",
            code=ended.code,
            pages=0,
            complete=False,
            asked=self._inquiry.now(),
            source=Source(endpoint="not asked", caller=self._caller),
            collector=self._collector,
        )

    def _learn(self, row: Ask, place: Place, ended: Ended) -> None:
        key = (row.service, place.region)
        self._silences[key] = self._silences[key] + 1 if ended.outcome in _SILENT else 0
        if ended.code.partition(" ")[0] in OVER:
            self._over = ended

    def _parameters(self, row: Ask, place: Place, asked: str) -> dict[str, JSON]:
        if not row.given:
            return dict(row.parameters)
        about = {
            "item": place.item,
            "parent": place.parent,
            "account": self._account,
            "region": place.region,
            **_ago(asked.partition("T")[0]),
        }
        return {**row.parameters, **{name: search(path, about) for name, path in row.given.items()}}

    def _source(self, call: "_Call") -> Source:
        where = call.endpoint
        if where is None:
            return Source(endpoint="none", caller=self._caller)
        return Source(
            endpoint=address(where),
            identity=identity(where, call.headers),
            standard=where.standard,
            caller=self._caller or _principal(call.kept.body),
            request=call.request,
        )


class _Call:
    """One question on its way."""

    def __init__(self, session: Session, row: Ask, place: Place) -> None:
        self._session, self._row, self._place = session, row, place
        self.kept = Kept(session.options.tags, MOST)
        self.parameters: Mapping[str, JSON] = {}
        self.endpoint: Endpoint | None = None
        self.pages = 0
        self.request = ""
        self.headers: Mapping[str, str] = {}
        self.told: JSON = None
        """Of an answer that did not come: what says why."""

    def make(self, parameters: Mapping[str, JSON]) -> Ended:
        self.parameters = parameters
        try:
            with self._session.asking():
                return self._gather()
        except Exception as err:  # noqa: BLE001  # a seam: what garbage makes of the SDK's parsers has no end
            # Its text and traceback hold headers and whatever the endpoint said: only its kind goes on.
            return self._failed(err)

    def _gather(self) -> Ended:
        client, self.endpoint = self._session.client(self._row.service, self._place.region)
        self._session.note_credentials()
        last: Mapping[str, Any] = {}
        for last in self._answered(client):
            if self.pages and self._session.over():
                return _late(self._session)
            self._note(last["ResponseMetadata"])
            self._session.note_credentials()
            self.pages += 1
            # An opener may make a list of nothing, so it is not asked whether there is something.
            nothing = self._row.opened and not last.keys() - {"ResponseMetadata"}
            kept = search(self._row.keep, self._row.opened(last) if self._row.opened else last) or {}
            if not self._row.bare and (nothing or all(value is None for value in kept.values())):
                return Ended("error", "Incomplete")
            self.kept.add(kept)
        self._forget_session()
        if any(last.get(cut) for cut in _CUT):
            return Ended("error", "Truncated")
        return Ended("ok" if any(v != [] for v in self.kept.body.values()) else "empty", "")

    def _answered(self, client: Any) -> Iterator[Mapping[str, Any]]:
        from botocore import xform_name  # the SDK loads where it is used

        method = xform_name(self._row.call)
        if client.can_paginate(method):
            yield from client.get_paginator(method).paginate(**self.parameters)
        elif self._row.until:
            yield self._polled(getattr(client, method))
        else:
            shape = client.meta.service_model.operation_model(self._row.call).input_shape
            yield from self._followed(getattr(client, method), frozenset(shape.members if shape else ()))

    def _followed(self, method: Any, takes: frozenset[str]) -> Iterator[Mapping[str, Any]]:
        """The pages of what botocore knows no pages of, until none names a next one."""
        answer: Mapping[str, Any] = method(**self.parameters)
        yield answer
        seen: set[str] = set()
        while name := next((n for n in _NEXT if answer.get(n)), ""):
            # An empty page is no end: AWS names a next one after such too. One named twice leads nowhere.
            if name not in takes or answer[name] in seen:
                raise EndlessError
            seen.add(answer[name])
            self.kept.weigh(answer[name])
            answer = method(**{**self.parameters, name: answer[name]})
            yield answer

    def _polled(self, method: Any) -> Mapping[str, Any]:
        for n in range(_POLLS):
            answer: Mapping[str, Any] = method(**self.parameters)
            if search(self._row.until, answer):
                return answer
            pause = min(0.1 * 2**n, 3)
            if self._session.over(pause):
                break
            time.sleep(pause)
        raise NotReadyError

    def _forget_session(self) -> None:
        """Of a role the caller's ARN ends with the session's name: people put their own into it, or anything."""
        arn = self.kept.body.get("Arn")
        if isinstance(arn, str) and ":assumed-role/" in arn:
            self.kept.body["Arn"] = arn.rpartition("/")[0]
            self.kept.dropped.add(SESSION_NAME)

    def _note(self, metadata: Mapping[str, Any]) -> None:
        self.headers = metadata.get("HTTPHeaders", {})
        said = str(metadata.get("RequestId") or next((self.headers[h] for h in _IDS if h in self.headers), ""))
        self.request = said if _REQUEST.fullmatch(said) else ""

    def _failed(self, err: Exception) -> Ended:
        from botocore.exceptions import ClientError  # the SDK loads where it is used

        if isinstance(err, ClientError):
            metadata, error = err.response.get("ResponseMetadata", {}), err.response.get("Error", {})
            self._note(metadata)
            status, message = int(metadata.get("HTTPStatusCode", 0)), str(error.get("Message", ""))
            asked = err.operation_name
            own = asked == self._row.call  # what others are told, as those who renew credentials, says nothing of it
            absent, off = (self._row.absent, self._row.off) if own else ((), {})
            ended = of_error(str(error.get("Code", "")), status, message, absent, off)
            if ended.code in CLOCK:
                self.told = _clock(self.headers)
            return ended if own else of_role(ended, _TAKEN.get(asked, asked))
        if self._row.scope != "item" and self.endpoint and not self.endpoint.listed and nameless(err):
            self.told = {NOT_OFFERED: True}
            return Ended("absent", NOT_OFFERED)
        return of_exception(err)


def _late(session: Session) -> Ended:
    return Ended("throttled" if session.throttled else "timeout", LATE)


@lru_cache(maxsize=2)
def _ago(day: str) -> Mapping[str, str]:
    """Days before one, by what rows call them."""
    today = date.fromisoformat(day)
    return {name: (today - timedelta(days)).isoformat() for name, days in (("week", 7), ("year", 365))}


def _clock(headers: Mapping[str, str]) -> JSON:
    """What time it was where it was refused."""
    try:
        when = parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    return {"Date": when.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _principal(body: Mapping[str, JSON]) -> str:
    """Whom the account took us for; nothing where that is no name that an account could give."""
    arn = body.get("Arn", "")
    return arn if isinstance(arn, str) and _PRINCIPAL.fullmatch(arn) else ""


class EndlessError(Exception):
    """A list goes on, and there is no way to the rest of it."""


class NotReadyError(Exception):
    """What was to be made was not ready after all our questions."""
