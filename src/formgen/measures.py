"""What an indicator's name measures, what a unit counts, and whether the two go together.

Owns what formgen knows of the language of names and units: a name is judged by its head, which in a Chinese noun
phrase is its tail (覆盖率 is a rate, 覆盖人数 a number of people, 覆盖率提升幅度 a change of a rate), a unit by what it
counts. What is not known is `None`, and nothing is held against it: a new name or unit is no fault. Pure.
"""

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache

from formgen.words import listed


class Measured(Enum):
    """What a name asks to be measured; the value is the word for readers."""

    RATE = "比率或程度"
    SATISFACTION = "满意度"
    TIMELINESS = "及时程度"
    SCORE = "分数"
    HEADS = "人数"
    SESSIONS = "场次"
    COUNT = "数量"
    VOLUME = "总量"
    MONEY = "金额"
    DURATION = "时间长短"
    AREA = "面积"
    LENGTH = "长度"


class Counted(Enum):
    """What a unit counts."""

    PERCENT = auto()
    SCORE = auto()
    HEAD = auto()
    BODY = auto()  # households, schools, companies
    EVENT = auto()
    THING = auto()  # 个, 次: anything that can be counted, people included
    ITEM = auto()
    MONEY = auto()
    TIME = auto()
    LESSON = auto()  # 课时: a time, and a thing to count
    AREA = auto()
    LENGTH = auto()
    VOLUME = auto()
    WEIGHT = auto()
    DATA = auto()


_COUNTS = {Counted.HEAD, Counted.BODY, Counted.EVENT, Counted.THING, Counted.ITEM}
_SIZES = {Counted.AREA, Counted.LENGTH, Counted.VOLUME, Counted.WEIGHT, Counted.DATA}
_NEVER = {
    Measured.RATE: _COUNTS | _SIZES | {Counted.MONEY, Counted.TIME, Counted.LESSON},
    Measured.SATISFACTION: _COUNTS | _SIZES | {Counted.MONEY, Counted.TIME, Counted.LESSON},
    Measured.TIMELINESS: _COUNTS | _SIZES | {Counted.MONEY, Counted.LESSON},
    Measured.SCORE: _COUNTS | _SIZES | {Counted.MONEY, Counted.TIME, Counted.LESSON},
    Measured.HEADS: _SIZES
    | {Counted.PERCENT, Counted.MONEY, Counted.TIME, Counted.EVENT, Counted.ITEM, Counted.BODY, Counted.LESSON},
    Measured.SESSIONS: _SIZES | {Counted.PERCENT, Counted.MONEY, Counted.TIME, Counted.HEAD, Counted.BODY},
    Measured.COUNT: {Counted.PERCENT, Counted.MONEY, Counted.TIME},
    Measured.VOLUME: {Counted.PERCENT},
    Measured.MONEY: _COUNTS | _SIZES | {Counted.TIME, Counted.LESSON},
    Measured.DURATION: _COUNTS | _SIZES | {Counted.PERCENT, Counted.MONEY},
    Measured.AREA: _COUNTS | (_SIZES - {Counted.AREA}) | {Counted.PERCENT, Counted.MONEY, Counted.TIME},
    Measured.LENGTH: _COUNTS | (_SIZES - {Counted.LENGTH}) | {Counted.PERCENT, Counted.MONEY, Counted.TIME},
}
"""Which units certainly do not fit; all others may."""

EXAMPLES = {
    Measured.RATE: "≥95%",
    Measured.SATISFACTION: "≥95%",
    Measured.TIMELINESS: "≥95% 或 ≤3 个工作日",
    Measured.SCORE: "≥90 分",
    Measured.HEADS: "≥300 人",
    Measured.SESSIONS: "≥8 场",
    Measured.COUNT: "≥8 个",
    Measured.VOLUME: "≥5 万次",
    Measured.MONEY: "≤30 万元",
    Measured.DURATION: "≤10 天",
    Measured.AREA: "≥200 平方米",
    Measured.LENGTH: "≥5 公里",
}
"""How a value of each looks, for hints."""

