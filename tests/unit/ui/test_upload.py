"""What a page takes as a file: one, of its kind, in its field, of its size (P2)."""

import pytest

from tutela.circumstances.forms.upload import WorkbookInMemory
from tutela.configuration.forms import BundleInMemory
from tutela.documents.forms.upload import PaperInMemory
from tutela.exchange.forms.upload import TableInMemory
from tutela.kernel.errors import InvalidInput

TAKEN = [
    (WorkbookInMemory, "form.xlsx", b"PK\x03\x04 and so on"),
    (BundleInMemory, "bundle.ZIP", b"PK\x03\x04 and so on"),
    (PaperInMemory, "order.pdf", b"%PDF-1.7 and so on"),
    (PaperInMemory, "note.txt", b"A note."),
    (TableInMemory, "rows.csv", b"Number,Name"),
    (TableInMemory, "rows.xlsx", b"PK\x03\x04 and so on"),
]


def begin(handler, name, field=None):
    handler.new_file(field or handler.field, name, "application/octet-stream", 10, None, {})


@pytest.mark.requirement("R9")
@pytest.mark.rule("P2")
@pytest.mark.parametrize(("kind", "name", "raw"), TAKEN)
def test_one_file_of_its_kind_and_no_second_over_it(kind, name, raw):
    handler = kind()
    begin(handler, name)
    handler.receive_data_chunk(raw, 0)
    assert handler.file_complete(len(raw)).read() == raw
    with pytest.raises(InvalidInput) as caught:
        begin(handler, name)
    assert set(caught.value.fields) == {handler.field}


@pytest.mark.rule("P2")
@pytest.mark.parametrize(("kind", "name", "raw"), TAKEN)
def test_another_field_another_name_another_beginning_and_too_much_are_refused(kind, name, raw):
    for wrong in ({"field": "picture", "name": name}, {"name": "picture.jpg"}, {"name": f"{name}.exe"}):
        with pytest.raises(InvalidInput):
            begin(kind(), **wrong)
    handler = kind()
    begin(handler, name)
    with pytest.raises(InvalidInput):
        handler.receive_data_chunk(b"%PDF-1.7" if raw.startswith(b"PK") or name == "note.txt" else b"PK\x03\x04", 0)
    handler = kind()
    begin(handler, name)
    handler.receive_data_chunk(raw, 0)
    with pytest.raises(InvalidInput) as caught:
        handler.receive_data_chunk(b"x" * handler.largest, len(raw))
    assert str(caught.value.fields[handler.field])
