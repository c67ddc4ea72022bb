#!/usr/bin/env python3
"""Makes the files of this folder from groups-as-written.csv. Needs LibreOffice (soffice). See README.md."""
import csv, io, os, subprocess, tempfile

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "groups-as-written.csv"), encoding="utf-8-sig", newline="") as file:
    rows = list(csv.reader(file))
DECISIONS = {
    "contoso.com/group/1": "create | name: Frauen in Führung – Élan | wave: wave-2",
    "contoso.com/group/2": "merge | into: @network",
    "contoso.com/group/3": "skip",
    "contoso.com/group/5": "go-ahead: yes | privacy: private",
}
for row in rows[1:]:
    row[1] = DECISIONS.get(row[0], row[1])


def excel(name, separator, encoding, date, bom=b"", trailing=0, move_key=False):
    """As Excel saves: CRLF, quotes only where a cell needs them, dates as the region writes them."""
    body = [list(row) for row in rows[1:]]
    body.sort(key=lambda row: row[4])
    for row in body:
        year, month, day = row[10].split("-")
        row[10] = date.format(y=year, m=month, d=day, m1=int(month), d1=int(day))
    table = [rows[0], *body]
    if move_key:
        # Two context columns deleted, the key moved to the end.
        table = [[*row[1:8], row[0]] for row in table]
    def cell(text):
        needs = any(c in text for c in (separator, '"', "\n")) or (separator == "\t" and "," in text)
        return '"' + text.replace('"', '""') + '"' if needs else text
    lines = [separator.join([*map(cell, row), *[""] * trailing]) for row in table]
    if trailing:
        lines += [separator * (len(table[0]) + trailing - 1)] * 3
    text = "\r\n".join(lines) + "\r\n"
    if encoding in ("cp850", "cp437"):
        text = text.replace("–", "-").replace("œ", "o").replace("Œ", "O")
    with open(os.path.join(here, name), "wb") as out:
        out.write(bom + text.encode(encoding))


UTF8, UTF16LE, UTF16BE = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"
US, DE, FR = "{m1}/{d1}/{y}", "{d}.{m}.{y}", "{d}/{m}/{y}"
excel("excel-us-csv-utf-8.csv", ",", "utf-8", US, UTF8)
excel("excel-de-csv-utf-8.csv", ";", "utf-8", DE, UTF8)
excel("excel-fr-csv-utf-8.csv", ";", "utf-8", FR, UTF8, trailing=3)
excel("excel-us-csv-ansi.csv", ",", "cp1252", US)
excel("excel-de-csv-ansi.csv", ";", "cp1252", DE, move_key=True)
excel("excel-fr-csv-ansi.csv", ";", "cp1252", FR)
excel("excel-us-csv-ms-dos.csv", ",", "cp437", US)
excel("excel-de-csv-ms-dos.csv", ";", "cp850", DE)
excel("excel-fr-csv-ms-dos.csv", ";", "cp850", FR)
excel("excel-us-unicode-text.csv", "\t", "utf-16-le", US, UTF16LE)
excel("excel-de-unicode-text.csv", "\t", "utf-16-le", DE, UTF16LE, trailing=2)
excel("excel-fr-unicode-text.csv", "\t", "utf-16-le", FR, UTF16LE)

# LibreOffice itself: opens the edited file, taking numbers and dates for what they look like, and saves it again.
def libreoffice(name, separator, charset, quote_all, language):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in", name)
        os.makedirs(os.path.dirname(source))
        with open(source, "w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(rows)
        # Separator, quote, character set, first line, column formats, language, quote all text, detect special numbers, save as shown.
        read = f"44,34,76,1,,{language},false,true"
        write = f"{separator},34,{charset},1,,{language},{quote_all},true,true"
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", f"--infilter=Text - txt - csv (StarCalc):{read}",
             "--convert-to", f"csv:Text - txt - csv (StarCalc):{write}", "--outdir", here, source],
            check=True, stdout=subprocess.DEVNULL,
        )


ENGLISH, GERMAN, FRENCH = 1033, 1031, 1036
libreoffice("libreoffice-en-utf-8-comma.csv", 44, 76, "false", ENGLISH)
libreoffice("libreoffice-de-utf-8-semicolon-quoted.csv", 59, 76, "true", GERMAN)
libreoffice("libreoffice-fr-windows-1252-semicolon.csv", 59, 1, "false", FRENCH)
libreoffice("libreoffice-de-utf-16-tab.csv", 9, 65535, "false", GERMAN)