_DEGREES = (
    "认知 感知 适应 认可 认同 知晓 知名 喜爱 喜好 需求 完成 参与 活跃 关注 信任 信赖 支持 接受 了解 熟悉 掌握 匹配 "
    "契合 吻合 覆盖 普及 美誉 好评 配合 准确 完整 达成 达标 响应 及时 欢迎 影响 依从 忠诚 公开 舒适 便利 便捷 贡献 "
    "肯定 拥护 重视 理解"
)
"""What a word in 度 is a degree of; 制度, 温度, 年度 and the like are not among them."""
_AMOUNTS = (
    "产 销 阅读 访问 点击 播放 浏览 下载 转发 点赞 销售 发行 客流 借阅 接待 服务 业务 发布 发放 供应 采购 入库 藏书 "
    "投放 处理 受理 办件 办理 印刷 发文 出货 出版 交易 检测 诊疗 门诊 咨询"
)
_PEOPLE = "人 人员 人次 学生 教师 学员 观众 游客 志愿者 专家 医生 医师 护士 患者 职工 老人 儿童 青少年 干部 讲师 运动员"


_REMEMBERED = 1024
"""Names whose reading is kept: several rules ask the same of each row."""


def _pairs(firsts: str, lasts: str) -> str:
    return " ".join(first + last for first in firsts.split() for last in lasts.split())


_TAILS: dict[str, Measured | None] = {
    tail: kind
    for kind, tails in (
        (Measured.RATE, "率 占比 比例 比重 百分比 覆盖面 市场份额 不满意度 不满意率 不满意 " + _pairs(_DEGREES, "度")),
        (Measured.RATE, "成功率 有效率 见效率 缴费率 收费率 扫码率 亮码率 代表率"),
        (Measured.RATE, "准确性 完整性 规范性 一致性 获得感 幸福感 安全感 归属感"),
        (None, "频率 费率 单价率 剂量率"),
        (None, "功率 速率 帧率 码率 心率 倍率 斜率 曲率 汇率 效率 分辨率 采样率 刷新率 比特率 波特率"),
        (None, "折射率 容积率 周转率 传输率 产出率 生产率 表率"),
        (Measured.SATISFACTION, "满意度 满意率 满意比例 满意比率 满意占比 满意人数占比 满意程度 满意指数 满意"),
        (Measured.SATISFACTION, "满意度指数 满意度得分 满意度评分 好评率 好评度 好评比例"),
        (
            Measured.TIMELINESS,
            _pairs("按时 按期 及时 如期 准时 按计划", "完成 办结 完工 竣工 交付 验收 结项 到位 拨付 支付 发放"),
        ),
        (Measured.TIMELINESS, "及时性 准时性 按时性 时效性"),
        (Measured.AREA, "面积 亩数 公顷数 平方米数"),
        (Measured.LENGTH, "里程 里程数 长度 总长 全长 公里数 米数"),
        (
            Measured.DURATION,
            "时长 天数 日数 周期 时限 工期 年限 期限 时数 小时数 分钟数 周数 月数 年数 时间 时延 住院日",
        ),
        (None, "可用时间 运行时间 在线时间 开放时间 课时数 学时数"),
        (Measured.SCORE, "得分 评分 分数 分值 总分 平均分 均分"),
        (None, "学分 学分数"),
        (Measured.MONEY, "成本 费用 支出 金额 资金 收入 产值 利润 税收 单价 造价 总价 价格 工资 租金 额 费"),
        (Measured.MONEY, "资金数 金额数 经费数 投资数 收入数 支出数 产值数 补助数 补贴数 款数 元数"),
        (None, "社会成本 环境成本 生态成本 时间成本 机会成本 人力成本"),
        (None, "消费 免费 收费 缴费 浪费 计费 付费 欠费 公费 自费"),
        (None, "名额 员额 缺额 足额 超额 全额 等额 定额 配额 席额"),
        (Measured.HEADS, "人次 " + _pairs(_PEOPLE, "数 总数 数量")),
        (Measured.SESSIONS, "场次 场次数 场数 期数 届数"),
        (Measured.COUNT, "数 数量"),
        (None, "指数 系数 倍数 参数 读数 基数 多数 少数 级数 函数 度数 岁数 约数 百分数 百分点数"),
        (None, "预算数 概算数 决算数 控制数 执行数 安排数 完成数 目标数 计划数 拨付数 到账数 支付数 结算数 上缴数"),
        (Measured.VOLUME, _pairs(_AMOUNTS, "量")),
    )
    for tail in tails.split()
}
"""How names end, the longest known ending decides; None: it looks like a shorter one and is none."""
_LONGEST_TAIL = max(map(len, _TAILS))
_TAIL_ENDS = frozenset(tail[-1] for tail in _TAILS)

