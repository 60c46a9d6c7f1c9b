"""The reasons for not publishing that fit most cases, written for the person who reads them.

That a comment is negative is never one of them.
"""

from flask_babel import lazy_gettext as _l

REASONS = {
    "identifies": _l("It could show who somebody is, and hiding that would leave too little of what you said."),
    "not_ours": _l("It is not about our services."),
    "repeated": _l("We have this from you already, and we are dealing with it there."),
    "unkind": _l("It attacks or threatens a person or a group of people."),
    "advert": _l("It is an advert or a test message."),
}
OWN = "own"
