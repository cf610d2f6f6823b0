"""
What people write into the search, by language, and what they should find.

A query names the goods of the demonstration (marketplace/demo/data/goods.json) by a piece of their French name; every
good whose name holds one of the pieces is relevant. Spellings are those of telephones: without accents, in the other
script, with a letter too few or too many.
"""

QUERIES: list[tuple[str, str, tuple[str, ...]]] = [
    # French
    ("fr", "miel", ("Miel",)), ("fr", "miel de thym", ("Miel de thym",)), ("fr", "huile d'olive", ("Huile d’olive",)),
    ("fr", "huile dolive", ("Huile d’olive",)), ("fr", "argan", ("argan",)), ("fr", "argane", ("argan",)),
    ("fr", "huile argan", ("Huile d’argan",)), ("fr", "amlou", ("Amlou",)), ("fr", "dattes", ("Dattes", "dattes")),
    ("fr", "datte majhoul", ("Majhoul",)), ("fr", "medjool", ("Majhoul",)), ("fr", "mejhoul", ("Majhoul",)),
    ("fr", "couscous", ("Couscous",)), ("fr", "cous cous", ()), ("fr", "couscous orge", ("belboula",)),
    ("fr", "belboula", ("belboula",)), ("fr", "safran", ("Safran",)), ("fr", "saffran", ("Safran",)),
    ("fr", "amande", ("mandes",)), ("fr", "amandes grillees", ("Amandes grillées",)), ("fr", "noix", ("Noix",)),
    ("fr", "thym", ("thym", "Thym")), ("fr", "romarin", ("omarin",)), ("fr", "verveine", ("Verveine",)),
    ("fr", "tisane", ("Tisane",)), ("fr", "rose", ("rose",)), ("fr", "eau de rose", ("Eau de rose",)),
    ("fr", "savon noir", ("Savon noir",)), ("fr", "savon", ("Savon",)), ("fr", "creme visage", ("Crème visage",)),
    ("fr", "lavande", ("lavande",)), ("fr", "huile essentielle", ("Huile essentielle",)),
    ("fr", "tapis", ("Tapis",)), ("fr", "tapi", ("Tapis",)), ("fr", "couverture laine", ("Couverture",)),
    ("fr", "panier", ("Panier",)), ("fr", "tajine", ("Tajine",)), ("fr", "tagine", ("Tajine",)),
    ("fr", "poterie", ("Tajine", "Bol")), ("fr", "fromage de chèvre", ("Fromage de chèvre",)),
    ("fr", "chevre", ("chèvre",)), ("fr", "truffe", ("Truffes",)), ("fr", "terfess", ("Truffes",)),
    ("fr", "confiture", ("Confiture",)), ("fr", "figue", ("figues", "Figues")), ("fr", "cumin", ("Cumin",)),
    ("fr", "capres", ("Câpres",)), ("fr", "harisa", ("Harissa",)), ("fr", "olives noires", ("Olives noires",)),
    ("fr", "menthe", ("Menthe",)), ("fr", "khlii", ("Khlii",)), ("fr", "cacahuete", ("cacahuètes",)),
    # Arabic and Darija
    ("ar", "عسل", ("Miel",)), ("ar", "العسل", ("Miel",)), ("ar", "عسل الزعتر", ("Miel de thym",)),
    ("ar", "عَسَل", ("Miel",)), ("ar", "زيت الزيتون", ("Huile d’olive",)), ("ar", "زيت زيتون", ("Huile d’olive",)),
    ("ar", "أركان", ("argan",)), ("ar", "اركان", ("argan",)), ("ar", "أرگان", ("argan",)), ("ar", "أملو", ("Amlou",)),
    ("ar", "املو", ("Amlou",)), ("ar", "تمر", ("Dattes", "dattes")), ("ar", "تمور", ("Dattes", "dattes")),
    ("ar", "تمر المجهول", ("Majhoul",)), ("ar", "كسكس", ("Couscous",)), ("ar", "كسكسو", ("Couscous",)),
    ("ar", "الكسكس", ("Couscous",)), ("ar", "شعير", ("belboula",)), ("ar", "زعفران", ("Safran",)),
    ("ar", "الزعفران الحر", ("Safran en filaments",)), ("ar", "لوز", ("mandes",)), ("ar", "جوز", ("Noix",)),
    ("ar", "زعتر", ("thym", "Thym")), ("ar", "أزير", ("omarin",)), ("ar", "إكليل الجبل", ("omarin",)),
    ("ar", "لويزة", ("Verveine",)), ("ar", "ورد", ("rose",)), ("ar", "ماء الورد", ("Eau de rose",)),
    ("ar", "صابون بلدي", ("Savon noir",)), ("ar", "صابون", ("Savon",)), ("ar", "خزامى", ("lavande",)),
    ("ar", "زربية", ("Tapis",)), ("ar", "زربيه", ("Tapis",)), ("ar", "زرابي", ("Tapis",)), ("ar", "صوف", ("laine",)),
    ("ar", "قفة", ("Panier",)), ("ar", "طاجين", ("Tajine",)), ("ar", "جبن الماعز", ("Fromage de chèvre",)),
    ("ar", "جبن", ("Fromage",)), ("ar", "ترفاس", ("Truffes",)), ("ar", "مربى", ("Confiture",)),
    ("ar", "تين", ("figues", "Figues")), ("ar", "كمون", ("Cumin",)), ("ar", "كبار", ("Câpres",)),
    ("ar", "زعفرن", ("Safran",)), ("ar", "خليع", ("Khlii",)), ("ar", "سمن", ("smen",)),
    # English
    ("en", "honey", ("Miel",)), ("en", "thyme honey", ("Miel de thym",)), ("en", "olive oil", ("Huile d’olive",)),
    ("en", "argan oil", ("Huile d’argan",)), ("en", "dates", ("Dattes", "dattes")),
    ("en", "date", ("Dattes", "dattes")),
    ("en", "couscous", ("Couscous",)), ("en", "cous-cous", ()), ("en", "barley", ("belboula",)),
    ("en", "saffron", ("Safran",)), ("en", "safron", ("Safran",)), ("en", "almonds", ("mandes",)),
    ("en", "almond", ("mandes",)), ("en", "walnuts", ("Noix",)), ("en", "rosemary", ("omarin",)),
    ("en", "herbal tea", ("Tisane",)), ("en", "rose water", ("Eau de rose",)), ("en", "black soap", ("Savon noir",)),
    ("en", "lavender", ("lavande",)), ("en", "rug", ("Tapis",)), ("en", "carpet", ("Tapis",)),
    ("en", "wool", ("laine",)),
    ("en", "basket", ("Panier",)), ("en", "goat cheese", ("Fromage de chèvre",)), ("en", "truffles", ("Truffes",)),
    ("en", "fig jam", ("Confiture",)), ("en", "capers", ("Câpres",)), ("en", "black olives", ("Olives noires",)),
    ("en", "mint", ("Menthe",)), ("en", "pottery", ("Tajine", "Bol")), ("en", "face cream", ("Crème visage",)),
    # Spanish
    ("es", "miel de tomillo", ("Miel de thym",)), ("es", "aceite de oliva", ("Huile d’olive",)),
    ("es", "argán", ("argan",)), ("es", "dátiles", ("Dattes", "dattes")), ("es", "datil", ("Dattes", "dattes")),
    ("es", "cuscús", ("Couscous",)), ("es", "azafrán", ("Safran",)), ("es", "azafran", ("Safran",)),
    ("es", "almendras", ("mandes",)), ("es", "nueces", ("Noix",)), ("es", "romero", ("omarin",)),
    ("es", "agua de rosas", ("Eau de rose",)), ("es", "jabón", ("Savon",)), ("es", "alfombra", ("Tapis",)),
    ("es", "lana", ("laine",)), ("es", "cesta", ("Panier",)), ("es", "queso de cabra", ("Fromage de chèvre",)),
    ("es", "trufas", ("Truffes",)), ("es", "mermelada", ("Confiture",)), ("es", "higos", ("figues", "Figues")),
    ("es", "comino", ("Cumin",)), ("es", "alcaparras", ("Câpres",)),
    # Tamazight, in Tifinagh and in Latin letters
    ("zgh", "ⴰⵔⴳⴰⵏ", ("argan",)), ("zgh", "ⵜⴰⵎⵎⵏⵜ", ("Miel",)), ("zgh", "tamment", ("Miel",)),
    ("zgh", "ⵙⴽⵙⵓ", ("Couscous",)), ("zgh", "seksu", ("Couscous",)), ("zgh", "ⵜⵉⵢⵏⵉ", ("Dattes", "dattes")),
    ("zgh", "tiyni", ("Dattes", "dattes")), ("zgh", "ⴰⵎⵍⵓ", ("Amlou",)), ("zgh", "ⵜⴰⵣⵔⴱⵉⵢⵜ", ("Tapis",)),
    ("zgh", "ⵍⵍⵓⵣ", ("mandes",)), ("zgh", "ⵣⵣⵄⴼⵔⴰⵏ", ("Safran",)), ("zgh", "azukenni", ("thym", "Thym")),
    ("zgh", "ⵜⴰⴷⵓⵟ", ("laine",)), ("zgh", "tazart", ("figues", "Figues")),
    # One language in the letters of another, as people write on telephones
    ("ar", "asal", ("Miel",)), ("ar", "3sel", ("Miel",)), ("ar", "zit zitoun", ("Huile d’olive",)),
    ("ar", "tmar", ("Dattes", "dattes")), ("ar", "zaafrane", ("Safran",)), ("ar", "louz", ("mandes",)),
    ("ar", "zerbia", ("Tapis",)), ("ar", "louiza", ("Verveine",)), ("ar", "saboun beldi", ("Savon noir",)),
    ("ar", "kamoun", ("Cumin",)),
    # Typing errors
    ("fr", "huille d'olive", ("Huile d’olive",)), ("fr", "coucous", ("Couscous",)), ("fr", "romarain", ("omarin",)),
    ("fr", "confitrue", ("Confiture",)), ("fr", "verveinne", ("Verveine",)), ("fr", "couvertur", ("Couverture",)),
    ("en", "hoeny", ("Miel",)), ("en", "rosmary", ("omarin",)), ("es", "alfonbra", ("Tapis",)),
    ("ar", "زيت الزيثون", ("Huile d’olive",)),
]  # fmt: skip
