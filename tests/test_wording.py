"""Words that say nothing, and words that look like it and do."""

import pytest

from formgen.values import excerpt
from formgen.wording import (
    clauses,
    is_bare_name,
    is_benefit,
    is_burden,
    is_filler,
    is_vague,
    is_vague_cost,
    is_wanted_more,
    repeats,
)

VAGUE = """
良好；满意；较高；明显；显著；长期；可持续；合理；节约；好；优良
有所提升；进一步改善；稳步提高；不断完善；持续扩大；得到明显改善；能力进一步增强
粉丝稳步增长；覆盖面比之前有所提升；反响热烈；影响深远；效果好；质量高；制度健全；建立健全长效机制；控制在合理范围内
受众更为精准，活动更为有效；明显改善，出行更加便捷；功能完善、操作便捷
促进当地经济发展；营造浓厚科学氛围；提升居民的获得感、幸福感；持续培养和输送人才；形成良好氛围；取得良好的社会反响
符合要求；达到预期目标；高质量完成；圆满；确保质量；有一定的影响；得到社会广泛好评
"""
CHECKABLE = """
较上年提高5%；较上年有所提升；同比下降；12月底前举办；平均缩短三十分钟；免费开放不少于三百天；达到Ⅲ类标准；五十年一遇
编制完成操作手册并印发；形成巡展工作手册，纳入区年度科普计划；建立并印发管护办法；建立健全管护制度；修订管理制度
通过验收；通过竣工验收；通过市级评审；经专家评审定稿；取得环评批复；被市级部门发文推广；研究建议获区政府采纳
无安全责任事故；未发生重大安全事故；零投诉；无污水直排；全部合格；实现全覆盖；低保对象应保尽保
符合国家标准；达到二级养护标准；符合《政府采购法》规定；按区财政定额标准执行；不超过预算批复数；控制在概算以内
持续免费开放；向社会开放并持续更新；系统稳定运行；逐日记录，无缺页；由区图书馆继续运行；正常运行；及时
明显改善，平均通行时间比上年缩短5分钟；严格按照通知的时间节点推进工作；投入使用
优化流程，印发办事指南；完善管理制度并通过评审；提升服务能力，获批国家级基地；进一步改善，较上年提高5%；改善水质，达到Ⅲ类标准
采取喷淋措施，改善周边空气质量；整合各方力量，有效提高使用率；提高20%；降低三成；提高到每周三次；完善并印发管理制度
提升至国家二级标准；优化网点，新增三处；促进就业，无有效投诉；保障供水，实现全覆盖
"""


def listed(text: str) -> list[str]:
    return text.replace("\n", "；").strip("；").split("；")


@pytest.mark.parametrize("value", listed(VAGUE))
def test_praise_that_nobody_can_check_is_vague(value: str) -> None:
    assert is_vague(value)


@pytest.mark.parametrize("value", listed(CHECKABLE))
def test_what_can_be_checked_is_not_vague(value: str) -> None:
    assert not is_vague(value)


def test_a_grade_answers_a_name_that_asks_for_one() -> None:
    assert not is_vague("良好", "项目评估等级") and not is_vague("良好及以上", "年度考核结果")
    assert is_vague("良好", "社会评价") and is_vague("良好", "服务水平")


@pytest.mark.parametrize(
    "text",
    listed(
        "无；暂无；不涉及；略；同上；见附件；详见附件；N/A；无此项；公益性事业无经济效益；公益性项目，无直接经济效益；"
        "本项目不产生经济效益；该项目为公益性项目，不产生直接经济效益；不涉及经济效益指标；无社会成本"
    ),
)
def test_filler_says_that_there_is_nothing_to_say(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("无", "重大安全责任事故"),
        ("无", "是否发生欠薪"),
        ("没有", "有效投诉"),
        ("无", "新增债务"),
        ("无安全责任事故", ""),
        ("无污染", ""),
        ("不涉及居民搬迁", ""),
        ("不产生扬尘", ""),
        ("无障碍设施", ""),
    ],
)
def test_nothing_may_be_an_answer(text: str, name: str) -> None:
    assert not is_filler(text, name)


