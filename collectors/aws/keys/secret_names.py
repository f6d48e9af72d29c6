"""Names that people give to secrets: all that there is to go by where a value is not to be looked at. Pure."""

import re
from typing import Final

_WORDS: Final = (
    *("pass(word|wd|phrase|code)", "pwd", "secret", "token", "credential"),
    *("api[-_.]?key", "(private|access|auth|encryption)[-_.]?key"),
)
_ABOUT: Final = "s?[-_.]?(arn|id|name|ttl|length|expiry|rotation|region)"
"""After such a word: what is said of a secret, or where one lies, and not the secret."""
SECRET: Final = re.compile(rf"({'|'.join(_WORDS)})(?!{_ABOUT}\Z)", re.IGNORECASE)
"""Found in a name, it makes a secret of what bears it."""
