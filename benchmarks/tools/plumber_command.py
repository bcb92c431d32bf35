"""What a user of pdfplumber (or bolivar) would write: python plumber_command.py FILE OUT."""

import json
import sys
from pathlib import Path

import pdfplumber

with pdfplumber.open(sys.argv[1]) as pdf:
    tables = []
    for page in pdf.pages:
        tables.append(page.extract_tables())
        page.close()
with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    json.dump(tables, out, ensure_ascii=False)
