"""What whoever gives no name is shown: of a real slapd with lists that people write, and of two bases."""

from pathlib import Path

import pytest

from scanner.facts import Exposure
from tests.collectors.directory.asking import asked, facts, target
from tests.collectors.directory.slapds import entries
from tests.servers.ldap import Double, directory
from tests.servers.slapd import PASSWORD, READER, configuration, slapd

_QUESTIONS = ("directory.root", "openldap.anonymous", "openldap.anonymous.hashes")
_WHITE_PAGES = f"""\
olcAccess: to attrs=entry,uid,cn,sn,mail by * read
olcAccess: to * by dn.exact="{READER}" read by anonymous auth by * none"""


def test_white_pages_are_shown_by_other_attributes_than_the_class(tmp_path: Path) -> None:
    with slapd(tmp_path, configuration(tmp_path, database=_WHITE_PAGES), entries()) as it:
        of = target(it.tls_port, ca=str(it.ca), user=READER, password="env:BIND")  # noqa: S106  # a reference
        (shown,) = (one for one in facts(asked(of, PASSWORD, *_QUESTIONS), of) if isinstance(one, Exposure))
    assert (shown.audience, shown.considered) == ("everyone", ("a search without a name gives entries",))


@pytest.mark.parametrize("shown", [True, False])
def test_the_second_base_is_looked_below_too(tmp_path: Path, *, shown: bool) -> None:
    bases = ["dc=alder,dc=example", "dc=birch,dc=example"]
    below = [("uid=ana,dc=birch,dc=example", {"objectClass": ["person"]})] if shown else []
    one = Double(
        root={"objectClass": ["OpenLDAProotDSE"], "namingContexts": bases},
        entries=[*((base, {"objectClass": ["domain"]}) for base in bases), *below],
        user=READER,
        password=PASSWORD,
    )
    with directory(tmp_path, one):
        of = target(one.port, ca=str(one.ca), user=READER, password="env:BIND")  # noqa: S106  # a reference
        (found,) = (fact for fact in facts(asked(of, PASSWORD, *_QUESTIONS), of) if isinstance(fact, Exposure))
    assert found.audience == ("everyone" if shown else "owner")
