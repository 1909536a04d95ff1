"""Invented people by where their names are common; each list is cut in two, one half per set."""

from __future__ import annotations

GIVEN = {
    "British": (
        "Nigel Philippa Darren Elspeth Lorna Kirsty Alistair Gwenllian Trevor Maureen Callum Hayley "
        "Rhodri Tamsin Jocasta Barnaby Shona Leighton Cerys Wilf Marjory Ruaridh Demelza Gethin Fenella "
        "Lachlan Jolyon Merryn Ottilie Kenver"
    ),
    "Irish": (
        "Fiachra Bernadette Órlaith Caoimhe Diarmuid Gobnait Tadhg Sadhbh Cillian Dymphna Eimear Feargal "
        "Ailbhe Conchobar Líadan Muiris Bláthnaid Oisín Ríona Proinsias"
    ),
    "Polish": (
        "Jolanta Zdzisław Bogumiła Przemysław Mirosława Ireneusz Wiesława Leszek Grażyna Eugeniusz "
        "Halszka Kazimierz Bronisława Radosław Dobrosława Witold Lucyna Zenon Marzena Tymoteusz"
    ),
    "West African": (
        "Omotayo Kwamina Ngozichukwu Foday Adaobi Olumide Efosa Ekaette Baboucarr Abiba Nanayaa "
        "Chukwudumebi Yewande Isatu Kobina Temilade Ofentse Uchechi Sulayman Ewurama"
    ),
    "South Asian": (
        "Jaspal Meenakshi Tauseef Lakmal Sumaira Gurnaam Thilini Prabhjot Zulekha Venkatesh Nasreena "
        "Dilshan Harvinder Ashwini Rukshana Sajeev Mahnoor Chaminda Lovepreet Bhaskar"
    ),
    "Filipino": (
        "Rowena Jocelyn Cherrie Liezl Rodrigo Maricris Jhonel Analyn Rommel Arceli Jayvee Rosalinda "
        "Dionisio Gemalyn Nerissa Ronnel Lovely Wilfredo Marivic Aldrin"
    ),
    "Zimbabwean and other": (
        "Tarisai Layth Huda Meihua Nokutenda Tichaona Yordanos Behrouz Siphiwe Munyaradzi Nyaradzo Farouk "
        "Weiling Kudakwashe Shamiso Hodan Tsungai Rukudzo Ardeshir Thanhha"
    ),
    "names that are words": (
        "Patience Dawn Hope Rose Mark Grace Joy Will Gift Comfort Faith May Precious Ivy Summer Blessing "
        "Frank Heather Mercy Robin"
    ),
}
"""Origin -> given names; the even ones belong to the first half, the odd ones to the second."""

SURNAMES = {
    "British": (
        "Thornbury Crabtree Hobday Kinnaird Eccles Pemberton Llewelyn Ramsbottom Featherstone Tregenza "
        "Blenkinsop Gillespie Arkwright Penhaligon Cadwallader Shuttleworth Murchison Tolliver Entwistle "
        "Braithwaite"
    ),
    "Irish": (
        "Mulcahy Geoghegan Scanlon Devaney O'Riordan McGettigan Ó'Súilleabháin Heffernan Mac-Giolla "
        "O'Shaughnessy Kilbride Cosgrave Prendergast Tuohy McElhinney Fogarty"
    ),
    "Polish": (
        "Gawron Pietrzak Szymczak Wiśniewska Zając Błaszczyk Kołodziej Stachowiak Pawlikowska "
        "Jędrzejewski Wójtowicz Gołębiewska Śliwa Kędzierski Mroczek Ratajczak"
    ),
    "West African": (
        "Fagbemi Essien Anozie Mansaray Oyelaran Ofori-Atta Nwachukwu Bassey Jarju Quartey Ogunleye Aidoo "
        "Onwudiwe Sesay Agbaje Tetteh"
    ),
    "South Asian": (
        "Brar Sundaram Abbasi Wijesinghe Chattopadhyay Mahal Thiruchelvam Rajapaksa Qureshi Kulasekara "
        "Vadgama Siddiqui Bhullar Ranasinghe Panchal Mirza"
    ),
    "Filipino": (
        "Dimaculangan Pangilinan Lacson Abrenica Dela-Rosa Macapagal Tolentino Catacutan Buenaventura "
        "Sumulong Evangelista Magbanua Cayabyab Villaflor Dumalagan Katigbak"
    ),
    "Zimbabwean and other": (
        "Chikomo Al-Rubaie Shaheen Guo Mutambara Zhuwao Gebremariam Farrokhzad Madonsela Nyandoro Chirisa "
        "El-Hadidi Tsvangirai Ouyang Makamba Ghebreyesus"
    ),
    "names that are words": (
        "Amoah Lamb Bell Field Woods Short Banks Green Marsh Small Price Nutter Stone Swift Rivers Day"
    ),
}
"""Origin -> surnames, cut like the given names."""


def half_of(words: str, half: int) -> list[str]:
    """Every second word, from the first (0) or the second (1)."""
    return words.split()[half::2]
