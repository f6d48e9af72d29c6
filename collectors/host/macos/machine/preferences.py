"""What is set for the whole machine: by a profile, which nobody can change, or by an administrator."""

from dataclasses import dataclass

from scanner.answers import JSON, Got, unclear


@dataclass(frozen=True, slots=True)
class Preferences:
    """The answer about preferences; a file that was not there sets nothing."""

    got: Got

    def managed(self, domain: str, key: str) -> int | None:
        """What a profile sets; None where none does."""
        return self._in("managed", domain, key)

    def value(self, domain: str, key: str) -> int | None:
        """What holds: a profile stands before all else."""
        forced = self.managed(domain, key)
        return self._in("set", domain, key) if forced is None else forced

    def lost(self, domain: str) -> Got | None:
        """Why what is set in a domain is not known, if so."""
        if not self.got.ok:
            return unclear(self.got, "no preferences") if self.got.good else self.got
        shut = [layer for layer in ("managed", "set") if self.got.body.get(f"{layer} {domain}", {}) is None]
        return Got("denied", f"{self.got.ask}: {domain}", place=self.got.place) if shut else None

    def _in(self, layer: str, domain: str, key: str) -> int | None:
        body: dict[str, JSON] = self.got.body if self.got.ok else {}
        found: int | None = (body.get(f"{layer} {domain}") or {}).get(key)
        return found
