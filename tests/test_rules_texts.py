"""The rules that read running text, numbers and dates: what each finds, where, and what it leaves alone.

Every rule is run as the declaration binds it. All units, projects and figures are invented.
"""

import textwrap
from pathlib import Path

import pytest

from formgen import checking, fields, forms, rules, schema, source
from formgen.diagnostics import Diagnostic, Location
from formgen.project import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def family() -> forms.Family:
    loaded, findings = forms.load(ROOT / "templates", str)
    assert loaded is not None, findings
    return loaded.families["declaration"]


@pytest.fixture(scope="module")
def kind(family: forms.Family) -> forms.FormKind:
    return family.root


def project(kind: forms.FormKind, text: str, file: str = "例.yaml") -> Project:
    tree, findings = source.read(text.encode(), file)
    assert tree is not None and findings == []
    read, findings = schema.validate(tree, fields.prepare(kind.visible))
    assert {finding.code for finding in findings} <= {"field-missing"}
    return read


def run(kind: forms.FormKind, code: str, *texts: str) -> list[Diagnostic]:
    """Run one rule as the kind binds it over one form, or over several as the projects of a year."""
    bindings = [binding for binding in kind.bindings if rules.code(binding.rule) == code]
    assert len(bindings) == 1
    read = [project(kind, text, f"{number}.yaml") for number, text in enumerate(texts, start=1)]
    if not rules.looks_at_the_year(bindings[0].rule):
        return rules.run(read[0], bindings)
    return rules.compare([rules.gather(one, bindings) for one in read], bindings)


def goal(text: str, *, before: str = "", rows: str = "") -> str:
    """Return a form with this goal for the year, after the lines `before` and with the indicators `rows`."""
    lines = textwrap.indent(text, " " * 4)
    return f"年度: 2025\n{before}项目绩效目标:\n  年度总体目标: |\n{lines}\n" + (f"绩效指标:\n{rows}" if rows else "")


def row(name: str, value: str, level: str = "产出指标", group: str = "数量指标") -> str:
    return f"  {level}:\n    {group}:\n" + item(name, value)


def item(name: str, value: str) -> str:
    return f"      - 三级指标: '{name}'\n        指标值: '{value}'\n"


def quantities(*pairs: tuple[str, str]) -> str:
    """Return indicators of quantity."""
    return "  产出指标:\n    数量指标:\n" + "".join(item(*pair) for pair in pairs)


def indicator(name: str, value: str, level: str = "产出指标", group: str = "质量指标") -> str:
    return "年度: 2025\n绩效指标:\n" + row(name, value, level, group)


def marked(text: str, at: Location) -> str:
    """Return what stands at a place of one line."""
    assert at.line is not None and at.column is not None and at.end_column is not None and at.line == at.end_line
    return text.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


# --- left-over markup, placeholders ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("汇聚信息<p>，充实资源</p>", ["<p>", "</p>"]),
        ("第一段<br/>第二段", ["<br/>"]),
        ('<span style="color: red">重点</span>', ['<span style="color: red">', "</span>"]),
        ("讲座&nbsp;展览&lt;科普&gt;", ["&nbsp;", "&lt;", "&gt;"]),
        ("开展**十场**讲座", ["**十场**"]),
        ("## 总体目标", ["## "]),
        ("第一段\\n第二段", ["\\n"]),
        ("讲座_x000D_", ["_x000D_"]),
        ("见[通知](http://example.com)", ["[通知](http://example.com)"]),
    ],
)
def test_markup_is_one_finding_at_the_first_mark(kind: forms.FormKind, text: str, places: list[str]) -> None:
    form = goal(text)
    (found,) = run(kind, "leftover-markup", form)
    assert [marked(form, at) for at in (found.at, *found.related)] == places


@pytest.mark.parametrize(
    "text", ["A&B 两类", "PM2.5<35", "<用户>中心", "D:\\new\\reports", "5*6 米", "#1 机组", "[2021]101号"]
)
def test_signs_that_are_no_markup(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "leftover-markup", goal(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("面向XX单位", "XX"),
        ("××学校", "××"),
        ("于20XX年完成", "20XX"),
        ("2025年X月前", "X"),
        ("待填写具体内容", "待填写"),
        ("【单位名称】举办讲座", "【单位名称】"),
        ("培训X人", "X"),
        ("讲座？？场", "？？"),
        ("时间待定", "待定"),
        ("培训≥**人次", "**"),
        ("★培训人数", "★"),
        ("指标1", "指标1"),
        ("填写说明：写清楚数量", "填写说明："),
        ("此处填写目标", "此处填写"),
        ("举办讲座……", "……"),
        ("讲座、展览...", "..."),
        ("举办___场", "___"),
        ("举办（  ）场", "（  ）"),
        ("举办N场", "N"),
        ("示例：举办讲座", "示例："),
        ("某某学校", "某某"),
    ],
)
def test_a_placeholder_is_found_where_it_stands(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text)
    (found,) = run(kind, "placeholder-left", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "示例市东湖科技馆",
        "X光机、X射线",
        "1+N服务模式",
        "“我和我的家乡……”主题活动",
        "XXL 码",
        "开展**十场**讲座",
        "执行下面的示例：讲座",
        "调用 update() 接口",
        "待定岗教师",
        "建设指标体系1套",
        "二级指标3项",
        "教学示例",
        "A__B",
        "（一）讲座",
    ],
)
def test_words_that_are_no_placeholder(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "placeholder-left", goal(text)) == []


def test_a_value_of_symbols_alone_is_left_to_its_own_rule(kind: forms.FormKind) -> None:
    form = indicator("讲座", "***")
    assert run(kind, "placeholder-left", form) == []
    assert len(run(kind, "only-symbols", form)) == 1


# --- numbering -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("1. 甲\n2. 乙\n4. 丙\n5. 丁", ["4."]),
        ("2、甲\n3、乙", ["2、"]),
        ("（一）甲\n（三）乙", ["（三）"]),
        ("①甲③乙", ["③"]),
        ("一是甲；三是乙。", ["三是"]),
        ("一、甲\n二、乙\n二、丙", ["二、"]),
        ("1.甲\n1.乙\n2.丙", ["1."]),
        ("（1）甲（2）乙（4）丙", ["（4）"]),
        ("第一，甲；第三，乙", ["第三，"]),
        ("1.甲；2.乙；2.丙；5.丁", ["2.", "5."]),
        ("1)甲\n3)乙", ["3)"]),
        ("⑴甲⑵乙⑷丙", ["⑷"]),
        ("目标1：甲\n目标3：乙", ["目标3："]),
    ],
)
def test_a_broken_list_is_found_at_each_break(kind: forms.FormKind, text: str, places: list[str]) -> None:
    form = goal(text)
    assert [marked(form, found.at) for found in run(kind, "numbering-broken", form)] == places


@pytest.mark.parametrize(
    "text",
    [
        "1.甲\n(1)子\n(2)子\n2.乙\n(1)子",
        "一、甲\n1.子\n二、乙\n1.子\n2.子",
        "增长1.5倍，2025.6完成，比例12.5%",
        "包括1.甲，2.乙；3.丙",
        "1、甲\n2.乙\n3、丙",
        "第一、二、三产业融合，一、二年级",
        "完成3、4号楼和2025年1月、2月、3月的检修",
        "1.2025年完成\n2.验收",
        "1.5G建设\n2.4K建设\n3.其他",
        "见附件（3），（2021）",
        "一是甲；二是乙。一是丙；二是丁。关键之一是人",
        "1.甲 2.乙 3.丙\n1.丁 2.戊",
        "1.甲",
    ],
)
def test_a_list_that_goes_on_or_starts_anew(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "numbering-broken", goal(text)) == []


# --- garbled text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("原创报不少于道10篇", "不少于道"),
        ("培训不少于场次；展览", "不少于场次；"),
        ("合格率不低于。", "不低于。"),
        ("合格率达到以上，", "达到以上，"),
        ("合格率达到%以上", "达到%"),
        ("合格率不低于%", "不低于%"),
        ("举办不少于场讲座", "不少于场"),
        ("不少于不低于90%", "不少于不低于"),
        ("水平提升。。", "。。"),
        ("讲座，，展览", "，，"),
        ("讲座，。", "，。"),
        ("，举办讲座", "，"),
        ("建设（一期平台", "（"),
        ("“双减工作", "“"),
        ("建设平台）", "）"),
        ("服务的的对象", "的的"),
        ("设备进行进行检修", "进行进行"),
        ("落实落实责任", "落实落实"),
    ],
)
def test_a_garbled_text_is_found_where_it_breaks(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text)
    (found,) = run(kind, "text-garbled", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "不少于总数80%，不低于国家标准，不超过预算，不少于每年2次，不少于各2场",
        "不低于三级、不得低于百分之九十、不少于一百场",
        "1）讲座；2）展览；a)甲",
        "“十四五”规划（2021—2025年），(1)甲（含线上)",
        "为了了解民情，的的确确，一次一次，许多许多，认认真真",
        "培训培训师，研究研究生课程，学习学习型组织",
        "达到以上标准，分为以下几类：甲、乙等。",
    ],
)
def test_sound_sentences_are_not_garbled(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "text-garbled", goal(text)) == []


