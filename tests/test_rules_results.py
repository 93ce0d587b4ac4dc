"""The rules of what was reached, run together over targets and actual values of many fields and units."""

from decimal import Decimal

import pytest

from formgen import attainment, fields, rules, schema, source
from formgen.project import Project
from formgen.values import Measure, Result, read_measure, read_result

SCHEMA = fields.prepare(
    {
        "年": {"type": "year"},
        "指标": {
            "type": "dict",
            "meta": {"levels": ["级"]},
            "keysrules": {"type": "line"},
            "valuesrules": {
                "type": "list",
                "schema": {
                    "type": "dict",
                    "schema": {
                        "目标": {"type": "measure"},
                        "完成": {"type": "result", "nullable": True},
                        "分值": {"type": "number", "nullable": True},
                        "得分": {"type": "number", "nullable": True},
                        "原因": {"type": "text", "nullable": True},
                    },
                },
            },
        },
        "执行": {
            "type": "dict",
            "schema": {
                "分值": {"type": "number", "nullable": True},
                "得分": {"type": "number", "nullable": True},
                "预算": {"type": "amount"},
                "支出": {"type": "amount"},
            },
        },
    }
)
"""A form of its own: no rule knows what a form calls its fields."""

_ROW = {"table": "指标", "target": "目标", "actual": "完成"}
BINDINGS = [
    rules.Binding(rules.BY_CODE[code], options)
    for code, options in (
        ("full-marks-missed", {**_ROW, "points": "分值", "score": "得分"}),
        ("reason-missing", {**_ROW, "reason": "原因"}),
        ("lost-points-unexplained", {**_ROW, "points": "分值", "score": "得分", "reason": "原因"}),
        ("result-unit-differs", _ROW),
        ("result-unquantified", _ROW),
        ("points-sum", {"points": ["执行.分值"], "table": "指标", "column": "分值", "total": "100"}),
        (
            "score-above-points",
            {"table": "指标", "score": "得分", "points": "分值", "pairs": [["执行.得分", "执行.分值"]]},
        ),
        ("amount-above-total", {"part": "执行.支出", "whole": "执行.预算"}),
    )
]

UNREADABLE = {"number-unreadable", "amount-unreadable", "text-blank", "unknown-key", "wrong-structure"}


def form(text: str) -> Project:
    tree, findings = source.read(text.encode(), "例.yaml")
    assert tree is not None and findings == []
    project, findings = schema.validate(tree, SCHEMA)
    assert {finding.code for finding in findings} <= UNREADABLE
    return project


def judged(text: str) -> list[tuple[str, int | None]]:
    """Return the code and line of each finding."""
    return [(finding.code, finding.at.line) for finding in rules.run(form(text), BINDINGS)]


def codes_of_row(**row: str) -> set[str]:
    """Return what is said of one indicator."""
    lines = "".join(f"\n      {name}: '{typed}'" if typed else f"\n      {name}:" for name, typed in row.items())
    return {code for code, _ in judged(f"指标:\n  产出:\n    -{lines[6:]}\n")}


MISSED = {"full-marks-missed", "reason-missing"}
UNIT = {"result-unit-differs"}
NO_NUMBER = {"result-unquantified"}
FINE: set[str] = set()

