"""Invented names in several scripts. They belong to nobody."""

from __future__ import annotations

GIRLS = (
    "Amira", "Selamawit", "Lucía", "Fatoumata", "Irina", "Noor", "Awa", "Elena", "Hiwot", "Samira", "Mariama", "Inés",
    "أميرة", "نور", "ሰላማዊት", "ህይወት", "Zainab", "Oksana", "Adjoa", "Camille",
)
BOYS = (
    "Karim", "Tesfaye", "Mateo", "Ousmane", "Dmitri", "Yusuf", "Kofi", "Andrés", "Dawit", "Hassan", "Mamadou", "Tomás",
    "كريم", "يوسف", "ተስፋዬ", "ዳዊት", "Ibrahim", "Pavel", "Kwame", "Étienne",
)
FAMILIES = (
    "Belmaran", "Tessema", "Ortegal", "Diallombe", "Varensky", "Al-Nasiri", "Mensahko", "Quintaro", "Gebremar", "Haddour",
    "Kamarou", "Santovel", "النصيري", "حدور", "ገብረማር", "Osmanek", "Traorel", "Ivanchuk", "Asantewo", "Delacorte",
)
STAFF = (
    "Nadia Ferrol", "Tomas Velde", "Miriam Okeyo", "Jonas Brandel", "Leila Mansar", "Pedro Altez", "Hana Girmay", "Samuel Adeko",
    "Clara Montiel", "Idris Benzar", "Ruth Halvorin", "Daniel Kesto", "Sofia Lindqvar", "Omar Taleb-Ris", "Grace Nambari",
    "Luis Calderen", "Aster Wolde", "Marta Kovalin", "Peter Ansahl", "Yara Sabbagh", "Emil Dragomir", "Nora Vintner",
    "Felix Odour", "Ines Carvalh", "Tariq Jaziri", "Lena Hofmar", "Joseph Tandi", "Amal Rashidov", "Victor Espin", "Ada Mbeki-Lo",
)
