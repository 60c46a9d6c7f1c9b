"""Every text that goes to people's phones, in English: the table that translators, reviewers and the documents read.

A text is named by its key. Its English words are the message id in the catalogues
(`feedback_service/translations/<language>/LC_MESSAGES/texts.po`), so that a change in English makes
every translation of it a draft again. Words to reply with stand as blanks (`%(yes)s`, `%(delete)s`),
filled with a word of that language which the service is sure to understand; so are numbers to call.

English texts use GSM-7 characters only and are two parts at most with a public address of 40
characters, but for those that carry an answer. A safety text that nobody has confirmed in a
language is always sent with the English beside it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text; `about` tells a translator or reviewer when it is sent, `is_safety` that lives may hang on it."""

    key: str
    english: str
    about: str
    is_safety: bool = False


def _t(words: str) -> str:
    """Marks words for the catalogues; see `make translations`."""
    return words


_ALL = (
    # Receipts: the answer to a person's own text.
    Text(
        "receipt",
        _t(
            "Thank you. We have stored what you told us. Your reference is %(reference)s. "
            "It stays private unless you agree. Follow it here: %(link)s"
        ),
        "The reply to new feedback.",
    ),
    Text(
        "receipt_for_media",
        _t(
            "Thank you. We got your message but cannot open pictures or recordings. "
            "Please tell us in words. Your reference is %(reference)s: %(link)s"
        ),
        "The reply to a picture or recording without words.",
    ),
    Text(
        "receipt_without_words",
        _t(
            "Thank you. We got your message but there are no words in it. "
            "Please tell us in words. Your reference is %(reference)s: %(link)s"
        ),
        "The reply to a message that holds nothing at all.",
    ),
    Text(
        "more",
        _t("Thank you. We have added it to what you told us before, %(reference)s."),
        "The reply when a text goes on with feedback from a little earlier.",
    ),
    Text(
        "not_for_emergencies",
        _t(
            "Not for emergencies: life at risk call %(emergency)s. "
            "Mental health crisis: call %(crisis)s, option %(option)s."
        ),
        "The last line of receipts and of the help text.",
        is_safety=True,
    ),
    Text(
        "signpost",
        _t(
            "NHS feedback: we cannot help urgently by text. Life at risk? Call %(emergency)s. "
            "Crisis? Call %(crisis)s, option %(option)s. Samaritans %(samaritans)s. Or text SHOUT to %(shout)s."
        ),
        "The reply at once when words sound as if somebody is in danger. SHOUT is a name, not a word to translate.",
        is_safety=True,
    ),
    Text(
        "signpost_reference",
        _t("A person will read what you told us, %(hours)s. Your reference: %(reference)s."),
        "After the signpost. %(hours)s says when messages are read, in English.",
        is_safety=True,
    ),
    # Consent, before anything is public.
    Text(
        "consent_question",
        _t(
            "%(reference)s: may we show your words on our public board, without your name? "
            "A person checks them first. Reply %(yes)s or %(no)s. If you do not reply, they stay private."
        ),
        "Asked a little after the receipt.",
    ),
    Text(
        "consent_yes",
        _t("Thank you. A person checks your words first. If you change your mind, reply %(private)s."),
        "The reply to a yes to the board.",
    ),
    Text(
        "consent_no",
        _t("Thank you. It stays private. You get an answer all the same."),
        "The reply to a no to the board.",
    ),
    Text(
        "made_private",
        _t("%(reference)s is private from now on. If it was on our board, it is off it."),
        "The reply to PRIVATE at any later time.",
    ),
    Text(
        "preview",
        _t(
            '%(reference)s: this is how it would look: "%(words)s" '
            "Reply %(yes)s, %(private)s, or your own words. If you do not reply, it stays private."
        ),
        "Asked when what the public would read differs from what the person wrote.",
    ),
    Text(
        "preview_in_part",
        _t(
            '%(reference)s: this is how it would begin: "%(words)s" All of it: %(link)s '
            "Reply %(yes)s, %(private)s, or your own words. No reply keeps it private."
        ),
        "The same where the words do not fit into a text.",
    ),
    Text(
        "published",
        _t("Thank you. It is on our board now: %(link)s To take it off, reply %(private)s."),
        "The reply to a yes to the preview, when it went on the board at once.",
    ),
    Text(
        "reworded",
        _t("Thank you. A person reads your new words first. The old ones stay private."),
        "The reply to the person's own words instead of the preview.",
    ),
    # A decision that the words are not on the board, and why.
    Text(
        "decision_rejected",
        _t(
            "%(reference)s: we do not show this on our board. %(reason)s "
            "You can write to us again. To complain: %(complaints)s. More: %(link)s"
        ),
        "When somebody decided not to publish. %(reason)s is one of the reasons below, or words of staff's own.",
    ),
    Text(
        "decision_private",
        _t("%(reference)s: we keep this private. %(reason)s To complain: %(complaints)s. More: %(link)s"),
        "When somebody decided to keep it private; the answer still comes.",
    ),
    Text(
        "decision_withdrawn",
        _t(
            "%(reference)s: we took this off our board. %(reason)s "
            "You can write to us again. To complain: %(complaints)s. More: %(link)s"
        ),
        "When somebody took it off the board.",
    ),
    Text(
        "reason_identifies",
        _t("It could show who somebody is, and hiding that would leave too little of what you said."),
        "A reason. Also on the person's own page.",
    ),
    Text("reason_not_ours", _t("It is not about our services."), "A reason."),
    Text("reason_repeated", _t("We have this from you already, and we are dealing with it there."), "A reason."),
    Text("reason_unkind", _t("It attacks or threatens a person or a group of people."), "A reason."),
    Text("reason_advert", _t("It is an advert or a test message."), "A reason."),
    Text("reason_asked", _t("You asked us to. You get an answer all the same."), "A reason for keeping it private."),
    Text(
        "reason_not_agreed",
        _t("You have not told us that we may show it. You get an answer all the same."),
        "A reason for keeping it private.",
    ),
    Text(
        "reason_personal",
        _t("It is about your own care, so the answer is for you alone."),
        "A reason for keeping it private.",
    ),
    Text("reason_looked_into", _t("It is part of something that we are looking into."), "A reason."),
    Text(
        "reason_mistake",
        _t("It should not have been there. That was our mistake, and we are sorry."),
        "A reason for taking it off the board.",
    ),
    Text(
        "reason_safety",
        _t("We took it off the board while we make sure that everybody is safe."),
        "On the person's own page only.",
    ),
    Text("reason_on_page", _t("Your page says why."), "In place of a reason that is not in their language."),
    # The answer and the verdict.
    Text(
        "answer",
        _t("%(reference)s: the answer to what you told us, from %(signed_as)s: %(words)s More: %(link)s"),
        "When an answer is given. %(words)s is the answer, %(signed_as)s a role such as ward manager.",
    ),
    Text(
        "promise_kept",
        _t("%(reference)s: what we promised is done. %(signed_as)s: %(words)s More: %(link)s"),
        "When a promise was kept, to everybody who asked for it.",
    ),
    Text(
        "promise_moved",
        _t("%(reference)s: what we promised you has a new day: %(day)s. Why: %(link)s"),
        "When a promise gets another day. The reason stands on the person's own page.",
    ),
    Text(
        "verdict_question",
        _t("Did this answer you? Reply 1 yes, 2 partly, 3 no."),
        "The last line of an answer.",
    ),
    Text("verdict_yes", _t("Thank you for telling us."), "The reply to 1."),
    Text(
        "verdict_partly",
        _t("Thank you for telling us. What is missing? You can reply in your own words."),
        "The reply to 2.",
    ),
    Text(
        "verdict_no",
        _t("We are sorry. It is open again and somebody else will answer. What is missing? Reply in your own words."),
        "The reply to 3.",
    ),
    Text(
        "added",
        _t("Thank you. We have added it to %(reference)s for the person who answers."),
        "The reply to what the person says is missing.",
    ),
    # A few questions, only when asked for.
    Text(
        "questions_offer",
        _t(
            "May we ask you a few short questions? They help us treat everyone fairly. "
            "0 ends them at any time. Reply %(yes)s or %(no)s."
        ),
        "After the reply to the question about the board, once.",
    ),
    Text("questions_declined", _t("That is fine. Thank you."), "The reply to a no to the questions."),
    Text(
        "question_fft",
        _t(
            "Overall, how was your experience of our service? Reply with a number: 1 Very good, 2 Good, "
            "3 Neither good nor poor, 4 Poor, 5 Very poor, 6 Don't know. 0 ends the questions."
        ),
        "The Friends and Family Test; the question's wording is fixed nationally.",
    ),
    Text(
        "question_author",
        _t(
            "Who are you? 1 A patient or someone who uses a service, 2 A carer (unpaid), family member or friend, "
            "3 A member of the community, 4 A member of staff, writing for someone else. 0 ends the questions."
        ),
        "Patient or carer. A carer is an unpaid carer.",
    ),
    Text(
        "equality_offer",
        _t(
            "The last questions are about your ethnic group. We ask to see whether we treat everyone fairly. "
            "Your answers are kept apart from your words. Reply %(yes)s to go on or %(no)s to end."
        ),
        "Before the equality questions, which are optional and separate.",
    ),
    Text(
        "question_ethnic_group",
        _t(
            "What is your ethnic group? 1 White, 2 Mixed or multiple ethnic groups, 3 Asian or Asian British, "
            "4 Black, African, Caribbean or Black British, 5 Other ethnic group, 6 Prefer not to say. "
            "0 ends the questions."
        ),
        "The first of two steps; GOV.UK's wording.",
    ),
    Text(
        "question_white",
        _t(
            "Which of the following best describes your White background? "
            "1 English, Welsh, Scottish, Northern Irish or British, 2 Irish, 3 Gypsy or Irish Traveller, 4 Roma, "
            "5 Any other White background, 6 Prefer not to say."
        ),
        "The second step; the numbers must keep their meaning.",
    ),
    Text(
        "question_mixed",
        _t(
            "Which of the following best describes your Mixed or multiple ethnic groups background? "
            "1 White and Black Caribbean, 2 White and Black African, 3 White and Asian, "
            "4 Any other Mixed or multiple ethnic background, 5 Prefer not to say."
        ),
        "The second step; the numbers must keep their meaning.",
    ),
    Text(
        "question_asian",
        _t(
            "Which of the following best describes your Asian or Asian British background? "
            "1 Indian, 2 Pakistani, 3 Bangladeshi, 4 Chinese, 5 Any other Asian background, 6 Prefer not to say."
        ),
        "The second step; the numbers must keep their meaning.",
    ),
    Text(
        "question_black",
        _t(
            "Which of the following best describes your Black, African, Caribbean or Black British background? "
            "1 African, 2 Caribbean, 3 Any other Black, African or Caribbean background, 4 Prefer not to say."
        ),
        "The second step; the numbers must keep their meaning.",
    ),
    Text(
        "question_other",
        _t(
            "Which of the following best describes your background? "
            "1 Arab, 2 Any other ethnic group, 3 Prefer not to say."
        ),
        "The second step; the numbers must keep their meaning.",
    ),
    Text(
        "not_a_choice", _t("Please reply with one of the numbers shown, or 0 to end."), "When a number is not offered."
    ),
    Text("questions_done", _t("Thank you. That was the last question."), "After the last question."),
    Text("questions_ended", _t("Thank you. There are no more questions."), "When somebody ends the questions."),
    # Keywords.
    Text(
        "help",
        _t(
            "Tell us how your care was, in your own words and language. Reply %(status)s for news, "
            "%(private)s to keep it off our board, %(delete)s to erase it, %(stop)s for no more texts. "
            "Complaints: %(complaints)s."
        ),
        "The reply to HELP; the line about emergencies follows.",
    ),
    Text("status", _t("%(reference)s: %(where)s %(stage)s More: %(link)s"), "The reply to STATUS."),
    Text("status_pending", _t("A person will read it. It is not public."), "In the reply to STATUS."),
    Text("status_published", _t("It is on our board."), "In the reply to STATUS."),
    Text("status_private", _t("It is kept private."), "In the reply to STATUS."),
    Text("status_rejected", _t("It is not published. Your page says why."), "In the reply to STATUS."),
    Text("status_withdrawn", _t("It was taken off our board. Your page says why."), "In the reply to STATUS."),
    Text("stage_heard", _t("Nobody has answered yet."), "In the reply to STATUS."),
    Text("stage_doing", _t("We promised to do something by %(day)s."), "In the reply to STATUS."),
    Text("stage_did", _t("We did something about it."), "In the reply to STATUS."),
    Text("stage_cannot", _t("We answered why we cannot do it."), "In the reply to STATUS."),
    Text("stage_reopened", _t("It is open again, and somebody else will answer."), "In the reply to STATUS."),
    Text(
        "status_nothing",
        _t("We have nothing from this number yet. Tell us how your care was."),
        "The reply to STATUS from somebody who never wrote.",
    ),
    Text(
        "status_unknown",
        _t("We do not know %(reference)s from this number. Look at it again, or reply %(status)s alone."),
        "The reply to a keyword with a reference that is not the person's.",
    ),
    Text(
        "language_set",
        _t("From now on we write to you in English."),
        "The reply to a language's name. The translation names the language it is in instead of English.",
    ),
    Text(
        "stopped",
        _t("You get no more texts from us. Reply %(start)s to get them again."),
        "The reply to a word for stop that the network does not answer by itself.",
    ),
    Text(
        "started",
        _t("You get texts from us again. Reply %(stop)s to end them."),
        "The reply to START.",
    ),
    Text(
        "erase_question",
        _t(
            "This erases your number and everything you told us, and takes it off our board. "
            "It cannot be undone. Reply %(delete)s again to do it."
        ),
        "The reply to DELETE.",
    ),
    Text(
        "erased",
        _t("Done. We have erased your number and everything you told us."),
        "The receipt of an erasure, and the last text.",
    ),
    Text(
        "erase_waits",
        _t("We erase everything as soon as a person has made sure that you are safe."),
        "The reply to a confirmed DELETE while somebody may be in danger.",
        is_safety=True,
    ),
    Text(
        "looked_up",
        _t(
            "%(reference)s: our staff looked up your number, to make sure that you are safe or to help you. "
            "It is on record who did. More: %(link)s"
        ),
        "After two members of staff agreed to look up how to reach the person, by day, unless it would harm them.",
    ),
    Text("erase_not", _t("Nothing was erased."), "The reply to a no to the question about erasing."),
)

TEXTS: dict[str, Text] = {text.key: text for text in _ALL}
"""Every text by its key, in the order of a conversation."""

SAFETY = frozenset(text.key for text in _ALL if text.is_safety)
