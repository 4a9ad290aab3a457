"""Names that stand for each other though they sound unlike: hypocorisms and calendar forms, as small closed sets.

Kept short on purpose: a set belongs here only when no spelling rule could find it. Sources: RAE, *Diccionario*
(hipocorísticos); Petrovsky, *Slovar' russkikh lichnykh imen* (1966); Schimmel, *Islamic Names* (1989); Nordic
and West African registry practice as noted beside each row. Words are normalised (see ``names.normalise``).
"""

from __future__ import annotations

_SETS = """
abdullah abdoulaye abdallah abdulaye ablaye
muhammad mohamed mohammed mouhamed md mohd
fatoumata fatou fatimata fatma fatima
ibrahim ibrahima abraham avraham
aissatou aisha aicha astou
jose pepe chepe
francisco paco pancho
guadalupe lupe lupita
ignacio nacho
jesus chuy
dolores lola
concepcion concha
rosario charo
manuel manolo
enrique quique kike
alberto beto
roberto beto
guillermo memo
eduardo lalo
aleksandr alexander sasha oleksandr alejandro
aleksandra alexandra sasha oleksandra alejandra
ivan vanya
dmitry dima mitya
ekaterina kateryna katya
mikhail misha mykhailo
maria masha
natalia natasha
nikolai kolya mykola
vladimir vova volodya volodymyr
yevgeny zhenya
anastasia nastya
sergey seryozha serhiy
tatiana tanya
anna anya
olga olya olha
pavel pasha pavlo
elizabeth liza lizaveta yelizaveta
yohannes johannes john yohanis
giyorgis georgis george
musa moussa moses
yusuf youssouf joseph
"""
_GROUPS: dict[str, set[int]] = {}
for _number, _line in enumerate(_SETS.strip().splitlines()):
    for _word in _line.split():
        _GROUPS.setdefault(_word, set()).add(_number)


def same_person_names(a: str, b: str) -> bool:
    """True when both normalised words stand in one set."""
    return bool(_GROUPS.get(a, set()) & _GROUPS.get(b, set()))
