import pytest

from collectors.host.kept import shown
from collectors.host.linux.logs.forwarding import keep_elsewhere, keep_targets


def targets(text: str, path: str = "/etc/rsyslog.conf") -> list[tuple[str, str, str, bool]]:
    kept = keep_targets(shown(f"@ok {path}\n" + "".join(f"|{line}\n" for line in text.splitlines())))
    return [(t["host"], t["port"], t["protocol"], t["tls"]) for t in kept]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*.* @@logs:6514", [("logs", "6514", "tcp", False)]),
        ("*.* @logs", [("logs", "", "udp", False)]),
        ("auth,authpriv.* @@(o)logs:514;RSYSLOG_SyslogProtocol23Format", [("logs", "514", "tcp", False)]),
        ("*.* @@[2001:db8::1]:514", [("[2001:db8::1]", "514", "tcp", False)]),
        ("# *.* @@logs:6514", []),
        ("*.* @@127.0.0.1:6514\n*.* @localhost", []),
        ("mail.* -/var/log/mail.log\n*.emerg :omusrmsg:*", []),
        (
            "$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n*.* @@logs:6514",
            [("logs", "6514", "tcp", True)],
        ),
        (
            "$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n*.* @logs:6514",
            [("logs", "6514", "udp", False)],
        ),
        ("$DefaultNetstreamDriver gtls\n*.* @@logs:6514", [("logs", "6514", "tcp", False)]),
        (
            'action(type="omfwd" target="logs" port="6514" protocol="tcp"\n  StreamDriver="gtls" StreamDriverMode="1")',
            [("logs", "6514", "tcp", True)],
        ),
        (
            'action(type="omfwd" target="logs" protocol="tcp" StreamDriver="gtls" StreamDriverMode="0")',
            [("logs", "", "tcp", False)],
        ),
        (
            (
                'global(DefaultNetstreamDriver="gtls")\n'
                'action(type="omfwd" target="l" protocol="tcp" streamdrivermode="1")'
            ),
            [("l", "", "tcp", True)],
        ),
        ('action(type="omfwd" target="logs")', [("logs", "", "udp", False)]),
        ('action(type="omrelp" target="logs" port="2514" tls="on")', [("logs", "2514", "relp", True)]),
        ('action(type="omfile" file="/var/log/x")', []),
        ('action(type="omelasticsearch" server="https://u:p@es" pwd="p")', [("es", "", "https", True)]),
    ],
)
def test_rsyslog(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'destination d { network("logs" transport("tls") port(6514) tls(ca-dir("/x"))); };',
            [("logs", "6514", "tcp", True)],
        ),
        ('destination d { tcp("logs" port(514)); };', [("logs", "514", "tcp", False)]),
        ('destination d { file("/var/log/x"); };', []),
        ('source s { network(ip("0.0.0.0")); };', []),
    ],
)
def test_syslog_ng(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text, "/etc/syslog-ng/syslog-ng.conf") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Upload]\nURL=https://logs:19532", [("logs", "19532", "https", True)]),
        ("[Upload]\nURL=http://logs", [("logs", "", "http", False)]),
        ("[Upload]\n# URL=https://logs", []),
    ],
)
def test_journal_upload(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text, "/etc/systemd/journal-upload.conf") == found


