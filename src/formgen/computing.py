"""Fields that follow from others: sums, rates, amounts in words, as a form kind's schema declares them.

Goes in: a project and the schema of its file. Comes out: the same project with what can be computed filled in, and a
finding where somebody typed something else. A field says how it follows under ``meta``:

    总得分: {type: number, meta: {computed: {sum: [自评.预算执行.年度资金总额.得分, 绩效指标.得分]}}}

A key names a field, or a column of a table and with it all of its rows. In a row, the row's own columns come first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from formgen.diagnostics import Diagnostic, Location, error
from formgen.fields import SIDE_BY_SIDE, Fault, Prepared, Schema, is_table, row_names, row_schema, rules_at
from formgen.project import Field, Project, Row
from formgen.tree import child_key
from formgen.values import Number, Rate, Value, amount_in_words, printed

_CENT = Decimal("0.01")


def _sum(values: Sequence[Value | None]) -> Decimal | None:
    numbers = [value for value in values if isinstance(value, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def _difference(values: Sequence[Value | None]) -> Decimal | None:
    first, *others = values
    return first - (_sum(others) or Decimal(0)) if isinstance(first, Decimal) else None


def _product(values: Sequence[Value | None]) -> Decimal | None:
    product = Decimal(1)
    for value in values:
        if not isinstance(value, Decimal):
            return None
        product *= value
    return product.quantize(_CENT, ROUND_HALF_UP) if -product.as_tuple().exponent > 2 else product  # type: ignore[operator]


def _rate(values: Sequence[Value | None]) -> Rate | None:
    part, whole = values
    if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or not whole:
        return None
    return Rate((part / whole * 100).quantize(_CENT, ROUND_HALF_UP))


def _in_words(values: Sequence[Value | None]) -> str | None:
    (amount,) = values
    return amount_in_words(amount) if isinstance(amount, Decimal) else None


@dataclass(frozen=True, slots=True)
class _Operation:
    """One way in which a field follows from others.

    Attributes:
        compute: gets the values that its keys stand for; None where they do not suffice.
        types: which fields may be computed so.
        operands: the types that its keys may have.
        count: how many keys it takes; None for any number.
    """

    compute: Callable[[Sequence[Value | None]], Decimal | Rate | str | None]
    types: tuple[str, ...]
    operands: tuple[str, ...]
    count: int | None = None


_NUMBERS = ("amount", "number")
OPERATIONS = {
    "sum": _Operation(_sum, _NUMBERS, _NUMBERS),
    "difference": _Operation(_difference, _NUMBERS, _NUMBERS),
    "product": _Operation(_product, _NUMBERS, _NUMBERS),
    "rate": _Operation(_rate, ("rate",), _NUMBERS, 2),
    "in_words": _Operation(_in_words, ("line",), ("amount",), 1),
    "count": _Operation(lambda values: Decimal(len(values)), ("number",), ("table",), 1),
}
"""What may stand under ``computed``, besides `SIDE_BY_SIDE`."""


# --- what a schema may say -------------------------------------------------------------------------------------------


def faults(schema: Schema) -> Iterator[Fault]:
    """Yield what is wrong with the computed fields of a schema that is sound otherwise: the key, and a sentence."""
    computed = dict(_declared(schema))
    found = [fault for key, (rules, row) in computed.items() for fault in _faults(key, rules, row, schema)]
    yield from found
    if not found:
        for key in computed:
            if _leads_back(key, key, computed, set()):
                yield key, f"“{key}”是由它自己算出来的，算不出结果"


def _declared(schema: Schema, inside: str = "", row: str = "") -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """Yield key, rules and table (nothing outside of rows) of each field under whose ``meta`` stands ``computed``.

    The key of a column is that of its table and its own name.
    """
    for name, rules in schema.items():
        key = child_key(inside, name)
        if "computed" in rules.get("meta", {}):
            yield key, (rules, row)
        elif is_table(rules) and not row:
            yield from _declared(row_schema(rules) or {}, key, key)
        elif rules.get("type") == "dict" and "schema" in rules:
            yield from _declared(rules["schema"], key, row)
        elif rules.get("type") == "list" and row:
            for deeper, (found, _) in _declared(row_schema(rules) or {}, key, row):
                yield deeper, ({**found, "type": "list"}, row)  # which no operation makes


def _faults(key: str, rules: dict[str, Any], row: str, schema: Schema) -> Iterator[Fault]:
    computed = rules["meta"]["computed"]
    if isinstance(computed, dict) and SIDE_BY_SIDE in computed:
        yield from _side_by_side_faults(key, rules, schema)
        return
    if not isinstance(computed, dict) or len(computed) != 1:
        yield key, f"“{key}”的 computed 应当写成一行“做法: 各项名称”，例如 sum: [甲, 乙]"
        return
    ((name, typed),) = computed.items()
    keys = [typed] if isinstance(typed, str) else typed
    operation = OPERATIONS.get(name)
    if operation is None:
        yield key, f"“{key}”的 computed 里没有“{name}”这种做法，可以用：{'、'.join(OPERATIONS)}"
    elif not isinstance(keys, list) or not keys or not all(isinstance(each, str) for each in keys):
        yield key, f"“{key}”的 {name} 应当列出要算的各项名称"
    elif operation.count not in (None, len(keys)):
        yield key, f"“{key}”的 {name} 应当正好是 {operation.count} 项"
    elif rules.get("type") not in operation.types:
        yield key, f"“{key}”的 type 应当是 {'、'.join(operation.types)}，{name} 算出来的只能是它（行里的清单中不能算）"
    else:
        for each in keys:
            found = _type_of(each, row, schema)
            if found not in operation.operands:
                wanted = "、".join(operation.operands)
                yield key, f"“{key}”要用“{each}”来算，它{f'的种类是 {found}' if found else '不在表上'}，应当是 {wanted}"


def _side_by_side_faults(key: str, rules: dict[str, Any], schema: Schema) -> Iterator[Fault]:
    computed = rules["meta"]["computed"]
    sides, by = computed[SIDE_BY_SIDE], computed.get("by")
    if (
        set(rules) != {"type", "meta"}
        or rules["type"] != "list"
        or key not in schema
        or set(computed) - {"by"} != {SIDE_BY_SIDE}
    ):
        example = "{type: list, meta: {computed: {side_by_side: [甲表, 乙表], by: 一级}}}"
        yield key, f"“{key}”是并排的几张表，应当在最外一层写成 {example}"
    elif (
        not isinstance(sides, list)
        or len(sides) < 2
        or len({str(side).rpartition(".")[2] for side in sides}) < len(sides)
    ):
        yield key, f"“{key}”的 side_by_side 应当列出两张以上的表，最后一节的名称各不相同"
    else:
        for side in sides:
            levels = (rules_at(schema, str(side)) or {}).get("meta", {}).get("levels", [])
            if levels[:1] != [by]:
                yield key, f"“{key}”要并排的“{side}”应当是一张表，第一级是“{by}”"


def _type_of(key: str, row: str, schema: Schema) -> str:
    """Return the type of what a key stands for: of a column that of its fields, ``table`` for a table."""
    form = {"type": "dict", "schema": schema}
    rules = (_rules_at(f"{row}.{key}", form) if row else None) or _rules_at(key, form)
    if rules is None:
        return ""
    return "table" if is_table(rules) else str(rules.get("type"))


def _rules_at(key: str, rules: dict[str, Any] | None) -> dict[str, Any] | None:
    for name in key.split("."):
        inner = row_schema(rules) if rules and is_table(rules) else (rules or {}).get("schema")
        rules = inner.get(name) if isinstance(inner, dict) else None
    return rules


def _leads_back(key: str, start: str, computed: dict[str, tuple[dict[str, Any], str]], seen: set[str]) -> bool:
    rules, row = computed[key]
    for each in _keys(rules):
        for full in (child_key(row, each), each):
            if full == start:
                return True
            if full in computed:
                if full not in seen and _leads_back(full, start, computed, seen | {full}):
                    return True
                break
    return False


def _keys(rules: dict[str, Any]) -> list[str]:
    typed = next(iter(rules["meta"]["computed"].values()))
    return [typed] if isinstance(typed, str) else list(typed)


# --- filling a project -----------------------------------------------------------------------------------------------


def complete(project: Project, schema: Prepared, kinds: frozenset[str]) -> list[Diagnostic]:
    """Fill in what can be computed in a project, and return an error for each value that somebody typed otherwise.

    Args:
        project: is changed.
        schema: of the project's file, `faults` having found nothing.
        kinds: the form kinds that the project has come to; what only others ask for stays away.

    Findings:
        ``computed-differs``.
    """
    computed = {
        key: (rules, row) for key, (rules, row) in schema.derived(_operations).items() if _concerns(rules, kinds)
    }
    if not computed:
        return []
    columns = {
        table: frozenset(row_names(_rules_at(table, {"schema": schema}) or {}) or []) for _, table in computed.values()
    }
    filling = _Filling(project, computed, columns)
    for key, (_, table) in computed.items():
        for row in project.tables.get(table, []) if table else [None]:
            filling.value(key, row)
    return filling.findings


def _operations(schema: Schema) -> dict[str, tuple[dict[str, Any], str]]:
    """Return the rules and the table of each field that an operation fills, by its key."""
    return {
        key: (rules, row) for key, (rules, row) in _declared(schema) if SIDE_BY_SIDE not in rules["meta"]["computed"]
    }


def _concerns(rules: dict[str, Any], kinds: frozenset[str]) -> bool:
    """Return whether one of these kinds asks for a field; one that no kind prints concerns all of them."""
    asking = rules["meta"].get("kinds")
    return not asking or not asking.isdisjoint(kinds)


@dataclass(slots=True)
class _Filling:
    """Computes the fields of one project, each once, those that others need first."""

    project: Project
    computed: dict[str, tuple[dict[str, Any], str]]
    columns: dict[str, frozenset[str]]  # of each table with computed columns
    findings: list[Diagnostic] = field(default_factory=list)
    _done: dict[tuple[str, int], Value | None] = field(default_factory=dict)
    _wrong: set[str] = field(default_factory=set)

    def value(self, key: str, row: Row | None) -> Value | None:
        """Return what stands at a computed field; of a column, in one row."""
        place = (key, id(row))
        if place not in self._done:
            rules, table = self.computed[key]
            column = key.removeprefix(f"{table}.") if row else ""
            keys, name = _keys(rules), next(iter(rules["meta"]["computed"]))
            if name == "count":
                values: list[Value | None] = list(range(len(self.project.tables.get(keys[0], []))))
            else:
                values = [value for each in keys for value in self._operand(each, row, table)]
            full = [child_key(row.at.key or "", each) for each in keys] if row else keys
            sure = self._is_sure(full, whole_tables=row is None)
            result = _typed(OPERATIONS[name].compute(values), rules["type"]) if sure else None
            doubted = not self._wrong.isdisjoint(child_key(table, each) for each in keys)
            self._done[place] = self._put(key, rules, row, column, result, doubted=doubted)
        return self._done[place]

    def _is_sure(self, keys: Sequence[str], *, whole_tables: bool) -> bool:
        """Return whether nothing failed to be read at these keys, in a group around one, or in a column it names."""
        tables = {key: next((name for name in self.project.tables if key.startswith(f"{name}.")), "") for key in keys}
        return not any(
            f"{key}.".startswith((f"{lost}.", f"{lost}["))
            or (whole_tables and table and _touches(lost, table, key.removeprefix(f"{table}.")))
            for lost in self.project.unreadable
            for key, table in tables.items()
        )

    def _operand(self, key: str, row: Row | None, table: str) -> Iterator[Value | None]:
        """Yield the values that a key stands for: one of a field, of a column one for each row."""
        if row is not None and key in self.columns[table]:
            own = child_key(table, key)
            found = row.fields.get(key)
            yield self.value(own, row) if own in self.computed else found.value if found else None
            return
        within = next((name for name in self.project.tables if key.startswith(f"{name}.")), None)
        if within is None:
            yield self.value(key, None) if key in self.computed else self.project.value(key)
            return
        for each in self.project.tables[within]:
            found = each.fields.get(key.removeprefix(f"{within}."))
            yield self.value(key, each) if key in self.computed else found.value if found else None

    def _put(
        self, key: str, rules: dict[str, Any], row: Row | None, column: str, result: Value | None, *, doubted: bool
    ) -> Value | None:
        """Put a result in its place unless something was typed there, and return what stands there then.

        What follows from a value that is wrong itself is doubted, and nothing is said against it.
        """
        typed = row.fields.get(column) if row else self.project.fields.get(key)
        if typed is not None and typed.value is not None:
            if result is not None and typed.value != result:
                self._wrong.add(key)
                if not doubted:
                    self.findings.append(_differs(typed, result))
            return typed.value
        if result is None:
            return None
        at = typed.at if typed else row.at if row else self.project.place(key)
        self._write(key, rules, row, column, result, at)
        return result

    def _write(
        self, key: str, rules: dict[str, Any], row: Row | None, column: str, result: Value, at: Location
    ) -> None:
        meta = rules["meta"]
        names = (column if row else key).split(".")
        made = Field(
            child_key(row.at.key or "", column) if row else key,
            meta.get("label", names[-1]),
            result,
            at,
            kinds=meta.get("kinds", frozenset()),
        )
        values: Any = row.values if row else self.project.values
        for name in names[:-1]:
            values[name] = values.get(name) or {}
            values = values[name]
            if not isinstance(values, dict):
                return  # something else was typed in the place of the group, which has been said
        values[names[-1]] = result
        if row:
            row.fields[column] = made
            self.project.fields[child_key(row.at.key or "", column)] = made
        else:
            self.project.fields[key] = made


def _touches(lost: str, table: str, column: str) -> bool:
    """Return whether what could not be read may hold a value of a column: the value, a row or a group of rows."""
    if not lost.startswith((f"{table}.", f"{table}[")):
        return False
    _, in_row, name = lost.removeprefix(table).rpartition("].")
    return not in_row or f"{column}.".startswith(f"{name}.")


def _typed(result: Decimal | Rate | str | None, type_name: str) -> Value | None:
    """Return a result as the type of its field: an amount has two decimals, a number no more than it needs."""
    if isinstance(result, Decimal):
        if type_name == "amount":
            return result.quantize(_CENT, ROUND_HALF_UP)
        whole = result == result.to_integral_value()
        return Number(result.quantize(Decimal(1)) if whole else result.normalize())
    return result


def _differs(typed: Field, result: Value) -> Diagnostic:
    message = f"“{typed.label}”写的是 {printed(typed.value)}，按各项算出来是 {printed(result)}"
    hint = "核对各项；这一行也可以删掉，由程序算"
    return replace(error("computed-differs", message, typed.at, hint), kinds=tuple(sorted(typed.kinds)))
