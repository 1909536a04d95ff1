"""What ideas are made of. Two halves without a sentence, a body or a trap in common.

`{PERSON}` and the like are slots for personal data; `<...>` marks words that must stay.
"""

from __future__ import annotations

BODIES = (
    (
        "Brindlemere Surgery|Quenby Royal Infirmary|St Withburga's Hospital|Tarnside NHS Foundation Trust|"
        "Oxlade Medical Centre|Marram House Nursing Home|Pellworth General Hospital|Harkness Lane Clinic"
    ).split("|"),
    (
        "Fallowmere Hospital|Crossgill Health Centre|St Eanswythe's Hospice|Wendlebury and District Hospital|"
        "Penmarrow University Hospitals NHS Trust|The Willows Care Home|Old Mill Practice|Dunscar Infirmary"
    ).split("|"),
)

SENTENCES = (
    (
        "Whenever {GIVEN} does the handover it takes half the time.",
        "{PERSON} from the stores team already keeps a list like this.",
        "I raised it with Mr {SURNAME} in the spring and heard nothing.",
        "Sister {SURNAME} tried it on nights and it worked.",
        "Please ask {PERSON} if you want to see the sheet.",
        "{GIVEN} and I drew up a plan on the back of a menu.",
        "My mum, {PERSON}, waited five hours in a corridor.",
        "Dr {INITIAL} {SURNAME} signs every form twice.",
        "The last person who understood the boiler was {PERSON}.",
        "Our ward manager {GIVEN} is sick of asking.",
        "It was {GIVEN} in pharmacy who spotted the mistake.",
        "Hats off to {PERSON} and the porters.",
        "We borrowed the idea from {ORG}.",
        "I used to work at {ORG} and they scan everything at the door.",
        "My dad was moved from {ORG} without his notes.",
        "You can reach me on {PHONE} after four.",
        "If in doubt {EXT} will get you the site team.",
        "Write to {EMAIL} and I will send the template.",
        "The label said {NHS_NUMBER} and it was not hers.",
        "A letter for {MRN} went to the wrong house.",
        "My payslip shows {NINO} in full, which cannot be right.",
        "I am {REG} if that matters.",
        "Send the leaflets to {ADDRESS}, {POSTCODE}.",
        "We live at {ADDRESS} and the bus stops right outside.",
        "One patient, born {DOB}, was called by the wrong name all week.",
        "On {DATE} the lift broke again.",
        "A lady {AGE} should not have to stand.",
        "The photos are at {URL} for now.",
        "I post about this as {HANDLE} sometimes.",
        "The screen in reception shows {IP} to everybody.",
        "Somebody clamped {VEHICLE} during a cardiac arrest.",
        "They printed {BANK} on the rota by mistake.",
    ),
    (
        "Nobody but {GIVEN} knows where the spare hoist lives.",
        "Thanks to {PERSON} we now have a whiteboard.",
        "According to Mrs {SURNAME} the contract ends in autumn.",
        "Staff Nurse {SURNAME} showed me how she does it.",
        "The complaint from {PERSON} was fair.",
        "I sat with {GIVEN} through the whole appeal.",
        "My husband {GIVEN} had his hip done and lay there for a day.",
        "Prof {SURNAME} wrote a paper on exactly this.",
        "{PERSON}, who retired last year, used to do it by hand.",
        "There is a healthcare assistant called {GIVEN} who sings to them.",
        "Could {PERSON} from estates come and look?",
        "When {GIVEN} left we lost the only key.",
        "Colleagues at {ORG} have had this for years.",
        "She came to us from {ORG} with a bag of tablets.",
        "Why can {ORG} do it and not us?",
        "Text me: {PHONE}.",
        "I hold the {EXT} most nights.",
        "My address is {EMAIL} if you need a hand.",
        "Somebody left a sticker with {NHS_NUMBER} on the bus.",
        "Look at {MRN} for an example of what goes wrong.",
        "HR had my NI number as {NINO} for two years.",
        "Signed by a tired registrar, {REG}.",
        "The parcel went to {ADDRESS} instead.",
        "District nurses cannot find {ADDRESS}, {POSTCODE} in the dark.",
        "His date of birth is {DOB} and the wristband said otherwise.",
        "We ran out of linen on {DATE} and again a week later.",
        "My grandfather, {AGE}, fell twice that night.",
        "There is a map on {URL} that nobody updates.",
        "Tell {HANDLE} to stop tweeting about our canteen.",
        "The printer answers on {IP} and to no one else.",
        "Whoever drives {VEHICLE} blocks the ambulance bay.",
        "The charity form asks for {BANK} in the clear.",
    ),
)

HARMLESS = (
    (
        "We all wait for the scanner and nobody knows why.",
        "<Parkinson's> patients need their tablets on time.",
        "The <Foley> catheter packs are on the top shelf.",
        "<May> I suggest a second kettle?",
        "<Will> anybody read this?",
        "<Hope> is not a plan.",
        "The <Waterlow> score is filled in and then forgotten.",
        "Give people <paracetamol> before they climb the walls.",
        "<Ward> 12 has the same trouble as <Ward> 7.",
        "The <Trust> board should walk the floor.",
        "<Microsoft Teams> rings all day.",
        "By <August> it could be done.",
        "<Kotter> has eight steps, we would be glad of one.",
        "The <Nightingale> wards were lighter than ours.",
        "<Apixaban> and <Warfarin> look alike in that drawer.",
        "It costs <£4,500> a year.",
        "The <Friends and Family Test> asks the wrong question.",
        "<Matron> and the <Ward Manager> agree.",
        "<Datix> takes twenty minutes a go.",
        "A <Bristol> stool chart hangs in the staff room.",
        "<Grace> periods would help with parking.",
        "Ask the <Bed Managers> how they sleep.",
        "<Christmas> rotas come out in <November>.",
    ),
    (
        "It would save an hour a day and cost nothing.",
        "A <Zimmer> frame does not fit through that door.",
        "<Alzheimer's> and noise do not go together.",
        "<Bill> us for the paint if you like.",
        "<Dawn> is when the phlebotomists come.",
        "<Patience> runs out by three in the morning.",
        "<Grant> us one quiet hour.",
        "The <Glasgow Coma Scale> is on every bed.",
        "<Maslow> would start with a sandwich.",
        "<Ramipril> is never on the ward when we need it.",
        "The <Emergency Department> sends them up without notes.",
        "<Outpatients> could open on <Saturday>.",
        "<WhatsApp> is how it really works.",
        "<SystmOne> and <EMIS> do not talk to each other.",
        "In <March> we counted forty empty bays.",
        "The <King's Fund> wrote about it.",
        "<Florence Nightingale> kept better statistics.",
        "A <Guedel> airway should be in every trolley.",
        "The <Chief Executive> came once.",
        "<NICE> says so in plain words.",
        "<Faith> leaders could visit in the evening.",
        "<Joy> at work sounds soft but it is not.",
        "<Hartmann's> is kept two floors down.",
    ),
)

OPENINGS = (("", "Hi, ", "Dear team,\n", ""), ("", "Hello\n", "To whom it may concern,\n", ""))
CLOSINGS = (
    ("", "\n\nMany thanks\n{PERSON}", "\n\nRegards,\n{GIVEN}", ""),
    ("", "\n\nBest wishes,\n{PERSON}", "\n\nCheers\n{GIVEN}", ""),
)
