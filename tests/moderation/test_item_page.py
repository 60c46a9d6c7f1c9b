"""The item page over real HTTP, with forms and no script: hide, decide, answer, and lose nothing typed."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from feedback_service import clock, outbox
from feedback_service.models import AuditRecord, Feedback, OutboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import MAX_WORDS, Moderation, OutboundKind, OutboundStatus
from tests.conftest import JOAN
from tests.support.story import Story
from tests.support.visitor import Visitor

WORDS = "#hide-form"


def opens(visitor: Visitor, said) -> Visitor:
    return visitor.opens(f"/staff/items/{said.reference}")


def chooses(visitor: Visitor, *words: str) -> list[str]:
    boxes = {label.get_text(): str(label.input["value"]) for label in visitor.page.select(".desk-word")}
    return [boxes[word] for word in words]


def preview(visitor: Visitor) -> str:
    return visitor.page.select_one(".desk-preview blockquote").get_text()


def answers(visitor: Visitor, **values: str) -> Visitor:
    fields = {"kind": "did", "words": "Thank you. We bought a kettle.", "signed_as": "Ward manager", **values}
    return visitor.submits("#action-respond form", **fields)


def test_words_are_hidden_and_shown_again_without_a_script(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("Nurse Joy Example was kind"))
    amina.submits(WORDS, word=chooses(amina, "Joy", "Example"), kind="staff_name")
    assert preview(amina) == "Nurse [staff name removed] was kind"
    chip = amina.page.select_one(".desk-hidden")
    assert chip.s.get_text() == "Joy Example"
    amina.submits(WORDS, button="show again")
    assert preview(amina) == "Nurse Joy Example was kind"


def test_the_words_on_the_page_are_the_words_that_were_written(story: Story, amina: Visitor) -> None:
    written = "First  line,\n\n\tਸਤਿ ਸ੍ਰੀ 😀👩‍👧 اسمي <script>alert(1)</script> & so\u00a0on"
    opens(amina, story.says(written))
    page = BeautifulSoup(amina.answer.text, "html.parser", preserve_whitespace_tags={"div"})
    assert page.select_one("[data-words]").get_text() == written
    for label in amina.page.select(".desk-word"):
        _, start, end = str(label.input["value"]).split(":")
        assert written[int(start) : int(end)] == label.get_text()


def test_the_longest_message_is_still_workable(story: Story, amina: Visitor) -> None:
    written = ("word " * (MAX_WORDS // 5)).strip()
    opens(amina, story.says(written))
    boxes = [str(each["value"]) for each in amina.page.select("input[name=word]")]
    assert len(boxes) == 2000
    amina.submits(WORDS, word=boxes, kind="other")
    assert amina.answer.status_code == 200
    assert preview(amina) == "[detail removed]"


def test_nothing_chosen_is_said(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("Joan likes tea")).submits(WORDS)
    assert amina.answer.status_code == 422
    assert "Choose the words to hide" in amina.reads
    for bad in ("1:2", "a:b:c", "1:2:3:4", "1:-1:3", "999999:0:4", f"1:0:{10**12}"):
        opens(amina, story.says("Joan likes tea")).submits(WORDS, word=[bad], kind="name")
        assert amina.answer.status_code == 422


def test_amina_publishes_and_is_told_that_it_can_be_undone(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("The tea group helps")).submits("#publish form")
    assert "It is on the board now. You can take it off at any time." in amina.answer.text
    assert "The public reads now:" in amina.reads
    assert "The tea group helps" in amina.opens("/").answer.text


def test_what_stands_in_the_way_is_said_in_words(story: Story, amina: Visitor) -> None:
    said = story.says("She left without a word", consent=None)
    opens(amina, said).submits("#action-flag form", words="Sounds like a goodbye")
    obstacles = amina.page.select_one("#publish").get_text()
    assert "has not agreed" in obstacles
    assert "open safety flag" in obstacles
    assert amina.page.select_one("#publish form") is None
    danger = amina.page.select_one(".desk-danger").get_text()
    assert "Sounds like a goodbye" in danger
    token = amina.page.select_one("input[name=csrf_token]")["value"]
    version = amina.page.select_one("input[name=version]")["value"]
    amina.posts(f"/staff/items/{said.reference}/publish", {"csrf_token": token, "version": version})
    assert amina.answer.status_code == 422
    assert "The person has not agreed to it being published. There is an open safety flag." in amina.reads


def test_rhys_cannot_publish_and_reads_only_what_is_public(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("Neighbour Joy was kind")
    opens(amina, said).submits(WORDS, word=chooses(amina, "Joy"), kind="name").submits("#publish form")
    opens(rhys, said)
    assert "Joy" not in rhys.answer.text
    assert preview(rhys) == "Neighbour [name removed] was kind"
    assert [each["id"] for each in rhys.page.select(".desk-action[id]")] == ["action-respond"]
    token = rhys.page.select_one("input[name=csrf_token]")["value"]
    for action in ("withdraw", "redact", "publish", "flag", "set-place", "record-consent"):
        data = {"csrf_token": token, "version": "3", "words": "x", "agreed": "no"}
        assert rhys.posts(f"/staff/items/{said.reference}/{action}", data).answer.status_code == 403
    answers(opens(rhys, said))
    assert "Your answer is saved." in rhys.answer.text
    assert "We bought a kettle" in rhys.opens("/").answer.text


def test_rhys_does_not_read_what_staff_noted_among_themselves(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says()
    opens(amina, said).submits(
        "#action-keep-private form", responders="yes", because="asked", note="Joan asked for that"
    )
    amina.submits("#action-record-consent form", agreed="no", words="Joan rang")
    amina.submits("#action-flag form", words="Joan sounded low")
    opens(rhys, said)
    assert "Safety flag" in rhys.reads
    assert "Consent recorded" in rhys.reads
    assert "Joan" not in rhys.answer.text


def test_a_promise_asks_for_its_owner_and_day_and_keeps_the_words(story: Story, amina: Visitor) -> None:
    answers(opens(amina, story.says()), kind="doing", words="We will paint\r\nthe <wall>")
    assert amina.answer.status_code == 422
    assert "Write who sees to it" in amina.reads
    assert "Write the date" in amina.reads
    assert amina.page.select_one("#respond-words").get_text() == "We will paint\r\nthe <wall>"
    assert amina.page.select_one("#action-respond input[value=doing]").has_attr("checked")
    yesterday = clock.today("Europe/London") - timedelta(days=1)
    amina.submits("#action-respond form", owner="Estates lead", due_on=yesterday.isoformat())
    assert "The date must be today or later" in amina.reads
    amina.submits("#action-respond form", due_on=f"{yesterday.year + 180}-11-24")
    assert "The date is years away" in amina.reads
    amina.submits("#action-respond form", due_on=(yesterday + timedelta(days=8)).isoformat())
    assert amina.answer.status_code == 200
    assert "Estates lead, by" in amina.reads


def test_everything_missing_is_named_with_a_link_to_its_field(story: Story, amina: Visitor) -> None:
    said = story.says()
    for form, values, wanted in (
        ("#action-reject form", {}, "#reject-because"),
        ("#action-reject form", {"because": "own"}, "#reject-because"),
        ("#action-flag form", {"words": "   "}, "#flag-words"),
        ("#action-keep-private form", {"because": "asked"}, "#keep-private-responders"),
        ("#action-keep-private form", {"responders": "yes"}, "#keep-private-because"),
        ("#action-record-consent form", {"agreed": "yes"}, "#record-consent-words"),
        ("#action-respond form", {"kind": "did", "signed_as": "x" * 121}, "#respond-signed_as"),
        ("#action-respond form", {"kind": "did", "words": "x" * 2001}, "#respond-words"),
    ):
        opens(amina, said).submits(form, **values)
        assert amina.answer.status_code == 422, form
        links = [each["href"] for each in amina.page.select(".nhsuk-error-summary a")]
        assert wanted in links
        assert all(amina.page.select_one(link) for link in links)


def test_an_old_page_shows_what_changed_and_keeps_what_was_typed(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says("The tea group helps")
    opens(amina, said)
    opens(grace, said).submits("#publish form")
    answers(amina, words="My long answer")
    assert amina.answer.status_code == 409
    assert "This changed since your page was made, so nothing was sent" in amina.reads
    assert "Grace: Published" in amina.page.select_one(".desk-changed").get_text()
    assert amina.page.select_one("#respond-words").get_text() == "My long answer"
    amina.submits("#action-respond form")
    assert amina.answer.status_code == 200
    assert "My long answer" in amina.reads


def test_choosing_words_on_an_old_page_keeps_the_choice(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says("Joan likes tea")
    opens(amina, said)
    opens(grace, said).submits(WORDS, word=chooses(grace, "tea"), kind="other")
    amina.submits(WORDS, word=chooses(amina, "Joan"), kind="name")
    assert amina.answer.status_code == 409
    amina.submits(WORDS)
    assert preview(amina) == "[name removed] likes [detail removed]"


def test_rejecting_withdrawing_and_going_back(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("Buy pills"))
    assert "Negative is never a reason." in amina.page.select_one("#action-reject").get_text()
    amina.submits("#action-reject form", because="advert")
    assert "It is not published. The person can read your reason." in amina.answer.text
    amina.submits("#action-return form").submits("#publish form")
    assert "It disappears from every open board at once." in amina.page.select_one("#action-withdraw").get_text()
    amina.submits("#action-withdraw form", because="own", words="It is an advert after all")
    assert "It is off every board." in amina.answer.text
    assert "It is an advert after all" in amina.page.select_one(".desk-history").get_text()


def test_each_answer_says_who_reads_it_and_goes_on_and_off_the_board(story: Story, amina: Visitor) -> None:
    said = story.says("The tea group helps")
    answers(opens(amina, said), words="Written early")
    record = ".desk-response"
    assert "waits for the decision" in amina.page.select_one(record).get_text()
    assert "Written early" in amina.page.select_one(".desk-preview").get_text()
    assert amina.page.select_one(f"{record} form") is None
    amina.submits("#action-keep-private form", responders="no", because="personal")
    assert "given in private" in amina.page.select_one(record).get_text()
    assert "Written early" not in amina.page.select_one(".desk-preview").get_text()
    assert amina.page.select_one(f"{record} form") is None, "nothing of it can be public while it is private"
    amina.submits("#action-return form").submits("#publish form")
    amina.submits(f"{record} form", button="Put this answer on the board")
    assert "The answer is on the board now." in amina.answer.text
    assert "on the board" in amina.page.select_one(record).get_text()
    assert "Written early" in amina.page.select_one(".desk-preview").get_text()
    assert "You can take it off again under “Answers”" in amina.reads
    amina.submits(f"{record} form", button="Take this answer off the board")
    assert "The public cannot read the answer any more. The person still can." in amina.answer.text
    assert "Written early" not in amina.opens("/").answer.text


def test_the_place_is_chosen_from_the_list(story: Story, amina: Visitor) -> None:
    place = story.place("ealing")
    opens(amina, story.says()).submits("#action-set-place form", place=str(place))
    assert "Ealing" in amina.page.select_one(".desk-facts").get_text()
    amina.submits("#action-set-place form", place="")
    assert "not known" in amina.page.select_one(".desk-facts").get_text()


def test_texts_to_the_person_show_their_status_but_neither_number_nor_key(
    app: Flask, story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The lift was slow", sender=JOAN)
    story.publishes(said)
    with app.app_context(), transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        outbox.queue(session, feedback, OutboundKind.ANSWER, f"We did. https://example.org/follow/{said.follow_token}")
        session.flush()
        sent = session.scalars(select(OutboundMessage).where(OutboundMessage.kind == OutboundKind.ANSWER)).one()
        sent.status, sent.error_code = OutboundStatus.PERMANENT_FAILURE, "30006"
    for visitor in (amina, rhys):
        opens(visitor, said)
        assert "Not delivered" in visitor.reads
        assert "It is a landline, or a phone that takes no texts." in visitor.reads
        for address in (visitor.answer.url, "/staff/", "/staff/?tab=answer", "/staff/?tab=published"):
            page = visitor.opens(address).answer.text
            assert said.follow_token not in page
            assert "7700" not in page


def test_every_opening_is_on_record_with_whether_it_showed_the_words_as_written(
    app: Flask, story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says()
    story.publishes(said)
    for visitor in (rhys, amina, amina):
        opens(visitor, said)
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord).where(AuditRecord.action == "feedback.viewed")).all()
        assert {each.subject for each in found} == {f"feedback:{said.feedback_id}"}
        assert [each.details for each in found] == [{"original": False}, {"original": True}, {"original": True}]


def test_rhys_reads_private_words_only_once_a_moderator_opened_them(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("Neighbour Joy knows my illness")
    opens(amina, said).submits("#action-keep-private form", responders="no", because="personal")
    assert "may not read it" in amina.page.select_one(".desk-facts").get_text()
    assert opens(rhys, said).answer.status_code == 403
    for tab in ("answer", "private"):
        assert said.reference not in rhys.opens(f"/staff/?tab={tab}").answer.text
        assert rhys.page.select_one(f"[data-count={tab}]").get_text() == "0"
    amina.submits("#action-return form").submits(WORDS, word=chooses(amina, "Joy"), kind="name")
    amina.submits("#action-keep-private form", responders="yes", because="personal")
    assert said.reference in rhys.opens("/staff/?tab=answer").answer.text
    opens(rhys, said)
    assert preview(rhys) == "Neighbour [name removed] knows my illness"
    assert "Joy" not in rhys.answer.text


def test_the_facts_say_when_no_text_can_reach_the_person(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    assert "by text message and on their page" in opens(amina, said).page.select_one(".desk-facts").get_text()
    story.texts("STOP")
    facts = opens(amina, said).page.select_one(".desk-facts")
    assert facts.select_one(".desk-problem").get_text() == (
        "They asked for no more texts: no text message can reach them."
    )
    assert "They get it as a text message" not in amina.reads
    stopped = amina.page.select_one(".desk-stopped").get_text()
    assert "No text message can reach this person" in stopped
    assert "texts again once they text START" in stopped


def test_pages_that_are_not_there(story: Story, amina: Visitor) -> None:
    said = story.says()
    for address in ("/staff/items/XXXX-XXXX", "/staff/items/%00", "/staff/texts/%00"):
        assert amina.opens(address).answer.status_code == 404
    assert opens(amina, said).answer.status_code == 200
    assert amina.opens(f"/staff/items/{said.reference}/publish").answer.url.endswith(said.reference)
    token = amina.page.select_one("input[name=csrf_token]")["value"]
    assert amina.posts(f"/staff/items/{said.reference}/nonsense", {"csrf_token": token}).answer.status_code == 404
    assert amina.posts("/staff/items/XXXX-XXXX/publish", {"csrf_token": token}).answer.status_code == 404
    for version in ("", "x", "-1", "9" * 30):
        amina.posts(f"/staff/items/{said.reference}/publish", {"csrf_token": token, "version": version})
        assert amina.answer.status_code == 409


def test_where_nothing_opens_staff_stay_at_the_desk(story: Story, rhys: Visitor, charlie: Visitor) -> None:
    said = story.says()
    for address, status, words in (
        (
            f"/staff/items/{said.reference}",
            403,
            "A moderator has not decided about it yet, or keeps it from responders.",
        ),
        ("/staff/items/XXXX-XXXX", 404, "Page not found"),
        ("/staff/nothing/of/this", 404, "Page not found"),
        ("/staff/people", 403, "Your role does not include it."),
    ):
        rhys.opens(address)
        assert rhys.answer.status_code == status
        assert words in rhys.reads
        assert rhys.page.select_one(".desk-nav"), address
        assert rhys.page.select_one("main a[href='/staff/']").get_text() == "Back to the queue"
        assert "Go to the board" not in rhys.reads
    assert "Go to the board" in charlie.opens("/staff/nothing/of/this").reads
    assert "Go to the board" in rhys.opens("/nothing/of/this").reads


def test_staff_read_what_it_waits_for(story: Story, amina: Visitor) -> None:
    said = story.says()
    assert opens(amina, said).page.select_one(".desk-status").get_text() == "Waits for a decision"
    story.publishes(said)
    assert opens(amina, said).page.select_one(".desk-status").get_text() == "On the board · Waits for an answer"
    assert "On the board · Waits for an answer" in amina.opens("/staff/?tab=all").reads
    story.answers(said)
    assert opens(amina, said).page.select_one(".desk-status").get_text() == "On the board"


def test_words_in_another_script_keep_their_direction(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("اسمي فاطمة", language="ar"))
    group = amina.page.select_one("[data-words]")
    assert (group["lang"], group["dir"]) == ("ar", "rtl")
    opens(amina, story.says("Qualcosa", language=None))
    assert amina.page.select_one("[data-words]")["dir"] == "auto"


def test_the_words_of_what_is_not_for_the_public_are_not_called_so(story: Story, amina: Visitor) -> None:
    said = story.says(consent=None)
    assert "The public will read:" in opens(amina, said).reads
    assert amina.page.select_one("[data-key=p]") is None, "nothing can be published yet"
    for status in (Moderation.PRIVATE, Moderation.PENDING, Moderation.REJECTED):
        story.moves(said, status, reason="An advert")
    assert "With what is hidden:" in opens(amina, said).reads
    assert "The public will read:" not in amina.reads


def test_who_was_rejected_is_not_promised_an_answer(story: Story, kofi: Visitor) -> None:
    said = story.says()
    assert "The answer will appear here." in kofi.opens(f"/follow/{said.follow_token}").reads
    story.moves(said, Moderation.REJECTED, reason="To jest reklama")
    assert "The answer will appear here." not in kofi.opens(f"/follow/{said.follow_token}").reads
    reason = kofi.page.select_one(".follow-steps__reason .follow-words")
    assert (reason.get("lang"), reason["dir"]) == (None, "auto")
