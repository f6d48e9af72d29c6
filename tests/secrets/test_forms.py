"""How passwords look that programs have made into something else: told, compared and looked for by one table."""

from pathlib import Path

import pytest

from scanner.evidence import canonical
from scanner.secrets import forms
from scanner.secrets.forms import FORMS, Form, made, salted
from scanner.secrets.screen import LeakError, Screen
from tests.secrets.test_screen import line, looked, withheld

ROOT = Path(__file__).parents[2]
EVERY = [(form, form.mark + name + form.end) for form in FORMS for name in form.names]
BODY = "Kc2Rk4x9q7Lw0ZpTn8Vb3Yd6Hs1Jg5Mf"
HEX = "ec9e3b98c0d43a77eba33217ce43516e"


def written(form: Form, begin: str) -> str:
    return begin + (HEX if form.begin == "0x" else BODY)


@pytest.mark.parametrize(("form", "begin"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_every_form_is_told_and_found(form: Form, begin: str) -> None:
    secret = written(form, begin)
    assert made(secret) == begin.strip()
    assert salted(made(secret)) is form.salted
    for text in (secret, f"secret 9 {secret}", f'set password "{secret}"', f"key={secret};"):
        assert caught(text) in (forms.HASH, forms.ENCRYPTED, "a word that looks drawn by a machine"), text


def caught(text: str) -> str:
    """What the screen says of a text of a device, as it refuses to seal or withholds the answer."""
    try:
        withheld(looked(Screen(), line(text)), what := forms.in_text(text) or "a word that looks drawn by a machine")
    except LeakError as err:
        return next(what for what in (forms.HASH, forms.ENCRYPTED) if what in str(err))
    return what


@pytest.mark.parametrize(
    "secret",
    [
        "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco",
        "$14$2V8i$9Xl1hVd8uCJ4Ek$Qm2Z7h3E8pUeLrOe5m0t7Xn3b1",
        "$sha512$5000$tb2eaIcI/Q5Q==$ScFJI1ChS4gIjXw==",
        "$nx-pbkdf2$0$8vG1rS2m$HkPq0yQeWm4zJ5xN7cL2bA",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4",
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG",
        "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
        "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr",
        "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
        "{crypt}$6$rounds=656000$abcdefgh$ijklmnopqrstuvwxyz",
        "{PBKDF2-SHA256}64000$Fl8Z1kQ0w5sHTDLzWXoWNg==$0S5kBqZ1",
        "ENC AK1Iij4pQqkJCkRbsCmQrCmgMTCBEUlqxnn",
        "ENC SH2nlsK3fKyMHo1sQ0l2Y8mN3hK8dQ2vT5z9RbWc7Xe4UgJp6AaLs1DfGhKl=",
        "-AQ==nUoUkvnvV1Rc8h+fQ1x8xr0MAw4=UyC5AGMsmO7NQzZgnIcsvQ==",
    ],
)
def test_real_ones_are_found_whatever_the_text_is_of(secret: str) -> None:
    with pytest.raises(LeakError):
        list(looked(Screen(), line(f"password {secret}", collector="aws 1")))


@pytest.mark.parametrize(
    "text",
    [
        "$winter$2026",
        "$1$2",  # what a substitution puts in
        "${aws:username}",
        "s3://{bucket}/{sha256}/objects/attributes/of/everything",
        "https://packages.example/{md5}-release-package.tar.gz",
        "{sha}abcdef",
        "an ENCLOSED word, ENC is short for it",
        "SH2 AK1 PB2",
        "-AQ== ends a word in base64",
        "0x10 0x1F 0xdeadbeef",
        "PB2026-switches-of-the-second-building",
    ],
)
@pytest.mark.parametrize("collector", ["ios 1", "aws 1"])
def test_ordinary_text_is_none(text: str, collector: str) -> None:
    assert list(looked(Screen(), line(text, collector=collector))) == [line(text, collector=collector)]


@pytest.mark.parametrize("begin", ["SH2", "AK1", "PB2", "0x"])
def test_ids_of_clouds_may_begin_so(begin: str) -> None:
    text = begin + (HEX if begin == "0x" else BODY)
    assert len(list(looked(Screen(), line(text, collector="aws 1")))) == 1


def test_no_page_of_ours_holds_one() -> None:
    for page in sorted(ROOT.glob("docs/*.md")):
        assert forms.found(canonical.dumps(page.read_text())) == "", page.name


def test_what_was_not_made_by_a_program_can_be_compared() -> None:
    assert not any(map(salted, ("", "known", "0x", "empty")))