_HANDED = listed("发放 减免 免除 资助 报销 支付 追回 收缴 清退 盘活 争取 撬动 带动 拖欠 违规 截留 挪用 套取")
_SUMS = listed("费 费用 资金 经费 支出 工资 租金 收入")
"""Money that is given, owed or saved is a matter that happens, and may be counted in people or cases."""
_SET_TO = (
    r"(?:达到?|不[低少小高大多]于|不超过|高于|低于|大于|小于|超过|控制在|保持在|保持(?=[0-9])|稳定在|[≥≤=><])*"
    r"(?:[0-9.]+[%分]?)?(?:及?以[上下内])?$"
)
_SETS = ("以上", "以下", "以内", *"0123456789%分≥≤=><达到于过在持")
_STATES = ("情况", "水平", "状况", "指标", "目标", "要求", "达标")
_HOW_CHANGED = ("较上年", "较去年", "同比", "比上年", "持续", "稳步", "逐步", "明显", "有所", "进一步")
_CHANGES = (
    *(
        change + by
        for change in listed("提升 提高 增长 增加 上升 下降 降低 减少 压缩 缩短 改善 变化")
        for by in ("幅度", "值", "")
    ),
    *listed("增幅 降幅 涨幅 升幅 减幅 幅度"),
)
_VOICES = listed(
    "曝光 舆情 投诉 举报 信访 差评 好评 表扬 锦旗 感谢信 调查 回访 测评 问卷 受访 样本 报道 点赞 表彰 获奖 热线 工单 "
    "诉求 来电 来信 整改 办结 答复 反馈 回复 响应"
)
"""What stands under satisfaction and is none: complaints, praise, surveys."""


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Return a text without what makes no difference to its meaning, to compare it with another.

    Full and half width, upper and lower case are one; blanks and punctuation are gone, but for those between digits
    (3.5 is not 35).
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isalnum():
        return folded
    return _NO_LETTER.sub(_if_it_matters, folded)


_NO_LETTER = re.compile(r"[\W_]")


def _if_it_matters(found: re.Match[str]) -> str:
    character, text, place = found[0], found.string, found.start()
    between_digits = text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
    matters = unicodedata.category(character)[0] not in "PZC" or character in "%‰" or between_digits
    return character if matters else ""


_LIGHT_VERBS = ("开展", "举办", "组织", "召开", "实施", "进行", "完成", "承办", "举行", "参加")
_YEARLY = listed("本年度 年度 全年 本年 当年")
_HOW_MANY = listed("人次数 总人数 数量 次数 个数 场数 场次 总数 总量 人次 人数 数 量")  # the longest first


def subjects(name: str) -> set[str]:
    """Return what a name may be of, to tell that two names ask the same: 举办展览, 展览（举办）数量 are of 展览.

    Gone are the words that an indicator's name may have or leave out; what is done to a thing (新建, 改造) stays. A
    measure word before 数 may be how many (册数) or part of the thing (岗位数): both readings are given.
    """
    text = _without_end(plain(_without_unit(name)), ("指标",)).replace("的", "")
    text = text.removeprefix(next(filter(text.startswith, _YEARLY), "")) if text.startswith(_YEARLY) else text
    ends = {_shorter(text, _without_end(text, _HOW_MANY))}
    if text.endswith("数") and text[-2:-1] in _UNITS:
        ends.add(_shorter(text, text[:-2]))
    return {_without_light_verbs(end) for end in ends}


def _without_light_verbs(text: str) -> str:
    for _ in range(2 if text.startswith(_LIGHT_VERBS) else 0):  # 组织召开
        text = _shorter(text, text.removeprefix(next(filter(text.startswith, _LIGHT_VERBS), "")))
    return _shorter(text, _without_end(text, _LIGHT_VERBS))


def _without_unit(name: str) -> str:
    """Return a name without a unit in brackets at its end: 结案率（%）."""
    text = name.strip()
    rest = _without_remark(text)
    return rest if rest != text and counted(text[len(rest) + 1 : -1]) else name


def _shorter(text: str, rest: str) -> str:
    return rest if len(rest) > 1 else text


@lru_cache(maxsize=_REMEMBERED)
def head(name: str) -> str:
    """Return a name without remark, target or word of state at its end: 合格率达到95%以上 is 合格率."""
    text = "".join(unicodedata.normalize("NFKC", name).split()).strip("，。；、：:,;“”\"'")
    while True:
        shorter = _without_remark(text)
        if shorter.endswith(_SETS):
            shorter = re.sub(_SET_TO, "", shorter)
        shorter = _without_end(shorter, _STATES)
        if shorter in (text, ""):
            return text
        text = shorter