# --- time ------------------------------------------------------------------------------------------------------------

TIME = {"timeliness-vague", "timeliness-circular"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("及时", "timeliness-vague"),
        ("尽快处理", "timeliness-vague"),
        ("分阶段推进", "timeliness-vague"),
        ("按期完成", "timeliness-circular"),
        ("按时完成各项任务", "timeliness-circular"),
        ("计划完成日期前完成", "timeliness-circular"),
        ("项目规定计划完成日期前完成", "timeliness-circular"),
        ("按计划推进", "timeliness-circular"),
        ("合同工期内", "timeliness-circular"),
        ("严格按照通知的时间节点推进", "timeliness-circular"),
        ("2025年12月底前", None),
        ("8小时内响应", None),
        ("每季度一次", None),
        ("开学前完成", None),
        ("汛前检查完毕", None),
        ("按计划于11月完成", None),
        ("按时完成率达到95%", None),
        ("≥95%", None),
        ("≤3个工作日", None),
    ],
)
def test_a_time_is_stated_or_exactly_one_rule_says_so(kind: forms.FormKind, value: str, code: str | None) -> None:
    form = indicator("信息发布", value, group="时效指标")
    found = [finding.code for each in sorted(TIME) for finding in run(kind, each, form)]
    assert found == ([code] if code else [])


def test_only_indicators_of_time_need_a_time(kind: forms.FormKind) -> None:
    for code in TIME:
        assert run(kind, code, indicator("信息发布", "及时，按期", group="质量指标")) == []
        assert run(kind, code, indicator("每月信息发布", "及时", group="时效")) == []


# --- promises --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows", "places"),
    [
        ("培训学员三千人次，开发课程包6个。", quantities(("课程包", "≥6个")), ["三千人次"]),
        ("网络覆盖率达到95%以上。", row("群众满意度", "≥95%", "满意度指标", "服务对象满意度指标"), ["95%"]),
        ("约1.2万人次参加讲座10场。", quantities(("讲座", "≥10场")), ["1.2万人次"]),
        ("论文不少于一百二十篇，覆盖率达百分之九十五。", quantities(("专利", "≥3件")), ["一百二十篇", "百分之九十五"]),
        ("购置设备20余台，举办演出不少于八场。", quantities(("巡展", "≥3次")), ["20余台", "八场"]),
        ("加装电梯120台，惠及居民1.5万户。", quantities(("加装电梯", "≥120台")), ["1.5万户"]),
        ("在去年500人的基础上培训600人。", quantities(("讲座", "≥3场")), ["600人"]),
        ("短视频阅读量突破100万。", quantities(("短视频", "≥3部")), ["100万"]),
        ("6月底前培训教师300人，保障灌溉用水5000户。", quantities(("讲座", "≥3场")), ["300人", "5000户"]),
        ("推广新品种15个、新技术10项。", quantities(("推广新品种", "≥15个")), ["10项"]),
    ],
)
def test_a_promise_without_an_indicator_is_found_at_its_number(
    kind: forms.FormKind, text: str, rows: str, places: list[str]
) -> None:
    form = goal(text, rows=rows)
    assert [marked(form, found.at) for found in run(kind, "promise-unmeasured", form)] == places
    assert run(kind, "measure-unpromised", form) == []


NO_PROMISES = [
    "街道60周岁以上户籍老人1.32万人，区常住人口38.5万人，在册退役军人2100人，登记失业人员1800人。",
    "依托3个实训基地，保障7个直属单位运行，面向全市16个区，服务对象为1-6年级学生。",
    "2025年6月底前启动，第二季度完成第1批任务，12月31日前验收。",
    "落实“十四五”规划、八项规定和三年行动计划，推进三级科普资源整合、一带一路、三方比价、5G应用。",
    "去年培训500人，现有站点78个，已建成20个，2024年发布120篇。",
    "举办“百校千场”“五个一”活动和《中小学300问》宣讲，贯彻二十届三中全会精神。",
    "一是提高水平；二是加强管理；1.完善制度；2.培养人才。",
    "用好专项资金100万元，资助标准每人每年4000元，每场不少于50人，其中女性30人。",
    "到2027年建成站点100个。",
    "7×24小时开通12345热线，为期3个月。",
    "建设30人以上规模企业服务机制，申报前10名。",
]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_numbers_that_promise_nothing(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "promise-unmeasured", goal(text, rows=quantities(("讲座", "≥3场")))) == []


CARRIED = [
    ("举办讲座20场，满意率不低于九成。", [("讲座场次", "≥20场次")]),
    ("修缮校舍1.5万平方米。", [("校舍修缮面积", "≥15000㎡")]),
    ("培训教师三百人次以上，每期不少于50人。", [("参训教师", "≥300名"), ("期数", "≥6期")]),
    ("举办讲座12场、展览8场。", [("科普活动场次", "≥20场")]),
    ("举办科普活动20场。", [("讲座", "≥12场"), ("展览", "≥8场")]),
    ("灌溉保证率由60%提高到85%。", [("灌溉保证率", "≥85%")]),
    ("建成平台1个。", [("数据平台", "上线运行")]),
    ("申请专利3项，改造卫生室25个。", [("专利", "≥3件"), ("改造卫生室", "≥25所")]),
    ("办结工单，响应时间不超过2小时。", [("响应时间", "2小时内响应")]),
    ("每月编印简报2期。", [("编印简报", "≥24期")]),
    ("举办3—5场论坛。", [("论坛", "≥3场")]),
]


@pytest.mark.parametrize(("text", "pairs"), CARRIED)
def test_a_promise_that_an_indicator_carries(kind: forms.FormKind, text: str, pairs: list[tuple[str, str]]) -> None:
    form = goal(text, rows=quantities(*pairs))
    assert run(kind, "promise-unmeasured", form) == []
    assert run(kind, "measure-unpromised", form) == []


@pytest.mark.parametrize(
    ("text", "pairs", "value", "place"),
    [
        ("举办讲座10场，培训教师200人。", [("讲座场次", "≥8场"), ("培训教师", "≥200人")], "'≥8场'", "10场"),
        ("新建公路120公里。", [("新建公路里程", "≥100公里")], "'≥100公里'", "120公里"),
        ("群众满意度达到95%以上。", [("群众满意度", "≥90%")], "'≥90%'", "95%"),
        ("服务企业两万家。", [("服务企业", "≥2000家")], "'≥2000家'", "两万家"),
    ],
)
def test_two_numbers_for_one_thing_are_one_finding_at_the_indicator(
    kind: forms.FormKind, text: str, pairs: list[tuple[str, str]], value: str, place: str
) -> None:
    form = goal(text, rows=quantities(*pairs))
    (found,) = run(kind, "measure-unpromised", form)
    assert marked(form, found.at) == value
    assert [marked(form, at) for at in found.related] == [place]
    assert run(kind, "promise-unmeasured", form) == []


FOUR = [("讲座", "≥10场"), ("展览", "≥6场"), ("读本", "≥3000册"), ("夏令营", "≥2期")]


def test_the_one_quantity_that_the_goal_leaves_out(kind: forms.FormKind) -> None:
    form = goal("举办讲座10场、展览6场，编印读本3000册。", rows=quantities(*FOUR))
    (found,) = run(kind, "measure-unmentioned", form)
    assert marked(form, found.at) == "'≥2期'"
    assert run(kind, "measure-unpromised", form) == []


@pytest.mark.parametrize(
    "text", ["举办讲座、展览，编印读本。", "举办讲座10场，编印读本。", "举办讲座10场、展览6场，编印读本。"]
)
def test_a_goal_that_names_few_numbers_leaves_nothing_out(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "measure-unmentioned", goal(text, rows=quantities(*FOUR))) == []


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("全区32所公办小学开放图书馆", "开放图书馆的小学", "=32所"),
        ("更换闸门四扇", "更换水闸闸门", "=4扇"),
        ("举办原创展览四个", "原创展览", "=4个"),
        ("国际暑期学校两期", "国际暑期学校", "=2期"),
        ("每人每月照护不少于7小时", "照护时长", "≥7小时/人*月"),
        ("去年、今年各出访十二人", "出访人数", "≤12人"),
        ("其中新建监测井九口", "监测井", "=9口"),
        ("播出公益广告一百二十条", "公益广告", "≥120条"),
        ("修缮档案库房1.5万平方米", "库房修缮面积", "≥15000㎡"),
        ("在三百名退役军人中开展回访", "回访对象", "≥300人"),
    ],
)
def test_a_number_is_mentioned_however_the_goal_says_it(kind: forms.FormKind, said: str, name: str, value: str) -> None:
    text, rows = "举办讲座10场、展览6场，编印读本3000册。", quantities(*FOUR[:3], (name, value))
    assert len(run(kind, "measure-unmentioned", goal(text, rows=rows))) == 1
    assert run(kind, "measure-unmentioned", goal(f"{text}{said}。", rows=rows)) == []


