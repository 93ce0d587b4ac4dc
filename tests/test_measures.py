"""What names measure and what units count: by the head of the name and the kind of the unit, silent when unknown."""

import pytest

from formgen.measures import (
    EXAMPLES,
    Counted,
    Measured,
    counted,
    fits,
    head,
    joined,
    measured,
    plain,
    spellings,
    subjects,
)
from formgen.values import Measure, read_measure

NAMES = {
    Measured.RATE: (
        "课程合格率 就业人数占比 覆盖面 受众喜爱度 科普内容需求度 数据准确性 覆盖率提升幅度 年均增长率 满意度提升 "
        "群众不满意率 项目完成率达到95%以上 合格率（一次） 目标完成率要求 孕产妇死亡率 "
        "备份成功率 治疗有效率 参保缴费率 不满意 覆盖学校比例 群众安全感"
    ),
    Measured.SATISFACTION: (
        "听众好评率 当事人满意情况 满意程度 满意度测评得分 "
        "家长满意度 满意率 项目完成率、受众满意度 满意度达90%以上 服务对象满意度情况"
    ),
    Measured.TIMELINESS: "按时完成 项目完成及时性 资金及时拨付 如期竣工",
    Measured.SCORE: "培训考核平均分 评审得分 专家评分",
    Measured.HEADS: "覆盖人数 参观学生人次 参观人次数 培训教师数量 学员数",
    Measured.SESSIONS: "培训场次 演出场次数 展览期数",
    Measured.COUNT: "数量 采购数量 巡展学校数 粉丝数 巡查次数 受理案件总数",
    Measured.VOLUME: "公众号阅读量 图书借阅量 粮食产量",
    Measured.MONEY: "单校巡展成本 教材印刷费用 合同成交额 劳务费 资助金额 户均收入 采购单价 到位资金数",
    Measured.DURATION: "开馆天数 培训时长 办理时限 巡检周期 工期 系统响应时间 志愿服务时数",
    Measured.AREA: "道路养护面积 覆盖面积 造林亩数",
    Measured.LENGTH: "道路大修里程 管网长度 巡护公里数",
    None: (
        "巡检频率 开发人员费率 剂量率 "
        "图像分辨率 工作效率 资金周转率 土地产出率 制度 年度 季度 温度 湿度 浓度 高度 进度 难度 力度 速度 "
        "水体透明度 空气质量指数 施工质量 社会成本 生态环境成本 时间成本 带动消费 招生名额 学分数 预算控制数 课时数 "
        "系统可用时间 审批时限压缩 就业人数增长 发放生活费 拖欠农民工工资 师生比 培训教师 基层科普工作者"
    ),
}


@pytest.mark.parametrize(("kind", "names"), NAMES.items(), ids=str)
def test_a_name_is_judged_by_its_head(kind: Measured | None, names: str) -> None:
    assert {name: measured(name) for name in names.split()} == dict.fromkeys(names.split(), kind)


def test_every_kind_of_measure_was_named() -> None:
    assert set(NAMES) == {*Measured, None}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("基层科普工作者", Measured.SATISFACTION),
        ("群众认可度", Measured.SATISFACTION),
        ("有效投诉", None),
        ("有效投诉次数", Measured.COUNT),
        ("满意度调查问卷", None),
        ("患者不满意率", Measured.RATE),
        ("12345工单办结率", Measured.RATE),
    ],
)
def test_the_dimension_says_what_a_name_leaves_out(name: str, kind: Measured | None) -> None:
    assert measured(name, satisfaction=True) is kind


UNITS = {
    Counted.PERCENT: "% ％ 百分比 个百分点 ‰ %/年",
    Counted.SCORE: "分",
    Counted.HEAD: "人 名 人次 万人次 人·次 人/年",
    Counted.BODY: "户 家 所",
    Counted.EVENT: "场 场次 期 届 起",
    Counted.THING: "个 次 例 项 万个 个区 个功能点 例标本 剂次 艘次",
    Counted.ITEM: "件 篇 台套 台（套） 册 万册 条 具 樘 扇 台服务器",
    Counted.MONEY: "元 万元 亿元 元/人 元/人*月 万元/公里",
    Counted.TIME: "天 小时 毫秒 ms 个月 个工作日",
    Counted.LESSON: "课时 学时",
    Counted.AREA: "平方米 ㎡ m² m2 万㎡ 亩 公顷 亩次",
    Counted.LENGTH: "米 公里 千米 KM",
    Counted.VOLUME: "立方米 m3 万立方米",
    Counted.WEIGHT: "吨 千克 万吨",
    Counted.DATA: "GB TB gb",
    None: "岁 倍 Mbps MPa 万 dpi",
}