@pytest.mark.parametrize(
    ("text", "sends"),
    [
        ("*.* @@logs", "all"),
        ("*.info;mail.none @@logs", "all"),
        ("auth,authpriv.* @@logs", "sign-ins"),
        ("authpriv.info @@logs", "sign-ins"),
        ("*.*;user.none @@logs", "sign-ins"),
        ("user.* stop\n*.* @@logs", "unclear"),
        ("mail.* @@logs", "part"),
        ("*.warning @@logs", "part"),
        ("*.info;authpriv.none @@logs", "part"),
        ("*.=info @@logs", "part"),
        ("authpriv.* /var/log/secure\n& @@logs", "sign-ins"),
        ("mail.* /var/log/mail\n& @@logs", "part"),
        (':programname, isequal, "x" @@logs', "unclear"),
        ("if $msg contains 'x' then @@logs", "unclear"),
        ("authpriv.* /var/log/secure\n& stop\n*.* @@logs", "unclear"),
        ("*.* stop\n*.* @@logs", "unclear"),
        (':syslogtag, isequal, "[CLOUDINIT]" /var/log/c\n& stop\n*.* @@logs', "all"),
        ("mail.* stop\n*.* @@logs", "all"),
        ('action(type="omfwd" target="logs")', "all"),
        ('*.* action(type="omfwd" target="logs")', "all"),
        ('mail.* action(type="omfwd" target="logs")', "part"),
        ('if $programname == "x" then action(type="omfwd" target="logs")', "unclear"),
        ('if $programname == "x" then\naction(type="omfwd" target="logs")', "unclear"),
        ('if $programname == "x" then {\naction(type="omfwd" target="logs")\n}', "unclear"),
        ('ruleset(name="x") {\n*.* @@logs\n}', "unclear"),
        ('if $programname == "x" then {\n/var/log/x\n}\naction(type="omfwd" target="logs")', "all"),
    ],
)
def test_what_rsyslog_sends(text: str, sends: str) -> None:
    lines = "".join(f"|{line}\n" for line in text.splitlines())
    assert [t["sends"] for t in keep_targets(shown(f"@ok /etc/rsyslog.conf\n{lines}"))] == [sends]


NG = 'source s {{ {} }}; destination d {{ tcp("logs" port(514)); }}; {}'


@pytest.mark.parametrize(
    ("text", "sends"),
    [
        (NG.format("system(); internal();", "log { source(s); destination(d); };"), "all"),
        (NG.format("network();", "log { source(s); destination(d); };"), "unclear"),
        (NG.format("system();", "log { source(s); filter(f_mail); destination(d); };"), "unclear"),
        (NG.format("system();", "log { source(s); destination(d_local); };"), "unclear"),
        (NG.format("system();", ""), "unclear"),
    ],
)
def test_what_syslog_ng_sends(text: str, sends: str) -> None:
    assert [t["sends"] for t in keep_targets(shown(f"@ok /etc/syslog-ng/syslog-ng.conf\n|{text}\n"))] == [sends]


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("rsyslog.conf", "$IncludeConfig /etc/rsyslog.d/*.conf", []),
        ("rsyslog.conf", 'include(file="/etc/rsyslog.d/*.conf" mode="optional")', []),
        ("rsyslog.conf", "$IncludeConfig /etc/rsyslog.remote/*.conf", ["/etc/rsyslog.remote/*.conf"]),
        ("rsyslog.conf", 'include(mode="optional" file="/opt/x y")', ["a place"]),
        ("rsyslog.conf", 'include(text=`echo "$X"`)', ["a place"]),
        ("syslog-ng/syslog-ng.conf", '@include "scl.conf"', []),
        ("syslog-ng/syslog-ng.conf", '@include "/etc/syslog-ng/conf.d/*.conf"', []),
        ("syslog-ng/syslog-ng.conf", '@include "/opt/remote.conf"', ["/opt/remote.conf"]),
    ],
)
def test_settings_that_lie_elsewhere(path: str, text: str, places: list[str]) -> None:
    assert [e["place"] for e in keep_elsewhere(shown(f"@ok /etc/{path}\n|{text}\n"))] == places


def test_drop_ins_that_nobody_includes_are_not_in_force() -> None:
    drop_in = "@ok /etc/rsyslog.d/x.conf\n|*.* @@logs\n"
    assert keep_targets(shown(f"@ok /etc/rsyslog.conf\n|*.* /var/log/x\n{drop_in}")) == []
    assert len(keep_targets(shown(f"@ok /etc/rsyslog.conf\n|$IncludeConfig /etc/rsyslog.d/*.conf\n{drop_in}"))) == 1
