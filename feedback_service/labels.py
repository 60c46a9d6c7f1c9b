"""The words that people read for the values of `vocabulary`, all through gettext."""

from flask_babel import lazy_gettext as _l

from feedback_service.identifying.found import Why
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
    Hidden.AGE: _l("age removed"),
    Hidden.PLACE: _l("place removed"),
    Hidden.ADDRESS: _l("address removed"),
    Hidden.POSTCODE: _l("postcode removed"),
    Hidden.CONTACT: _l("contact details removed"),
    Hidden.PHONE: _l("phone number removed"),
    Hidden.EMAIL: _l("email address removed"),
    Hidden.WEB: _l("web address removed"),
    Hidden.NUMBER: _l("number removed"),
    Hidden.NHS_NUMBER: _l("NHS number removed"),
    Hidden.NATIONAL_INSURANCE: _l("National Insurance number removed"),
    Hidden.OTHER: _l("detail removed"),
}

HIDDEN_WHY = {
    Hidden.NAME: _l("A name, so that nobody can be recognised"),
    Hidden.STAFF_NAME: _l("The name of a member of staff"),
    Hidden.DATE: _l("An exact date or time, which could show who wrote"),
    Hidden.AGE: _l("An age that few people reach"),
    Hidden.PLACE: _l("A place or address, which could show who wrote"),
    Hidden.ADDRESS: _l("Where somebody lives"),
    Hidden.POSTCODE: _l("A postcode"),
    Hidden.CONTACT: _l("A phone number, email or other contact details"),
    Hidden.PHONE: _l("A phone number"),
    Hidden.EMAIL: _l("An email address"),
    Hidden.WEB: _l("A page or an account on the web"),
    Hidden.NUMBER: _l("A number that belongs to one person, such as an NHS number"),
    Hidden.NHS_NUMBER: _l("An NHS number"),
    Hidden.NATIONAL_INSURANCE: _l("A National Insurance number"),
    Hidden.OTHER: _l("A detail that could show who somebody is"),
}

HIDDEN_KIND = {
    Hidden.NAME: _l("name"),
    Hidden.STAFF_NAME: _l("staff name"),
    Hidden.DATE: _l("date or time"),
    Hidden.AGE: _l("age"),
    Hidden.PLACE: _l("place"),
    Hidden.ADDRESS: _l("address"),
    Hidden.POSTCODE: _l("postcode"),
    Hidden.CONTACT: _l("contact details"),
    Hidden.PHONE: _l("phone number"),
    Hidden.EMAIL: _l("email address"),
    Hidden.WEB: _l("web address or account"),
    Hidden.NUMBER: _l("number"),
    Hidden.NHS_NUMBER: _l("NHS number"),
    Hidden.NATIONAL_INSURANCE: _l("National Insurance number"),
    Hidden.OTHER: _l("detail"),
}

WHY_FOUND = {
    Why.NHS_NUMBER: _l("ten digits that pass the check of an NHS number"),
    Why.NHS_NUMBER_CALLED: _l("they call it an NHS number; its last digit does not fit, so it may hold a slip"),
    Why.NATIONAL_INSURANCE: _l("two letters, six digits and a letter, like a National Insurance number"),
    Why.REFERENCE: _l("a number that belongs to one person or one case"),
    Why.PHONE: _l("a phone number"),
    Why.PHONE_SPELT: _l("a phone number in words"),
    Why.EMAIL: _l("an email address"),
    Why.EMAIL_SPELT: _l("an email address in words"),
    Why.WEB: _l("a page on the web"),
    Why.HANDLE: _l("an account on the web"),
    Why.POSTCODE: _l("a postcode: about fifteen homes"),
    Why.ADDRESS: _l("where somebody lives"),
    Why.DATE: _l("an exact day"),
    Why.DATE_OF_BIRTH: _l("a date of birth"),
    Why.TIME: _l("an exact time"),
    Why.AGE: _l("few people are this old"),
    Why.NAME_AFTER_JOB: _l("a name after a job"),
    Why.NAME_WITH_JOB: _l("a name with a job beside it"),
    Why.NAME_AFTER_TITLE: _l("a name after Mr, Mrs or the like"),
    Why.NAME_INTRODUCED: _l("they say that it is a name"),
    Why.NAME_SIGNED: _l("a name at the end of a message"),
    Why.NAME_OF_KIN: _l("the name of somebody close to them"),
    Why.NAME_LISTED: _l("a common first or family name"),
    Why.NAME_BY_CONTEXT: _l("stands where a name stands"),
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
