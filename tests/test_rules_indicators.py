"""The rules that judge single indicators, run together as a form kind binds them: one fault is said once."""

from pathlib import Path

import pytest

from conftest import ROOT
from formgen import checking, fields, forms, rules, schema, source
from formgen.diagnostics import Diagnostic

LEVELS = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "经济成本": ("成本指标", "经济成本指标"),
    "旧成本": ("产出", "成本"),
    "社会成本": ("成本指标", "社会成本指标"),
    "生态成本": ("成本", "生态环境成本"),
    "经济效益": ("效益指标", "经济效益指标"),
    "社会效益": ("效益", "社会效益"),
    "生态效益": ("效益指标", "生态效益指标"),
    "可持续": ("效益指标", "可持续影响指标"),
    "满意度": ("满意度指标", "服务对象满意度指标"),
}


@pytest.fixture(scope="module")
def kind() -> forms.FormKind:
    loaded, findings = forms.load(ROOT / "templates", str)
    assert loaded is not None, findings
    return loaded.kinds["declaration"]


def judged(kind: forms.FormKind, level: str, *rows: tuple[str, str]) -> list[Diagnostic]:
    """Return what all rules together say of indicators under one dimension, but that others are missing."""
    first, second = LEVELS[level]
    lines = ["绩效指标:", f"  {first}:", f"    {second}:"]
    for name, value in rows:
        lines += [f"      - 三级指标: '{name}'", f"        指标值: '{value}'"]
    tree, findings = source.read(("\n".join(lines) + "\n").encode(), "例.yaml")
    assert tree is not None and findings == []
    project, findings = schema.validate(tree, fields.prepare(kind.visible))
    assert {finding.code for finding in findings} == {"field-missing"}
    found = rules.run(project, kind.bindings)
    return [finding for finding in found if finding.code not in ("dimension-missing", "nothing-quantified")]


FAULTS = [
    # level, name, value, the codes and the text that each points at
    ("质量", "课程合格率", "≥95.00(次)", {"unit-mismatch": "次"}),
    ("质量", "病历书写甲级率", "≥95 份", {"unit-mismatch": "份"}),
    ("数量", "演出场次", "≥60 人", {"unit-mismatch": "人"}),
    ("数量", "新增车位数", "≥85%", {"unit-mismatch": "%"}),
    ("数量", "接入数据接口数量", "≥50 万元", {"unit-mismatch": "万元"}),
    ("数量", "管网改造长度", "≥3200 平方米", {"unit-mismatch": "平方米"}),
    ("数量", "参训人数", "≥3 场次", {"unit-mismatch": "场次"}),
    ("数量", "平均修复时间", "≤95%", {"unit-mismatch": "%"}),
    ("时效", "资金拨付及时性", "≥95 次", {"unit-mismatch": "次"}),
    ("经济成本", "设备采购费用", "≤5 台", {"unit-mismatch": "台"}),
    ("满意度", "参展单位", "≥90 家", {"unit-mismatch": "家"}),
    ("满意度", "患者满意度", "=90 人", {"unit-mismatch": "人"}),
    ("质量", "服务水平", "进一步提升", {"vague-value": "进一步提升"}),
    ("可持续", "长效机制", "不断完善", {"vague-value": "不断完善"}),
    ("质量", "系统运行稳定", "稳定", {"value-repeats-name": "稳定"}),
    ("质量", "按规程操作", "按规程操作", {"value-repeats-name": "按规程操作"}),
    ("满意度", "家长满意度", "满意", {"value-repeats-name": "满意"}),
    ("社会效益", "社会影响力", "知名度", {"value-repeats-name": "知名度"}),
    ("社会效益", "平台使用", "活跃度", {"value-repeats-name": "活跃度"}),
    ("满意度", "群众满意度", "较高", {"satisfaction-not-percentage": "较高"}),
    ("满意度", "受益农户", "不断提高", {"satisfaction-not-percentage": "不断提高"}),
    ("满意度", "用户满意度", "95%", {"satisfaction-not-percentage": "95%"}),
    ("满意度", "学员满意度", "≤95%", {"satisfaction-not-percentage": "≤95%"}),
    ("社会效益", "周边居民满意度", "≥90%", {"satisfaction-misplaced": "周边居民满意度"}),
    (
        "质量",
        "培训合格率、学员满意度",
        "≥90%",
        {"two-measures": "培训合格率、学员满意度", "satisfaction-misplaced": "学员满意度"},
    ),
    ("数量", "培训人次和场次", "≥300 人次", {"two-measures": "培训人次和场次"}),
    ("质量", "完成率和知晓率", "≥90 场", {"two-measures": "完成率和知晓率", "unit-mismatch": "场"}),
    ("社会效益", "通过开展义诊活动，提高群众健康水平", "≥80%", {"sentence-name": "通过开展义诊活动，提高群众健康水平"}),
    ("经济效益", "经济效益", "公益性事业无经济效益", {"filler-text": "公益性事业无经济效益"}),
    ("社会成本", "社会成本", "无", {"filler-text": "无"}),
    ("满意度", "家长满意度", "不涉及", {"filler-text": "不涉及"}),
    ("经济成本", "成本合理性", "合理", {"cost-vague": "合理"}),
    ("旧成本", "项目成本", "控制在合理范围内", {"cost-vague": "控制在合理范围内"}),
    ("经济成本", "资金使用", "有效提升资金使用效益", {"cost-vague": "有效提升资金使用效益"}),
    ("生态成本", "周边环境", "良好", {"cost-vague": "良好"}),
    ("社会成本", "居民参与度", "提高", {"cost-is-benefit": "居民参与度"}),
    ("生态成本", "生态环境成本", "改善环境质量", {"cost-is-benefit": "改善环境质量"}),
]


