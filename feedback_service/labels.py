"""The words that people read for the values of `vocabulary`, all through gettext."""

from flask_babel import lazy_gettext as _l

from feedback_service.vocabulary import (
    Author,
    Channel,
    Hidden,
    Moderation,
    OutboundStatus,
    PlaceKind,
    ResponseKind,
    Role,
    Stage,
    Verdict,
)

AUTHORS = {
    Author.PATIENT: _l("A patient or someone who uses a service"),
    Author.CARER: _l("A carer (unpaid), family member or friend"),
    Author.COMMUNITY: _l("A member of the community"),
    Author.STAFF_ON_BEHALF: _l("A member of staff, writing for someone else"),
}

FFT = {
    1: _l("Very good"),
    2: _l("Good"),
    3: _l("Neither good nor poor"),
    4: _l("Poor"),
    5: _l("Very poor"),
    6: _l("Don't know"),
}

HIDDEN = {
    Hidden.NAME: _l("name removed"),
    Hidden.STAFF_NAME: _l("staff name removed"),
    Hidden.DATE: _l("date removed"),
    Hidden.PLACE: _l("place removed"),
    Hidden.CONTACT: _l("contact details removed"),
    Hidden.NUMBER: _l("number removed"),
    Hidden.OTHER: _l("detail removed"),
}

HIDDEN_WHY = {
    Hidden.NAME: _l("A name, so that nobody can be recognised"),
    Hidden.STAFF_NAME: _l("The name of a member of staff"),
    Hidden.DATE: _l("An exact date or time, which could show who wrote"),
    Hidden.PLACE: _l("A place or address, which could show who wrote"),
    Hidden.CONTACT: _l("A phone number, email or other contact details"),
    Hidden.NUMBER: _l("A number that belongs to one person, such as an NHS number"),
    Hidden.OTHER: _l("A detail that could show who somebody is"),
}

MODERATION = {
    Moderation.PENDING: _l("Waiting to be read"),
    Moderation.PUBLISHED: _l("On the board"),
    Moderation.PRIVATE: _l("Kept private"),
    Moderation.REJECTED: _l("Not published"),
    Moderation.WITHDRAWN: _l("Taken off the board"),
}

STAGES = {
    Stage.HEARD: _l("Heard"),
    Stage.DOING: _l("We are doing"),
    Stage.DID: _l("We did"),
    Stage.CANNOT: _l("We cannot"),
    Stage.REOPENED: _l("Opened again"),
}

RESPONSES = {
    ResponseKind.DID: _l("We did"),
    ResponseKind.DOING: _l("We are doing"),
    ResponseKind.CANNOT: _l("We cannot"),
}

VERDICTS = {
    Verdict.YES: _l("Yes"),
    Verdict.PARTLY: _l("Partly"),
    Verdict.NO: _l("No"),
}

CHANNELS = {
    Channel.SMS: _l("Text message"),
    Channel.WHATSAPP: _l("WhatsApp"),
    Channel.WEB: _l("Web form"),
    Channel.IMPORT: _l("Imported"),
    Channel.EMAIL: _l("Email"),
}

ROLES = {
    Role.MODERATOR: _l("Moderator"),
    Role.RESPONDER: _l("Responder"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

PLACE_KINDS = {
    PlaceKind.BOROUGH: _l("Borough"),
    PlaceKind.SITE: _l("Site"),
    PlaceKind.TEAM: _l("Ward or team"),
    PlaceKind.EVENT: _l("Listening event"),
}

OUTBOUND = {
    OutboundStatus.QUEUED: _l("Waiting to be sent"),
    OutboundStatus.CLAIMED: _l("Being sent"),
    OutboundStatus.SENT: _l("Sent"),
    OutboundStatus.DELIVERED: _l("Delivered"),
    OutboundStatus.REPLIED: _l("Sent as a reply"),
    OutboundStatus.CALLED_OFF: _l("Not sent: not needed any more"),
    OutboundStatus.TEMPORARY_FAILURE: _l("Not delivered: the phone could not be reached"),
    OutboundStatus.PERMANENT_FAILURE: _l("Not delivered"),
    OutboundStatus.UNKNOWN: _l("Not known whether it was sent"),
}