@pytest.mark.parametrize(
    ("name", "value", "says_again"),
    [
        ("家长满意度", "满意", True),
        ("满意度", "满意度", True),
        ("按时完成", "按时完成。", True),
        ("验收合格率", "合格", True),
        ("项目完成及时性", "及时", True),
        ("项目通过对于生态环保的宣传", "生态环保", True),
        ("提升居民健康意识", "居民健康意识", True),
        ("家长满意度", "较满意", False),
        ("竣工验收", "合格", False),
        ("设备验收合格", "合格", False),
        ("是否通过验收", "通过验收", False),
        ("评审通过情况", "通过", False),
        ("10月底前完成竣工验收", "10月底前", False),
        ("水质达到Ⅲ类", "Ⅲ类", False),
        ("甲", "甲", False),
    ],
)
def test_a_value_that_is_its_name_again(name: str, value: str, says_again: bool) -> None:
    assert repeats(name, value) is says_again


@pytest.mark.parametrize("value", ["科技企业参与度", "参观人次", "社会影响力", "经济效益", "公众环保意识"])
def test_a_name_alone_is_no_value(value: str) -> None:
    assert is_bare_name(value)


@pytest.mark.parametrize(
    "value",
    [
        "参与度≥80%",
        "提升影响力",
        "不低于行业平均水平",
        "市级先进水平",
        "达到合格率",
        "列入规划",
        "合格",
        "影响力，知名度",
    ],
)
def test_a_statement_is_no_bare_name(value: str) -> None:
    assert not is_bare_name(value)


@pytest.mark.parametrize(
    "text", ["公众科普知晓率", "提升居民参与度", "促进就业", "改善生态环境", "生态效益", "受益人群"]
)
def test_a_benefit_is_no_cost(text: str) -> None:
    assert is_benefit(text) and not is_burden(text)


@pytest.mark.parametrize(
    "text",
    [
        "施工占道天数",
        "场界噪声",
        "增加居民负担",
        "对周边交通的影响",
        "树木迁移损失",
        "建筑垃圾利用率",
        "不增加社会成本",
    ],
)
def test_a_burden_is_no_benefit(text: str) -> None:
    assert is_burden(text) and not is_benefit(text)


def test_texts_are_cut_at_commas_and_quoted_short() -> None:
    assert clauses("甲，乙。\n丙、丁") == ["甲", "乙", "丙、丁"]
    assert excerpt(" 甲乙\n丙") == "甲乙"
    assert excerpt("字" * 21) == "字" * 20 + "…"


def test_a_long_text_is_judged_at_once() -> None:
    assert (
        not is_vague("持续提升，" * 2000) and not is_filler("无" * 10_000) and not repeats("无人机巡护", "巡检" * 5000)
    )


@pytest.mark.parametrize(
    ("name", "value", "says_nothing"),
    [
        ("桥梁加固投资", "不突破概算", True),
        ("采购单价", "不高于同类市场均价", True),
        ("活动经费", "量力而行", True),
        ("资金管理", "精打细算，杜绝浪费", True),
        ("工程总投资", "不超过概算批复数", False),
        ("会议费", "执行三类会议标准", False),
        ("设备价格", "按公开招标中标价", False),
        ("讲课费", "每课时不超过500元", False),
        ("资金管理", "专账核算", False),
        ("其他费用", "无", False),
    ],
)
def test_a_cost_gives_an_amount_or_something_fixed(name: str, value: str, says_nothing: bool) -> None:
    assert is_vague_cost(value, name) is says_nothing


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("提供实习岗位", True),
        ("减轻家庭照护负担", True),
        ("节约石料", True),
        ("施工围挡", False),
        ("建筑垃圾利用率", False),
        ("临时占用耕地", False),
    ],
)
def test_only_a_benefit_is_wanted_more(name: str, wanted: bool) -> None:
    assert is_wanted_more(name) is wanted
