"""A PDF that holds text and nothing else.

Every object that lies in the bytes is looked at, whether a reader would show it or not, those of earlier savings and those inside
object streams included; between the objects nothing may stand but the tables of a PDF; each entry of those tables must lead to an
object that was looked at. Names are compared as they read (``/#49mage`` is ``/Image``). What can be read in two ways is refused.
"""

from __future__ import annotations

import base64
import io
import re
import zlib
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject, read_object

from . import content
from .faults import Fault, Found

MOST_OBJECTS = 20_000
MOST_PAGES = 200
MOST_UNPACKED = 40_000_000
MOST_CURVES = 3_000
MOST_LINES = 10_000
"""A page of writing with tables draws fewer; a drawing more."""
DEEPEST = 60

_SPACE = rb"[\x00\t\n\f\r ]"
_HEAD = re.compile(rb"%PDF-\d\.\d[^\r\n]{0,8}[\r\n]+(?:%[^\r\n]{0,64}[\r\n]+){0,3}")
_TAIL = re.compile(rb"startxref" + _SPACE + rb"+\d+" + _SPACE + rb"+%%EOF" + _SPACE + rb"*\Z")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})" + _SPACE + rb"+(\d{1,5})" + _SPACE + rb"+obj(?![a-zA-Z])" + _SPACE + rb"*")
_END = re.compile(_SPACE + rb"*endobj")
_PLAIN = re.compile(rb"[\x00\t\n\f\r\x20-\x7e]*\Z")
_FOREIGN = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|PK\x03\x04|Rar!|7z\xbc\xaf|RIFF|OggS|ID3|\x1aE\xdf\xa3|II\*\x00|MM\x00\*|.{4}(?:ftyp|jP  )|%PDF-|BM.{4}\x00\x00",
    re.DOTALL,
)
"""How files of other kinds begin."""
_WITHIN = re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|PK\x03\x04|7z\xbc\xaf|\x1aE\xdf\xa3")
"""What stands in no writing."""

_KEYS = {
    **dict.fromkeys(("/JS", "/JavaScript", "/AA", "/XFA"), Fault.ACTIVE),
    **dict.fromkeys(("/EF", "/EmbeddedFiles", "/AF", "/Collection", "/F", "/FFilter"), Fault.FILES),
    **dict.fromkeys(("/Thumb", "/Alternates", "/SMaskInData", "/ImageMask"), Fault.IMAGE),
    **dict.fromkeys(("/RichMediaContent", "/3DD", "/3DA", "/MovieActions"), Fault.MEDIA),
    "/Encrypt": Fault.LOCKED,
}
_NAMES = {
    **dict.fromkeys(("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Hide"), Fault.ACTIVE),
    **dict.fromkeys(("/EmbeddedFile", "/FileAttachment", "/Filespec"), Fault.FILES),
    **dict.fromkeys(("/Image", "/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/DCT", "/CCF"), Fault.IMAGE),
    **dict.fromkeys(
        ("/Movie", "/Sound", "/RichMedia", "/3D", "/Rendition", "/MediaClip", "/RichMediaExecute", "/GoTo3DView"),
        Fault.MEDIA,
    ),
}
_SAID_HERE = frozenset({"/Subtype", "/S", "/Type", "/Filter", "/DecodeParms", "/ShadingType", "/Length1"})
"""What must stand in the object itself, so that nothing else can be put in its place."""
_MESHES = (1, 4, 5, 6, 7)
_NO_INSTRUCTIONS = frozenset({"/FontFile", "/FontFile2", "/FontFile3", "ICCBased", "/CIDToGIDMap", "/CIDSet", "/Metadata"})
"""Keys under which a stream is no instruction for drawing."""


def fault_of(data: bytes) -> Fault:
    """What speaks against these bytes as a PDF of text. Whatever cannot be read to the end speaks against it."""
    try:
        _Look(data).whole()
    except Found as found:
        return found.fault
    except Exception:  # whatever a reader stumbles over: what cannot be read is not taken
        return Fault.BROKEN
    return Fault.NONE


