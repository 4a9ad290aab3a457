"""Papers made here: good ones, and a corpus of bad ones, each with what is found in it."""

import io
import zlib

from pypdf import PdfWriter

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64)
WORDS = b"BT /F1 12 Tf 72 700 Td (The child lives with the aunt.) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data, extra=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def pdf(*more, content=WORDS, page=b"", catalog=b"", trailer=b"", moved=0, between=b"", packed=None):
    """A PDF of one page; ``more`` are further objects from number 6 on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> %s >>"
        % page,
        packed or stream(content),
        FONT,
        *more,
    ]
    made, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n%s" % (number, one, between)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % (place + moved) for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return made


GOOD = pdf()
TEXT = "Décision du tribunal: القرار.\n".encode()
IMAGE = stream(b"\x00", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")
INLINE = b"q 1 0 0 1 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"


def flat(data, extra=b""):
    return stream(zlib.compress(data), b"/Filter /FlateDecode " + extra)


def locked():
    writer, made = PdfWriter(clone_from=io.BytesIO(GOOD)), io.BytesIO()
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def hidden_in_packed(one):
    """An object inside an object stream."""
    head = b"9 0 "
    return stream(head + one, b"/Type /ObjStm /N 1 /First %d" % len(head))


def deep(many):
    return b"[" * many + b"]" * many


CORPUS = {
    "an image": (pdf(IMAGE), "image"),
    "an image that nothing names": (pdf(b"null", IMAGE), "image"),
    "an image with its name in signs": (pdf(IMAGE.replace(b"/Image", b"/#49m#61ge")), "image"),
    "an image whose kind stands elsewhere": (pdf(IMAGE.replace(b"/Image", b"7 0 R"), b"/Image"), "broken"),
    "an image named twice": (pdf(IMAGE.replace(b"/Subtype", b"/Subtype /Form /Subtype")), "broken"),
    "a scan": (pdf(stream(JPEG, b"/Filter /DCTDecode /Subtype /Form")), "image"),
    "a scan packed twice": (pdf(stream(JPEG, b"/Filter [/FlateDecode /JPXDecode]")), "image"),
    "a photograph called instructions": (pdf(stream(JPEG)), "image"),
    "an image in the instructions": (pdf(content=INLINE), "image"),
    "an image in packed instructions": (pdf(packed=flat(INLINE)), "image"),
    "an image behind a comment": (pdf(content=b"% (\nBI % )\n/W 1 /H 1 ID \x00 EI"), "image"),
    "an image behind a text": (pdf(content=b"(a \\) (b) c) Tj <41> Tj << /A (x) >> BDC BI /W 1"), "image"),
    "an image behind a text that does not end": (pdf(content=b"(a BI /W 1 /H 1 ID \x00 EI"), "broken"),
    "an image behind signs": (pdf(content=b"<(> BI /W 1 /H 1 ID \x00 EI"), "image"),
    "an image behind signs that do not end": (pdf(content=b"Tj <41"), "broken"),
    "an image in a form": (pdf(stream(INLINE, b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]")), "image"),
    "an image called a font and instructions": (
        pdf(b"<< /FontFile2 7 0 R /Contents 7 0 R >>", stream(INLINE)), "image",
    ),
    "instructions called a table": (pdf(stream(b"x", b"/Type /XRef"), page=b"/A 6 0 R"), "hidden"),
    "instructions with a predictor": (
        pdf(packed=flat(INLINE, b"/DecodeParms << /Predictor 12 /Columns 5 >>")), "broken",
    ),
    "a thumbnail": (pdf(page=b"/Thumb 4 0 R"), "image"),
    "a thumbnail among the facts": (pdf(stream(b"<xmpGImg:image>", b"/Type /Metadata"), catalog=b"/Metadata 6 0 R"), "image"),
    "a mesh of colours": (pdf(b"<< /ShadingType 4 >>"), "image"),
    "colours by the point": (pdf(b"<< /FunctionType 0 >>"), "image"),
    "a drawing": (pdf(content=b"0 0 1 1 2 2 c\n" * 3_001), "image"),
    "a picture of boxes": (pdf(packed=flat(b"0 0 1 1 re f\n" * 10_001)), "image"),
    "a script": (pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert) >>"), "active"),
    "a script by another name": (pdf(catalog=b"/OpenAction << /S /Java#53cript >>"), "active"),
    "a script in an object stream": (pdf(hidden_in_packed(b"<< /JS (x) >>")), "active"),
    "a launch": (pdf(b"<< /S /Launch >>"), "active"),
    "what acts by itself": (pdf(page=b"/AA << >>"), "active"),
    "a form of another language": (pdf(catalog=b"/AcroForm << /XFA (x) >>"), "active"),
    "a file inside": (pdf(stream(b"words", b"/Type /EmbeddedFile")), "files"),
    "a file on a page": (pdf(b"<< /Type /Annot /Subtype /FileAttachment /F 4 >>"), "files"),
    "a list of files": (pdf(catalog=b"/Names << /EmbeddedFiles << >> >>"), "files"),
    "a file elsewhere": (pdf(stream(b"", b"/F (http://x)")), "files"),
    "a film": (pdf(b"<< /Type /Annot /Subtype /Movie /F 4 >>"), "media"),
    "a sound": (pdf(b"<< /Type /Annot /Subtype /Sound >>"), "media"),
    "a body": (pdf(b"<< /Type /Annot /Subtype /3D >>"), "media"),
    "a rich medium": (pdf(b"<< /RichMediaContent << >> >>"), "media"),
    "a locked one": (locked(), "locked"),
    "a locked one, said apart": (pdf(trailer=b"/Prev 0 /Encrypt << /Filter /Standard >>"), None),
    "an archive behind": (GOOD + b"PK\x03\x04" + bytes(20), "broken"),
    "a photograph behind": (GOOD + JPEG, "broken"),
    "a photograph behind, and an end": (GOOD + JPEG + b"\nstartxref\n9\n%%EOF\n", None),
    "a photograph between": (pdf(between=JPEG + b"\n"), None),
    "a photograph after packed words": (pdf(packed=stream(zlib.compress(WORDS) + JPEG, b"/Filter /FlateDecode")), "hidden"),
    "an archive called instructions": (pdf(stream(b"PK\x03\x04" + bytes(30))), "image"),
    "another PDF inside": (pdf(stream(GOOD)), "image"),
    "tables that lead elsewhere": (pdf(moved=1), None),
    "no tables": (GOOD.replace(b"xref\n0", b"yref\n0", 1), None),
    "half of one": (GOOD[: len(GOOD) // 2], "broken"),
    "no pages": (pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0"), "large"),
    "no end of an object": (GOOD.replace(b"endobj", b"endob_", 1), None),
    "an unknown packing": (pdf(packed=stream(WORDS, b"/Filter /LZWDecode")), "broken"),
    "packed badly": (pdf(packed=stream(b"abc", b"/Filter /FlateDecode")), "broken"),
    "packed by halves": (pdf(packed=stream(zlib.compress(WORDS * 50)[:40], b"/Filter /FlateDecode")), "broken"),
    "an object stream that counts wrongly": (pdf(stream(b"9 0 8 null", b"/Type /ObjStm /N 1 /First 6")), "broken"),
    "a stream in an object stream": (pdf(hidden_in_packed(stream(b"x"))), "broken"),
    "a head only": (b"%PDF-1.7\n%%EOF", "broken"),
    "arrays in arrays": (pdf(deep(80)), "large"),
    "arrays in arrays without end": (pdf(deep(5_000)), None),
    "a bomb": (pdf(packed=flat(b" " * 41_000_000)), "large"),
    "a bomb in parts": (pdf(*[flat(b" " * 15_000_000)] * 3), "large"),
}  # fmt: skip
"""What it is: its bytes, and what is found; ``None`` where it is enough that something is."""
TEXTS = {
    "letters of another script": ("Ça".encode("latin-1"), "kind"),
    "a photograph": (JPEG, "kind"),
    "an archive": (b"PK\x03\x04\x00", "kind"),
    "a zero": (b"words\x00", "kind"),
    "an escape": (b"words \x1b[31m", "kind"),
    "nothing": (b" \n\t", "broken"),
    "a photograph in letters": (b"Look:\n" + b"/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJ\n" * 40, "hidden"),
    "a photograph in one line": (b"A" * 2500, "hidden"),
    "a drawing": (b"<svg xmlns='x'>", "hidden"),
    "a word processor's": (rb"{\rtf1 x}", "hidden"),
    "a printer's": (b"%!PS-Adobe", "hidden"),
}