@pytest.mark.parametrize(("level", "name", "value", "expected"), FAULTS)
def test_a_fault_is_said_once_at_the_text_that_is_wrong(
    kind: forms.FormKind, level: str, name: str, value: str, expected: dict[str, str]
) -> None:
    found = judged(kind, level, (name, value))
    assert {finding.code: pointed_at(finding, name, value) for finding in found} == expected
    assert len(found) == len(expected)
    assert all(finding.hint and finding.severity.value == "warning" for finding in found)


def pointed_at(finding: Diagnostic, name: str, value: str) -> str:
    """Return the text at a finding's place; columns count the quotes that the fragment puts around texts."""
    at = finding.at
    assert at.line in (4, 5) and at.end_line == at.line and at.column and at.end_column
    line = f"      - 三级指标: '{name}'" if at.line == 4 else f"        指标值: '{value}'"
    return line[at.column - 1 : at.end_column - 1].strip("'")


SOUND = [
    ("数量", "微信、微博粉丝数", "≥8.5 万个"),
    ("数量", "新增床位数", "≥200 张"),
    ("数量", "学生人均体育活动时间", "≥2 小时/天"),
    ("数量", "土方外运量", "≤2.4 万立方米"),
    ("数量", "减免学费", "≥300 人"),
    ("数量", "会议次数、规模", "2次，每次不超过80人"),
    ("质量", "孕产妇死亡率", "≤8 人/10万"),
    ("质量", "接口平均响应时长", "≤500 毫秒"),
    ("质量", "设计、施工验收合格率", "=100%"),
    ("质量", "完成率和知晓率", "完成率100%，知晓率不低于90%"),
    ("质量", "工程竣工验收", "合格"),
    ("质量", "项目评估等级", "良好及以上"),
    ("质量", "重大安全责任事故", "无"),
    ("质量", "满意度调查覆盖率", "≥80%"),
    ("时效", "补贴发放时间", "每月15日前"),
    ("时效", "投诉响应及时性", "≤24 小时"),
    ("经济成本", "单校巡展成本", "≤2.5 万元/校"),
    ("经济成本", "工程造价", "不超过概算批复数"),
    ("旧成本", "场地费和劳务费", "≤12 万元"),
    ("社会成本", "施工占道天数", "≤15 天"),
    ("社会成本", "居民投诉", "≤5 件"),
    ("社会成本", "交通组织", "优化导改方案，保留双向通行"),
    ("生态成本", "对周边水体的影响", "无污水直排"),
    ("生态成本", "施工扬尘", "采取喷淋措施，改善周边空气质量"),
    ("经济效益", "旅游收入增长率", "≥5%"),
    ("社会效益", "交通事故起数", "较上年下降10%"),
    ("社会效益", "就业人数增长", "≥5%"),
    ("社会效益", "满意度提升幅度", "≥3 个百分点"),
    ("社会效益", "居民健康素养水平（15岁以上，含流动人口）", "≥30%"),
    ("可持续", "管护制度", "建立管护制度并印发"),
    ("满意度", "基层科普工作者", "≥90%"),
    ("满意度", "患者满意度", "≥92 分"),
    ("满意度", "有效投诉件数", "≤3 件"),
    ("满意度", "退课率", "≤3%"),
    ("满意度", "热线工单", "≤20 件"),
    ("满意度", "旅客满意度", "不低于上年"),
    ("满意度", "教师满意度", "达到90%以上"),
    ("满意度", "村民满意度", "=100%"),
    ("满意度", "表扬信", "≥3 封"),
    ("满意度", "服务对象投诉", "无"),
    ("满意度", "家长意见", "没有有效投诉"),
    ("满意度", "行风评议", "排名全区前3"),
]