def _without_remark(text: str) -> str:
    """Return a text without the pair of brackets that it ends in."""
    if not text.endswith((")", "）")):
        return text
    start = max(text.rfind("("), text.rfind("（"))
    if start >= 0 and not any(mark in ")）" for mark in text[start:-1]):
        return text[:start]
    return text


def _without_end(text: str, words: tuple[str, ...]) -> str:
    return text.removesuffix(next(filter(text.endswith, words), "")) if text.endswith(words) else text


def measured(name: str, satisfaction: bool = False) -> Measured | None:
    """Return what an indicator's name asks to be measured; None when its head does not say.

    Args:
        name: as typed.
        satisfaction: it stands under the dimension of satisfaction, which says what a name such as 基层科普工作者
            leaves out. Complaints and surveys are counted there too, and stay what they are.
    """
    kind = _by_head(name)
    if satisfaction and kind in (None, Measured.RATE) and not _VOICES.occur_in(name) and "不满意" not in name:
        return Measured.SATISFACTION
    return kind


@lru_cache(maxsize=_REMEMBERED)
def _by_head(name: str) -> Measured | None:
    text = head(name)
    for length in range(min(_LONGEST_TAIL, len(text)), 0, -1) if text[-1:] in _TAIL_ENDS else ():
        if text[-length:] in _TAILS:
            kind = None if _happens(text) else _TAILS[text[-length:]]
            return Measured.SATISFACTION if kind is Measured.SCORE and "满意度" in text else kind
    rest = _without_end(text, _CHANGES)
    if rest not in (text, ""):
        rest = _without_end(rest, _HOW_CHANGED)
    if rest not in (text, "") and _by_head(rest) in (Measured.RATE, Measured.SATISFACTION):
        return Measured.RATE
    return None


def _happens(name: str) -> bool:
    return name.endswith(_SUMS) and _HANDED.occur_in(name)


_JOINT = "以及|[、和及与或/]"
_TO_BLANKS = str.maketrans("，。；,;", " " * 5)
_A_JOINT = re.compile("[、和及与或/]")
_RATIOS = {Measured.RATE, Measured.SATISFACTION, Measured.TIMELINESS, Measured.SCORE}
_OF_PEOPLE = tuple(
    f"{rate}{end}"
    for rate in listed(
        "满意 合格 优良 优秀 知晓 覆盖 参与 通过 就业 使用 利用 结业 完好 好评 出勤 及格 认可 达标 修复 到课"
    )
    for end in "率度"
)
"""Rates that are of people and things, never of a number before them."""
_ABOUT = r"等|(?:调查|监测|统计|公示|公开|核查|上报|填报|采集|评价|测算|发布).{0,4}(?:率|比例|占比)$"


@lru_cache(maxsize=_REMEMBERED)
def joined(name: str) -> tuple[str, str] | None:
    """Return the two measures that a name joins; None when its head stands once.

    微信、微博粉丝数 and 设计、施工验收合格率 join things, not measures. A sum of money may have many parts. A number
    before a rate may be what the rate is of: 人员经费和公用经费保障率.
    """
    if not _A_JOINT.search(name):
        return None
    for clause in head(name).translate(_TO_BLANKS).split():
        for joint in re.finditer(_JOINT, clause):
            left, rest = clause[: joint.start()], clause[joint.end() :]
            if measured(left) is None:
                continue
            first = re.split(_JOINT, rest, maxsplit=1)[0]
            right = first if measured(first) else rest
            aspects = left.endswith("性") and right.endswith("性")  # 完整性、准确性: of one quality
            if _go_apart(measured(left), measured(right), right) and not aspects and not re.search(_ABOUT, rest):
                return left, right
    return None


def _go_apart(left: Measured | None, right: Measured | None, name: str) -> bool:
    if left is None or right is None:
        return False
    if left in _RATIOS:
        return True
    if right in _RATIOS:
        return left in (Measured.HEADS, Measured.SESSIONS, Measured.COUNT) and name.endswith(_OF_PEOPLE)
    return not left is right is Measured.MONEY


