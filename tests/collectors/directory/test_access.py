"""What an access list lets an account read, beyond doubt; each row as slapd.access(5) has it."""

from collections.abc import Set as AbstractSet

import pytest

from collectors.directory.openldap.access import hidden

US = "cn=safeguard,dc=alder,dc=example"
ME = 'by dn.exact="cn=Safeguard, dc=alder,dc=example"'
ALL = frozenset[str]()
PASSWORDS = frozenset({"userpassword", "shadowlastchange"})


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([], ALL),
        ([f"{{0}}to * {ME} read by * none"], ALL),
        ([f"{{0}}to * {ME} write"], ALL),
        (["to * by users read"], ALL),
        (["to * by * read"], ALL),
        ([f"to attrs=userPassword {ME} none by * break", f"to * {ME} read"], {"userpassword"}),
        (["to attrs=userPassword,shadowLastChange by self write by * none", "to * by * read"], PASSWORDS),
        (["to attrs=userPassword by self write by anonymous auth by * none", "to * by * read"], {"userpassword"}),
        (["to attrs=userPassword by * =w", "to * by * read"], None),
        (["to attrs=pwdAccountLockedTime by * none", "to * by * read"], {"pwdaccountlockedtime"}),
        (["to attrs=cn by * break", "to * by * read"], ALL),
        (["to * by * none break", "to * by * read"], ALL),
        # Nobody else's lines end it before ours.
        (['to * by dn.exact="cn=other,dc=alder,dc=example" none by * read'], ALL),
        (['to * by dn.exact="cn=other,dc=alder,dc=example" read'], None),
        (["to * by anonymous none by * read"], ALL),
        # Less than reading, and what nobody here follows.
        (["to * by users search"], None),
        (["to * by users auth"], None),
        (["to * by * +r"], None),
        (["to * by * read continue by * none"], None),
        (["to * by group.exact=cn=readers,dc=alder,dc=example read"], None),
        (["to * by peername.ip=10.0.0.1 read"], None),
        (["to * by set=user/manager read"], None),
        (['to dn.subtree="ou=people,dc=alder,dc=example" by * none', "to * by * read"], None),
        (["to filter=(uid=x) by * none", "to * by * read"], None),
        (["to attrs=entry by * none", "to * by * read"], None),
        (["to attrs=@person by * none", "to * by * read"], None),
        (["to attrs=userPassword by * none"], None),
        (['to * by dn.exact="unclosed read'], None),
        (["nonsense"], None),
        ([""], None),
    ],
)
def test_what_is_kept_from_us(lines: list[str], kept: AbstractSet[str] | None) -> None:

    assert hidden((lines, ()), US) == kept


def test_the_list_of_all_databases_follows() -> None:
    assert hidden(((), ["to * by * read"]), US) == ALL
    assert hidden((["to attrs=cn by * none"], ["to * by * read"]), US) == frozenset({"cn"})
    assert hidden((["to * by users none"], ["to * by * read"]), US) is None


def test_nobody_is_no_user() -> None:
    assert hidden((["to * by users read"], ()), "") is None
    assert hidden((["to * by anonymous read"], ()), "") == ALL