@pytest.mark.parametrize(("level", "name", "value"), SOUND)
def test_a_sound_indicator_is_left_alone(kind: forms.FormKind, level: str, name: str, value: str) -> None:
    assert judged(kind, level, (name, value)) == []


def wordings(name: str) -> list[list[str]]:
    """Return the lines of a list of wordings, cut at their bars."""
    text = (Path(__file__).parent / "wordings" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split(" | ") for line in text.splitlines() if line and not line.startswith("#")]


def of(kind: forms.FormKind, level: str, *cells: str) -> set[str]:
    return {finding.code for finding in judged(kind, level, *zip(cells[::2], cells[1::2], strict=True))}


CODES = sorted({code for code, *_ in wordings("faulty")})


@pytest.mark.parametrize("code", CODES)
def test_a_fault_is_found_in_whatever_words(kind: forms.FormKind, code: str) -> None:
    lines = [line for named, *line in wordings("faulty") if named == code]
    assert len(lines) >= 10
    assert [line for line in lines if code not in of(kind, *line)] == []


def test_sound_wordings_are_left_alone(kind: forms.FormKind) -> None:
    lines = wordings("sound")
    assert len(lines) >= 400 and len(CODES) >= 11
    assert [(line, codes) for line in lines if (codes := of(kind, *line))] == []


def test_filler_twice_is_filler_twice_and_no_repetition(kind: forms.FormKind) -> None:
    found = judged(kind, "经济效益", ("不涉及", "不涉及"))
    assert [(finding.code, finding.at.line) for finding in found] == [("filler-text", 4), ("filler-text", 5)]


def test_a_conflict_and_a_repeat_are_told_apart(kind: forms.FormKind) -> None:
    rows = [
        ("门诊人次", "≥2 万人次"),
        ("门诊 人次", "≥20000 人次"),
        ("门诊人次。", "≥2.00(万人次)"),
        ("住院人次", "≥1 万人次"),
    ]
    conflict, repeat = judged(kind, "数量", *rows)
    assert (conflict.code, conflict.at.line) == ("indicator-repeated", 6)
    assert "≥2.00(万人次)" in conflict.message and "≥20000.00(人次)" in conflict.message and "冲突" in conflict.message
    assert (repeat.code, repeat.at.line) == ("indicator-repeated", 8)
    assert "也相同" in repeat.message
    assert [place.line for finding in (conflict, repeat) for place in finding.related] == [4, 4]