class _Look:
    """One reading of one PDF."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.left = MOST_UNPACKED
        self.objects = self.curves = self.lines = 0
        self.starts: dict[int, tuple[int, int]] = {}
        self.streams: list[tuple[int, StreamObject]] = []
        self.packed: set[int] = set()
        self.named_as: dict[int, set[str]] = {}

    def whole(self) -> None:
        """Raises:
        Found: something speaks against it.
        """
        if not _HEAD.match(self.data) or not _TAIL.search(self.data):
            raise Found(Fault.BROKEN)
        self.reader = PdfReader(io.BytesIO(self.data), strict=True)
        if self.reader.is_encrypted:
            raise Found(Fault.LOCKED)
        self._walk(self.reader.trailer)
        self._objects()
        for number, stream in self.streams:
            self._stream(number, stream)
        self._tables()
        if self.curves > MOST_CURVES or self.lines > MOST_LINES:
            raise Found(Fault.IMAGE)
        if not 0 < len(self.reader.pages) <= MOST_PAGES:
            raise Found(Fault.LARGE)

    def _objects(self) -> None:
        """Every object in the bytes, and what stands between them."""
        head = _HEAD.match(self.data)
        place = head.end() if head else 0
        file = io.BytesIO(self.data)
        while match := _OBJECT.search(self.data, place):
            self._between(self.data[place : match.start()])
            file.seek(match.end())
            number = int(match[1])
            self.starts[match.start()] = (number, int(match[2]))
            self._object(number, read_object(file, self.reader))
            end = _END.match(self.data, file.tell())
            if end is None:
                raise Found(Fault.BROKEN)
            said = self.data[match.end() : end.end()].partition(b"stream")[0]
            if _WITHIN.search(said):
                raise Found(Fault.HIDDEN)
            place = end.end()
        self._between(self.data[place:])

    def _between(self, data: bytes) -> None:
        if not _PLAIN.match(data):
            raise Found(Fault.HIDDEN)
        if b"Encrypt" in data:
            raise Found(Fault.LOCKED)

    def _object(self, number: int, found: Any) -> None:
        self.objects += 1
        if self.objects > MOST_OBJECTS:
            raise Found(Fault.LARGE)
        self._walk(found)
        if isinstance(found, StreamObject):
            self.streams.append((number, found))
            if found.get("/Type") == "/ObjStm":
                self._packed_objects(number, found)

    def _packed_objects(self, number: int, stream: StreamObject) -> None:
        self.packed.add(number)
        data = self._unpacked(stream)
        first, count = int(str(stream["/First"])), int(str(stream["/N"]))
        places = [int(word) for word in data[:first].split()]
        if len(places) != 2 * count:
            raise Found(Fault.BROKEN)
        file = io.BytesIO(data)
        for each, place in zip(places[::2], places[1::2], strict=True):
            file.seek(first + place)
            found = read_object(file, self.reader)
            if isinstance(found, StreamObject):
                raise Found(Fault.BROKEN)
            self._object(each, found)

    def _walk(self, found: Any, key: str = "", depth: int = 0) -> None:
        """Look at every name in one object, and note under which keys it leads to others."""
        if depth > DEEPEST:
            raise Found(Fault.LARGE)
        if isinstance(found, NameObject):
            if found in _NAMES:
                raise Found(_NAMES[found])
        elif isinstance(found, IndirectObject):
            self.named_as.setdefault(found.idnum, set()).add(key)
        elif isinstance(found, DictionaryObject):
            self._dictionary(found, depth)
        elif isinstance(found, ArrayObject):
            within = "ICCBased" if list.__len__(found) and list.__getitem__(found, 0) == "/ICCBased" else key
            for each in list.__iter__(found):
                self._walk(each, within, depth + 1)

    def _dictionary(self, found: DictionaryObject, depth: int) -> None:
        for key, value in dict.items(found):
            if key in _KEYS and not (key == "/F" and _is_a_flag(value)):
                raise Found(_KEYS[key])
            if key in _SAID_HERE and isinstance(value, IndirectObject):
                raise Found(Fault.BROKEN)
            if key == "/ShadingType" and int(value) in _MESHES:
                raise Found(Fault.IMAGE)
            if key == "/FunctionType" and (isinstance(value, IndirectObject) or int(value) == 0):
                raise Found(Fault.IMAGE)
            self._walk(value, key, depth + 1)

    def _stream(self, number: int, stream: StreamObject) -> None:
        if stream.get("/Type") == "/XRef":
            if number in self.named_as:
                raise Found(Fault.HIDDEN)
            return
        data = self._unpacked(stream)
        if _FOREIGN.match(data) or b"xmpGImg" in data:
            raise Found(Fault.IMAGE)
        keys = self.named_as.get(number, set())
        if number in self.packed or (keys and keys <= _NO_INSTRUCTIONS):
            return
        if _WITHIN.search(data):
            raise Found(Fault.IMAGE)
        curves, lines = content.strokes(data)
        self.curves += curves
        self.lines += lines

    def _unpacked(self, stream: StreamObject) -> bytes:
        """The bytes of a stream, as long as all that was unpacked stays within the limit."""
        filters, data = stream.get("/Filter", []), bytes(stream._data)
        for name in [filters] if isinstance(filters, NameObject) else filters:
            if name not in _FILTERS or _predicts(stream.get("/DecodeParms")):
                raise Found(Fault.BROKEN)
            data = _FILTERS[name](data, self.left)
        self.left -= len(data)
        if self.left < 0:
            raise Found(Fault.LARGE)
        return data

    def _tables(self) -> None:
        """Each entry leads to an object that was looked at; otherwise a reader would show something else."""
        for generation, table in self.reader.xref.items():
            free = self.reader.xref_free_entry.get(generation, {})
            for number, place in table.items():
                if free.get(number) or place == 0:
                    continue
                begin = (
                    place + len(self.data[place : place + 64]) - len(self.data[place : place + 64].lstrip(b"\x00\t\n\f\r "))
                )
                if self.starts.get(begin) != (number, generation):
                    raise Found(Fault.BROKEN)
        if any(home not in self.packed for home, _index in self.reader.xref_objStm.values()):
            raise Found(Fault.BROKEN)


def _is_a_flag(value: Any) -> bool:
    """``/F`` of a note on a page is a number; elsewhere it names a file."""
    return isinstance(value, int)


def _predicts(parameters: Any) -> bool:
    rows = parameters if isinstance(parameters, ArrayObject) else [parameters]
    return any(
        isinstance(row, IndirectObject) or (isinstance(row, DictionaryObject) and int(row.get("/Predictor", 1)) > 1)
        for row in rows
    )


def _inflate(data: bytes, most: int) -> bytes:
    reading = zlib.decompressobj()
    found = reading.decompress(data, most + 1)
    if len(found) > most:
        raise Found(Fault.LARGE)
    if not reading.eof:
        raise Found(Fault.BROKEN)
    if reading.unused_data.strip(b"\r\n"):
        raise Found(Fault.HIDDEN)
    return found


def _of_letters(data: bytes, _most: int) -> bytes:
    return base64.a85decode(data.strip().removesuffix(b"~>"))


def _of_hex(data: bytes, _most: int) -> bytes:
    return bytes.fromhex(data.decode("ascii").strip().removesuffix(">"))


_FILTERS = {"/FlateDecode": _inflate, "/ASCII85Decode": _of_letters, "/ASCIIHexDecode": _of_hex}
"""What may pack a stream. All others pack images, or are not needed for text."""
