import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tutela.ui.forms import ascii_digits

DIGITS = [chr(code) for code in range(sys.maxunicode) if unicodedata.decimal(chr(code), None) is not None]


def test_arabic_persian_devanagari_and_thai_digits_become_plain_ones():
    assert ascii_digits("٢٠١٤ ۲۰۱۴ २०१४ ๒๐๑๔") == "2014 2014 2014 2014"


def test_separators_and_direction_marks_of_arabic_are_understood():
    assert ascii_digits("\u200f١٬٢٣٤٫٥\u061c") == "1234.5"


@given(st.lists(st.sampled_from(DIGITS), min_size=1))
def test_a_number_in_any_mixture_of_scripts_reads_as_its_value(characters):
    read = ascii_digits("".join(characters))
    assert read.isascii()
    assert [int(sign) for sign in read] == [unicodedata.decimal(sign) for sign in characters]


@given(st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Zs"))))
def test_letters_stay_as_they_were_typed(text):
    assert ascii_digits(text) == text
