"""What a user of tablers would write: python tablers_command.py FILE OUT."""

import json
import sys
from pathlib import Path

from tablers import Document, find_tables

with Document(sys.argv[1]) as document:
    tables = [
        [[[*cell.bbox, cell.text] for cell in table.cells] for table in find_tables(page, extract_text=True)]
        for page in document.pages()
    ]
with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    json.dump(tables, out, ensure_ascii=False)