WORDINGS = [
    # education
    ("≥300 人", "312 人", FINE),
    ("≥300 人", "300人", FINE),
    ("≥300 人", "299 人", MISSED),
    ("≥300 人", "312 人次", FINE),
    ("≥300 人", "286 名学生", MISSED),
    ("≥300 人", "312 名学生", FINE),
    ("≥300 人", "12 个班", UNIT),
    ("≥300 人", "312", UNIT),
    ("≥300 人", "≥300 人", UNIT),
    ("≥300 人", "不少于300人", UNIT),
    ("≥300 人", "≥12 个班", UNIT),
    ("≥300 人", "已完成", NO_NUMBER),
    ("≥300 人", "培训教师312人，其中乡村教师120人", FINE),
    ("≥300 人", "３１２ 人", FINE),
    ("≥36 课时", "40 学时", FINE),
    ("≥36 课时", "30 课时", MISSED),
    ("≥98%", "97.6%", MISSED),
    ("≥98.00(百分比)", "98.2%", FINE),
    ("≥98%", "98.2(百分比)", FINE),
    ("≥98%", "0.982", UNIT),
    ("≥98%", "982‰", FINE),
    ("≥98%", "975‰", MISSED),
    ("=100%", "100%", FINE),
    ("=100％", "100.00 %", FINE),
    ("=100%", "99.5%", MISSED),
    ("=100%", "全部合格", NO_NUMBER),
    # health
    ("≥12 场", "15 场次", FINE),
    ("≥12 场", "11 场（线上 3 场）", MISSED),
    ("≥12 场", "12 次", UNIT),
    ("≥12 场", "义诊15场，服务2,300人次", FINE),
    ("≥12 场", "服务2,300人次", NO_NUMBER),
    ("≤10 人/10万", "8.6 人/10万", FINE),
    ("≤10 人/10万", "11.2 人/10万", MISSED),
    ("=0 起", "0 起", FINE),
    ("=0 起", "1 起", MISSED),
    ("=0 起", "未发生", FINE),
    ("=0 起", "无", FINE),
    ("≥2.5 万剂次", "26,100 剂次", FINE),
    ("≥2.5 万剂次", "24,900 剂次", MISSED),
    ("≤30 分钟", "26 分钟", FINE),
    ("≤30 分钟", "0.5 小时", FINE),
    # roads
    ("≥18 公里", "18.4 km", FINE),
    ("≥18 公里", "17.95 千米", MISSED),
    ("≥18 公里", "18 段", UNIT),
    ("≤24 小时", "20.5 个小时", FINE),
    ("≤24 小时", "31 小时", MISSED),
    ("<24 小时", "24 小时", MISSED),
    (">95%", "95%", MISSED),
    (">95%", "95.01%", FINE),
    ("≥5000 ㎡", "5,120 平方米", FINE),
    ("≥5000 ㎡", "0.48 万平方米", MISSED),
    ("≥5000 m²", "5,120 m2", FINE),
    # money
    ("≤150 万元", "1,482,600 元", FINE),
    ("≤150 万元", "1,512,600.00 元", MISSED),
    ("≤150 万元", "148.26 万元", FINE),
    ("≤0.15 亿元", "1,600 万元", MISSED),
    ("≤150 元/人", "148 元/人", FINE),
    ("≤150 元/人", "148 元", UNIT),
    ("≤150 元/人*月", "149.5 元/人·月", FINE),
    ("≤150 万元", "未超支", NO_NUMBER),
    ("=50 万元", "48.2 万元", FINE),
    ("=50 万元", "51 万元", MISSED),
    # software and research
    ("≥99.9%", "99.95%", FINE),
    ("≤200 ms", "180 毫秒", FINE),
    ("≤200 ms", "0.2 秒", FINE),
    ("≤8 h", "9 小时", MISSED),
    ("≤200 ms", "180 ms", FINE),
    ("≥5 TB", "5.6 TB", FINE),
    ("≥5 TB", "4.8TB", MISSED),
    ("≥3 项", "4 件", FINE),
    ("≥3 篇", "2 篇论文", MISSED),
    ("≥3 篇", "发表论文2篇，录用1篇", FINE),
    ("≥2 台（套）", "2 台", FINE),
    ("≥2 台（套）", "1 台套", UNIT),
    # culture
    ("≥60 场", "58场", MISSED),
    ("≥60 场", "62场演出", FINE),
    ("≥60 场", "超额完成", NO_NUMBER),
    ("≥60 场", "12月20日前全部演完", NO_NUMBER),
    ("≥60 场", "约60场", FINE),
    ("≥60 场", "六十二场", FINE),
    ("=3 场", "3 场", FINE),
    ("=3 场", "=3.00(场)", FINE),
    ("=3 场", "2 场", MISSED),
    ("=3 场", "4 场", FINE),
    ("≥8.5 万人次", "91,200 人", FINE),
    ("≥8.5 万人次", "8.4 万人次", MISSED),
    ("≥4 处", "4 处文物", FINE),
    # agriculture
    ("≥500 亩", "512.5 亩", FINE),
    ("≥500 亩", "0.06 万亩", FINE),
    ("≥500 亩", "480 亩", MISSED),
    ("≥500 亩", "12,000 株", UNIT),
    ("≥1.2 吨", "1,300 公斤", FINE),
    ("≥6 个", "6 个小区", FINE),
    ("≥6 个", "6 个月", UNIT),
    ("≥30 具", "配备灭火毯31具", FINE),
    ("≥5 个百分点", "5.2 个百分点", FINE),
    ("≥5 ℃", "4 ℃", MISSED),
    # sizes that convert exactly
    ("≤1.5 吨", "1,660千克", MISSED),
    ("≤1.5 吨", "1,260 kg", FINE),
    ("≥0.3 万吨", "2,950 吨", MISSED),
    ("≥500 克", "0.6 公斤", FINE),
    ("≤2 毫克", "0.003 克", MISSED),
    ("≥2.4 公里", "2,380 米", MISSED),
    ("≥2.4 公里", "2,400 米", FINE),
    ("≥800 米", "0.85 km", FINE),
    ("≤5 厘米", "48 毫米", FINE),
    ("≥12 公里", "12,150 延米", FINE),
    ("≤2 小时", "96 分钟", FINE),
    ("≤2 小时", "130 分钟", MISSED),
    ("≤0.5 秒", "620 毫秒", MISSED),
    ("≥2 年", "18 个月", MISSED),
    ("≤15 天", "2 周", FINE),
    ("≤1 天", "20 小时", FINE),
    ("≥30 天", "240 小时", FINE),
    ("≤3 个工作日", "20 小时", UNIT),
    ("≥20 公顷", "300 亩", FINE),
    ("≥20 公顷", "280 亩", MISSED),
    ("≥300 亩", "200,000 平方米", FINE),
    ("≥300 亩", "199,900 平方米", FINE),
    ("≥300 亩", "190,000 平方米", MISSED),
    ("≥1.2 平方公里", "118 公顷", MISSED),
    ("≥1.2 万平方米", "1.3 公顷", FINE),
    ("≤0.5 立方米", "480 升", FINE),
    ("≥1.5 兆瓦", "1,450 千瓦", MISSED),
    ("≥5 TB", "5,000 GB", UNIT),
    ("≥5 吨", "5 立方米", UNIT),
    ("≤300 元/吨", "0.3 元/千克", FINE),
    ("≤47 万元/公里", "480 元/米", MISSED),
    ("≤2,000 元/亩", "31,000 元/公顷", UNIT),
    # a percent is no point
    ("≥1.2 个百分点", "1.35%", UNIT),
    ("≥1.2 百分点", "1.35 个百分点", FINE),
    ("≥1.2 个百分点", "1.1 百分点", MISSED),
    ("≥1.2 个百分点", "较上年提高1.35个百分点", FINE),
    ("≥3%", "3.2 个百分点", UNIT),
    # a limit and a day
    ("12月15日前", "12月28日举办", MISSED),
    ("12月15日前", "12月15日举办", FINE),
    ("2025年11月30日前完成", "12月3日完成验收", MISSED),
    ("2025年11月30日前完成", "2025年11月28日", FINE),
    ("2025年11月30日前完成", "2026年1月15日验收", MISSED),
    ("2025年11月30日前完成", "次年1月15日验收", MISSED),
    ("2025-06-30前交付", "2025.7.4交付", MISSED),
    ("10月底前", "11月上旬完成", MISSED),
    ("10月底前", "11月", MISSED),
    ("10月底前", "10月31日", FINE),
    ("10月底", "10月下旬开馆", FINE),
    ("不晚于8月20日", "8月22日发放到位", MISSED),
    ("6月之前", "6月18日完成", FINE),
    ("年底前完成", "次年2月10日完成", MISSED),
    ("年底前完成", "12月31日完成", FINE),
    ("12月15日前", "12月20日、12月28日各举办一场", MISSED),
    # not certain
    ("12月15日前", "12月举办", FINE),
    ("12月15日前", "12月中旬举办", FINE),
    ("12月15日举办", "12月28日举办", FINE),
    ("12月15日前", "2026年1月5日举办", FINE),
    ("12月15日前", "11月20日开工，12月28日完工", FINE),
    ("12月15日前", "12月20日前完成", FINE),
    ("12月15日前", "12月1日至28日", FINE),
    ("12月15日前", "原定12月28日，提前完成", FINE),
    ("12月15日前", "截至12月31日全部到位", FINE),
    ("12月15日前完成80%，12月底前全部完成", "12月28日完成", FINE),
    ("每月15日前", "12月28日完成", FINE),
    ("收到申请后15日内", "12月28日完成", FINE),
    ("12月15日前", "13月40日", FINE),
    ("2月30日前", "3月5日", FINE),
    # texts as targets are nobody's to compare, but a sign is no result
    ("12月底前举办", "12月20日举办", FINE),
    ("良好", "良好", FINE),
    ("持续提升", "96%", FINE),
    ("建立管护机制", "已建立", FINE),
    ("优良率明显提高", "≥95%", UNIT),
    ("优良率明显提高", ">=95%", UNIT),
]


