"""The words of the product, one name per thing, and the rules between them.

The values are stored and appear in the API; the labels that people read are in
`feedback_service.labels`, through gettext. The two axes, moderation and stage, are never
mixed: the first says whether the public may see something, the second what came of it.
"""

from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """How something reached us; with the provider's reference it identifies each inbound once."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    WEB = "web"
    IMPORT = "import"
    EMAIL = "email"


TEXT_CHANNELS = frozenset({Channel.SMS, Channel.WHATSAPP})
"""Where a person is reached by texts, and can answer them."""


class Meaning(StrEnum):
    """What a message of a person's is; only the first two are words about their care.

    `machine` is another machine's, such as an out-of-office reply: kept, and answered by nobody.
    """

    FEEDBACK = "feedback"
    MORE = "more"
    ANSWER = "answer"
    KEYWORD = "keyword"
    MACHINE = "machine"


class Asked(StrEnum):
    """The questions that are asked by text; `addition` is "What is missing?", `questions` "May we ask?"."""

    CONSENT = "consent"
    PREVIEW = "preview"
    VERDICT = "verdict"
    ADDITION = "addition"
    QUESTIONS = "questions"
    FFT = "fft"
    AUTHOR = "author"
    EQUALITY = "equality"
    ETHNIC_GROUP = "ethnic_group"
    ETHNIC_BACKGROUND = "ethnic_background"
    ERASURE = "erasure"


APART = frozenset({Asked.ETHNIC_GROUP, Asked.ETHNIC_BACKGROUND})
"""The questions whose answers are stored in the equality room and nowhere else."""

UNASKED = "unasked"
"""What a "yes" or a "thank you" is about that answers nothing we asked."""


class Verdict(StrEnum):
    """The person's answer to "Did this answer you?"."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class KnownBy(StrEnum):
    """How we know a language: found by a machine, told by the person, or set by staff."""

    DETECTED = "detected"
    PERSON = "person"
    STAFF = "staff"


class Author(StrEnum):
    """Who is speaking. A carer is an unpaid carer."""

    PATIENT = "patient"
    CARER = "carer"
    COMMUNITY = "community"
    STAFF_ON_BEHALF = "staff_on_behalf"


class Moderation(StrEnum):
    """Whether the public may see it."""

    PENDING = "pending"
    PUBLISHED = "published"
    PRIVATE = "private"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[Moderation, frozenset[Moderation]] = {
    Moderation.PENDING: frozenset({Moderation.PUBLISHED, Moderation.PRIVATE, Moderation.REJECTED}),
    Moderation.PUBLISHED: frozenset({Moderation.WITHDRAWN}),
    Moderation.REJECTED: frozenset({Moderation.PENDING}),
    Moderation.WITHDRAWN: frozenset({Moderation.PENDING}),
    Moderation.PRIVATE: frozenset({Moderation.PENDING}),
}
NEEDS_REASON = frozenset({Moderation.REJECTED, Moderation.WITHDRAWN})


class Because(StrEnum):
    """Why something is not, or not any more, on the board: codes that can be counted without a word of anybody's.

    `own`: in staff's own words alone. `safety` is given by the service itself, and on no list to choose from.
    That somebody is unhappy with us is none of them.
    """

    IDENTIFIES = "identifies"
    NOT_OURS = "not_ours"
    REPEATED = "repeated"
    UNKIND = "unkind"
    ADVERT = "advert"
    ASKED = "asked"
    NOT_AGREED = "not_agreed"
    PERSONAL = "personal"
    LOOKED_INTO = "looked_into"
    MISTAKE = "mistake"
    SAFETY = "safety"
    OWN = "own"


class Stage(StrEnum):
    """What came of it, public. Overdue is derived from the due date, never stored."""

    HEARD = "heard"
    DOING = "doing"
    DID = "did"
    CANNOT = "cannot"
    REOPENED = "reopened"


class ResponseKind(StrEnum):
    """`doing` is a promise: it has an owner by role and a due date."""

    DID = "did"
    DOING = "doing"
    CANNOT = "cannot"


class DraftState(StrEnum):
    """Where the draft of an answer stands: `review` waits for a colleague's look, `returned` came back with a note."""

    EMPTY = "empty"
    OPEN = "open"
    REVIEW = "review"
    RETURNED = "returned"


class Reminded(StrEnum):
    """What staff were reminded of: an answer or a promise that is due soon or late, or so late that it escalates."""

    ANSWER_SOON = "answer_soon"
    ANSWER_LATE = "answer_late"
    ANSWER_ESCALATED = "answer_escalated"
    PROMISE_SOON = "promise_soon"
    PROMISE_TODAY = "promise_today"
    PROMISE_LATE = "promise_late"
    PROMISE_ESCALATED = "promise_escalated"


class EventType(StrEnum):
    """The kinds of board event."""

    PUBLISHED = "entry_published"
    UPDATED = "entry_updated"
    WITHDRAWN = "entry_withdrawn"


class PlaceKind(StrEnum):
    BOROUGH = "borough"
    SITE = "site"
    TEAM = "team"
    EVENT = "event"