# --- arithmetic and rates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "right"),
    [
        ("在去年粉丝数78000的基础上增长10%，达到85000左右", "85000", "85800"),
        ("粉丝数78000，增长10%，达到87000以上", "87000", "85800"),
        ("由200人增至260人，增长25%", "25%", "30%"),
        ("从80家增加到100家，提高20%", "20%", "25%"),
        ("较上年1200吨下降15%，降至1000吨", "1000吨", "1020"),
        ("在上年1.2万人次基础上增长25%，达到1.6万人次", "1.6万人次", "1.5万"),
        ("每场50人共20场合计900人", "900人", "1000"),
        ("共20场，每场50人，合计1200人", "1200人", "1000"),
        ("每校3名，30所学校共100名", "100名", "90"),
        ("每个村补助3万元，20个村共50万元", "50万元", "60万"),
        ("举办讲座12场、展览8场，共25场", "25场", "20"),
        ("每场不少于50人，共20场，合计900人", "900人", "1000"),
        ("由80%提高到90%，提高5个百分点", "5个百分点", "10个百分点"),
        ("由200人增加到260人，增加50人", "50人", "60"),
        ("50人×20场=900人", "900人", "1000"),
        ("12+8=25场", "25场", "20"),
    ],
)
def test_a_wrong_result_is_found_with_the_right_one(kind: forms.FormKind, text: str, place: str, right: str) -> None:
    form = goal(text)
    (found,) = run(kind, "arithmetic-wrong", form)
    assert marked(form, found.at) == place
    assert f"应当是 {right}" in found.message


@pytest.mark.parametrize(
    ("text", "line", "place", "right"),
    [
        (
            "演出134万元，创作57万元，录制20万元，社团30万元。\n以上合计250万元，其中财政186万元。",
            2,
            "250万元",
            "241万",
        ),
        ("疏浚河道12公里、整治支流8公里。\n以上共25公里。", 2, "25公里", "20"),
        ("线上讲座12场，线下讲座8场。以上两项合计25场。", 1, "25场", "20"),
        ("1.设备50万元；\n2.软件30万元；\n3.合计90万元。", 3, "90万元", "80万"),
        ("功能升级135.5万元，\n运行维护118万元，\n共计2,535,000万元。", 3, "2,535,000万元", "253.5万"),
        ("设备费50万元。\n培训费30万元。\n两项合计90万元。", 3, "90万元", "80万"),
        ("年度资金480万元，其中财政拨款426万元。\n用于上门服务346万元、改造144万元。", 1, "480万元", "490万"),
        ("本年度安排80万元。\n主要用于：设备50万元，软件40万元。", 1, "80万元", "90万"),
    ],
)
def test_a_total_in_another_sentence_than_its_parts(
    kind: forms.FormKind, text: str, line: int, place: str, right: str
) -> None:
    form = goal(text)
    (found,) = run(kind, "arithmetic-wrong", form)
    assert (found.at.line, marked(form, found.at)) == (3 + line, place)
    assert f"应当是 {right}" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "78000增长10%，达到85800",
        "78000增长10%，达到86000左右",
        "78000增长10%，达到85000以上",
        "由300人增至412人，增长37%",
        "由80%提高到90%，提高10个百分点",
        "每场不少于50人，共20场，合计1200人以上",
        "路面504万元，桥梁195万元，护栏84万元，勘察设计和监理77万元，合计860万元",
        "展厅30个，公共活动室5个，会计室2间",
        "举办讲座20场，其中线上8场、线下5场",
        "讲座12场、展览8场，参与1000人，共20场",
        "2024年增长10%，2025年达到500人",
        "约1200人增长10%，达到1300人",
        "亩均增产5%，达到500公斤",
        "每月2场，全年24场，共48课时",
        "覆盖16个区、200个街镇，共1000个点位，其中新建20个",
        "在1.2万的基础上增长25%，达到1.5万",
        # words that only look like a total
        "路灯30处、信号灯12处，公共厕所8处",
        "展厅30间、教室5间，公共计算机室2间",
        "办公用房30间、库房20间，总部大楼10间",
        "建设费120万元、监理费6万元，统计调查费8万元",
        "咨询费12万元、评审费3万元，预计使用20万元",
        "水表12台、阀门8台，流量计25台",
        "压力表3台、温度表4台，液位计9台",
        "学校12个、医院3个，共建社区12个",
        "礼堂2个、车间3个，共享实验室20个",
        "论坛12场、沙龙8场，共青团主题团日3场",
        "讲座3场、展览2场，共性技术培训9场",
        "阅读活动12场、宣讲8场，中共党史讲座40场",
        "路演12场、沙龙8场，联合计划发布会3场",
        "方案设计费30万元、勘察费20万元，总体设计费90万元",
        "编制费3万元、印刷费2万元，计划生育补助9万元",
        "系统开发30万元、接口2万元，总数据治理9万元",
        # totals that are right
        "道路20万元，桥梁30万元，护栏40万元，三项共90万元；学校3所、医院2所，以上两项合计5所",
        "道路20万元，桥梁30万元，绿化40万元，前两项共50万元",
        "演出费134万元，创作费57万元。\n以上合计191万元，其中财政拨款180万元。",
        "演出费134万元；\n创作费57万元；\n合计191万元。",
        "本年度预算191万元。\n演出费134万元。\n创作费57万元。\n合计191万元。",
        "一、设备：甲10万元，乙20万元。\n二、培训：丙5万元，丁6万元。\n合计41万元。",
        "一、设备30万元：甲10万元，乙20万元。\n二、培训11万元：丙5万元，丁6万元。\n合计41万元。",
        # totals of more than stands before them
        "讲座12场，展览8场。全年合计服务群众3000人次。",
        "培训教师200人，学生300人。合计服务800人。",
        "购置设备20台，单价2万元；维护5套，单价1万元；合计45万元。",
        "去年支出30万元，今年支出40万元。合计100万元。",
        # 其中 names only some, and parts may overlap
        "预算300万元，其中设备费120万元、培训费80万元",
        "预算300万元，其中设备费200万元、培训费100万元",
        "培训200人，其中女性120人、党员100人",
        "培训教师200人，其中骨干80人，学生150人",
        "财政资金300万元，其中省级200万元，自筹150万元",
        "年度预算300万元，其中财政资金280万元，用于设备购置120万元",
        "年度预算300万元，其中财政资金280万元，设备费120万元",
        "全年预算300万元，其中财政拨款300万元，实际支出280万元",
        "全年安排300万元，其中设备费200万元，实际支出280万元",
        "中央资金200万元、省级资金100万元，其中设备费250万元",
        "较上年增加20人，其中女性增加30人",
        "约300万元，其中设备费180万元、培训费150万元",
        "年度资金480万元，其中财政拨款420万元。用于上门服务345万元、适老化改造122万元。",
        "财政拨款480万元。用于上门服务345万元、适老化改造142万元。",
        "年度资金660万元：财政拨款540万元，企业自筹120万元。",
        "年度资金660万元：主要用于培训540万元，督导12万元。",
    ],
)
def test_sums_that_are_right_or_that_nobody_can_tell(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "arithmetic-wrong", goal(text)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("课程完成率", "≥120%"),
        ("群众满意度", "=900%"),
        ("合格率", "≥-5%"),
        ("验收", "验收合格率达到105%"),
        ("女性占比", "占比120%"),
        ("疫苗接种率", "≥100.5(百分比)"),
    ],
)
def test_a_share_outside_the_whole(kind: forms.FormKind, name: str, value: str) -> None:
    assert len(run(kind, "rate-over-hundred", indicator(name, value))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("销售增长率", "≥120%"),
        ("毛入学率", "≥105%"),
        ("拨备覆盖率", "≥150%"),
        ("满意度较上年提高", "≥110%"),
        ("合格率", "=100%"),
        ("产能利用率", "≥110%"),
        ("同比下降", "≤-5%"),
        ("营业收入增长率", "达到120%"),
        ("覆盖率测点", "≥120个"),
        ("合格率", "合格产品120件"),
    ],
)
def test_rates_that_may_be_so(kind: forms.FormKind, name: str, value: str) -> None:
    assert run(kind, "rate-over-hundred", indicator(name, value)) == []


# --- other years -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2024年度计划举办讲座10场", "2024年度"),
        ("于2024年12月底前完成", "2024年"),
        ("2024年度", "2024年度"),
        ("完成2024年建设任务", "2024年"),
        ("在2024年内完成", "2024年"),
        ("2024年，举办讲座10场", "2024年"),
        ("2024 年 11 月 30 日前", "2024 年"),
        ("举办2024年全国科普日活动", "2024年"),
        ("2024年，我单位计划举办讲座", "2024年"),
        ("2026年3月底前完成", "2026年"),
        ("2025年开工，2024年12月底前完成", "2024年"),
    ],
)
def test_another_year_as_if_it_were_the_forms_own(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text)
    (found,) = run(kind, "other-year", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "较2024年增长10%，不低于2024年水平，与2024年相比，以2024年为基期",
        "2024年底存量20个，截至2024年底建成20个，在2024年的基础上新建",
        "落实2023—2025年行动计划、《规划（2021）》、财预〔2021〕101号、“2024年项目”",
        "2024年已完成一期，自2023年以来，2023年建成的平台",
        "到2035年建成，面向2030年",
        "完成2024年度决算审计、2024年度汇算清缴，服务2024届毕业生，完成2024年未完工程",
        "2024年完成一期，2025年完成二期",
        "2025年12月底前完成",
    ],
)
def test_years_of_history_plans_and_names(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "other-year", goal(text)) == []


