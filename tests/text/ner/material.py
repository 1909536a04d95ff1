"""Sentences with names from many places, and sentences full of words that only look like names.

None of them stood in sight when scores and lists were chosen.
"""

from __future__ import annotations

PEOPLE = {
    "British": ["Graham Pickersgill", "Beryl Oldroyd", "Callum Strachan", "Gwenllian Prosser"],
    "Irish": ["Diarmuid Kinsella", "Sorcha Hanrahan", "Eamon Tuohy", "Gráinne Lenihan"],
    "Polish, Romanian": ["Bogumiła Szczepaniak", "Tadeusz Wrona", "Ionuț Dragomir", "Ruxandra Pavel"],
    "South Asian": ["Harpreet Dhaliwal", "Lalitha Venkatesan", "Shazia Qureshi", "Nuwan Rathnayake"],
    "Filipino": ["Arnel Macaraeg", "Marites Villanueva", "Jhoanna Catacutan", "Rodel Bautista"],
    "West African": ["Abimbola Akinwande", "Chukwuebuka Nnamdi", "Akosua Frimpong", "Fatmata Conteh"],
    "Zimbabwean, Arabic, Chinese": ["Tendai Mhlanga", "Yusra Al-Khatib", "Zhang Xiuying", "Farai Gumbo"],
    "names that are words": ["Gift Banda", "Comfort Appiah", "Faith Marsh", "Heather Pike"],
}
"""Origin -> people who do not exist: given name, surname."""

SENTENCES = (
    "Since {given} took over the linen cupboard we find what we need.",
    "{given} {surname} on the admissions unit tried this last winter.",
    "I asked {given} why the forms are on paper and nobody knew.",
    "The idea came from {given} {surname} and me over a cup of tea.",
    "When {surname} was on the rota the board was always right.",
    "Ring {given} if the cupboard is locked, not the office.",
    "My neighbour {given} waited nine hours for a lift home.",
    "Nobody but {given} {surname} can work the old printer.",
)
"""Each with one person."""

HARMLESS = (
    "Patients with Sjögren's, Addison's and Ménière's need a quiet room.",
    "Tazocin and meropenem run out on Sundays; pharmacy could stock Pabrinex too.",
    "Could the Waterlow score and the MUST form be one page in Lorenzo or Cerner?",
    "Please buy Zimmer frames, Sara Stedy lifts and a second Doppler.",
    "We use Teams for handover and Datix for incidents, and neither talks to Epic.",
    "Give apixaban, bisoprolol and furosemide at eight, as the chart says.",
    "A Montessori box helps people with dementia more than sedation does.",
    "Carers of autistic adults should be told about the hospital passport.",
    "Estates painted the doors blue, Catering moved lunch, Security took the keys.",
    "The Royal College says so, and the Care Quality Commission agrees.",
    "Ask for a Hoffman knee brace or a Thomas splint before theatre.",
    "Anybody who does nights knows that the Bristol chart goes missing.",
    "Diwali, Eid and Hanukkah should stand in the rota beside Christmas.",
    "A Lean event, an Agile board and a Gemba walk in the same week is too much.",
    "The Hawthorne effect explains it: watched, we all wash our hands.",
    "Our Dyson dryers are loud; Deloitte wrote a report and nothing changed.",
    "He needs a Foley catheter, a Yankauer sucker and an Ambu bag at the bed.",
    "Boots and Tesco text people when things are ready; why can we not?",
    "Chemo patients like Oramorph cold, and Calpol for the children.",
    "Stroke, sepsis and delirium have leaflets; hyponatraemia has none.",
)
"""Nobody is named in these."""