def test_one_name_may_stand_under_two_groups_of_the_same_name(kind: forms.FormKind) -> None:
    text = (
        "绩效指标: {产出: {质量: [{三级指标: 巡展, 指标值: =1 次}]}, 效益: {质量: [{三级指标: 巡展, 指标值: =2 次}]}}\n"
    )
    tree, _ = source.read(text.encode(), "例.yaml")
    assert tree is not None
    project, _ = schema.validate(tree, fields.prepare(kind.visible))
    assert "indicator-repeated" not in {finding.code for finding in rules.run(project, kind.bindings)}


def test_a_name_of_over_30_characters_is_a_warning_and_over_100_only_an_error(kind: forms.FormKind) -> None:
    assert judged(kind, "数量", ("巡" * 30, "≥3 场")) == []
    (finding,) = judged(kind, "数量", ("巡" * 31, "≥3 场"))
    assert finding.code == "sentence-name" and "31 个字" in finding.message
    tree, _ = source.read(
        f"绩效指标: {{产出: {{数量: [{{三级指标: {'巡' * 101}, 指标值: =1 次}}]}}}}\n".encode(), "例.yaml"
    )
    assert tree is not None
    project, findings = schema.validate(tree, fields.prepare(kind.visible))
    assert "too-long" in {finding.code for finding in findings}
    assert "sentence-name" not in {finding.code for finding in rules.run(project, kind.bindings)}


def test_the_rarer_spelling_is_shown_once_for_each_unit_and_sign(kind: forms.FormKind) -> None:
    rows = [
        ("出勤率", ">=95%"),
        ("合格率", "≥98 百分比"),
        ("结业率", "≥90%"),
        ("发证率", "≥90(百分比)"),
        ("及格率", "≥80%"),
    ]
    sign, unit = judged(kind, "质量", *rows)
    assert (sign.code, sign.at.line, sign.at.column, sign.at.end_column) == ("mixed-spelling", 5, 15, 17)
    assert (unit.code, unit.at.line, unit.at.column, unit.at.end_column) == ("mixed-spelling", 7, 19, 22)
    assert {finding.severity.value for finding in (sign, unit)} == {"info"}
    assert "“>=”" in sign.message and "“百分比”" in unit.message and "“%”" in str(unit.hint)
    assert [place.line for finding in (sign, unit) for place in finding.related] == [7, 5]
    assert judged(kind, "质量", ("出勤率", "≥95%"), ("差错率", "≤5%")) == [], "two signs are not one spelled twice"


def test_the_units_own_forms_hold_the_faults_that_reviewers_know() -> None:
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in checking.run([ROOT / "projects/2025"], ROOT / "templates", lambda path: path.name).findings:
        (path,) = (ROOT / "projects/2025").glob(Path(finding.at.file).name)
        line = path.read_text().splitlines()[(finding.at.line or 1) - 1]
        found.setdefault(path.stem[:2], set()).add((line.strip().removeprefix("- "), finding.code))
    assert found["01"] >= {
        ("绩效指标:", "dimension-missing"),  # no cost indicator
        ("三级指标: 项目完成率、受众满意度", "two-measures"),
        ("三级指标: 项目完成率、受众满意度", "satisfaction-misplaced"),
        ("指标值: ≥95.00(场)", "unit-mismatch"),
        ("三级指标: 通过上海市科技创新后备人才的培养，培育更多青年科技人才", "sentence-name"),
        ("指标值: 受众更为精准，活动更为有效", "vague-value"),
        ("指标值: 覆盖面比之前有所提升", "vague-value"),
    }
    assert found["02"] >= {
        ("指标值: 良好", "cost-vague"),
        ("指标值: 粉丝稳步增长", "vague-value"),
        ("指标值: 科技企业参与度", "value-repeats-name"),
        ("指标值: 生态环保", "value-repeats-name"),
    }
    assert {code for _, code in found["02"]} >= {"sentence-name", "satisfaction-not-percentage"}
    assert found["03"] >= {
        ("绩效指标:", "dimension-missing"),
        ("三级指标: 满意度", "satisfaction-misplaced"),
        ("指标值: 满意", "value-repeats-name"),
        ("三级指标: 主管部门满意度", "indicator-repeated"),  # ≥90 and ≥95
    }
    assert sum(code == "unit-mismatch" for _, code in found["03"]) >= 4