def test_a_project_is_not_called_after_another_year(kind: forms.FormKind) -> None:
    for name, count in (
        ("2024年科技节", 1),
        ("示例区2025年科技节", 0),
        ("“2024年科技节”续展", 0),
        ("2023—2025年行动计划", 0),
    ):
        assert len(run(kind, "other-year", f"年度: 2025\n项目名称: {name}\n")) == count


def test_the_years_of_the_project_are_its_own(kind: forms.FormKind) -> None:
    span = "计划开始日期: 2024-07-01\n计划完成日期: 2026-06-30\n"
    assert run(kind, "other-year", goal("2024年12月底前完成，2026年6月底前验收", before=span)) == []
    assert len(run(kind, "other-year", goal("2023年12月底前完成", before=span))) == 1


# --- the year's projects, amounts ------------------------------------------------------------------------------------

LONG = "组织专家走进校园开展科普讲座，提升青少年的科学素养"


def test_a_shared_goal_is_one_finding_in_each_project(kind: forms.FormKind) -> None:
    one, other = (
        goal(f"{LONG}；建设面向社区的流动科普展览服务网络。"),
        goal(f"1.{LONG}。\n2.建设面向社区的流动科普展览服务网络"),
    )
    found = run(kind, "same-wording", one, other, goal("推广优质稻种植。"))
    assert [finding.at.file for finding in found] == ["1.yaml", "2.yaml"]
    assert [[at.file for at in finding.related] for finding in found] == [["2.yaml"], ["1.yaml"]]
    assert marked(other, found[1].at) == LONG
    assert all("2 句话" in finding.message for finding in found)


def test_shared_indicators_that_a_reviewer_would_know_again(kind: forms.FormKind) -> None:
    sentence = (
        indicator("甲", "形成全社会关心科技教育的良好氛围"),
        indicator("乙", "形成全社会关心科技教育的良好氛围。"),
    )
    assert [finding.at.line for finding in run(kind, "same-wording", *sentence)] == [6, 6]
    name = "举办全市青少年科技创新大赛决赛活动"
    assert len(run(kind, "same-wording", indicator(name, "≥1次"), indicator(name, "≥1次"))) == 2
    assert run(kind, "same-wording", indicator(name, "≥1次"), indicator(name, "≥2次")) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("服务对象满意度", "≥95%"),
        ("完成时间", "2025年12月31日前完成"),
        ("社会效益", "持续提升"),
        ("验收合格率", "=100%"),
    ],
)
def test_what_every_form_has_is_nobodys_wording(kind: forms.FormKind, name: str, value: str) -> None:
    assert run(kind, "same-wording", indicator(name, value), indicator(name, value)) == []


def test_one_project_repeating_itself_is_no_matter_of_the_year(kind: forms.FormKind) -> None:
    assert run(kind, "same-wording", goal(f"{LONG}。{LONG}。"), goal("推广优质稻种植。")) == []


def test_many_projects_of_one_wording_name_only_some_of_the_others(kind: forms.FormKind) -> None:
    found = run(kind, "same-wording", *[goal(LONG)] * 30)
    assert len(found) == 30
    assert {len(finding.related) for finding in found} == {3}
    assert all("另外 29 个项目" in finding.message for finding in found)


def test_what_is_gathered_for_the_year_holds_no_texts(kind: forms.FormKind) -> None:
    text = goal(LONG, rows=row("举办全市青少年科技创新大赛决赛活动", "≥1次"))
    gathered = rules.gather(project(kind, text), kind.bindings)
    assert any(facts for facts in gathered)
    assert LONG not in repr(gathered) and "大赛" not in repr(gathered)


MONEY = "项目资金:\n  年度资金申请总额: 2,184,500.00\n  当年财政拨款: 2,000,000.00\n  上年结转资金: 184,500.00\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("本年度申请财政资金210万元", "210万元"),
        ("项目总投资300万元", "300万元"),
        ("2025年预算资金2,080,000元", "2,080,000元"),
        ("申请资金0.3亿元", "0.3亿元"),
        ("项目资金总额为228万元，用于购置", "228万元"),
        ("安排财政资金210万元", "210万元"),
        ("年度资金228万元，用于培训", "228万元"),
        ("本年度资金：228万元", "228万元"),
        ("全年经费共228万元", "228万元"),
        ("预算资金228万元", "228万元"),
        ("资金总额为0.228亿元", "0.228亿元"),
        ("购置150万元、培训60万元，合计210万元", "210万元"),
        ("购置150万元。\n培训60万元。\n以上两项共计210万元，其中财政拨款200万元。", "210万元"),
    ],
)
def test_an_amount_that_contradicts_the_form(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text, before=MONEY)
    (found,) = run(kind, "amount-contradicts", form)
    assert marked(form, found.at) == place
    assert "2,184,500.00 元" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "申请资金218万元，申请财政资金200万元、结转18万元",
        "带动投资300万元，实现销售收入500万元，企业投资500万元",
        "其中设备购置预算50万元，单价预算不超过2万元，每校补助3万元",
        "去年预算200.5万元，2024年预算201万元",
        "申请资金218.45万元，用于培训50万元、购置168.45万元",
        "申请财政资金150万元、其他资金68.45万元",
        "年度资金218.45万元，上年度资金190万元",
        "购置150万元、培训68.45万元，合计218.45万元",
        "购置设备100万元、安装20万元，合计120万元；培训98.45万元",
        "设备：购置100万元、安装20万元，合计120万元",
        "为300户发放补贴12万元、为200人发放补助8万元，合计20万元",
        "开放课题每项10万元，配套5万元，合计60万元",
        "年度资金218.45万元：购置100万元、安装20万元，合计120万元",
        "甲10万元、乙20万元，合计30万元。丙5万元、丁6万元，合计11万元。",
    ],
)
def test_amounts_that_fit_or_speak_of_something_else(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "amount-contradicts", goal(text, before=MONEY)) == []


OURS = {
    *(
        "promise-unmeasured",
        "measure-unpromised",
        "measure-unmentioned",
        "leftover-markup",
        "placeholder-left",
        "numbering-broken",
    ),
    *("text-garbled", "timeliness-vague", "timeliness-circular", "arithmetic-wrong", "rate-over-hundred"),
    *("other-year", "same-wording", "amount-contradicts"),
}

# --- wordings of each class of faults, over other fields --------------------------------------------------------------