def test_there_are_wordings_of_every_sort() -> None:
    assert len(WORDINGS) >= 60
    for expected in (FINE, MISSED, UNIT, NO_NUMBER):
        assert sum(found == expected for *_, found in WORDINGS) >= 6


@pytest.mark.parametrize(("target", "actual", "expected"), WORDINGS)
def test_full_marks_without_a_reason(target: str, actual: str, expected: set[str]) -> None:
    assert codes_of_row(目标=target, 完成=actual, 分值="10", 得分="10", 原因="") == expected


@pytest.mark.parametrize(("target", "actual", "expected"), WORDINGS)
def test_a_score_that_is_lower_and_a_reason_are_enough(target: str, actual: str, expected: set[str]) -> None:
    row = {"目标": target, "完成": actual, "分值": "10", "得分": "8.5", "原因": "汛期推迟，次年三月前补齐"}
    assert codes_of_row(**row) == expected - MISSED


@pytest.mark.parametrize(
    ("year", "target", "actual", "missed"),
    [
        ("2025", "12月15日前", "2026年1月5日举办", True),
        ("2025", "12月15日前", "2025年12月5日举办", False),
        ("2025", "2026年3月底前", "3月20日", False),
        ("2025", "2026年3月底前", "4月2日", True),
        ("2024", "2月底前", "2月29日", False),
    ],
)
def test_a_limit_without_a_year_is_of_the_forms(year: str, target: str, actual: str, missed: bool) -> None:
    project = form(f"年: {year}\n指标: {{产出: [{{目标: {target}, 完成: {actual}, 分值: 5, 得分: 5}}]}}\n")
    options = {**_ROW, "points": "分值", "score": "得分", "year": "年"}
    assert bool(rules.run(project, [rules.Binding(rules.BY_CODE["full-marks-missed"], options)])) is missed


