"""What the check says of the unit's three filed forms: each entry with the reason why it is a fault.

The forms were filed with these faults, so none is an error; they are the unit's to mend.
"""

import pytest

from conftest import ROOT
from formgen import checking
from formgen.diagnostics import Severity

EXPECTED = {
    "01-科技创新后备人才培养.yaml": [
        (34, "dimension-missing", "no cost indicator: 产出, 效益 and 满意度 alone"),
        (48, "two-measures", "a completion rate and a satisfaction share one value"),
        (48, "satisfaction-misplaced", "受众满意度 stands under 质量指标"),
        (49, "unit-mismatch", "a rate and a satisfaction are counted in 场"),
        (59, "sentence-name", "通过…，培育… is a sentence, not what is measured"),
        (60, "vague-value", "更为精准, 更为有效: nothing to compare with"),
        (62, "vague-value", "比之前有所提升 gives neither baseline nor amount"),
        (65, "vague-value", "持续培育和输送 gives no number, date or product"),
    ],
    "02-上海科协官方新媒体平台策划与运维.yaml": [
        (31, "sentence-name", "市场购买时三方比价，成本控制良好 is a sentence that holds its own verdict"),
        (32, "cost-vague", "良好 says nothing of cost"),
        (44, "sentence-name", "推送内容质量稳定，保证一定的原创率 is a sentence"),
        (47, "vague-value", "稳步增长 gives no amount"),
        (48, "sentence-name", "视频摄制效果完好，符合市科协要求 is a sentence"),
        (55, "sentence-name", "67 characters, over 30"),
        (56, "value-repeats-name", "科技企业参与度 is a name, not a value"),
        (58, "sentence-name", "提高科学传播效应，阅读量和转发率提高 is a sentence"),
        (61, "sentence-name", "52 characters, over 30"),
        (62, "value-repeats-name", "生态环保 is a name, not a value"),
        (65, "arithmetic-wrong", "78000 and 10 % more are 85800, not about 85000"),
        (69, "satisfaction-not-percentage", "a prize won is no share of satisfied people"),
    ],
    "03-科普资源平台建设.yaml": [
        (28, "numbering-broken", "2、 without 1、"),
        (29, "promise-unmeasured", "配送活动不少于30场 has no indicator"),
        (29, "text-garbled", "不少于道: a number was lost"),
        (29, "promise-unmeasured", "原创报…10篇 has no indicator"),
        (30, "promise-unmeasured", "杰出人物不超过5名 has no indicator"),
        (30, "promise-unmeasured", "新锐人物不超过10名 has no indicator"),
        (30, "promise-unmeasured", "科普作品不超过30项 has no indicator"),
        (30, "promise-unmeasured", "科技志愿者不超过10人 has no indicator"),
        (30, "promise-unmeasured", "志愿服务组织不超过10支 has no indicator"),
        (30, "promise-unmeasured", "志愿服务项目不超过5项 has no indicator"),
        (34, "dimension-missing", "no cost indicator"),
        (48, "satisfaction-misplaced", "满意度 stands under 质量指标"),
        (49, "value-repeats-name", "满意 for 满意度 repeats the name"),
        (51, "unit-mismatch", "喜爱度 counted in 场"),
        (53, "unit-mismatch", "需求度 counted in 场"),
        (56, "unit-mismatch", "按时完成 counted in 场"),
        (58, "timeliness-circular", "计划完成日期前完成 names no date"),
        (60, "timeliness-circular", "按通知的时间节点 names no date"),
        (70, "unit-mismatch", "satisfaction counted in 件"),
        (72, "unit-mismatch", "满意度 counted in 件"),
        (74, "unit-mismatch", "满意度 counted in 件"),
        (75, "indicator-repeated", "主管部门满意度 twice, with 90 and with 95"),
        (76, "unit-mismatch", "满意度 counted in 件"),
    ],
}


@pytest.fixture(scope="module")
def found() -> checking.Check:
    return checking.run([ROOT / "projects/2025"], ROOT / "templates", lambda path: path.name)


@pytest.mark.parametrize("file", EXPECTED)
def test_each_fault_of_a_filed_form_is_said_at_its_line_and_nothing_else(found: checking.Check, file: str) -> None:
    said = [(one.at.line, one.code) for one in found.findings if one.at.file == file]
    assert sorted(said) == sorted((line, code) for line, code, _ in EXPECTED[file])


def test_none_of_it_is_an_error(found: checking.Check) -> None:
    assert len(found.checked) == len(EXPECTED)
    assert all(one.at.file in EXPECTED for one in found.findings)
    assert {one.severity for one in found.findings} == {Severity.WARNING}


def test_the_eight_units_that_do_not_fit_are_among_them(found: checking.Check) -> None:
    assert sum(one.code == "unit-mismatch" for one in found.findings) == 8