FAULTS = [
    ("other-year", "2024-11-30前完成文物普查", "2024"),
    ("other-year", "于2024.10.31前提交测绘成果", "2024"),
    ("other-year", "2024/9/30前完成浮标布放", "2024"),
    ("other-year", "二〇二四年十一月底前完成档案数字化", "二〇二四年"),
    ("other-year", "二○二四年度计划新建雷达站2座", "二○二四年度"),
    ("other-year", "24年10月底前完成庭审设备安装", "24年"),
    ("other-year", "24年12月31日前完成优抚资金发放", "24年"),
    ("other-year", "2024年春节前发放慰问金", "2024年"),
    ("other-year", "2024年国庆节后启动巡演", "2024年"),
    ("other-year", "2024年暑期开展法治夏令营", "2024年"),
    ("other-year", "2024年汛期前完成雨量站检修", "2024年"),
    ("other-year", "2024年秋季学期开学前完成配送", "2024年"),
    ("other-year", "截至2024年12月底前全部完成", "2024年"),
    ("rate-over-hundred", "案件按期审结率达到108%", "108%"),
    ("rate-over-hundred", "秸秆综合利用率不低于112%", "112%"),
    ("rate-over-hundred", "预警信息公众覆盖率达到百分之一百零五", "百分之一百零五"),
    ("rate-over-hundred", "档案数字化率达到130%", "130%"),
    ("rate-over-hundred", "适龄儿童入学率达到101%", "101%"),
    ("rate-over-hundred", "残疾儿童康复服务率为150%", "150%"),
    ("rate-over-hundred", "报关单电子化率不低于980%", "980%"),
    ("rate-over-hundred", "供水保障率达到115%", "115%"),
    ("rate-over-hundred", "资金使用率达到120%", "120%"),
    ("rate-over-hundred", "女性占比达到145%", "145%"),
    ("arithmetic-wrong", "审结率由91%提高3个百分点，达到95%", "95%"),
    ("arithmetic-wrong", "差错率从8%下降2个百分点，降至5%", "5%"),
    ("arithmetic-wrong", "覆盖率在60%的基础上提高15个百分点，达到80%", "80%"),
    ("arithmetic-wrong", "培训调解员90人，其中初级40人、中级30人、高级10人", "90人"),
    ("arithmetic-wrong", "铺设光缆共50公里，其中一标段20公里、二标段15公里、三标段10公里", "50公里"),
    ("arithmetic-wrong", "举办宣讲24场，其中上半年10场、下半年12场", "24场"),
    ("arithmetic-wrong", "招募志愿者200名，其中男80名、女110名", "200名"),
    ("arithmetic-wrong", "修缮哨所30座（海岛12座、沿岸15座）", "30座"),
    ("arithmetic-wrong", "采集标本500份（植物300份、动物150份、菌类80份）", "500份"),
    ("arithmetic-wrong", "布设站点20个，其中新建12个、改造10个", "20个"),
    ("arithmetic-wrong", "慰问退役军人800人，其中城镇300人、农村400人", "800人"),
    ("arithmetic-wrong", "例行监测126万元，自动站维护108万元，排污口整治96万元，三项共320万元", "320万元"),
    ("arithmetic-wrong", "修缮校舍12所、医院3所，以上2项合计18所", "18所"),
    ("arithmetic-wrong", "设计费30万元，施工费500万元，审计费5万元，合计545万元", "545万元"),
    ("arithmetic-wrong", "公共设施20处、公共厕所6处，共计30处", "30处"),
    ("arithmetic-wrong", "科研经费300万元，其中测试费180万元、差旅费70万元、劳务费60万元", "300万元"),
    ("arithmetic-wrong", "2025年预算300万元，其中测试费180万元，差旅费70万元，劳务费60万元", "300万元"),
    ("arithmetic-wrong", "整个项目890万元，其中财政资金920万元，其他资金60万元", "890万元"),
    ("arithmetic-wrong", "资助学生300人，其中女生320人", "300人"),
    ("arithmetic-wrong", "修缮城墙1200米（其中北段1500米）", "1200米"),
    ("arithmetic-wrong", "年度资金660万元：财政拨款540万元，企业自筹12万元", "660万元"),
    ("leftover-markup", "完成航标维护<!-- 待核 -->", "<!-- 待核 -->"),
    ("leftover-markup", "更新<mark>测深仪</mark>", "<mark>"),
    ("leftover-markup", "[b]建设雷达站[/b]", "[b]"),
    ("leftover-markup", "法庭&nbsp改造", "&nbsp"),
    ("leftover-markup", "完成~~邮路调整~~", "~~邮路调整~~"),
    ("leftover-markup", "部署`gateway`网关", "`gateway`"),
    ("leftover-markup", "为{{单位}}配置终端", "{{单位}}"),
    ("leftover-markup", "巡检\\u3000核设施", "\\u3000"),
    ("leftover-markup", '完成style="color:red"巡检', 'style="color:red"'),
    ("leftover-markup", "<article>勘查报告</article>", "<article>"),
    ("text-garbled", "加强档案管理，做到目录清楚、查找方便、保管不", "不"),
    ("text-garbled", "提高案件办理质量和", "和"),
    ("text-garbled", "完善邮政普遍服务网络，", "，"),
    ("text-garbled", "加强放射源管理、", "、"),
    ("text-garbled", "保障节目安全播出，进一", "进一"),
    ("text-garbled", "推动海洋观测能力持续提", "持续提"),
    ("text-garbled", "覆盖全部口岸和乡??。", "??"),
    ("text-garbled", "完成地质勘??查", "??"),
    ("text-garbled", "举办巡展10场场。", "场场"),
    ("text-garbled", "发放辅具300件件。", "件件"),
]


@pytest.mark.parametrize(("code", "text", "place"), FAULTS)
def test_a_fault_in_other_words(kind: forms.FormKind, code: str, text: str, place: str) -> None:
    form = goal(text)
    (found,) = run(kind, code, form)
    assert marked(form, found.at) == place


MORE_FAULTS = [
    ("other-year", "2024年12月31日前完成全部采购"),
    ("other-year", "2024年第四季度完成验收"),
    ("other-year", "本项目2024年度绩效目标如下"),
    ("other-year", "2024年全年开展巡查12次"),
    ("other-year", "2024.12.20前完成"),
    ("other-year", "于2024年末完成系统上线"),
    ("other-year", "二\u3007二四年度举办培训4期"),
    ("other-year", "2024年上半年完成招标"),
    ("other-year", "24年度完成设备安装"),
    ("other-year", "24年底前完成"),
    ("other-year", "2024年五一前开放"),
    ("other-year", "完成2024年政府实事项目"),
    ("other-year", "计划2026年6月底前完成采购"),
    ("rate-over-hundred", "用户满意度达到950%"),
    ("rate-over-hundred", "就业率达101%"),
    ("rate-over-hundred", "绿化覆盖率达到138%"),
    ("rate-over-hundred", "发票差错率控制在105%以内"),
    ("arithmetic-wrong", "全年开展12场，其中一季度3场、二季度4场、三季度3场、四季度3场。"),
    ("arithmetic-wrong", "培训教师500人，分为5期，每期80人。"),
    ("arithmetic-wrong", "资助学生300人，每人1200元，共需40万元。"),
    ("arithmetic-wrong", "由上年的200万吨减少到150万吨，下降20%"),
    ("arithmetic-wrong", "在上年860件的基础上增长10%，达到956件"),
    ("arithmetic-wrong", "改造病房30间、手术室5间，合计40间。"),
    ("arithmetic-wrong", "新购车辆12辆（消防车5辆、救护车6辆）。"),
    ("arithmetic-wrong", "新增车位80个，由420个增加到510个。"),
    ("arithmetic-wrong", "12个村，每村3盏，共40盏。"),
    ("arithmetic-wrong", "共120人，男70人，女60人。"),
    ("arithmetic-wrong", "比上年的85%提高6个百分点，达到90%。"),
    ("leftover-markup", "<strong>目标</strong>"),
    ("leftover-markup", "目标&#12288;一"),
    ("leftover-markup", "### 目标"),
    ("leftover-markup", "见[附件](a.docx)"),
    ("leftover-markup", "<o:p></o:p>"),
    ("leftover-markup", "完成验收<br"),
    ("leftover-markup", "&ensp;完成"),
    ("leftover-markup", "\\textbf{目标}"),
    ("leftover-markup", "{color:red}目标{color}"),
    ("leftover-markup", "> 引用的目标"),
    ("leftover-markup", "<w:t>目标"),
    ("leftover-markup", "目标</td>"),
    ("placeholder-left", "培训____人"),
    ("placeholder-left", "由XXX公司承建"),
    ("placeholder-left", "举办讲座（）场"),
    ("placeholder-left", "于202X年完成"),
    ("placeholder-left", "金额：待定"),
    ("placeholder-left", "（此处填写目标）"),
    ("placeholder-left", "培训 N 人"),
    ("placeholder-left", "投入 xx 万元"),
    ("placeholder-left", "XX年XX月完成"),
    ("placeholder-left", "【待补】"),
    ("placeholder-left", "……"),
    ("placeholder-left", "某某街道"),
    ("placeholder-left", "完成#REF!"),
    ("placeholder-left", "培训●●人"),
    ("placeholder-left", "面向○○区"),
    ("numbering-broken", "1.甲；\n2.乙；\n2.丙；"),
    ("numbering-broken", "一、甲\n三、乙"),
    ("numbering-broken", "（1）甲；（2）乙；（4）丙。"),
    ("numbering-broken", "①甲；②乙；④丙。"),
    ("numbering-broken", "第一，甲；第三，乙。"),
    ("numbering-broken", "目标1：甲\n目标3：乙"),
    ("numbering-broken", "1)甲\n3)乙"),
    ("numbering-broken", "1、甲\n2、乙\n4、丙"),
    ("numbering-broken", "1\uff0e甲\n3\uff0e乙"),
    ("numbering-broken", "一是甲；二是乙；二是丙。"),
    ("numbering-broken", "二是甲；三是乙。"),
    ("numbering-broken", "1.甲\n1.乙\n2.丙"),
    ("numbering-broken", "（一）甲\n（三）乙"),
    ("numbering-broken", "任务一：甲；任务三：乙"),
    ("text-garbled", "完成完成设备采购。"),
    ("text-garbled", "举办讲座不少于场。"),
    ("text-garbled", "满意度达到%以上。"),
    ("text-garbled", "（一期工程已完工。"),
    ("text-garbled", "推广“智慧农业平台。"),
    ("text-garbled", "提升服务水平，，改善环境。"),
    ("text-garbled", "培训教师≥人次。"),
    ("text-garbled", "不低于不低于90%。"),
    ("text-garbled", "提高群众满意度满意度。"),
    ("text-garbled", "改善的的环境。"),
    ("text-garbled", "加强队伍建设，提高"),
    ("text-garbled", "完成锟斤拷采购。"),
    ("text-garbled", "做好服务。。"),
    ("text-garbled", "举办培训班，培训人员不少于"),
    ("text-garbled", "群众满意度达到以上。"),
    ("text-garbled", "设备完好率大于等于。"),
    ("text-garbled", "建设标准化、规范化、"),
    ("text-garbled", "建立健全长效机制，推动"),
    ("text-garbled", "完成达到95%以上以上。"),
    ("text-garbled", "每年不少于次。"),
    ("text-garbled", "合格率≥≥95%。"),
    ("text-garbled", "采购设备12台台。"),
    ("text-garbled", "《管理办法贯彻落实。"),
    ("text-garbled", "是是为民服务"),
]


