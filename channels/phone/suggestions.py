"""First texts to try the service with: one press fills them in."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Suggestion:
    """`key` names it in addresses, which hold no words; `label` is what the button says."""

    key: str
    label: Any
    text: str
    language: str = "en"


ALL = (
    Suggestion(
        "thanks",
        _l("A thank you"),
        "The nurse on Willow ward sat with my mum all night when she was scared. Please say thank you",
    ),
    Suggestion("panjabi", _l("In Panjabi"), "ਮੇਰੀ ਮਾਂ ਅੰਗਰੇਜ਼ੀ ਨਹੀਂ ਬੋਲਦੀ ਅਤੇ ਉਸ ਲਈ ਕੋਈ ਦੁਭਾਸ਼ੀਆ ਨਹੀਂ ਆਇਆ।", "pa"),
    Suggestion("arabic", _l("In Arabic"), "انتظرت خمسة أسابيع ولم يتصل بي أحد", "ar"),
    Suggestion("danger", _l("Somebody in danger"), "I don't want to live any more"),
    *(Suggestion(word.lower(), word, word) for word in ("YES", "STATUS", "HELP", "STOP", "START", "DELETE")),
)
BY_KEY = {suggestion.key: suggestion for suggestion in ALL}