class Hidden(StrEnum):
    """What was hidden before publication, so that the reader knows what stood there."""

    NAME = "name"
    STAFF_NAME = "staff_name"
    DATE = "date"
    AGE = "age"
    PLACE = "place"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    NUMBER = "number"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    OTHER = "other"


NAMES_SOMEBODY = frozenset(
    {Hidden.PHONE, Hidden.EMAIL, Hidden.NUMBER, Hidden.NHS_NUMBER, Hidden.NATIONAL_INSURANCE, Hidden.CONTACT}
)
"""What leads to one person by itself: publishing while a suggestion of these is open asks once more."""


class RuleSort(StrEnum):
    """What a rule about words says: they are always hidden, or never suggested for hiding."""

    HIDE = "hide"
    NEVER = "never"


class Reach(StrEnum):
    """Where a rule about words holds: in one piece of feedback, at a place and below it, or everywhere."""

    ITEM = "item"
    PLACE = "place"
    EVERYWHERE = "everywhere"


class Role(StrEnum):
    """Moderators decide and answer; responders answer; administrators do both and manage."""

    MODERATOR = "moderator"
    RESPONDER = "responder"
    ADMINISTRATOR = "administrator"


class SignedInBy(StrEnum):
    """How a member of staff proved who they are at the last step; `provider` is the trust's own sign-in."""

    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    PROVIDER = "provider"


class WaitsFor(StrEnum):
    """What a piece of feedback waits for at the desk, derived from everything else about it; None for nothing.

    `approval`: one member of staff decided, and the decision needs a second one.
    """

    DECISION = "decision"
    APPROVAL = "approval"
    ANSWER = "answer"


class Outcome(StrEnum):
    """What became of a decision that waited for a second member of staff; see `feedback_service.proposals`."""

    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"
    CHANGED = "changed"


class Needed(StrEnum):
    """Why a member of staff needs to see how a person can be reached."""

    DANGER = "danger"
    SAFEGUARDING = "safeguarding"
    ASKED_FOR_IT = "asked_for_it"
    OTHER = "other"


class GlassEnd(StrEnum):
    """How a request to see how a person can be reached ended."""

    REFUSED = "refused"
    UNANSWERED = "unanswered"
    CLOSED = "closed"
    OVER = "over"


class Urgency(IntEnum):
    """In which order the desk takes what waits; within one, the longest waiting first."""

    SAFETY = 0
    OVERDUE = 1
    IN_TIME = 2


class OutboundStatus(StrEnum):
    """Where a text to a person stands.

    `replied` went out as the answer to the provider's own request, so it needs no sending.
    `called_off` was asked for and is not needed any more, such as a question that was answered elsewhere.
    `unknown` means the provider did not say: it is reconciled before anything is sent again.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    REPLIED = "replied"
    TEMPORARY_FAILURE = "temporary_failure"
    PERMANENT_FAILURE = "permanent_failure"
    CALLED_OFF = "called_off"
    UNKNOWN = "unknown"


NOT_DELIVERED = (OutboundStatus.TEMPORARY_FAILURE, OutboundStatus.PERMANENT_FAILURE, OutboundStatus.UNKNOWN)
"""Where a text stands that has not reached the person as far as anybody knows, and that nothing sends again."""


class OutboundKind(StrEnum):
    """What a text is for. A receipt is the direct reply to a person's own text, a signpost that to somebody
    in danger; a decision says that something is not on the board, and why; an alert goes to the staff on call.
    A reminder tells staff in the morning what is due. An invitation holds a link that lets its holder in, so that its
    words are erased once it went out; a notice tells a member of staff what became of their own sign-in, or that
    somebody saw a number alone. A disclosure tells a person that staff looked up how to reach them.
    """

    RECEIPT = "receipt"
    SIGNPOST = "signpost"
    QUESTION = "question"
    ANSWER = "answer"
    DECISION = "decision"
    ALERT = "alert"
    REMINDER = "reminder"
    INVITATION = "invitation"
    NOTICE = "notice"
    DISCLOSURE = "disclosure"


ABOUT_SIGN_IN = frozenset({OutboundKind.INVITATION, OutboundKind.NOTICE})
"""Somebody may be waiting for it at any hour, but nobody is in danger."""

AT_ANY_HOUR = frozenset({OutboundKind.RECEIPT, OutboundKind.SIGNPOST, OutboundKind.ALERT}) | ABOUT_SIGN_IN
"""What is sent at night as well, and does not count against what one person gets in a day."""


FFT_CODES = (1, 2, 3, 4, 5, 6)
"""Friends and Family Test: 1 very good, 2 good, 3 neither, 4 poor, 5 very poor, 6 don't know."""

MAX_WORDS = 10_000
"""The longest feedback, in characters (Unicode code points)."""

MAX_TEXT = 1600
"""The longest text that Twilio takes, in characters."""

RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "ps", "he"})


def direction(language: str | None) -> str:
    """`rtl`, `ltr`, or `auto` where the language is not known."""
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
