"""Names that people give to secrets: all that there is to go by where a value is not to be looked at. Pure."""

import re
from typing import Final

_WORDS: Final = (
    *("pass(word|wd|phrase|code)", "pwd", "secret", "token", "credential"),
    *("api[-_.]?key", "(private|access|auth|encryption)[-_.]?key"),
)
SECRET: Final = re.compile("|".join(_WORDS), re.IGNORECASE)
"""Found in a name, it makes a secret of what bears it."""
