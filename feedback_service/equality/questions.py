"""The equality questions: what is asked, in which words, and the NHS national code of each answer.

Questions and answers follow the GOV.UK Design System's pattern "Equality information"; the codes
are the NHS Data Dictionary's ethnic category codes. Every question may be left out.
"""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

NOT_STATED = "Z"
"""The national code of somebody who was asked and did not say."""


class EthnicGroup(StrEnum):
    WHITE = "white"
    MIXED = "mixed"
    ASIAN = "asian"
    BLACK = "black"
    OTHER = "other"
    NOT_SAID = "not_said"


class Background(StrEnum):
    BRITISH = "british"
    IRISH = "irish"
    GYPSY_OR_TRAVELLER = "gypsy_or_traveller"
    ROMA = "roma"
    OTHER_WHITE = "other_white"
    WHITE_BLACK_CARIBBEAN = "white_black_caribbean"
    WHITE_BLACK_AFRICAN = "white_black_african"
    WHITE_ASIAN = "white_asian"
    OTHER_MIXED = "other_mixed"
    INDIAN = "indian"
    PAKISTANI = "pakistani"
    BANGLADESHI = "bangladeshi"
    CHINESE = "chinese"
    OTHER_ASIAN = "other_asian"
    AFRICAN = "african"
    CARIBBEAN = "caribbean"
    OTHER_BLACK = "other_black"
    ARAB = "arab"
    OTHER_GROUP = "other_group"
    NOT_SAID = "not_said"


class AgeRange(StrEnum):
    UNDER_18 = "under_18"
    TO_24 = "18_24"
    TO_34 = "25_34"
    TO_44 = "35_44"
    TO_54 = "45_54"
    TO_64 = "55_64"
    TO_74 = "65_74"
    OVER_75 = "75_over"
    NOT_SAID = "not_said"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    NOT_SAID = "not_said"


class GenderSame(StrEnum):
    """Whether the gender is the same as the sex registered at birth."""

    YES = "yes"
    NO = "no"
    NOT_SAID = "not_said"


CODES: dict[EthnicGroup, dict[Background, str]] = {
    EthnicGroup.WHITE: {
        Background.BRITISH: "A",
        Background.IRISH: "B",
        Background.GYPSY_OR_TRAVELLER: "C",
        Background.ROMA: "C",
        Background.OTHER_WHITE: "C",
    },
    EthnicGroup.MIXED: {
        Background.WHITE_BLACK_CARIBBEAN: "D",
        Background.WHITE_BLACK_AFRICAN: "E",
        Background.WHITE_ASIAN: "F",
        Background.OTHER_MIXED: "G",
    },
    EthnicGroup.ASIAN: {
        Background.INDIAN: "H",
        Background.PAKISTANI: "J",
        Background.BANGLADESHI: "K",
        Background.CHINESE: "R",
        Background.OTHER_ASIAN: "L",
    },
    EthnicGroup.BLACK: {
        Background.AFRICAN: "N",
        Background.CARIBBEAN: "M",
        Background.OTHER_BLACK: "P",
    },
    EthnicGroup.OTHER: {
        Background.ARAB: "S",
        Background.OTHER_GROUP: "S",
    },
    EthnicGroup.NOT_SAID: {},
}
"""The backgrounds that each group offers, in order, with their national codes; each offers NOT_SAID too."""


def national_code(group: EthnicGroup | None, background: Background | None) -> str:
    """A to S, or Z where no background was given: a group alone has no national code."""
    if group is None or background is None:
        return NOT_STATED
    return CODES[group].get(background, NOT_STATED)


GROUPS = {
    EthnicGroup.WHITE: _l("White"),
    EthnicGroup.MIXED: _l("Mixed or multiple ethnic groups"),
    EthnicGroup.ASIAN: _l("Asian or Asian British"),
    EthnicGroup.BLACK: _l("Black, African, Caribbean or Black British"),
    EthnicGroup.OTHER: _l("Other ethnic group"),
    EthnicGroup.NOT_SAID: _l("Prefer not to say"),
}

BACKGROUND_QUESTIONS = {
    EthnicGroup.WHITE: _l("Which of the following best describes your White background?"),
    EthnicGroup.MIXED: _l("Which of the following best describes your Mixed or multiple ethnic groups background?"),
    EthnicGroup.ASIAN: _l("Which of the following best describes your Asian or Asian British background?"),
    EthnicGroup.BLACK: _l(
        "Which of the following best describes your Black, African, Caribbean or Black British background?"
    ),
    EthnicGroup.OTHER: _l("Which of the following best describes your background?"),
}

BACKGROUNDS = {
    Background.BRITISH: _l("English, Welsh, Scottish, Northern Irish or British"),
    Background.IRISH: _l("Irish"),
    Background.GYPSY_OR_TRAVELLER: _l("Gypsy or Irish Traveller"),
    Background.ROMA: _l("Roma"),
    Background.OTHER_WHITE: _l("Any other White background"),
    Background.WHITE_BLACK_CARIBBEAN: _l("White and Black Caribbean"),
    Background.WHITE_BLACK_AFRICAN: _l("White and Black African"),
    Background.WHITE_ASIAN: _l("White and Asian"),
    Background.OTHER_MIXED: _l("Any other Mixed or multiple ethnic background"),
    Background.INDIAN: _l("Indian"),
    Background.PAKISTANI: _l("Pakistani"),
    Background.BANGLADESHI: _l("Bangladeshi"),
    Background.CHINESE: _l("Chinese"),
    Background.OTHER_ASIAN: _l("Any other Asian background"),
    Background.AFRICAN: _l("African"),
    Background.CARIBBEAN: _l("Caribbean"),
    Background.OTHER_BLACK: _l("Any other Black, African or Caribbean background"),
    Background.ARAB: _l("Arab"),
    Background.OTHER_GROUP: _l("Any other ethnic group"),
    Background.NOT_SAID: _l("Prefer not to say"),
}

AGE_RANGES = {
    AgeRange.UNDER_18: _l("Under 18"),
    AgeRange.TO_24: _l("18 to 24"),
    AgeRange.TO_34: _l("25 to 34"),
    AgeRange.TO_44: _l("35 to 44"),
    AgeRange.TO_54: _l("45 to 54"),
    AgeRange.TO_64: _l("55 to 64"),
    AgeRange.TO_74: _l("65 to 74"),
    AgeRange.OVER_75: _l("75 or over"),
    AgeRange.NOT_SAID: _l("Prefer not to say"),
}

SEXES = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.NOT_SAID: _l("Prefer not to say"),
}

GENDERS_SAME = {
    GenderSame.YES: _l("Yes"),
    GenderSame.NO: _l("No"),
    GenderSame.NOT_SAID: _l("Prefer not to say"),
}


def backgrounds_of(group: EthnicGroup) -> dict[Background, object]:
    """The backgrounds that the group's page offers, with their labels."""
    return {each: BACKGROUNDS[each] for each in (*CODES[group], Background.NOT_SAID)}