_UNITS = {
    unit: kind
    for kind, units in {
        Counted.PERCENT: "% 百分比 百分率 百分点 个百分点 ‰ 千分比 千分率",
        Counted.SCORE: "分",
        Counted.HEAD: "人 名 位 人次 人·次",
        Counted.BODY: "户 家 所 村 站 班 组 队 户次 家次",
        Counted.EVENT: "场 期 届 场次 起 班次 车次 轮次 场·次",
        Counted.THING: "个 次 例 批 批次 项 种 类",
        Counted.ITEM: (
            "件 部 篇 条 册 本 份 台 套 辆 座 张 幅 集 块 棵 株 头 只 枚 盏 根 道 门 款 封 架 艘 盒 箱 瓶 袋 间 栋 "
            "幢 副 双 卷 节 首 支 处 台(套) 项次 篇次 条次 件次 册次 门次 台次 台套 件套 标段 车道 点位 网点 机组 "
            "家庭 班级"
        ),
        Counted.MONEY: "元 角 千元 美元 欧元 人民币 人民币元",
        Counted.TIME: (
            "天 日 小时 个小时 分钟 秒 秒钟 毫秒 微秒 ms min h 月 个月 年 周 星期 季度 个季度 工作日 个工作日 自然日 "
            "日历天"
        ),
        Counted.LESSON: "课时 学时 节课",
        Counted.AREA: "平方米 平米 m2 亩 公顷 平方公里 平方千米 km2 ha",
        Counted.LENGTH: "米 公里 千米 m km 厘米 毫米 cm mm 延米 延长米",
        Counted.VOLUME: "立方米 m3 立方 升 毫升",
        Counted.WEIGHT: "吨 千克 公斤 克 斤 kg g t",
        Counted.DATA: "kb mb gb tb pb 兆",
    }.items()
    for unit in units.split()
}
_SCALE = "十百千万亿"
_NO_COUNT = "分倍度级星成折点岁码瓦伏安帧帕巴赫比%‰"
_NO_COUNTS = ("日", "天", "月", "时", "数", "比", "度", "元", "里", "米")
_COUNTED = {Counted.HEAD, Counted.BODY, Counted.EVENT, Counted.THING, Counted.ITEM}


@lru_cache(maxsize=_REMEMBERED)
def counted(unit: str) -> Counted | None:
    """Return what a unit counts, ``a/b`` by its first part; None for a unit that is not known."""
    text = "".join(unicodedata.normalize("NFKC", unit).casefold().split())
    text = text if text in _UNITS else _without_remark(text)
    first = text.partition("/")[0]
    return _UNITS.get(first) or _UNITS.get(bare := first.lstrip(_SCALE)) or _counted_by_word(bare)


def _counted_by_word(unit: str) -> Counted | None:
    """Return what a measure word counts, alone (具) or with what it counts behind it (个小区, 名学生)."""
    if len(unit) == 1 and "\u4e00" <= unit <= "\u9fff" and unit not in _NO_COUNT:
        return Counted.ITEM
    if len(unit) == 2 and unit[1] == "次":
        return _UNITS[unit[0]] if _UNITS.get(unit[0]) in _SIZES else Counted.THING  # 亩次; 剂次, 艘次
    before = _UNITS.get(unit[:1])
    return before if before in _COUNTED and len(unit) <= 5 and not unit.endswith(_NO_COUNTS) else None


def fits(kind: Measured, unit: str) -> bool:
    """Return whether a measure may be counted in a unit; True also when the unit is not known.

    A unit such as 例/10万人 or 次/年 is held against nothing: rates of that sort are many. What it says of money and
    percent is as certain as without its second part.
    """
    what = counted(unit)
    if "/" in unicodedata.normalize("NFKC", unit) and what not in (Counted.MONEY, Counted.PERCENT):
        return True
    return what not in _NEVER[kind]


_SPELLINGS = {
    spelling: group[0]
    for group in (
        ("%", "％", "百分比"),
        ("个百分点", "百分点"),
        ("人次", "人·次", "人.次"),
        ("平方米", "㎡", "m2", "m²", "平米"),
        ("立方米", "m³", "m3", "㎥", "立方"),
        ("平方公里", "平方千米", "km2", "km²"),
        ("公里", "千米", "km"),
        ("千克", "公斤", "kg"),
        ("个工作日", "工作日"),
        ("小时", "个小时", "h"),
        ("毫秒", "ms"),
    )
    for spelling in group
}


@lru_cache(maxsize=_REMEMBERED)
def spellings(unit: str) -> tuple[tuple[str, str], ...]:
    """Return what of a unit can be spelled in several ways: the common name of each part, and the part as typed."""
    whole = "".join(unit.split())
    parts = [whole] if whole in _SPELLINGS else [part.lstrip(_SCALE) for part in whole.split("/")]
    return tuple((_SPELLINGS[part], part) for part in parts if part in _SPELLINGS)