@pytest.mark.parametrize(("code", "text"), MORE_FAULTS)
def test_a_fault_in_a_goal(kind: forms.FormKind, code: str, text: str) -> None:
    assert run(kind, code, goal(text)) != []


FAULTY_VALUES = [
    ("other-year", "验收时间", "2024年11月", "时效指标"),
    ("other-year", "完成时间", "2024-12-31", "时效指标"),
    ("other-year", "完成时间", "2024/12/31前", "时效指标"),
    ("other-year", "完成时间", "2024年12月", "时效指标"),
    ("other-year", "完成时间", "2024年度内", "时效指标"),
    ("rate-over-hundred", "验收合格率", "≥1000%", "质量指标"),
    ("rate-over-hundred", "出勤率", "110%", "质量指标"),
    ("rate-over-hundred", "普及率", "达到百分之一百二十", "质量指标"),
    ("rate-over-hundred", "准时率", "102%以上", "质量指标"),
    ("rate-over-hundred", "资金到位率", "=120%", "质量指标"),
    ("placeholder-left", "待定", "待定", "时效指标"),
    ("placeholder-left", "三级指标1", "≥3场", "时效指标"),
    ("placeholder-left", "验收", "（请填写）", "时效指标"),
    ("timeliness-vague", "完成时间", "及时完成", "时效指标"),
    ("timeliness-vague", "响应", "第一时间响应", "时效指标"),
    ("timeliness-vague", "验收", "适时", "时效指标"),
    ("timeliness-vague", "验收", "尽快", "时效指标"),
    ("timeliness-vague", "验收", "按需", "时效指标"),
    ("timeliness-vague", "验收", "近期完成", "时效指标"),
    ("timeliness-vague", "验收", "早日完成", "时效指标"),
    ("timeliness-vague", "验收", "视情况而定", "时效指标"),
    ("timeliness-vague", "验收", "合理时间内", "时效指标"),
    ("timeliness-vague", "验收", "短期内完成", "时效指标"),
    ("timeliness-vague", "资金发放及时性", "及时发放", "时效指标"),
    ("timeliness-vague", "维修", "随时维修", "时效指标"),
    ("timeliness-vague", "验收", "有序推进", "时效指标"),
    ("timeliness-vague", "验收", "良好", "时效指标"),
    ("timeliness-vague", "验收", "待条件成熟后开展", "时效指标"),
    ("timeliness-circular", "验收", "按时", "时效指标"),
    ("timeliness-circular", "验收", "按合同约定时间", "时效指标"),
    ("timeliness-circular", "验收", "在规定时间内完成", "时效指标"),
    ("timeliness-circular", "验收", "按既定计划完成", "时效指标"),
    ("timeliness-circular", "验收", "按照实施方案推进", "时效指标"),
    ("timeliness-circular", "验收", "按期完成", "时效指标"),
    ("timeliness-circular", "验收", "严格按照时间节点推进", "时效指标"),
    ("timeliness-circular", "验收", "与计划一致", "时效指标"),
    ("timeliness-circular", "验收", "符合进度要求", "时效指标"),
    ("timeliness-circular", "验收", "根据项目进度安排完成", "时效指标"),
    ("timeliness-circular", "验收", "以合同为准", "时效指标"),
    ("timeliness-circular", "验收", "如期完成", "时效指标"),
    ("timeliness-circular", "验收", "在工期内", "时效指标"),
    ("timeliness-circular", "验收", "准点完成", "时效指标"),
    ("timeliness-circular", "验收", "依计划进行", "时效指标"),
    ("timeliness-circular", "验收", "达到进度要求", "时效指标"),
    ("timeliness-circular", "验收", "计划时间完成", "时效指标"),
    ("timeliness-circular", "验收", "按批复工期完成", "时效指标"),
    ("timeliness-circular", "验收", "任务下达后按要求时限完成", "时效指标"),
]


@pytest.mark.parametrize(("code", "name", "value", "group"), FAULTY_VALUES)
def test_a_fault_in_a_value(kind: forms.FormKind, code: str, name: str, value: str, group: str) -> None:
    assert run(kind, code, indicator(name, value, group=group)) != []


UNMET = [
    ("promise-unmeasured", "培训教师320人。", "讲座", "≥5场"),
    ("promise-unmeasured", "森林覆盖率达到65%。", "讲座", "≥5场"),
    ("promise-unmeasured", "受益群众12万人。", "讲座", "≥5场"),
    ("promise-unmeasured", "新建停车位三百个。", "讲座", "≥5场"),
    ("promise-unmeasured", "检测样品4500批次。", "讲座", "≥5场"),
    ("promise-unmeasured", "年产值增加500万元。", "讲座", "≥5场"),
    ("promise-unmeasured", "平均响应时间控制在30分钟以内。", "讲座", "≥5场"),
    ("promise-unmeasured", "发表论文6篇、专著1部。", "论文", "≥6篇"),
    ("promise-unmeasured", "服务企业200余家。", "讲座", "≥5场"),
    ("promise-unmeasured", "减少碳排放800吨。", "讲座", "≥5场"),
    ("promise-unmeasured", "亩均增产不少于50公斤。", "讲座", "≥5场"),
    ("promise-unmeasured", "修复湿地1200亩。", "讲座", "≥5场"),
    ("promise-unmeasured", "办结率达98%，群众满意率95%。", "群众满意度", "≥95%"),
    ("promise-unmeasured", "编制标准2项。", "讲座", "≥5场"),
    ("promise-unmeasured", "安装路灯260盏。", "讲座", "≥5场"),
    ("promise-unmeasured", "发布预警短信50万条。", "讲座", "≥5场"),
    ("promise-unmeasured", "举办招聘会24场、直播带岗36场。", "招聘会", "≥24场"),
    ("measure-unpromised", "安装路灯260盏。", "路灯安装数量", "≥206盏"),
    ("measure-unpromised", "修复湿地1200亩。", "湿地修复面积", "≥1000亩"),
    ("measure-unpromised", "取证率不低于75%。", "培训取证率", "≥70%"),
    ("measure-unpromised", "检测样品4500批次。", "样品检测量", "≥5400批次"),
    ("measure-unpromised", "新建停车位三百个。", "停车位新建数", "≥200个"),
    ("measure-unpromised", "服务老人1.5万人次。", "老人服务人次", "≥1.2万人次"),
    ("measure-unpromised", "采购图书8000册。", "图书采购", "≥800册"),
    ("measure-unpromised", "响应时间不超过30分钟。", "响应时间", "≤60分钟"),
    ("measure-unpromised", "引进博士5名。", "引进青年博士", "≥3名"),
]


@pytest.mark.parametrize(("code", "text", "name", "value"), UNMET)
def test_a_promise_that_is_not_met(kind: forms.FormKind, code: str, text: str, name: str, value: str) -> None:
    assert len(run(kind, code, goal(text, rows=quantities((name, value))))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("密闭运输率", "达到102%"),
        ("庭审直播率", "百分之一百零二"),
        ("灌溉水利用率", "≥113%"),
        ("数字化率", "不低于105%"),
    ],
)
def test_a_rate_that_only_the_name_names(kind: forms.FormKind, name: str, value: str) -> None:
    assert len(run(kind, "rate-over-hundred", indicator(name, value))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("产能利用率", "达到120%"),
        ("病床使用率", "≥105%"),
        ("毛入园率", "≥102%"),
        ("投诉量", "达到102%"),
        ("自给率", "=130%"),
    ],
)
def test_a_rate_that_may_be_more_than_the_whole(kind: forms.FormKind, name: str, value: str) -> None:
    assert run(kind, "rate-over-hundred", indicator(name, value)) == []


