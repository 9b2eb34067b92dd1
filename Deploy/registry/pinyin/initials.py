#!/usr/bin/env python3
"""Writes the table of pinyin initials out of Unihan_Readings.txt of the Unicode character database.

usage: initials.py Unihan_Readings.txt > Services/Registry/Domain/Search/PinyinInitials+Table.swift

Readings are those of kMandarin, kHanyuPinlu and kXHC1983; a character without any of them takes those
of kHanyuPinyin. Of a character with several readings every initial is kept.
"""
import sys
import unicodedata

FIRST, LAST = 0x4E00, 0x9FFF
PREFERRED = ("kMandarin", "kHanyuPinlu", "kXHC1983")


def readings(field, text):
    for part in text.split():
        if field == "kHanyuPinlu":
            part = part.split("(")[0]
        elif field in ("kXHC1983", "kHanyuPinyin"):
            part = part.split(":")[1]
        yield from part.split(",")


def initial(reading):
    letter = unicodedata.normalize("NFD", reading)[0].lower()
    return letter if "a" <= letter <= "z" else None


def literal(items, width):
    """Lines of a Swift literal that reads as one."""
    rows = ["".join(items[start:start + width]) for start in range(0, len(items), width)]
    return "\\\n".join(f"    {row}" for row in rows)


def main():
    found = {}
    version = ""
    for line in open(sys.argv[1], encoding="utf-8"):
        if line.startswith("# Unicode Version") or line.startswith("# Unicode version"):
            version = line.split()[-1]
        if line.startswith("#") or not line.strip():
            continue
        code, field, text = line.rstrip("\n").split("\t")
        if field in PREFERRED + ("kHanyuPinyin",):
            found.setdefault(int(code[2:], 16), {})[field] = text

    first, several = [], []
    for point in range(FIRST, LAST + 1):
        fields = found.get(point, {})
        names = [name for name in PREFERRED if name in fields] or ["kHanyuPinyin"]
        letters = []
        for name in names:
            for reading in readings(name, fields.get(name, "")):
                letter = initial(reading)
                if letter and letter not in letters:
                    letters.append(letter)
        first.append(letters[0] if letters else "-")
        if len(letters) > 1:
            several.append(chr(point) + "".join(letters[1:]))

    print(f"""// Written by Deploy/registry/pinyin/initials.py from Unihan_Readings.txt, Unicode {version}.
// Do not edit.
// Copyright © 1991-2021 Unicode, Inc. License: Deploy/registry/pinyin/LICENSE.
// swift-format-ignore-file

extension PinyinInitials {{
  /// First initial of every character from U+4E00 to U+9FFF; "-" where no reading is known.
  static let first: StaticString = \"\"\"
{literal(first, 94)}
    \"\"\"

  /// Characters with further readings, each followed by their initials.
  static let several = \"\"\"
{literal(several, 24)}
    \"\"\"
}}""")


main()
