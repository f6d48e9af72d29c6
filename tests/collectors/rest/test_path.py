"""Paths that are filled in: an id of a thing goes in whole, and leads nowhere else."""

import pytest

from collectors.rest import path as paths
from collectors.rest.path import filled

ID = "/subscriptions/s/resourceGroups/Ward 3/providers/X.Y/things/a"


@pytest.mark.parametrize(
    ("path", "item", "out"),
    [
        ("{id}/parts?v=1", {"id": ID}, "/subscriptions/s/resourceGroups/Ward%203/providers/X.Y/things/a/parts?v=1"),
        ("/s/{subscription}/x", None, "/s/abc/x"),
        ("{id}", {"id": "/a?b#c%2e"}, "/a%3Fb%23c%252e"),
        ("{id}/x", {"id": "@evil.example"}, "@evil.example/x"),  # which does not begin as the origin does: not asked
    ],
)
def test_filled(path: str, item: object, out: str) -> None:
    assert filled(path, item, {"subscription": "abc"}) == out


@pytest.mark.parametrize("said", ["/a/../b", "..", "//evil.example/a", "/a//b"])
def test_what_leads_elsewhere_is_no_id(said: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        filled("{id}", {"id": said}, {})


def test_what_is_not_said_is_missing() -> None:
    with pytest.raises(LookupError):
        filled("{id}", {"name": "x"}, {})


def test_the_body_of_a_post_is_filled_in_like_a_path_but_for_what_is_no_name() -> None:
    post = {"id": "{id}", "kind": "VM", "text": "where {id}", "some": ["{id}"]}
    assert paths.said(post, {"id": "/a b"}, {}) == {"id": "/a b", "kind": "VM", "text": "where {id}", "some": ["{id}"]}
    with pytest.raises(LookupError):
        paths.said({"id": "{id}"}, {}, {})
