import pytest

from scanner.secrets.reference import holds_secret
from scanner.targets import TargetError, parse
from tests.judged import registry


@pytest.mark.parametrize(
    ("uri", "id_", "name", "options"),
    [
        ("local:", "local:", "", {}),
        ("local:web-1", "local:web-1", "web-1", {}),
        ("aws://alder-prod?regions=us-east-1", "aws:alder-prod", "alder-prod", {"regions": "us-east-1"}),
        ("ssh://root@web-1", "ssh:root@web-1", "root@web-1", {}),
        ("ssh://root@web-1:22", "ssh:root@web-1:22", "root@web-1:22", {}),
        ("aws:alder-prod", "aws:alder-prod", "alder-prod", {}),
        ("aws://p?empty=", "aws:p", "p", {"empty": ""}),
        ("config://folder/deep?platform=ios", "config:folder/deep", "folder/deep", {"platform": "ios"}),
    ],
)
def test_parse(uri: str, id_: str, name: str, options: dict[str, str]) -> None:
    target = parse(uri)
    assert (target.id, target.name, dict(target.options)) == (id_, name, options)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("web-1", "'web-1' is no target: it must begin with a scheme and a colon"),
        ("", "'' is no target"),
        ("ssh://ana:hunter2@web-1", "ssh://… holds a password: give a reference in safeguard.yaml instead"),
        ("aws://u:hunter2/x@y", "aws://… holds a password"),
        ("aws:u:hunter2@y", "aws://… holds a password"),
        ("aws://u%3Ahunter2%40y", "aws://… holds a password"),
        ("aws://p?endpoint_url=http://u:hunter2/x@y", "aws://… holds a password"),
        ("aws://p?a=1&a=2", "aws:…: the option a stands twice"),
        ("aws://[", "aws:… is no URI: what follows the // is not the name of anything"),
    ],
)
def test_refused(uri: str, sentence: str) -> None:
    with pytest.raises(TargetError, match="^" + sentence.replace("?", r"\?").replace("…", ".")) as refused:
        parse(uri)
    assert "hunter2" not in str(refused.value)


def test_an_option_that_takes_no_reference_can_be_written() -> None:
    """Under a name that is for secrets only a reference is taken: any other value would be refused."""
    every = [(one.scheme, name, said) for one in registry().collectors.values() for name, said in one.options.items()]
    assert len(every) > 100
    lost = [(s, name) for s, name, said in every if said.get("x-secret") is not True and holds_secret(name, "ward-3")]
    assert lost == []
