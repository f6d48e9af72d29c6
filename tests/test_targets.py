import pytest

from scanner.collector import Collector
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


@pytest.mark.parametrize(
    ("collector", "option"),
    [(one, name) for one in registry().collectors.values() for name in one.options],
    ids=lambda value: value if isinstance(value, str) else value.scheme,
)
def test_an_option_that_takes_no_reference_can_be_written(collector: Collector, option: str) -> None:
    """Under a name that is for secrets only a reference is taken: any other value would be refused."""
    takes_one = collector.options[option].get("x-secret") is True
    assert takes_one or not holds_secret(option, "ward-3")
