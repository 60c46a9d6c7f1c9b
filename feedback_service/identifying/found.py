"""What is found, and why."""

from dataclasses import dataclass
from enum import StrEnum

from feedback_service.vocabulary import Hidden


class Certainty(StrEnum):
    """How sure the finder is: `certain` has a shape or a checksum that hardly anything else has."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Why(StrEnum):
    """The reason for a suggestion; the words for it are in `labels.WHY_FOUND`."""

    NHS_NUMBER = "nhs_number"
    NHS_NUMBER_CALLED = "nhs_number_called"
    NATIONAL_INSURANCE = "national_insurance"
    REFERENCE = "reference"
    PHONE = "phone"
    PHONE_SPELT = "phone_spelt"
    EMAIL = "email"
    EMAIL_SPELT = "email_spelt"
    WEB = "web"
    HANDLE = "handle"
    POSTCODE = "postcode"
    ADDRESS = "address"
    DATE = "date"
    DATE_OF_BIRTH = "date_of_birth"
    TIME = "time"
    AGE = "age"
    NAME_AFTER_JOB = "name_after_job"
    NAME_WITH_JOB = "name_with_job"
    NAME_AFTER_TITLE = "name_after_title"
    NAME_INTRODUCED = "name_introduced"
    NAME_SIGNED = "name_signed"
    NAME_OF_KIN = "name_of_kin"
    NAME_LISTED = "name_listed"
    NAME_BY_CONTEXT = "name_by_context"


@dataclass(frozen=True, slots=True)
class Found:
    """Code points `start` up to, not including, `end`."""

    start: int
    end: int
    kind: Hidden
    why: Why
    certainty: Certainty = Certainty.LIKELY

    def overlaps(self, other: "Found") -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end