def test_a_late_day_is_said_with_its_limit() -> None:
    project = form("指标: {产出: [{目标: 12月15日前, 完成: 12月28日通过验收, 分值: 5, 得分: 5, 原因: 甲}]}\n")
    (finding,) = rules.run(project, BINDINGS)
    assert finding.message == "“完成”12月28日通过验收，没有达到目标 12月15日前，“得分”却是满分 5"


@pytest.mark.parametrize("reason", ["", "无", "无。", "/", "—", "-", "没有", "无偏差", "无原因", "不涉及"])
def test_what_is_no_reason(reason: str) -> None:
    row = {"目标": "≥3 场", "分值": "10", "得分": "6", "原因": reason}
    assert codes_of_row(**row, 完成="2 场") == {"reason-missing"}
    assert codes_of_row(**row, 完成="3 场") == {"lost-points-unexplained"}
    assert codes_of_row(**{**row, "目标": "机制健全"}, 完成="部分健全") == {"lost-points-unexplained"}


@pytest.mark.parametrize("reason", ["无专业人员", "没有场地", "台风", "无法施工"])
def test_what_is_a_reason(reason: str) -> None:
    assert codes_of_row(目标="≥3 场", 完成="2 场", 分值="10", 得分="6", 原因=reason) == set()


@pytest.mark.parametrize("score", ["10.0", "10", "10.00"])
def test_full_marks_are_full_however_written(score: str) -> None:
    assert "full-marks-missed" in codes_of_row(目标="≥3 场", 完成="2 场", 分值="10", 得分=score, 原因="台风")


