"""The program that anybody would write first with these libraries, straight from their manuals.

For each project a round-trip load, a new validator, and a template opened, rendered and saved; then one workbook in
memory, whose rows it gets for nothing. It runs no rule, reads nothing back and silently loses what it cannot print.

Usage: naive.py PROJECTS TEMPLATE SCHEMA ROWS OUTPUT
"""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import cerberus
import jinja2
import peers
import rows
from docxtpl import DocxTemplate
from ruamel.yaml import YAML

from formgen.filters import FILTERS  # the template's own; without them it could not be printed

Form = dict[str, Any]


def amount(typed: Any) -> Decimal:
    return Decimal(str(typed).replace(",", ""))


def text(typed: Any) -> str | None:
    return None if typed is None else str(typed).strip()


def schema_of(field: Form) -> Form:
    """Return a field of the form's schema with Cerberus' own types in the place of formgen's."""
    plain = {name: value for name, value in field.items() if name not in ("meta", "allowed")}  # the lists are open
    plain["nullable"] = True
    if plain.get("type") == "amount":
        plain |= {"type": "decimal", "coerce": amount}
    elif plain.get("type") in ("line", "text", "measure"):
        plain |= {"type": "string", "coerce": text}
    elif plain.get("type") == "year":
        plain["type"] = "integer"
    for part in ("keysrules", "valuesrules"):
        if part in plain:
            plain[part] = schema_of(plain[part])
    if plain.get("type") == "dict" and "schema" in plain:
        plain["schema"] = {name: schema_of(inner) for name, inner in plain["schema"].items()}
    elif "schema" in plain:
        plain["schema"] = schema_of(plain["schema"])
    return plain


class Validator(cerberus.Validator):
    types_mapping: ClassVar = {
        **cerberus.Validator.types_mapping,
        "decimal": cerberus.TypeDefinition("decimal", (Decimal,), ()),
    }


def printed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def table(levels: Form) -> Iterator[Form]:
    """Yield the rows of the indicators; it joins no cells, a heading stands in the first row that it is for."""
    for first, inner in levels.items():
        for second, indicators in inner.items():
            for indicator in indicators:
                yield {"一级指标": first, "二级指标": second, **indicator}
                first = second = ""  # printed once


def main(projects: Path, template: Path, schema: Path, kept: Path, output: Path) -> None:
    """Make everything."""
    output.mkdir(parents=True)
    fields = {name: schema_of(field) for name, field in YAML(typ="safe").load(schema).items()}
    environment = jinja2.Environment(finalize=printed, autoescape=True)
    environment.filters |= FILTERS
    for path in sorted(projects.glob("*.yaml")):
        if path.name == "batch.yaml":
            continue
        validator = Validator(fields)
        if not validator.validate(YAML().load(path)):
            raise SystemExit(f"{path}: {validator.errors}")
        form = validator.document
        filled = DocxTemplate(template)
        filled.render({**form, "绩效指标": list(table(form["绩效指标"]))}, environment)
        filled.save(output / f"{form['项目名称']}.docx")
    peers.openpyxl_in_memory(rows.stream(kept), output / "汇总表.xlsx")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
