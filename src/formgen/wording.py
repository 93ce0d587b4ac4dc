"""Whether the words of an indicator say something: vague praise, filler, a name said again, a benefit.

Owns what formgen knows of such wording, so that several rules judge a text by the same words and one stays silent
where another is nearer to the fault. A text says nothing when it can be cut without rest into words that say nothing
(保持|较高|水准); what holds a single word that is not known counts as meaning something. Pure.

Why no large patterns: compiling them takes longer than checking a form. Words stand in `words.Words`, sets and tuples;
the few patterns are compiled when a text first needs them.
"""

import re
import unicodedata
from functools import lru_cache

from formgen.measures import Measured, head, measured, plain
from formgen.words import Words, listed

_REMEMBERED = 512
"""Names and values of which it is kept what they say: several rules ask the same of each row."""


def _made_of(text: str, words: frozenset[str], name: str = "") -> bool:
    """Return whether a text can be cut without rest into these words and stretches of two characters of a name."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            for end in range(start + 1, min(start + _LONGEST_WORD, len(text)) + 1):
                piece = text[start:end]
                if piece in words or (len(piece) > 1 and piece in name):
                    reached.add(end)
    return len(text) in reached


def _gap(text: str, firsts: Words, most: int, lasts: Words) -> str | None:
    """Return what stands between one of `firsts` and the next of `lasts`, at most `most` characters and no comma."""
    if not lasts.occur_in(text):
        return None
    for start, character in enumerate(text):
        for end in firsts.ends(text, start) if character in firsts.firsts else ():
            for length in range(most + 1):
                if text.startswith(lasts, end + length):
                    return text[end : end + length]
                if text[end + length : end + length + 1] in _MARKS:
                    break
    return None


_MARKS = "，。；！？,;!?"
_TO_BLANKS = str.maketrans(_MARKS, " " * len(_MARKS))
_LONGEST_WORD = 8
_SHORT = 14
"""Characters up to which a clause is a plain statement: 管护有力; or the sort of a project: 软件开发项目."""

_NUMBER = (
    r"百分之|[一二三四五六七八九十百千万亿两零〇半]+(?:成|倍|[年月日天周]|季度|小时|[等星]级?|级|期|轮)"
    r"|[二三四五六七八九十百千万亿两]+[个项种次场家名人份篇部台套所座条处件]"  # 一个, 一批 are no numbers
)
_NUMERALS = Words("一二三四五六七八九十百千万亿两零〇半")
_BASELINE = listed(
    "上年 上一年 去年 上年度 往年 前年 前一年 同期 同比 环比 基期 基数 上季 上月 立项前 实施前 改造前 修缮前 定额 "
    "限额 限价"
)
_PRICES = listed("预算 概算 市场价")
# What makes a value mean something: a document, an approval, a result that is there or is not.
_CHECKABLE = listed(
    "印发 出台 编制 建成 制定 列入 纳入 备案 签订 签署 上线 挂牌 授权 获批 荣获 入选 评为 达标 合格 出版 移交 交付 "
    "公示 公开 登记 完工 竣工 投入使用 启用 认证 收录 采纳 采用 批示 批复 审议 审定 归档 存档 立项 结项 汇编 开通 "
    "设立 成立 组建 安装 更换 修复 拆除 清零 全覆盖 全部 未发生 不发生 未出现 不出现 未造成 不造成 一等奖 二等奖 "
    "三等奖 甲级 乙级 《 免费 均已 均可 均能 均为 均无 均达 均符 零投诉 零差错 零事故 零故障 每年 每季 每月 每周 "
    "每日 每天 每次 每个"
)
_SUCH_RESULTS = (
    (listed("无"), 6, listed("事故 投诉 纠纷 污染 违规 违纪 违法 差错 遗漏 死亡 伤亡 影响 损坏 泄露 故障")),
    (
        listed("形成"),
        12,
        listed("报告 手册 方案 机制 制度 清单 成果 目录 台账 案例 意见 体系 名录 数据库 图集 规范"),
    ),
    (listed("通过"), 14, listed("验收 评审 审核 认证 鉴定 考核 评估 检查 审查 备案 审计 测评 审批")),
    (listed("建立健全"), 10, listed("制度 办法 台账 档案")),
    (
        listed("国家 行业 地方 团体 企业 质量 验收 环保 设计 施工 排放 卫生 安全 技术 建设 食品 国际"),
        6,
        listed("标准 规范 规程"),
    ),
    (listed("优于 符合 按 达到"), 12, listed("标准 规范 规程 规定 水质 级")),
    (listed("应"), 1, listed("尽")),
)
"""Results that are told by two words: 通过专家组评审. A gap of mere praise (达到较高标准) makes none."""

# What praise is made of: 持续 (adverb) 促进 (verb) 产业发展; 反响 良好 (quality).
_ADVERBS = listed(
    "持续 不断 稳步 逐步 逐渐 进一步 有效 明显 显著 大幅 大幅度 切实 积极 充分 全面 有力 有所 较好 较好地 更好 "
    "更好地 很好地 深入 较大 极大 极大地 大大 大力 一定程度 一定程度上 长期 继续 能 能够 可 可以 将 得到 得以 使 "
    "使得 着力 努力 不同程度 扎实 稳妥 平稳 日益 日渐 日趋 趋于 始终 总体 整体 基本 相对 比较 较为 更加 更为 非常 "
    "十分 较 更 很 最大限度 最大程度 常态化 长效化 规范化 高效 从严 严格 加快 稳中 逐年 普遍 广泛 高度 一贯 及时有效 "
    "明显地"
)
_VERBS = listed(
    "提升 提高 增强 改善 优化 促进 推动 推进 扩大 拓展 拓宽 增长 增加 加强 加大 强化 深化 完善 丰富 营造 弘扬 带动 "
    "助力 引导 发挥 缓解 降低 减少 减轻 维护 树立 巩固 激发 满足 保障 健全 建立健全 繁荣 扩展 夯实 提振 改进 活跃"
)
_DRIVEN = (
    *_VERBS,
    *listed(
        "培育 培养 输送 发展 影响 支持 服务 推广 吸引 落实 保护 防控 防范 遏制 化解 控制 利用 支撑 普及 传播 受益 节约"
    ),
)
"""These are praise behind an adverb: 持续培养人才."""
_MOVES = listed(
    "上升 下降 好转 向好 转好 变好 回升 回暖 改观 见效 显现 缩小 缩短 减小 减缓 加快 加速 调动 释放 彰显 凸显 体现 "
    "壮大 转变 攀升 展示 展现 加深 上台阶 上新台阶 登上新台阶 恢复 提速 深受 广受 迈上 奠定 确保 保证"
)
_QUALITIES = listed(
    "良好 较好 很好 更好 优良 满意 有效 合理 明显 显著 到位 充分 健全 较高 较大 较强 较低 较广 较快 较少 顺利 稳定 "
    "有序 高效 规范 先进 便捷 舒适 和谐 浓厚 适当 适宜 可控 优异 突出 深远 广泛 积极 科学 完好 完备 理想 可观 "
    "达到预期 长期 长远 中长期 可持续 好评 节约 控制 圆满 热烈"
)
_MORE_QUALITIES = listed(
    "清晰 雄厚 前列 入脑入心 紧密 协同 扎实有序 名列前茅 丰富多彩 焕然一新 热情周到 热情 周到 最大化 领先 一流 "
    "高层次 高规格 高品位 贴近实际 健康 流畅 深受欢迎 面目一新 有声有色 扎实有效 行稳致远 蓬勃 繁荣 优越 完美 出色 "
    "卓越 突破性 历史性 认可 肯定 欢迎 赞誉 关注 重视 持久 放心 好 优 佳 高 强 大 低 少 良 优秀 优质 一般 正向 平稳 "
    "安稳 向上 稳健 安全 可靠 牢固 坚实 扎实 有力 重要 一定 较小 较优 较佳 强烈 踊跃 高涨 密切 融洽 友好 干净 整洁 "
    "美观 优美 清洁 畅通 顺畅 通畅 方便 快捷 便利 便民 透明 公平 公正 丰富 多样 多元 精准 精细 鲜明 旺盛 充足 充沛 "
    "充实 饱满 均衡 协调 严谨 严密 严格 得当 恰当 妥当 妥善 得力 明朗 乐观 喜人 好评如潮 深入人心 井然有序 有条不紊 "
    "蔚然成风 家喻户晓 提质增效 稳中有进 稳中有升 稳中向好 卓有成效 成效显著 保驾护航 安居乐业 行之有效 喜闻乐见 "
    "高质量 高水平 高标准 高品质 新台阶 实效 不错 达到预期目标 有益 有利 深刻 活跃 强劲 规模化 品质化"
)
_MATTERS = listed(
    "居 位居 走在 居于 业内 行业 同行业 国内 国际 全国 全省 全市 省内 市内 区内 变化 成长 面貌 形象 成绩 进展 改变 "
    "局势 水平 水准 程度 状态 状况 形势 态势 局面 环境 氛围 秩序 能力 质量 品质 效果 成效 效率 效益 作用 意义 影响 "
    "影响力 基础 条件 支撑 需求 需要 要求 目标 预期 反响 评价 口碑 声誉 信誉 趋势 优势 活力 动力 潜力 合力 素质 素养 "
    "意识 积极性 主动性 创造性 凝聚力 获得感 幸福感 安全感 知名度 美誉度 群众 社会 公众 各界 各方 广大 人民 发展 "
    "进步 情况 工作 服务 管理 功能 范围 区间 限度 期望 面 性 度 力 保持 维持 达到 处于 取得 具有 具备 有 产生 起到 "
    "实现 得到 受到 获得 打下 提供 做好 做到 控制 见 呈 呈现 形成 创造 发挥"
)
_PARTICLES = listed(
    "的 地 得 了 着 在 和 与 及 并 且 而 又 、 于 为 其 各项 各类 各方面 相关 有关 较 更 很 再 均 都 使 对 向 到 "
    "一定 之"
)
_ALL_QUALITIES = frozenset((*_QUALITIES, *_MORE_QUALITIES))
_MERE_MATTERS = frozenset((*_MATTERS, *_PARTICLES))
_EMPTY_TALK = _MERE_MATTERS.union(_ADVERBS, _VERBS, _MOVES, _QUALITIES, _MORE_QUALITIES)
_GRADES = {"优秀", "优质", "重要", "安全", "健康", "领先", "一流", "一定", "一般", "清洁", "透明"}
_PRAISED = tuple(word for word in _MORE_QUALITIES if len(word) > 1 and word not in _GRADES)
_ENDING = tuple({*_VERBS, *_QUALITIES} - {"维护"})  # 由平台公司运行维护 names who does it
_INTENSE = listed("比较 非常 十分 基本 相对 总体 整体 较为 更加 更为 很 较")
_OF_PRAISE = tuple(
    start + object_
    for start in listed("取得 获得 产生 具有 形成 起到 达到 有 取得了 获得了 产生了 形成了 起到了")
    for object_ in listed("较好 较大 较高 较强 很好 良好 显著 明显 积极 一定 广泛 重要 不错 预期")
)
_GOOD_MATTERS = tuple(
    matter + how
    for matter in listed("效果 质量 水平 程度 影响 影响力 反响 评价 性 意识 口碑 氛围 成本 费用")
    for how in listed("好 高 强 大 佳 优 低 很好 很高 很大 较好 较高 较大")
)
_GOOD_END = (
    *_GOOD_MATTERS,
    *listed("度高 率高 性强 力强 率低 度大 度好 面广"),
    *listed("符合要求 符合需要 符合需求 符合预期 达到要求 达到目标 达到效果 预期效果 预期目标 预期要求"),
    *listed("广泛认可 广泛肯定 广泛关注 广泛赞誉 一致认可 一致肯定 一致好评 高度认可 高度肯定 高度关注 高度赞誉"),
    *(f"合理{extent}{inside}" for extent in listed("范围 区间 水平 限度") for inside in ("", "内", "之内", "以内")),
)
_GOOD_START = tuple(
    manner + adverb + act
    for manner in listed("高质量 高标准 高水平 圆满 顺利 保质保量 认真 积极 扎实")
    for adverb in ("", "地")
    for act in listed("完成 开展 实施 举办 推进 做好")
)
_PRAISE_STARTS = _OF_PRAISE + _GOOD_START
_RENEWED = "新换正改名替"
_LONGEST = 60
"""Characters in a clause of mere praise; a longer one says something, and would take long to search."""
_A_PARAGRAPH = 300
"""Characters of a value that says something somewhere, and is not searched for it."""
_GRADED = listed("等级 级别 评级 档次 等次 评定 结论 结果 考核 评估 测评 验收 鉴定 审计 督导 评审 绩效评价 质量评价")
_GRADE = r"(?:评[为定])?(?:优秀?|优良|良好?|合格|中等?|一般)(?:及?以上|级)?"


def _holds_a_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def clauses(text: str) -> list[str]:
    """Return the parts of a text between commas, full stops and blanks."""
    return text.translate(_TO_BLANKS).split()


def is_vague(value: str, name: str = "") -> bool:
    """Return whether every clause of a value is vague praise that nobody can check at the end of the year.

    A number, a date, a named year to compare with, a document, an approval, a result that is there or is not: any of
    these in the value makes it mean something. A grade (良好) does for a name that asks for one (评估等级).
    """
    if len(value) > _A_PARAGRAPH or _PRICES.occur_in(value) or _is_checkable(value):
        return False
    if head(name).endswith(_GRADED) and re.fullmatch(_GRADE, value.strip()):
        return False
    parts = clauses(value)
    return bool(parts) and all(_is_praise(part, name) for part in parts)


def _is_checkable(value: str) -> bool:
    if _holds_a_digit(value) or _BASELINE.occur_in(value) or _CHECKABLE.occur_in(value):
        return True
    if (_NUMERALS.occur_in(value) and re.search(_NUMBER, value)) or ("建立" in value and "建立健全" not in value):
        return True
    bare = value.replace("标准化", "")
    gaps = (_gap(bare, *result) for result in _SUCH_RESULTS)
    return any(gap is not None and (not gap or gap not in _ALL_QUALITIES) for gap in gaps)


def _is_praise(clause: str, name: str) -> bool:
    """Return whether a clause opens with a verb such as 促进, ends in a word such as 良好, or is built like praise."""
    if len(clause) > _LONGEST:
        return False
    if clause.startswith(_VERBS) or clause.rstrip("了的").endswith(_ENDING) or clause.endswith(_GOOD_END):
        return True
    if len(clause) <= _SHORT and clause.endswith(_PRAISED):
        return True  # 管护有力, 画面清晰
    if clause.startswith(_PRAISE_STARTS) or _is_driven(clause) or _is_more(clause):
        return True
    starts = (0, *_INTENSE.ends(clause))
    if any(clause.startswith(("的", "地"), end) for start in starts for end in _QUALITIES.ends(clause, start)):
        return True  # 良好的社会效益
    if "完成" in clause or not _made_of(clause, _EMPTY_TALK, name):
        return False
    return not _made_of(clause, _MERE_MATTERS, name)  # a name alone is for value-repeats-name


_PROGRESS = listed("大大 充分 极大 切实 有力 更好 不断 稳步 逐步 日益 日趋 明显 显著 进一步 大幅 有所 有效 较快 有序")
_MADE_SO = listed("得到 得以 将 实现 取得")


def _is_driven(clause: str) -> bool:
    """Return whether an adverb stands before a verb of change: 持续培养人才, 能力进一步提升.

    Behind words such as 不断 any two characters are one: 不断壮大.
    """
    rest = clause
    for word in _MADE_SO:
        rest = rest.removeprefix(word)
    if any(len(rest) - end == 2 for end in _PROGRESS.ends(rest)):
        return True
    if not _ADVERBS.occur_in(clause):
        return False
    while longest := max(_ADVERBS.ends(rest), default=0):
        rest = rest[longest:].removeprefix("地")
        if not rest or rest.startswith(_DRIVEN):
            return True
    return any(
        clause[end:].removeprefix("地").startswith(_VERBS)
        for start, character in enumerate(clause)
        if character in _ADVERBS.firsts
        for end in _ADVERBS.ends(clause, start)
    )


def _is_more(clause: str) -> bool:
    """Return whether a clause ends in 更 with a few characters behind: 受众更为精准. 更换 and 变更 are no praise."""
    before, more, rest = clause.rstrip("了").rpartition("更")
    if not more or before.endswith("变"):
        return False
    if rest.startswith(("加", "为")):
        return 2 <= len(rest) <= 5
    return 1 <= len(rest) <= 4 and rest[0] not in _RENEWED


_COST_TALK = _EMPTY_TALK | frozenset(
    listed(
        "不超支 从简 厉行 估算 估算内 持平 相当 适用 节俭办会 节俭办赛 办会 执行 按时 按期 足额 到位 发放 投入产出比 "
        "性价比 过紧日子 低于 不高于 不超 不超过 不突破 不超出 不大于 未突破 未超 优于 市场 市场价 同类 同类型 平均 "
        "价格 均价 价 单价 总价 造价 行情 预算 概算 预算数 概算数 预算金额 预算范围 预算额度 总额 额度 金额 经费 "
        "资金 费用 成本 开支 支出 投入 投资 支付 使用 项目 年度 本年度 范围 限额内 以下 之下 节俭 节省 节支 压减 "
        "压缩 压降 严控 把控 从紧 从严 从低 精打细算 厉行节约 勤俭 勤俭节约 勤俭办事 物美价廉 经济 实惠 经济实惠 "
        "性价比高 开源节流 量入为出 低廉 最低 最优 最小 最小化 最低化 控 按需 按实 据实 浪费 杜绝 避免 减少 不必要 "
        "不浪费 花费 费 低成本 用于 专款专用 合规 尽量 尽可能 力求 适中 过高 不过高 偏低 内 有度"
    )
)
_APPROVED = listed(
    "批复 批准 核定 审定 中标 合同 协议 招标 比价 询价 报价 审计 评审 结算 评估 审批 自筹 捐赠 无偿 赠送 承担 定额 "
    "标准 规定 文件 限价"
)


def is_vague_cost(value: str, name: str = "") -> bool:
    """Return whether a value of a cost says no amount, and nothing that was fixed to compare with.

    不超过概算批复数 can be looked up, 不突破概算 names no amount. For a name that asks for money (造价, 经费) any short
    text without either is vague; under another name it must be made of words of thrift.
    """
    if is_vague(value):
        return True
    if (
        len(value) > _A_PARAGRAPH
        or _APPROVED.occur_in(value)
        or _is_checkable(value.replace("限额内", ""))
        or is_filler(value, name)
    ):
        return False
    if _MONEY.occur_in(name) and len(value.strip()) <= _SHORT and not value.startswith(_REFERS):
        return True
    parts = clauses(value)
    return bool(parts) and all(_made_of(part, _COST_TALK) for part in parts)


_REFERS = listed("按 依 参照 执行 由")
_MONEY = listed("成本 费 支出 投资 造价 单价 价格 总价 经费")
_NOTHING = frozenset(
    listed(
        "无 暂无 没有 略 空 免 免填 不填 不写 无需填写 不涉及 未涉及 不适用 不考核 不作要求 不做要求 无要求 无此项 "
        "无该项 未设置 不设 同上 同前 如上 无内容 na none null 见附件 详见附件 见附表 详见附表 见上 见前 见方案 "
        "详见方案 见实施方案 详见实施方案 详见材料 见材料 见文件 详见文件 见申报书 详见申报书 参见附件 参见方案 "
        "参见实施方案 待补充 无法衡量 无法量化 难以量化 不便量化 无从考核"
    )
)
_SUBJECT = listed(
    "主要 体现 效益 侧重 注重 为主 以 实施 一次性 一类 二类 本 该 此 因 因为 由于 是 为 属 属于 系 作为 项目 资金 "
    "经费 单位 机构 部门 事业 活动 工程 工作 支出 公益 公益性 公益类 社会公益 纯公益 非营利 非营利性 非盈利 非盈利性 "
    "公共 服务 行政 事业单位 民生 惠民 财政 全额 拨款 保障 保障性 医疗 卫生 教育 文化 体育 科普 政府 运转 购买 性质 "
    "类 性 的 故 所以 暂 社会 行政运转 政务 科研 基础 基础性"
)
_DENIALS = listed(
    "无法 不对 不需要 无收费 无 暂无 没有 不涉及 未涉及 不产生 不直接产生 不会产生 未产生 不具有 不具备 不存在 "
    "不考虑 不适用 不考核 不体现 不追求 不要求 不设 不设置 未设置 不设定 无法体现 无直接 不属于 不以 不带来 不形成 "
    "不创造 不需 无需 不作 不做 无关 不相关 不含 不包含 不包括"
)
_ASPECTS = listed(
    "于 收费 本项目 该类 经济 社会 生态 环境 可持续 生态环境 自然 环境保护 服务对象 满意度 时效 质量 数量 成本 效益 "
    "影响 指标 收益 收入 利润 盈利 营利 经营 经营性 内容 要求 关联 关系 联系 关联性 相关性 考核 方面 方面的 为目的 "
    "目的 领域 直接 间接 明显 任何 相关 具体 此项 该项 此类 这方面 支出 费用 与 和 对 及 或 、 的 等 此 体现 性 类 "
    "填报 设置 量化 事项 产生 可 之间"
)
_SUBJECT_TALK = frozenset(_SUBJECT)
_DENIAL_TALK = frozenset((*_SUBJECT, *_DENIALS, *_ASPECTS))
_DENIED = listed(
    "效益 影响 成本 指标 满意度 要求 内容 收益 收入 利润 盈利 营利 关联 关系 联系 无关 方面 考核 为目的 不涉及 "
    "不适用 不需要 不考核 收费"
)
_PUBLIC_GOOD = listed("公益 非营利 非盈利")
_SORTS = listed("项目 事业 单位 机构 工程 性质 性 类 阶段")
_SEE = listed("见 详见 参见 请见 另见")
_ELSEWHERE = listed("附件 附表 方案 材料 文件 申报书 说明 正文")
_EVENTS_WORDS = listed(
    "事故 投诉 违规 违纪 违法 差错 缺陷 污染 舆情 问题 损失 伤亡 死亡 超标 中断 故障 失误 举报 纠纷 影响 拖欠 欠薪 "
    "隐患 侵权 丢失 破坏 逾期 流失 风险 遗漏 死角 盲区 安全事件 是否 有无 信访 上访 干扰 扰民 损坏 破损 处罚 病害 "
    "火灾 债务 欠款 浪费 超支 延误 延期 漏报 漏检 异议 不良 感染 疫情 攻击 漏洞 入侵 裂缝 渗漏 积水 抄袭 败诉 泄露 "
    "泄漏 泄密 错案 冤案 案件 退回 投拒 脱逃 走私 瞒报 停播 空岗 缺岗"
)


@lru_cache(maxsize=_REMEMBERED)
def is_filler(text: str, name: str = "") -> bool:
    """Return whether a text only says that there is nothing to say: 无, 不涉及, 见附件, 公益性项目无经济效益.

    Args:
        text: a name or a value.
        name: of the indicator when `text` is its value: 无 is a full answer to 重大安全事故.
    """
    if len(text) > _LONGEST:
        return False
    words = plain(text)
    blank, nothing, elsewhere = not text.strip(" /\uff0f"), words in _NOTHING, words.startswith(_SEE)
    denied = _DENIALS.occur_in(text) or _PUBLIC_GOOD.occur_in(text)
    if not (blank or nothing or elsewhere or denied):
        return False
    if _EVENTS_WORDS.occur_in(name.replace("可持续影响", "")) or _PAID.occur_in(name):
        return False
    if blank or nothing or (elsewhere and _gap(words, Words(["见"]), 6, _ELSEWHERE) is not None):
        return True
    if not denied:
        return False
    parts = clauses(text)
    if not all(part in _NOTHING or _is_subject(part) or _is_denial(part) for part in parts):
        return False
    return any(
        _is_denial(part) or (name != "" and _PUBLIC_GOOD.occur_in(part) and part.endswith(_SORTS)) for part in parts
    )


def _is_subject(clause: str) -> bool:
    """Return whether a clause only says what sort of project this is: 软件开发项目."""
    return _made_of(clause, _SUBJECT_TALK) or (len(clause) <= _SHORT and clause.endswith(_SORTS))


def _is_denial(clause: str) -> bool:
    """Return whether a clause denies that there is such an effect: 该项目与生态环境无直接关联."""
    if not _DENIALS.occur_in(clause) or not _DENIED.occur_in(clause):
        return False
    rests = (clause[clause.find(sort) + len(sort) :] for sort in _SORTS if sort in clause[:_SHORT])
    return any(_made_of(rest, _DENIAL_TALK) and _DENIALS.occur_in(rest) for rest in (clause, *rests))


_ANSWER_NAME = listed(
    "情况 结果 等级 级别 状态 状况 时间 范围 地点 对象 方式 形式 类型 类别 依据 频率 标准 结论 与否 档次 日期 期限 要求"
)
_ANSWERS = frozenset(
    before + answer
    for before in ("", "已", "均", "全部", "已全部")
    for answer in listed("通过 合格 达标 完成 优秀 优良 良好 建成 上线 到位 正常 验收合格 通过验收 是 有 全覆盖")
)
_TARGET = r"[0-9]|[ivx一二三四五六七八九十甲乙丙][级等类]"  # 达到Ⅲ类: Ⅲ类 is what to reach
_ASKS = listed("度 率 性 数 数量 量 比例 占比 人次 人数")
_SAID = Words(
    (
        *"不超达按较比有无为是于在可将已被",
        *listed("提升 提高 增强 增长 增加 改善 优化 促进 推动 推进 扩大 加强 加大 完成 完善 丰富 营造 带动 降低 减少"),
        *listed("保障 保持 保证 良好 控制 低于 高于 符合 实现 形成 建立 建成 通过 合格 先进 领先 平均"),
    )
)
_SAID_AT_END = ("满意", "及时")
_ABSTRACT = listed("效益 素质 意识 水平 能力 素养 影响力 氛围 积极性 知名度 凝聚力 竞争力 获得感 幸福感")
_NAMES = {Measured.RATE, Measured.SATISFACTION, Measured.HEADS, Measured.SESSIONS, Measured.COUNT, Measured.VOLUME}
_CARRIED_OUT = frozenset(
    listed(
        "情况 工作 作用 效益 成果 得到 得以 加以 予以 进行 开展 组织 举办 做好 抓好 传承 弘扬 继承 宣传 推广 传播 "
        "建设 打造 实施 化 了 的 地 并 和 与 、"
    )
)
"""Words that add nothing to the matter that a name names: 学科平台得到建设, 赛事品牌化."""


@lru_cache(maxsize=_REMEMBERED)
def repeats(name: str, value: str) -> bool:
    """Return whether a value says no more than its name: 按时完成 for 按时完成, 满意 for 家长满意度."""
    asked, answer = plain(head(name)), plain(value)
    if len(answer) < 2 or (answer not in asked and answer != plain(name) and len(answer) < len(asked)):
        return False
    if re.search(_TARGET, answer):
        return False
    if answer in (plain(name), asked):
        return not asked.startswith(("是否", "有无"))
    if asked.endswith(_ASKS):
        stems = (asked.removesuffix(ask) for ask in _ASKS if asked.endswith(ask))
        return asked.endswith(answer) or any(stem.endswith(answer) for stem in stems)
    if plain(name).startswith(("是否", "有无")) or plain(name).endswith(_ANSWER_NAME) or answer in _ANSWERS:
        return False
    said_again = len(answer) >= len(asked) >= 4 and _made_of(answer, _CARRIED_OUT, asked)
    return answer in asked or said_again


@lru_cache(maxsize=_REMEMBERED)
def is_bare_name(value: str) -> bool:
    """Return whether a value is the name of a thing to measure, with nothing said about it: 科技企业参与度."""
    words = "".join(unicodedata.normalize("NFKC", value).split()).strip("，。；,;")
    if len(words) > _LONGEST or "%" in words or _holds_a_digit(words):
        return False
    if measured(words) not in _NAMES and not words.endswith(_ABSTRACT):
        return False
    if len(clauses(words)) != 1 or _SAID.occur_in(words) or words.endswith(_SAID_AT_END):
        return False
    return "能" not in words.replace("能力", "") and (
        "覆盖" not in words or any(word in words for word in ("覆盖率", "覆盖面", "覆盖度"))
    )


_BENEFITS = listed(
    "提升 提高 增强 促进 推动 带动 扩大 弘扬 营造 培养 改善 知晓度 知晓率 参与度 参与率 满意度 满意率 覆盖率 覆盖面 "
    "效益 认可度 受益 惠及 就业 增收 普及率 素养 影响力 知名度 获得感 幸福感 安全感 归属感 优良率 优良天数 绿化率 "
    "丰富 满足 美化 净化 传承 便利 受众 覆盖人群 达标天数 方便 美誉度 帮扶 激发"
)
_BURDENS = listed(
    "表土 弃土 弃渣 余土 渣土 裸土 负担 损失 污染 扬尘 粉尘 排放 垃圾 投诉 占用 占道 拥堵 破坏 能耗 事故 干扰 扰民 "
    "风险 支出 费用 修复 补偿 治理 砍伐 占地 负面 减排 绕行 超标 伤亡 碳 消耗 安置 拆迁 流失 恢复 失业 延误 噪声 "
    "噪音 废弃 废水 废气 废物 废渣 废液 封路 封闭 耗能 耗电 耗水 耗材 损害 损坏 损耗 节能 节水 节电 停水 停电 停工 "
    "停课 停运 挤占 挤出 不增加 未增加 没有增加 不提高 未提高 没有提高 污水 油烟 尾气 辐射 异味 振动 用电量 用水量 "
    "用纸量 剂量 信访 管制 限流 闭馆 迁移 损毁 外运 征收 搬迁 移民 减少岗位 减少收入 减少绿地 减少面积"
)
_PAID = Words(word for word in _BURDENS if word not in ("支出", "费用"))
"""Burdens that are no money: 无 is a full answer to 群众负担, and none to 印刷费用."""
_SAFEGUARDS = listed(
    "围挡 隔音 隔声 降尘 洒水 喷淋 抑尘 疏导 警示 防护 便道 公示 告知 沉淀 监测 巡查 环保 文明施工 临时 应急 导改 "
    "交通组织 处置 处理 处理率 回收率 投入 支付 保险 赔偿 植被 复垦 复绿 消纳 清运 回填 控制 遵守 达标 合格 合规 "
    "补植 宣告 复耕 安全员 安全生产 安全措施 安全文明 冲洗 降噪 隔离 防尘 苫盖 标识"
)
"""What is done against a burden; it is part of a cost and may well be at least so much."""
_RELIEVES = listed("下降 减轻 减少 降低 节约 节省 减量 缓解 缩短 消除 节支 减负")


def is_benefit(text: str) -> bool:
    """Return whether a text speaks of a benefit, and of no cost, burden or damage."""
    if is_burden(text):
        return False
    return (
        _BENEFITS.occur_in(text.replace("覆盖面积", "")) or _gap(text, Words(["优化"]), 4, Words(["环境"])) is not None
    )


def is_burden(text: str) -> bool:
    """Return whether a text speaks of what people or nature pay: noise, closed roads, emissions, damage."""
    affected = text.replace("社会影响", "").replace("环境影响", "").replace("影响力", "")
    return _BURDENS.occur_in(text) or "影响" in affected


def is_wanted_more(name: str) -> bool:
    """Return whether a name of which there shall be at least so much can be no cost.

    Nobody promises at least so much of a burden; a safeguard against one (围挡, 补偿) is part of its cost, relief from
    one (减轻照护负担) is a benefit.
    """
    return not _SAFEGUARDS.occur_in(name) and (_RELIEVES.occur_in(name) or not is_burden(name))
