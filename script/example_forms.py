"""Write the two worked examples of a country's form into ``tutela/circumstances/data/examples``: invented content, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from pathlib import Path

from openpyxl import Workbook

TARGET = Path(__file__).resolve().parents[1] / "tutela" / "circumstances" / "data" / "examples"
WHEN = dt.datetime(2026, 11, 28)  # noqa: DTZ001 (a workbook keeps times without a zone)
LANGUAGES = ("English (en)", "Français (fr)", "Español (es)", "العربية (ar)")
LABELS = [f"label::{language}" for language in LANGUAGES]
Rows = list[list[str | int]]

FLOOD_SURVEY: Rows = [
    ["type", "name", *LABELS, "required", "relevant", "constraint", "constraint_message::English (en)", "statistics"],
    [
        "begin_group",
        "home",
        "Home after the flood",
        "Le foyer après l’inondation",
        "El hogar tras la inundación",
        "المنزل بعد الفيضان",
    ],
    [
        "select_one shelter",
        "shelter",
        "Where does the family sleep?",
        "Où dort la famille ?",
        "¿Dónde duerme la familia?",
        "أين تنام الأسرة؟",
        "yes",
        "",
        "",
        "",
        "yes",
    ],
    [
        "integer",
        "nights",
        "Nights there so far",
        "Nuits passées là",
        "Noches allí hasta ahora",
        "عدد الليالي حتى الآن",
        "",
        "${shelter} != 'home'",
        ". >= 0 and . <= 400",
        "Write the nights since the flood, at most 400.",
    ],
    [
        "select_multiple lost",
        "lost",
        "What was lost?",
        "Qu’est-ce qui a été perdu ?",
        "¿Qué se perdió?",
        "ما الذي فُقد؟",
        "",
        "",
        "",
        "",
        "yes",
    ],
    ["text", "lost_other", "Something else", "Autre chose", "Otra cosa", "شيء آخر", "", "selected(${lost}, 'other')"],
    ["end_group"],
    ["begin_repeat", "sibling", "Brothers and sisters", "Frères et sœurs", "Hermanos y hermanas", "الإخوة والأخوات"],
    ["text", "call_name", "Name to call", "Prénom", "Nombre", "الاسم"],
    ["integer", "years", "Age", "Âge", "Edad", "العمر", "", "", ". >= 0 and . < 18", "Write an age below 18."],
    [
        "select_one yes_no",
        "together",
        "With the family now?",
        "Avec la famille maintenant ?",
        "¿Ahora con la familia?",
        "مع الأسرة الآن؟",
    ],
    ["end_repeat"],
]
FLOOD_CHOICES: Rows = [
    ["list_name", "name", *LABELS],
    ["shelter", "home", "At home", "À la maison", "En casa", "في المنزل"],
    ["shelter", "relatives", "With relatives", "Chez des proches", "Con familiares", "لدى أقارب"],
    ["shelter", "school", "In a school building", "Dans une école", "En una escuela", "في مبنى مدرسة"],
    ["shelter", "camp", "In a camp", "Dans un camp", "En un campamento", "في مخيم"],
    ["lost", "papers", "Papers", "Papiers", "Documentos", "الأوراق"],
    ["lost", "school_things", "School things", "Affaires d’école", "Útiles escolares", "لوازم المدرسة"],
    ["lost", "animals", "Animals", "Animaux", "Animales", "الحيوانات"],
    ["lost", "other", "Something else", "Autre chose", "Otra cosa", "شيء آخر"],
    ["yes_no", "yes", "Yes", "Oui", "Sí", "نعم"],
    ["yes_no", "no", "No", "Non", "No", "لا"],
]
FLOOD_SETTINGS: Rows = [
    ["form_title", "form_id", "version", "default_language", "step", "sensitivity", "concerns", "explanation"],
    [
        "Flood of the river districts",
        "flood_2026",
        1,
        "English (en)",
        "assessment",
        "S3",
        "PC19 PC22",
        "Asked of every child from the river districts until the end of the school year.",
    ],
]
SCHOOL_SURVEY: Rows = [
    ["type", "name", *LABELS, "required", "relevant", "constraint", "hint::English (en)", "statistics", "appearance"],
    [
        "note",
        "why",
        "Ask the child first, then the teacher.",
        "Demandez d’abord à l’enfant, puis à l’enseignant.",
        "Pregunte primero al niño o niña y luego al docente.",
        "اسأل الطفل أولاً ثم المعلم.",
    ],
    ["begin_group", "back", "Back at school", "De retour à l’école", "De vuelta en la escuela", "العودة إلى المدرسة"],
    ["date", "since", "Back since", "De retour depuis", "De vuelta desde", "منذ متى عاد", "", "", ". <= today()"],
    [
        "select_one feeling",
        "feeling",
        "How is it?",
        "Comment ça va ?",
        "¿Cómo va?",
        "كيف تسير الأمور؟",
        "yes",
        "",
        "",
        "In the child's own words where possible.",
        "yes",
    ],
    [
        "text",
        "harder",
        "What is hard",
        "Ce qui est difficile",
        "Lo que cuesta",
        "ما هو صعب",
        "",
        "${feeling} = 'hard' or ${feeling} = 'mixed'",
        "",
        "",
        "",
        "multiline",
    ],
    [
        "decimal",
        "kilometres",
        "Way to school in kilometres",
        "Trajet en kilomètres",
        "Camino en kilómetros",
        "المسافة بالكيلومترات",
        "",
        "",
        ". < 200",
    ],
    ["end_group"],
]
SCHOOL_CHOICES: Rows = [
    ["list_name", "name", *LABELS],
    ["feeling", "well", "Well", "Bien", "Bien", "جيدة"],
    [
        "feeling",
        "mixed",
        "Some things are hard",
        "Certaines choses sont difficiles",
        "Algunas cosas cuestan",
        "بعض الأمور صعبة",
    ],
    ["feeling", "hard", "Hard", "Difficile", "Difícil", "صعبة"],
]
SCHOOL_SETTINGS: Rows = [
    ["form_title", "form_id", "version", "default_language", "step", "sensitivity", "concerns"],
    ["Return to school", "return_to_school", 1, "English (en)", "follow_up", "S2", "PC29"],
]
EXAMPLES = {
    "flood.xlsx": (FLOOD_SURVEY, FLOOD_CHOICES, FLOOD_SETTINGS),
    "return-to-school.xlsx": (SCHOOL_SURVEY, SCHOOL_CHOICES, SCHOOL_SETTINGS),
}


def write(path: Path, survey: Rows, choices: Rows, settings: Rows) -> None:
    """A workbook with its three sheets; the times inside it are fixed."""
    book = Workbook()
    book.properties.created = book.properties.modified = WHEN
    book.properties.creator = "Tutela"
    for number, (title, rows) in enumerate((("survey", survey), ("choices", choices), ("settings", settings))):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
    book.save(path)
    entries = [(info.filename, data) for info, data in _entries(path)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, WHEN.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)


def _entries(path: Path) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(info, archive.read(info)) for info in archive.infolist()]


def main() -> int:
    """Write every example."""
    TARGET.mkdir(exist_ok=True)
    for name, sheets in EXAMPLES.items():
        write(TARGET / name, *sheets)
    return 0


if __name__ == "__main__":
    sys.exit(main())