def test_an_indicator_without_points_has_no_full_marks() -> None:
    assert codes_of_row(目标="≥3 场", 完成="2 场", 分值="0", 得分="0", 原因="台风") == set()
    assert codes_of_row(目标="≥3 场", 完成="2 场", 分值="", 得分="", 原因="台风") == set()


def test_a_reason_that_cannot_be_read_or_has_another_name_is_not_missed() -> None:
    row = "指标:\n  产出:\n    - {目标: ≥3 场, 完成: 2 场, 分值: 10, 得分: 6, "
    assert judged(f"{row}原因: ' '}}\n") == []
    assert judged(f"{row}原 因: 台风}}\n") == []
    assert judged(f"{row}原因: }}\n") == [("reason-missing", 3)]


def test_what_is_blank_or_unreadable_is_not_judged() -> None:
    assert codes_of_row(目标="≥3 场", 完成="", 分值="10", 得分="10", 原因="") == set()
    assert codes_of_row(目标="≥3 场", 完成="2 场", 分值="十", 得分="10", 原因="台风") == set()
    assert codes_of_row(目标="≥3 场", 完成="2 场", 分值="10", 得分="十", 原因="台风") == set()
    assert codes_of_row(完成="2 场", 分值="10", 得分="10", 原因="") == set()


# --- points ----------------------------------------------------------------------------------------------------------


def points(*typed: str, execution: str = "执行: {分值: 10}") -> list[tuple[str, int | None]]:
    rows = "".join(f"\n    - {{目标: 良好{one}}}" for one in typed)
    return judged(f"{execution}\n指标:\n  产出:{rows}\n")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["50", "30", "10"], []),
        (["50.5", "29.50", "10"], []),
        (["33.33", "33.33", "23.34"], []),
        (["50", "30", "20"], [("points-sum", 2)]),
        (["50", "30", "9.99"], [("points-sum", 2)]),
        (["50", "40", ""], []),
        (["50", "30", ""], [("points-sum", 2)]),
        (["50", "30", "九"], []),
        (["100", "30", "九"], []),
        (["", "", ""], [("points-sum", 2)]),
    ],
)
def test_points_sum_to_the_total(typed: list[str], expected: list[tuple[str, int]]) -> None:
    assert points(*(f", 分值: {one}" for one in typed)) == expected


def test_points_that_were_left_out_may_fill_the_gap() -> None:
    assert points(", 分值: 50", "") == []
    assert points(", 分值: 95", "") == [("points-sum", 2)], "no points make it less"
    assert points("", "", execution="# 没有写") == []
    assert points(", 分值: 100", execution="# 没有写") == []
    assert points(", 分值: 90", execution="# 没有写") == []
    assert points(", 分值: 110", execution="# 没有写") == [("points-sum", 2)]


