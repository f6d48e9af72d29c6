"""One visit to a host or a device over SSH: the way there, and the two answers that every visit gives."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from collectors.ssh.causes import SESSION
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.offer import OFFER
from collectors.ssh.route import Route, route
from scanner.answers import JSON, Answer, Source
from scanner.collector import Inquiry, Question
from scanner.facts import Channel, Promise

if TYPE_CHECKING:
    from collectors.ssh.connect import Met
    from collectors.ssh.wire import Wire


def questions(session: str, feeds: tuple[Promise, ...]) -> tuple[Question, Question]:
    """Of both answers. `session`: what is done in one; `feeds`: what there is to know only inside."""
    return (
        Question(
            id=OFFER,
            operation="what the SSH server offers before any login",
            needs="",
            feeds=((Channel, "ssh"),),
            outside=True,
        ),
        Question(id=SESSION, operation=f"SSH: handshake, host key, login, {session}", needs="", feeds=feeds),
    )


@dataclass(slots=True)
class Visit:
    """One host, as far as we came."""

    way: Route | None = None
    met: "Met | None" = None
    failed: SSHError | None = None

    def source(self, name: str) -> Source:
        """Who answered. `name`: what is to be visited, where nothing else is known of it."""
        met, hop = self.met, self.way.end if self.way else None
        via = f" via {', '.join(h.endpoint for h in self.way.hops[:-1])}" if self.way and self.way.hops[1:] else ""
        return Source(
            endpoint=f"{hop.endpoint}{via}" if hop else name,
            identity=met.proved.identity if met and met.proved else "",
            caller=hop.user if hop and met and met.way else "",
        )

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever keeps us from going on is a part of what is seen."""
        try:
            yield
        except SSHError as err:
            self.failed, self.met = err, getattr(err, "met", self.met)

    @contextmanager
    def inside(self, inquiry: Inquiry, until: Deadline, suffix: str = "") -> "Iterator[Wire]":
        """Go there, let it prove itself, and log in; the connection ends with the block.

        suffix: what the name of the account ends with at the login.

        Raises:
            CollectError: an option of the target makes no sense.
            SSHError: we do not come so far.
        """
        from collectors.ssh.connect import Caller, come_in, dial, meet, over
        from collectors.ssh.jump import Jumps

        target, together = inquiry.target, inquiry.together
        caller = Caller(inquiry.secret, together.once)
        self.way = route(target.name, target.options, os.environ)
        *before, end = self.way.hops
        hop = replace(end, user=end.user + suffix)
        jumps: Jumps = together.once("ssh-jumps", Jumps)
        with jumps.through(tuple(before), caller, until) as last:
            self.met = meet(over(last, hop, until) if last else dial(hop, until), hop, caller, until)
            wire = come_in(self.met, caller, until)
            try:
                yield wire
            finally:
                wire.shut()


def told(  # noqa: PLR0913  # one answer has so many sides
    inquiry: Inquiry,
    visit: Visit,
    asks: Mapping[str, Question],
    *,
    asked: str,
    collector: str,
    more: Mapping[str, JSON] = MappingProxyType({}),
) -> Iterator[Answer]:
    """What was offered before any login, and how we came in.

    asks: the questions by id. more: what else there is to say of the session.
    """
    met, failed = visit.met, visit.failed

    def answer(question: str, body: JSON, failed: SSHError | None = None, parameters: JSON = None) -> Answer:
        at = f" at {failed.at}" if failed and failed.at else ""
        return Answer(
            target=inquiry.target.id,
            question=question,
            operation=asks[question].operation,
            parameters=parameters or {},
            outcome=failed.outcome if failed else "ok",
            code=f"{failed.code}{at}" if failed else "",
            body=None if failed else body,
            items=0 if failed else len(body),
            asked=asked,
            source=visit.source(inquiry.target.name),
            collector=collector,
        )

    if met and met.offer and (met.proved or "NothingInCommon" in str(failed)):
        yield answer(OFFER, _offer(met))
    yield answer(SESSION, {**_session(met), **more} if met else {}, failed, _way(visit.way))


def _offer(met: "Met") -> JSON:
    """The lists that the server offers, in its order, and what it calls itself."""
    lists = {name: list(some) for name, some in (met.offer or {}).items()}
    return {"software": met.software, "protocol": met.protocol, **lists}


def _session(met: "Met") -> JSON:
    """How we came to a host, and why we believe that it is the one."""
    proved = met.proved
    return {
        "host_key": proved.key.fingerprint if proved else "",
        "proved_by": proved.by if proved else "",
        "agreed": met.agreed,
        "login": met.way,
    }


def _way(way: Route | None) -> JSON:
    """Over which hosts, and the lines of ssh_config that might concern it and were left out."""
    if way is None:
        return {}
    said = {"via": [hop.endpoint for hop in way.hops[:-1]], "config_left_out": list(way.passed_by)}
    return {name: some for name, some in said.items() if some}
