"""What a service of AWS is to us: what to ask it, what it promises, and what reads its answers."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from collectors.asking import service
from collectors.aws.question import Ask
from collectors.aws.read import Account
from scanner.facts import Fact

Reader: TypeAlias = Callable[[Account], Iterator[Fact]]
Service: TypeAlias = service.Service[Ask, Account]
