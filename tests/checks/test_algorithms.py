import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.algorithms import WEAK, numbers, weak_among

GOOD_SSH = """
aes128-ctr aes192-ctr aes256-ctr aes128-gcm@openssh.com aes256-gcm@openssh.com chacha20-poly1305@openssh.com
hmac-sha2-256 hmac-sha2-512 hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com umac-128@openssh.com
umac-128-etm@openssh.com curve25519-sha256 curve25519-sha256@libssh.org ecdh-sha2-nistp256 ecdh-sha2-nistp521
sntrup761x25519-sha512 sntrup761x25519-sha512@openssh.com mlkem768x25519-sha256 diffie-hellman-group14-sha256
diffie-hellman-group16-sha512 diffie-hellman-group18-sha512 diffie-hellman-group-exchange-sha256
ssh-ed25519 ssh-ed25519-cert-v01@openssh.com sk-ssh-ed25519@openssh.com rsa-sha2-256 rsa-sha2-512
rsa-sha2-512-cert-v01@openssh.com ecdsa-sha2-nistp256 ext-info-s kex-strict-s-v00@openssh.com x-sha1xx xcbc
""".split()  # noqa: SIM905  # a list of words reads best as one
WEAK_SSH = """
3des-cbc aes128-cbc aes192-cbc aes256-cbc rijndael-cbc@lysator.liu.se blowfish-cbc cast128-cbc des-cbc@ssh.com
arcfour arcfour128 arcfour256 none hmac-md5 hmac-md5-96 hmac-md5-etm@openssh.com hmac-sha1 hmac-sha1-96
hmac-sha1-etm@openssh.com hmac-sha1-96-etm@openssh.com hmac-ripemd160 hmac-ripemd160@openssh.com
umac-64@openssh.com umac-64-etm@openssh.com diffie-hellman-group1-sha1 diffie-hellman-group14-sha1
diffie-hellman-group-exchange-sha1 gss-gex-sha1-toWM5Slw5Ew8Mqkay+al2g== rsa1024-sha1 ssh-rsa ssh-dss
ssh-rsa-cert-v01@openssh.com HMAC-SHA1
""".split()  # noqa: SIM905  # a list of words reads best as one
GOOD_TLS = """
tls_aes_128_gcm_sha256 tls_aes_256_gcm_sha384 tls_chacha20_poly1305_sha256 tls_aes_128_ccm_sha256
tls_ecdhe_rsa_with_aes_128_gcm_sha256 tls_ecdhe_ecdsa_with_aes_256_gcm_sha384
tls_ecdhe_rsa_with_chacha20_poly1305_sha256 ecdhe-rsa-aes128-gcm-sha256 ecdhe-ecdsa-aes256-gcm-sha384
ecdhe-rsa-chacha20-poly1305 dhe-rsa-aes256-gcm-sha384 dhe-rsa-aes256-ccm8 aes-256-gcm hmac-sha2-256 rsa_pss_rsae_sha256
""".split()  # noqa: SIM905  # a list of words reads best as one
WEAK_TLS = """
tls_rsa_with_3des_ede_cbc_sha tls_rsa_with_rc4_128_md5 tls_rsa_with_null_sha256 tls_dh_anon_with_aes_128_gcm_sha256
tls_rsa_export_with_rc4_40_md5 tls_ecdhe_rsa_with_aes_128_cbc_sha tls_ecdhe_rsa_with_aes_256_cbc_sha384 des-cbc3-sha
ecdhe-rsa-aes128-sha ecdhe-rsa-aes128-sha256 ecdhe-rsa-aes256-sha384 exp-rc4-md5 adh-aes128-gcm-sha256
aecdh-aes256-sha null-md5 rc4-sha idea-cbc-sha seed-sha tls_rsa_with_des_cbc_sha aes-256-cbc hmac-sha1 rsa_pkcs1_sha1
""".split()  # noqa: SIM905  # a list of words reads best as one
GOOD_OTHER = ["aes256-sha256-modp2048", "aes-256-cbc", "aes256gcm16-prfsha384-ecp384", "aes-128-gcm", "group14"]
WEAK_OTHER = [
    "3des-sha256-modp2048",
    "aes256-sha1-modp2048",
    "aes256-sha256-modp1024",
    "esp-null",
    "md5",
    "group2",
    "des",
]
GOOD_KERBEROS = ["aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96", "aes256-sha2", "camellia256-cts-cmac"]
WEAK_KERBEROS = ["des-cbc-crc", "des-cbc-md5", "rc4-hmac", "arcfour-hmac", "des3-hmac-sha1", "arcfour-hmac-exp"]

ROWS = [
    *(
        (family, name, False)
        for family, names in (("ssh", GOOD_SSH), ("tls", GOOD_TLS), ("other", GOOD_OTHER), ("kerberos", GOOD_KERBEROS))
        for name in names
    ),
    *(
        (family, name, True)
        for family, names in (("ssh", WEAK_SSH), ("tls", WEAK_TLS), ("other", WEAK_OTHER), ("kerberos", WEAK_KERBEROS))
        for name in names
    ),
]


@pytest.mark.parametrize(("family", "name", "is_weak"), ROWS)
def test_weak_among(*, family: str, name: str, is_weak: bool) -> None:
    assert weak_among([name], WEAK[family]) == ([name] if is_weak else [])


def test_the_order_of_the_offer_is_kept() -> None:
    assert weak_among(["aes256-cbc", "aes256-ctr", "3des-cbc"], ("3des", "cbc")) == ["aes256-cbc", "3des-cbc"]


@given(st.lists(st.text()), st.lists(st.text()))
def test_what_is_weak_was_on_offer(offered: list[str], weak: list[str]) -> None:
    assert set(weak_among(offered, weak)) <= set(offered)
    assert weak_among(offered, []) == []


@pytest.mark.parametrize("mark", ["", "-", "@"])
def test_an_empty_mark_marks_nothing(mark: str) -> None:
    assert weak_among(["aes256-ctr"], [mark]) == []


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1.9", "1.10"), ("3.0", "3.1.1"), ("1.99", "2.0"), ("1.1", "1.2"), ("2c", "3"), ("2", "2.0.1"), ("0", "1")],
)
def test_numbers_compare_as_numbers(older: str, newer: str) -> None:
    assert (numbers(older) or ()) < (numbers(newer) or ())


@pytest.mark.parametrize(("one", "other"), [("3", "3.0"), ("2.0.0", "2"), ("0", "0.0"), ("2c", "2")])
def test_trailing_zeros_say_nothing(one: str, other: str) -> None:
    assert numbers(one) == numbers(other)


@pytest.mark.parametrize(
    "odd", ["", " ", "tls", "v1.2", "1.2\n", "1..2", ".1", "1.", "-1", "1,2", "SSLv3", "9" * 5000, "\u0661.\u0662"]
)
def test_what_is_no_version_is_none(odd: str) -> None:
    assert numbers(odd) is None


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    assert numbers(text) is None or numbers(text)
