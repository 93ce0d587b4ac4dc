"""Numbers, units, years and clauses are read out of running text, with the offsets of each."""

from decimal import Decimal

import pytest

from formgen import phrases
from formgen.values import Measure


@pytest.mark.parametrize(
    ("text", "number", "unit", "bound", "phrase"),
    [
        ("培训不少于 8 场。", 8, "场", "≥", "不少于 8 场"),
        ("培训学员三千人次", 3000, "人", "", "三千人次"),
        ("覆盖率达到95%以上", 95, "%", "≥", "达到95%以上"),
        ("约1.2万人次参加", 12000, "人", "≈", "约1.2万人次"),
        ("新增床位一百二十余张", 120, "张", "≥", "一百二十余张"),
        ("服务企业两万家", 20000, "家", "", "两万家"),
        ("不低于百分之九十五", 95, "%", "≥", "不低于百分之九十五"),
        ("３０所学校", 30, "所", "", "30所"),
        ("1,500人", 1500, "人", "", "1,500人"),
        ("资金218万元", 2_180_000, "元", "", "218万元"),
        ("发电20万千瓦时", 200_000, "千瓦时", "", "20万千瓦时"),
        ("巡查45.6千米", Decimal("45.6"), "公里", "", "45.6千米"),
        ("控制在12分钟以内", 12, "分钟", "≤", "控制在12分钟以内"),
        ("5000左右", 5000, "", "≈", "5000左右"),
        ("20多万人次", 200_000, "人", "≥", "20多万人次"),
        ("不得超过3个月", 3, "月", "≤", "不得超过3个月"),
    ],
)
def test_a_quantity(text: str, number: Decimal, unit: str, bound: str, phrase: str) -> None:
    (found,) = phrases.quantities(text)
    assert (found.number, found.unit, found.bound, found.phrase) == (number, unit, bound, phrase)
    assert phrases.figures(text)[found.start : found.end] in found.phrase
    assert found.compared is (phrase[-2:] in ("以上", "以内", "左右") or phrase[0] in "不约控")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("三千二", 3200),
        ("三千二百", 3200),
        ("三千零二", 3002),
        ("一万五", 15000),
        ("两百", 200),
        ("一百二十万", 1_200_000),
        ("一亿二千万", 120_000_000),
        ("二〇二五", 2025),
        ("百", None),
        ("千万", None),
        ("三人", None),
    ],
)
def test_a_number_in_chinese(text: str, number: int | None) -> None:
    assert phrases.read_numeral(text) == number


@pytest.mark.parametrize("text", ["3部门联合", "5人才", "20台风", "2项目", "4位数", "3名师工作室", "6条件"])
def test_a_unit_is_not_the_start_of_another_word(text: str) -> None:
    assert [found.unit for found in phrases.quantities(text)] == [""]


def test_of_a_range_both_ends_are_known() -> None:
    found = phrases.quantities("举办3—5场")[-1]
    assert (found.low, found.number, found.unit) == (3, 5, "场")


@pytest.mark.parametrize(
    ("unit", "factor", "common"),
    [
        ("场次", 1, "场"),
        ("万人次", 10000, "人"),
        ("百分比", 1, "%"),
        ("％", 1, "%"),
        ("项（省级）", 1, "个"),
        ("㎡", 1, "平方米"),
    ],
)
def test_units_that_mean_the_same_have_one_spelling(unit: str, factor: int, common: str) -> None:
    assert phrases.read_unit(unit) == (factor, common)
    assert phrases.of_measure(Measure("≥", Decimal(2), unit)) == (2 * factor, common)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年度", [(2024, 2024)]),
        ("2021—2025年规划", [(2021, 2025)]),
        ("2023年至2025年", [(2023, 2025)]),
        ("12024年、20245", []),
        ("较2023年，2024 年", [(2023, 2023), (2024, 2024)]),
    ],
)
def test_years(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(found.first, found.last) for found in phrases.years(text)] == expected


def test_a_clause_ends_at_punctuation_but_not_between_things_of_a_list() -> None:
    text = "开展讲座、展览8场；培训，"
    assert text[slice(*phrases.clause(text, 7, 9))] == "开展讲座、展览8场"


def test_sentences_come_with_their_offsets() -> None:
    text = "甲。\n乙，丙；丁"
    assert [(start, text[start : start + len(said)]) for start, said in phrases.sentences(text)] == [
        (0, "甲"),
        (3, "乙，丙"),
        (7, "丁"),
    ]


def test_names_and_quotations_are_known() -> None:
    text = "“三个一”和《规划》"
    assert [text[slice(*span)] for span in phrases.quoted(text)] == ["“三个一”", "《规划》"]
    assert phrases.within(phrases.quoted(text), 1) and not phrases.within(phrases.quoted(text), 5)


def test_keywords_are_the_pairs_that_two_names_share() -> None:
    assert phrases.keywords("培训教师不少于30人") & phrases.keywords("教师培训人数") == {"培训", "教师"}
    assert not phrases.keywords("举办活动20场次")


@pytest.mark.parametrize(
    "text",
    [
        "12月底前",
        "2025.6",
        "8小时内响应",
        "每季度一次",
        "三个工作日内",
        "及时率95%",
        "汛期前",
        "2025年完成",
        "第四季度",
        "年底",
    ],
)
def test_a_time_is_stated(text: str) -> None:
    assert phrases.states_time(text)


@pytest.mark.parametrize(
    "text", ["按期完成", "计划完成日期前完成", "项目周期内", "按照合同约定的时间", "如期", "按序时进度推进"]
)
def test_a_time_that_is_only_that_of_a_plan(text: str) -> None:
    assert phrases.refers_to_a_plan(text) and not phrases.states_time(text)


@pytest.mark.parametrize("text", ["及时", "尽快处理", "分阶段推进", "位居前列", "2025年度巡展时间"])
def test_no_time_at_all(text: str) -> None:
    assert not phrases.states_time(text) and not phrases.refers_to_a_plan(text)


HOSTILE = [
    "1",
    "1,",
    "1.",
    "不",
    "不少于",
    "一",
    "万",
    "百分之",
    "“",
    "（",
    "1场、",
    "每1人",
    "2024年—",
    "20",
    "由1增至",
    "共1场",
    " ",
    "第",
    "期",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(part: str) -> None:
    text = part * (10_000 // len(part))
    assert all(0 <= found.start < found.end <= len(text) for found in phrases.quantities(text))
    phrases.years(text)
    phrases.quoted(text)
    phrases.states_time(text)
    phrases.refers_to_a_plan(text)
    assert sum(len(said) for _, said in phrases.sentences(text)) <= len(text)
    assert len(phrases.keywords(text)) <= len(text)