COMPONENTS = (
    "项目资金:\n  年度资金申请总额: 3,254,000.00\n  当年财政拨款: 2,500,000.00\n"
    "  上年结转资金: 454,000.00\n  其他资金: 300,000.00\n"
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("使用上年结转资金54.4万元", "54.4万元"),
        ("结转结余资金为40万元", "40万元"),
        ("其中当年财政拨款205万元", "205万元"),
        ("申请325.4万元，其中当年财政资金260万元、自筹30万元", "260万元"),
        ("单位自筹50万元", "50万元"),
        ("其他资金0.3亿元", "0.3亿元"),
        ("设备总投入352.4万元", "352.4万元"),
        ("投入0.3254亿元更新测深仪", "0.3254亿元"),
        ("市财政安排资金524万元", "524万元"),
        ("项目总投资3,524,000元", "3,524,000元"),
    ],
)
def test_an_amount_is_compared_with_the_field_that_its_words_name(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text, before=COMPONENTS)
    (found,) = run(kind, "amount-contradicts", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "使用上年结转资金45.4万元，当年财政拨款250万元，单位自筹30万元",
        "企业自筹80万元，群众自筹5万元，带动社会资金500万元",
        "购置费120万元，结转资金用于购置档案柜20万元",
        "投入32.5万元用于宣传，设备费35.2万元",
        "申请资金325.4万元",
    ],
)
def test_amounts_of_others_and_of_parts(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "amount-contradicts", goal(text, before=COMPONENTS)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("截至8月31日，累计支出162万元，执行率68%", "162万元"),
        ("项目资金实际支出1,650,000元", "1,650,000元"),
        ("全年执行预算162万元。", "162万元"),
        ("预算执行数为165万元", "165万元"),
        ("上半年举办讲座8场，截至6月底已支出资金165万元", "165万元"),
        ("因场次减少，核减预算80万元", "80万元"),
        ("预算调减1.8万元", "1.8万元"),
        ("年度资金288万元", "288万元"),
    ],
)
def test_money_spent_is_compared_with_the_paper_of_that_time(family: forms.Family, text: str, place: str) -> None:
    form = spent(text)
    monitoring = next(kind for kind in family.kinds if kind.name == "monitoring")
    (found,) = run(monitoring, "amount-contradicts", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "截至8月31日，累计支出156.4万元，其中财政拨款140万元",
        "累计支出约156万元",
        "全年预算218.45万元，调减18万元，调整后预算200.45万元",
        "核减预算18万元",
        "设备采购完成，支出48万元",
        "培训费实际支出12万元",
        "上年执行预算190万元",
        "申请资金218.45万元，执行156.4万元",
        "带动企业支出300万元",
    ],
)
def test_money_spent_that_agrees_or_is_of_a_part(family: forms.Family, text: str) -> None:
    monitoring = next(kind for kind in family.kinds if kind.name == "monitoring")
    assert run(monitoring, "amount-contradicts", spent(text)) == []


def spent(text: str) -> str:
    """Return a form at the middle of its year with this text on what has been done."""
    return (
        f"年度: 2025\n{MONEY}监控:\n  资金执行:\n    年度资金总额:\n      调整预算数: -180,000.00\n"
        "      调整后预算数: 2,004,500.00\n      预算执行数: 1,564,000.00\n"
        "    当年财政拨款: {调整预算数: '-180,000.00', 预算执行数: '1,400,000.00'}\n"
        f"  目标完成情况: |\n{textwrap.indent(text, ' ' * 4)}\n"
    )


def test_a_self_evaluation_is_compared_too(family: forms.Family) -> None:
    form = (
        f"年度: 2025\n{MONEY}自评:\n  预算执行:\n    年度资金总额: {{全年执行数: '2,120,000.00'}}\n"
        "  实际完成情况: 举办讲座12场，全年支出202万元。\n"
    )
    evaluation = next(kind for kind in family.kinds if kind.name == "self-evaluation")
    (found,) = run(evaluation, "amount-contradicts", form)
    assert marked(form, found.at) == "202万元" and "2,120,000.00 元" in found.message
    assert run(evaluation, "amount-contradicts", form.replace("202万", "212万")) == []


PROSE_MONEY = (
    "项目资金:\n  年度资金申请总额: 2,180,000.00\n  当年财政拨款: 1,900,000.00\n"
    "  上年结转资金: 180,000.00\n  其他资金: 100,000.00\n  项目资金总额:\n    总额: 6,500,000.00\n"
)
"""The amounts of a project of several years, which prose tells again in 万元."""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2025年预算安排210万元，其中：讲师费50万元，场地费30万元", "210万元"),
        ("2025年拟安排项目资金2180万元", "2180万元"),
        ("本项目2025年度预算总额为228万元，包括财政拨款190万元、结转18万元、其他资金10万元", "228万元"),
        ("2025年度安排预算资金219万元。其中：专家劳务费20万元", "219万元"),
        ("项目总投资660万元，2025年安排218万元", "660万元"),
        ("项目总投资650万元，2025年安排228万元", "228万元"),
        ("六、年度预算安排：228万元", "228万元"),
        ("（六）年度预算安排:228万元，含税", "228万元"),
        ("该项目2025年所需经费228万元，全部由财政拨款解决", "228万元"),
        ("项目预算为228万元（其中设备购置80万元，软件开发148万元）", "228万元"),
        ("根据测算，2025年度本项目预算为228万元", "228万元"),
        ("其中当年财政拨款180万元，上年结转资金18万元", "180万元"),
        ("本年度预算安排2,280,000.00元", "2,280,000.00元"),
    ],
)
def test_prose_in_10000_yuan_is_compared_with_the_form_in_yuan(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text, before=PROSE_MONEY)
    (found,) = run(kind, "amount-contradicts", form)
    assert marked(form, found.at) == place


@pytest.mark.parametrize(
    "text",
    [
        "2025年预算安排218万元，其中：讲师费50万元，场地费30万元",
        "本项目2025年度预算总额为218万元，包括财政拨款190万元、结转18万元、其他资金10万元",
        "三年共安排650万元，2024年安排232万元，2025年安排218万元，2026年安排200万元",
        "2024年预算安排200万元，实际执行196万元",
        "上年预算200万元，本年预算218万元，增长9%",
        "六、年度预算安排：218万元",
        "1.场地租赁费预算：30万元；2.印刷费预算：20万元",
        "讲师培训\n    预算：30万元",
        "子项目：30万元",
        "每场活动预算2万元，共计40场",
        "县级配套100万元，2025年安排50万元",
        "较上年预算增加18万元",
    ],
)
def test_prose_that_agrees_or_speaks_of_parts_and_other_years(kind: forms.FormKind, text: str) -> None:
    assert run(kind, "amount-contradicts", goal(text, before=PROSE_MONEY)) == []


def test_a_clause_inside_another_sentence_is_shared_too(kind: forms.FormKind) -> None:
    clause = "以创新的理念、务实的作风、有力的举措推进各项工作落地见效"
    one, other = goal(f"六是{clause}。"), goal(f"加强组织领导，压实责任，{clause}。")
    found = run(kind, "same-wording", one, other)
    assert [marked(form, finding.at) for form, finding in zip((one, other), found, strict=True)] == [
        f"六是{clause}"[2:],
        clause,
    ]


@pytest.mark.parametrize(
    ("text", "pairs", "code", "place"),
    [
        (
            "增设护栏18.5公里；三个标段，其中一标段9.4公里。",
            [("增设护栏", "≥15.8公里")],
            "measure-unpromised",
            "'≥15.8公里'",
        ),
        ("就诊率达到90%以上。", [("就诊群众满意度", "≥90%")], "promise-unmeasured", "90%"),
        (
            "完成等级保护测评1次、密码安全性评估1次。",
            [("等级保护测评", "=1次"), ("跑腿次数", "由3次减到1次")],
            "promise-unmeasured",
            "1次",
        ),
    ],
)
def test_an_indicator_of_something_else_carries_nothing(
    kind: forms.FormKind, text: str, pairs: list[tuple[str, str]], code: str, place: str
) -> None:
    form = goal(text, rows=quantities(*pairs))
    (found,) = run(kind, code, form)
    assert marked(form, found.at).endswith(place[-3:])
    other = ({"measure-unpromised", "promise-unmeasured"} - {code}).pop()
    assert run(kind, other, form) == []