@pytest.mark.parametrize(("kind", "units"), UNITS.items(), ids=str)
def test_a_unit_is_known_by_what_it_counts(kind: Counted | None, units: str) -> None:
    assert {unit: counted(unit) for unit in units.split()} == dict.fromkeys(units.split(), kind)


def test_every_kind_of_unit_was_named() -> None:
    assert set(UNITS) == {*Counted, None}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Measured.RATE, "% 个百分点 ‰ 分 倍 人/10万 次/年", "场 件 个 次 人 人次 万元 元/人 公里 天 GB 具 个小区 门次"),
        (Measured.SATISFACTION, "% 分 星", "件 人 户 次"),
        (Measured.TIMELINESS, "% 天 个工作日", "场 件 项 人"),
        (Measured.SCORE, "分 %", "人 场 万元"),
        (Measured.HEADS, "人 万人次 名 个 次 例 人/天", "% 场 件 万元 天 户"),
        (Measured.SESSIONS, "场 次 期 个 场/年", "% 人 万元 天"),
        (Measured.COUNT, "个 人 吨 立方米 台套 课时", "% 万元 天"),
        (Measured.VOLUME, "次 万吨 元 小时", "%"),
        (Measured.MONEY, "万元 元/人 % 美元", "人 场 件 台 天 平方米"),
        (Measured.DURATION, "天 小时 学时 月 次/月", "% 人 场 次 个 万元"),
        (Measured.AREA, "亩 万平方米 亩次", "% 棵 公里 人 万元"),
        (Measured.LENGTH, "公里 延米", "% 平方米 人 条"),
    ],
)
def test_a_unit_fits_unless_it_certainly_does_not(kind: Measured, good: str, bad: str) -> None:
    assert [unit for unit in good.split() if not fits(kind, unit)] == []
    assert [unit for unit in bad.split() if fits(kind, unit)] == []


@pytest.mark.parametrize("kind", Measured, ids=str)
def test_the_example_of_a_measure_fits_it(kind: Measured) -> None:
    values = [read_measure(text) for text in EXAMPLES[kind].split(" 或 ")]
    assert all(isinstance(value, Measure) and fits(kind, value.unit) for value in values)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("项目完成率、受众满意度", ("项目完成率", "受众满意度")),
        ("培训场次、人次和满意度", ("培训场次", "人次")),
        ("知晓率与参与率", ("知晓率", "参与率")),
        ("出勤率及及格率", ("出勤率", "及格率")),
        ("完好率/使用率", ("完好率", "使用率")),
        ("培训次数和培训合格率", ("培训次数", "培训合格率")),
        ("微信、微博粉丝数", None),
        ("数据完整性、准确性", None),
        ("设计、施工验收合格率", None),
        ("学生和家长满意度", None),
        ("公众参与率", None),
        ("科普活动普及率", None),
        ("和谐社区创建数量", None),
        ("场地费和劳务费", None),
        ("人员经费和公用经费保障率", None),
        ("生均面积和藏书量达标率", None),
        ("开工率、竣工率等指标完成率", None),
    ],
)
def test_a_name_joins_two_measures_when_two_heads_stand(name: str, parts: tuple[str, str] | None) -> None:
    assert joined(name) == parts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("举办专题展览", "专题展览（举办）的数量", True),
        ("年度发表论文数", "发表论文", True),
        ("结案率（%）", "结案率", True),
        ("发放资料份数", "发放资料", True),
        ("组织召开座谈会", "座谈会", True),
        ("公益性岗位", "公益性岗位数", True),
        ("新建泵站", "改造泵站", False),
        ("培训教师", "教师", False),
        ("数量", "次数", False),
    ],
)
def test_two_names_may_be_of_one_thing(one: str, other: str, same: bool) -> None:
    assert bool(subjects(one) & subjects(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("主管部门满意度", "主管部门 满意度。", True),
        ("STEM（研学）１２场", "stem(研学) 12 场", True),
        ("3.5级", "35级", False),
        ("1-2年级", "12年级", False),
        ("一期", "二期", False),
        ("满意度≥90%", "满意度90%", False),
    ],
)
def test_a_text_is_compared_by_what_it_means(one: str, other: str, same: bool) -> None:
    assert (plain(one) == plain(other)) is same


def test_the_head_is_what_is_left_without_target_and_remark() -> None:
    assert head(" 合格率（一次） 达到95%以上 ") == "合格率"
    assert head("情况") == "情况", "a name of nothing else stays"


def test_spellings_give_the_common_name_of_each_part() -> None:
    assert list(spellings("元/㎡")) == [("平方米", "㎡")]
    assert list(spellings("万人次")) == [("人次", "人次")]
    assert list(spellings("百分比")) == [("%", "百分比")]
    assert list(spellings("场")) == []
