"""Every table, by what it is about. Importing this package makes the schema known,
but for the equality answers, which stand apart on purpose (`feedback_service.equality.models`).
"""

from feedback_service.models.answering import AnswerDraft, AnswerTemplate, PromiseChange, Reminder
from feedback_service.models.approvals import Proposal
from feedback_service.models.audit import AuditCheck, AuditRecord, Counter, Lease
from feedback_service.models.board import BoardEntry, BoardEvent, Response
from feedback_service.models.claims import Claim, StaffCare
from feedback_service.models.conversation import Alarm, GivenVerdict, Question, TextReview
from feedback_service.models.desk import Preference, SavedFilter, Team, TeamMember
from feedback_service.models.feedback import (
    Contact,
    Feedback,
    FeedbackHistory,
    InboundMessage,
    MessageTranslation,
    OutboundMessage,
    Redaction,
    SafetyFlag,
)
from feedback_service.models.glass import GlassRequest
from feedback_service.models.hiding import HidingRule, RefusedSuggestion
from feedback_service.models.places import EntryPoint, EntryPointScan, Place
from feedback_service.models.search import SearchOpen, SearchOriginal
from feedback_service.models.sign_in import (
    Invitation,
    Passkey,
    PasswordReset,
    RecoveryCode,
    SignInAttempt,
    TotpSecret,
)
from feedback_service.models.staff import Staff, StaffSession
from feedback_service.models.texts import TextOverride
from feedback_service.models.themes import FeedbackTheme, Theme, ThemeModel
from feedback_service.models.together import AnswerTranslation, SharedAnswer

__all__ = [
    "Alarm",
    "AnswerDraft",
    "AnswerTemplate",
    "AnswerTranslation",
    "AuditCheck",
    "AuditRecord",
    "BoardEntry",
    "BoardEvent",
    "Claim",
    "Contact",
    "Counter",
    "EntryPoint",
    "EntryPointScan",
    "Feedback",
    "FeedbackHistory",
    "FeedbackTheme",
    "GivenVerdict",
    "GlassRequest",
    "HidingRule",
    "InboundMessage",
    "Invitation",
    "Lease",
    "MessageTranslation",
    "OutboundMessage",
    "Passkey",
    "PasswordReset",
    "Place",
    "Preference",
    "PromiseChange",
    "Proposal",
    "Question",
    "RecoveryCode",
    "Redaction",
    "RefusedSuggestion",
    "Reminder",
    "Response",
    "SafetyFlag",
    "SavedFilter",
    "SearchOpen",
    "SearchOriginal",
    "SharedAnswer",
    "SignInAttempt",
    "Staff",
    "StaffCare",
    "StaffSession",
    "Team",
    "TeamMember",
    "TextOverride",
    "TextReview",
    "Theme",
    "ThemeModel",
    "TotpSecret",
]