def test_a_row_that_cannot_be_read_may_hold_points() -> None:
    assert judged("指标:\n  产出:\n    - {目标: 良好, 分值: 120}\n    - 一句话\n") == []


def test_a_sum_is_said_with_its_parts() -> None:
    project = form("执行: {分值: 10}\n指标:\n  产出: [{目标: 良好, 分值: 60}]\n  效益: [{目标: 良好, 分值: 40.0}]\n")
    (finding,) = rules.run(project, BINDINGS)
    assert finding.message == "“分值”加起来是 110.0（执行 10、产出 60、效益 40.0），应当是 100，多了 10.0"
    assert [place.line for place in finding.related] == [1, 3, 4]


def test_a_total_that_is_no_number_is_the_form_makers_to_mend() -> None:
    options = {"points": ["执行.分值"], "table": "指标", "column": "分值", "total": "100分"}
    project = form("执行: {分值: 10}\n指标: {产出: [{目标: 良好, 分值: 90}]}\n")
    (finding,) = rules.run(project, [rules.Binding(rules.BY_CODE["points-sum"], options)])
    assert "100分" in finding.message and "rules.yaml" in (finding.hint or "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("执行: {分值: 10, 得分: 10}", []),
        ("执行: {分值: 10, 得分: 10.01}", [1]),
        ("执行: {得分: 12}", []),
        ("执行: {分值: 十, 得分: 12}", []),
        ("执行: {分值: 10, 得分: }", []),
        ("指标: {产出: [{目标: 良好, 分值: 5, 得分: 5.00}]}", []),
        ("指标: {产出: [{目标: 良好, 分值: 5, 得分: 6, 原因: 甲}]}", [1]),
    ],
)
def test_a_score_is_not_above_its_points(text: str, lines: list[int]) -> None:
    found = [line for code, line in judged(f"{text}\n") if code == "score-above-points"]
    assert found == lines


def test_money_spent_is_within_the_budget() -> None:
    assert judged("执行: {预算: 100.00, 支出: 100.00}\n") == []
    assert judged("执行:\n  预算: 100.00\n  支出: 100.01\n") == [("amount-above-total", 3)]
    assert judged("执行: {预算: 无, 支出: 100.01}\n") == []


# --- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "worth", "name"),
    [
        ("万人次", "10000", "人"),
        ("人·次", "1", "人"),
        ("％", "1", "%"),
        ("百分率", "1", "%"),
        ("‰", "0.1", "%"),
        ("亿元", "100000000", "元"),
        ("元/人·天", "1", "元/人*天"),
        ("场/年", "1", "场"),
        ("个小区", "1", "个"),
        ("场馆", "1", "场馆"),
        ("立方米每秒", "1", "立方米每秒"),
        ("KM", "1000", "米"),
        ("㎥", "1000", "升"),
        ("千克", "1", "公斤"),
        ("kg", "1", "公斤"),
        ("工作日", "1", "工作日"),
        ("个工作日", "1", "工作日"),
        ("%/年", "1", "%"),
        ("个百分点", "1", "百分点"),
        ("万吨", "10000000", "公斤"),
        ("公顷", "15", "亩"),
        ("㎡", "0.0015", "亩"),
        ("元/吨", "0.001", "元/公斤"),
    ],
)
def test_a_unit_has_one_standard_spelling(unit: str, worth: str, name: str) -> None:
    assert attainment.standard(unit) == (Decimal(worth), name)


def test_a_verdict_needs_comparable_units() -> None:
    target, actual = read_measure("≥3 场"), read_result("5 家")
    assert isinstance(target, Measure) and isinstance(actual, Result)
    assert attainment.is_met(target, actual) is None
    assert attainment.comparable("场", "场次") and not attainment.comparable("场", "家")
