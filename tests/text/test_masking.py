"""What is masked at once, what waits for a person, what stays."""

from __future__ import annotations

import pytest

from bridge.text.redactor import RuleRedactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # e-mail
        ("Mail jo.o'shea+tea@wards.example.nhs.uk, please.", "Mail [email], please."),
        ("It is ward-7 (at) example (dot) org today", "It is [email] today"),
        ("Write to kit dot marlow at example dot com first", "Write to [email] first"),
        # phone
        ("Ring 01632 960123.", "Ring [phone]."),
        ("Ring (01632) 960 123.", "Ring [phone]."),
        ("Ring +44 1632 960123.", "Ring [phone]."),
        ("Ring +44 (0)1632 960 123 now", "Ring [phone] now"),
        ("Ring 0044 1632 960123.", "Ring [phone]."),
        ("Ring 07700-900-123, after ten", "Ring [phone], after ten"),
        ("Ring +353 1 555 0123.", "Ring [phone]."),
        ("I am on bleep 4471 or ext. 20931", "I am on [phone] or [phone]"),
        # numbers
        ("Number 943 476 5919 waited", "Number [NHS number] waited"),
        ("NHS no: 943 476 5918 has a slip", "NHS no: [NHS number] has a slip"),
        ("My NI is ab 12 34 56 c.", "My NI is [NI number]."),
        ("PIN 12C3456E on my badge", "PIN [registration number] on my badge"),
        ("GMC number 7012345 signed", "GMC number [registration number] signed"),
        ("hospital number K448120 was lost", "hospital number [hospital number] was lost"),
        ("MRN 4481207 was lost", "[hospital number] was lost"),
        ("Pay GB82 WEST 1234 5698 7654 32 back", "Pay [bank details] back"),
        ("Card 4111 1111 1111 1111 was shown", "Card [bank details] was shown"),
        ("sort code 20-40-60 and account 12345678", "sort code [bank details]"),
        ("The van KX07 HBD blocks the bay", "The van [vehicle] blocks the bay"),
        # places
        ("Send it to LS1 4AP.", "Send it to [postcode]."),
        ("Send it to ec1a1bb", "Send it to [postcode]"),
        ("I live at 14 Quarry Hill Road now", "I live at [address] now"),
        ("I live at Flat 3, 14 Quarry Road now", "I live at [address] now"),
        # days
        ("Born 7/3/1948 in the flood", "Born [date] in the flood"),
        ("DOB: 07.03.48", "DOB: [date]"),
        ("She was born on the 3rd of March 1948 there", "She was born on the [date] there"),
        ("On 3 March 2015 the lift failed", "On [March 2015] the lift failed"),
        ("On March 3rd, 2015 the lift failed", "On [March 2015] the lift failed"),
        ("On 2015-03-03 the lift failed", "On [March 2015] the lift failed"),
        # names
        ("Mrs Oyelowo asked", "[name] asked"),
        ("dr. K. Featherstonehaugh asked", "[name] asked"),
        ("Charge Nurse Tolliver asked", "[name] asked"),
        ("ask sister O'Malley-Price's team", "ask [name]'s team"),
        ("It was Bridget Fenwick who began", "It was [name] who began"),
        ("Holloway, Bridget began", "[name] began"),
        ("I told B. Holloway so", "I told [name] so"),
        ("My son Will has asthma", "My son [name] has asthma"),
        ("So there.\n\nKind regards,\nThora", "So there.\n\nKind regards,\n[name]"),
        ("On 3/3/1948 the lift failed", "On [date] the lift failed"),
        ("On 3-Mar-15 or 03.03.2015 it failed", "On [March 2015] or [March 2015] it failed"),
        ("since 3rd March it works", "since [March] it works"),
        ("BRIDGET FENWICK 20.8.05 999 123 4560", "[name] [date] [NHS number]"),
        ("a man of 94 years old waits", "a man of [90 or over] waits"),
        # addresses of machines and accounts
        ("seen at 10.20.30.40 twice", "seen at [network address] twice"),
        ("seen at 2001:db8::7 twice", "seen at [network address] twice"),
        ("follow @ward_nine99 please", "follow [account] please"),
        ("see https://www.linkedin.com/in/someone-here.", "see [link]."),
    ],
)
def test_certain_finds_are_masked(redactor: RuleRedactor, text: str, shown: str) -> None:
    assert redactor.redact(text).text == shown