WELL_MADE = [
    "审结各类案件1.2万件，法定审限内结案率不低于98%，开展巡回审判60次，其中进社区20次、进企业15次。",
    "监管进出口报关单8万票，查验率控制在3%以内；2024年底已建成的智慧口岸平台继续运行，较2024年通关时间压缩10%。",
    "更新自动气象站25套，发布预警信息准确率达到90%以上，《气象观测规范（2020版）》全面落实。",
    "数字化馆藏档案120万页，修复破损档案3000页，接待查档利用者不少于5000人次；档案保管不少于30年。",
    "制作广播剧4部、纪录片6集，安全播出率达到99.99%，7×24小时监看；继续办好“2024年度好节目”展播。",
    "为在册退役军人建档立卡，走访慰问重点优抚对象800户，悬挂光荣牌1200块，做到不漏一户、不落一人。",
    "为持证残疾人适配辅具500件，康复服务率不低于95%；户籍残疾人1.1万人，其中重度2300人。",
    "布放海洋观测浮标6个，开展海岸带调查300公里；落实2021—2025年规划，面向2035年远景目标。",
    "完成比例尺五万分之一的区域地质调查2幅，钻探进尺3500米，提交报告2份；平均孔深175.5米，最深260米。",
    "保障普遍服务邮路38条，建制村直接通邮率为100%，投递及时率不低于98%；每周投递不少于5次。",
    "对辖区内核技术利用单位开展监督检查120家次，放射源安全受控率100%，应急响应时间不超过30分钟。",
    "一是修缮法庭4个；二是配置庭审设备12套；三是培训书记员50名。",
    "建成海关实验室1个，检测项目由80项增加到100项，增加20项；检测能力提高25%。",
    "培训调解员90人，其中初级40人、中级30人、高级20人；线上20场、线下15场，共35场。",
    "采购侦测设备18台（便携式10台、车载式8台），每台不超过6.5万元。",
    "完成不动产登记档案整理；电子化率由72%提高到85%，提高13个百分点。",
    "申领国家自然科学基金，2024年立项的3项课题通过验收，25年以上老旧电梯更新10部。",
    "补贴标准与2024年一致，2024-2025学年度资助学生600人，2025年秋季学期开学前发放。",
    "公共气象服务满意度达到90%以上，灾害性天气预警提前量不少于40分钟，覆盖率稳步提升。",
    "广播电视公共服务网络覆盖12个乡镇，新增用户3000户，器材完好率不低于97%，参与各方职责明确。",
    "优抚对象医疗补助发放及时率100%，惠及1560人；服务对象普遍感到温和、饱和度适中。",
    "接收进馆档案2.5万卷、声像档案300件，公众参与度明显提高，存在的隐患得到消除。",
    "开展核应急演练2次，参演单位不少于15家，演练评估合格；辐射环境监测点位达到46个。",
    "设立法律援助工作站8个，办理援助案件不少于900件，回访满意率不低于95%，做到应援尽援、愿援尽援",
    "2025年5月至10月完成航道疏浚，土方量36万立方米；产能利用率达到105%，增长率达到120%。",
    "建设地震预警站点33个：1.2025年6月底前完成勘选；2.2025年9月底前完成土建；3.平均误差不超过4.5秒；4.2025年11月底前试运行。",
    "邮政快递业从业人员培训200人次，行业申诉处理满意率98%以上；联合11个部门开展检查3轮",
    "监测鸟类48种、底栖生物65种，设置样线12条；样线长度每条2—3公里，合计30公里。",
    "测绘大比例尺地形图15平方公里，成果优良率不低于90%，A&B 级点复测40个，误差<0.05米。",
    "举办开放日3期、讲座9场，发放宣传册1万册；为了了解公众需求，一次一次回访，持续改进。",
    "每户补助2万元，带动增收300万元。",
    "设备采购100万元、培训费20万元。",
    "培训教师500人，举办讲座5场，每场80人。",
    "培训500人，分为5期，每期100人。",
    "新增车位90个，由420个增加到510个。",
    "推广A类产品，提高质量。",
    "能力得到巩固、提升。",
    "合作更进一步。",
    "恢复植被。",
    "提高公众参与。",
    "二○○五年始建的展馆修缮。",
    "推进1+N 服务、“N个一”活动。",
    "等级保护2.0、PM2.5 监测、C++ 课程。",
    "占地20亩的园区内铺设管线，误差小于0.5%。",
    "覆盖12个乡镇、160个村，每村3盏，共480盏。",
    "每例隔离4.5天、观察10.5天。",
    "培训班次：初级3期，中级2期。",
]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1.培训10期；\n2.平均住院4.5天；\n3.每套4.5万元；\n5.验收合格。", "5."),
        ("1.检定20台；2.误差3.2毫米；4.出具证书。", "4."),
        ("（1）编目；（2）平均3.5天；（4）上架。", "（4）"),
    ],
)
def test_a_decimal_is_no_number_of_a_list(kind: forms.FormKind, text: str, place: str) -> None:
    form = goal(text)
    (found,) = run(kind, "numbering-broken", form)
    assert marked(form, found.at) == place
    assert run(kind, "numbering-broken", goal(text.removesuffix(text[text.index(place) :]))) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("当年任务当年完成", "timeliness-circular"),
        ("按年度修复计划进度完成", "timeliness-circular"),
        ("当年项目当年实施", "timeliness-circular"),
        ("当年12月底前完成", None),
        ("按年报送", None),
        ("上半年完成", None),
        ("每两周一次", None),
        ("第二学期开学前", None),
        ("百分之九十五按时办结", None),
        ("季度考核达标", "timeliness-vague"),
    ],
)
def test_more_values_of_time(kind: forms.FormKind, value: str, code: str | None) -> None:
    form = indicator("档案移交", value, group="时效指标")
    assert [found.code for each in sorted(TIME) for found in run(kind, each, form)] == ([code] if code else [])


@pytest.mark.parametrize("text", WELL_MADE)
def test_a_well_made_goal_in_other_fields_gives_no_finding(kind: forms.FormKind, text: str) -> None:
    form = goal(text, before=MONEY)
    for code in sorted(OURS):
        assert run(kind, code, form) == []
    rows = quantities(("开展专题研究报告", "≥7777份"))
    assert run(kind, "measure-unpromised", goal(text, rows=rows)) == []


# --- the unit's forms, hostile texts ---------------------------------------------------------------------------------

FILED = [
    ("02", "arithmetic-wrong", "达到85000左右"),  # 78000 增长 10% 是 85800
    ("03", "numbering-broken", "2、"),  # 前面没有“1、”
    ("03", "promise-unmeasured", "不少于30场"),  # 没有配送活动的指标
    ("03", "text-garbled", "不少于道"),  # “原创报道不少于10篇”抄坏了
    ("03", "promise-unmeasured", "10篇"),  # 指标里的 12 篇是数据分析报告
    ("03", "promise-unmeasured", "不超过5名"),  # 选树活动的六个数都没有指标
    ("03", "promise-unmeasured", "不超过10名"),
    ("03", "promise-unmeasured", "不超过30项"),
    ("03", "promise-unmeasured", "不超过10人"),
    ("03", "promise-unmeasured", "不超过10支"),
    ("03", "promise-unmeasured", "不超过5项"),
    ("03", "timeliness-circular", "指标值"),  # 项目规定计划完成日期前完成
    ("03", "timeliness-circular", "指标值"),  # 按照选树文件通知的时间节点
]


def test_the_filed_forms_give_these_findings_and_no_others() -> None:
    found = checking.run([ROOT / "projects/2025"], ROOT / "templates", lambda path: path.name)
    ours = [finding for finding in found.findings if finding.code in OURS]
    assert [(finding.at.file[:2], finding.code) for finding in ours] == [entry[:2] for entry in FILED]
    for finding, (_, _, said) in zip(ours, FILED, strict=True):
        assert f"“{said}”" in finding.message


HOSTILE = [
    "1",
    "1,",
    "1.",
    "1、",
    "（",
    "（1）",
    "不少于",
    "的",
    "中国",
    "一",
    "一是",
    "&",
    "<p",
    "*",
    "8场、",
    "每1人共",
    "2024年",
    "由1增至1，增长1%。",
    "“",
    "\\",
    "申请1元",
    "…",
    "，",
    "_",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_is_judged_to_its_end(kind: forms.FormKind, part: str) -> None:
    text = part * (9_900 // len(part))
    form = goal(text, before=MONEY, rows=quantities(("讲座", "≥7场"), ("展览", "≥6场"), ("培训", "≥1人")))
    for code in sorted(OURS):
        found = run(kind, code, form)
        assert {finding.code for finding in found} <= {code, "too-many-mistakes"}
        assert all(len(finding.message) < 200 for finding in found), "a message is for reading"


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("other-year", "建成巡回审判点2个，于2024年底前投入使用。", True),
        ("other-year", "在2024年国际档案日期间举办专题展览2场。", True),
        ("other-year", "2024年档案日期间举办了展览2场，今年继续。", False),
        ("other-year", "2024年底前竣工的20座泵站纳入运维。", False),
        ("other-year", "在2024年底前期研究的基础上开展试点。", False),
        ("arithmetic-wrong", "共培训600人：电工班200人、焊工班150人、驾驶员班200人；", True),
        ("arithmetic-wrong", "共培训600人：电工班250人、焊工班150人、驾驶员班200人；", False),
        ("arithmetic-wrong", "培训600人：重点是电工班200人、焊工班150人。", False),
        ("text-garbled", "森林火灾受害率控制在以内，做到打早打小。", True),
        ("text-garbled", "响应时间控制在2小时以内，投诉控制在合理范围以内。", False),
    ],
)
def test_terms_of_another_year_listed_parts_and_bounds_without_a_number(
    kind: forms.FormKind, code: str, text: str, said: bool
) -> None:
    form = f"年度: 2025\n项目绩效目标:\n  年度总体目标: {text}\n"
    assert [finding.code for finding in run(kind, code, form)] == [code] * said


def test_a_time_that_repeats_its_name_is_left_to_the_rule_on_that(kind: forms.FormKind) -> None:
    form = "绩效指标: {产出指标: {时效指标: [{三级指标: 按时完成, 指标值: 按时完成}]}}\n"
    assert run(kind, "timeliness-circular", form) == []
    other = form.replace("指标值: 按时完成", "指标值: 按计划完成")
    assert [finding.code for finding in run(kind, "timeliness-circular", other)] == ["timeliness-circular"]