@pytest.mark.parametrize(
    ("text", "label", "snippet"),
    [
        ("and then Bridget asked", "PERSON", "Bridget"),
        ("thanks to Grizel we did", "PERSON", "Grizel"),
        ("hospitals like Thistlebank do it", "PERSON", "Thistlebank"),
        ("ask bridget in bookings", "PERSON", "bridget"),
        ("I told B. Whistlethwick so", "PERSON", "B. Whistlethwick"),
        ("We asked Gareth and Hope about it", "PERSON", "Hope"),
        ("a man of 94 years old, aged 94", "AGE_90", "aged 94"),
        ("the lady on ward 9 bed 4 knew", "ROLE_UNIQUE", "ward 9 bed 4"),
        ("I am the only male midwife in Larch", "ROLE_UNIQUE", "only male midwife in Larch"),
        ("number 943 476 5918 waited", "NHS_NUMBER", "943 476 5918"),
        ("code 55120934 was on it", "NUMBER", "55120934"),
        ("since 3rd March it works", "DATE", "3rd March"),
        ("at Thistlebank Cottage Hospital they", "ORG", "Thistlebank Cottage Hospital"),
        ("see https://www.nice.org.uk/guidance/ng56 on it", "URL", "https://www.nice.org.uk/guidance/ng56"),
    ],
)
def test_doubtful_finds_are_masked_and_leave_a_question_open(
    redactor: RuleRedactor, text: str, label: str, snippet: str
) -> None:
    redaction = redactor.redact(text)
    assert snippet not in redaction.text
    assert redaction.needs_review
    found = {(mask.label, text[mask.start : mask.end]) for mask in redaction.masks if mask.asked}
    assert (label, snippet) in found


@pytest.mark.parametrize(
    "text",
    [
        "People with Parkinson's and Alzheimer's get their tablets late on Ward 12.",
        "Florence Nightingale walked with a lamp; we walk with a bleep that nobody hears.",
        "Kotter and Maslow would agree, and so would the King's Fund.",
        "We may start in May, on a Monday; by March it will be done.",
        "Version 2.3.1 of the form, 24/7 cover, a ratio of 1:8 and 3/4 of the beds.",
        "It costs £12,500 a year, or £1,200,000 across all 14 sites.",
        "On a scale of 0 1 2 3 4 5 6 7 8 9 10 it is a seven.",
        "Call 111 or 999 when in doubt.",
        "A patient aged 65 waits as long as one aged 89.",
        "Will you grant us a break? I hope so. Bill us for it.",
        "Care Opinion, NICE and the CQC have said so since 2019.",
        "The 2nd and the 3rd shift swap at 07:30 and 19:30.",
        "Our ward sister, the matron and a consultant met the porter.",
    ],
)
def test_harmless_words_stay_and_nobody_is_asked(redactor: RuleRedactor, text: str) -> None:
    redaction = redactor.redact(text)
    assert redaction.text == text
    assert redaction.masks == ()


def test_offsets_point_into_the_text_as_given(redactor: RuleRedactor) -> None:
    text = "Mrs Oyelowo 👩‍⚕️ rang 01632 960123; Bridget wrote to kit@example.org."
    found = [(text[mask.start : mask.end], mask.label, mask.asked) for mask in redactor.redact(text).masks]
    assert found == [
        ("Mrs Oyelowo", "PERSON", False),
        ("01632 960123", "PHONE", False),
        ("Bridget", "PERSON", True),
        ("kit@example.org", "EMAIL", False),
    ]


def test_placeholders_are_fixed_and_tell_nothing(redactor: RuleRedactor) -> None:
    """Two people and one person twice read alike, and so do a short and a long name."""
    assert redactor.redact("Mr Ng met Mrs Featherstonehaugh and Mr Ng").text == "[name] met [name] and [name]"


def test_words_that_look_like_placeholders_are_left_alone(redactor: RuleRedactor) -> None:
    assert redactor.redact("[name] told [NHS number] to [date]").masks == ()
