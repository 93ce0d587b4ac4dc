"""Whether the words of an indicator say something: vague praise, filler, a name said again, a benefit.

Owns what formgen knows of such wording, so that several rules judge a text by the same words and one stays silent
where another is nearer to the fault. What is not known counts as meaning something. Pure.
"""

import re
import unicodedata

from formgen.measures import Measured, head, measured, plain


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


_DIGIT = re.compile(
    r"[0-9]|百分之|[一二三四五六七八九十百千万亿两零〇半]+(?:成|倍|[年月日天周]|季度|小时|[等星]级?|级|期|轮)"
    r"|[二三四五六七八九十百千万亿两]+[个项种次场家名人份篇部台套所座条件处]"  # 一个, 一批 are no numbers
)
_BASELINE = re.compile(
    r"上一?年|去年|上年度|往年|前一?年|同期|同比|环比|基期|基数|上[季月]|立项前|实施前|改造前|修缮前|预算|概算|限额|定额|限价|市场价"
)
# What makes a value mean something: a number, something to compare with, a document, an approval, a result that is
# there or is not.
_CHECKABLE_WORDS = _words(
    "印发 出台 编制 建成 制定 列入 纳入 备案 签订 签署 上线 挂牌 授权 获批 荣获 入选 评为 "
    "达标 合格 出版 移交 交付 公示 公开 登记 完工 竣工 投入使用 启用 认证 收录 采纳 采用 批示 "
    "批复 审议 审定 归档 存档 立项 结项 汇编 开通 设立 成立 组建 安装 更换 修复 拆除 清零 "
    "全覆盖 全部 未发生 不发生 未出现 不出现 未造成 不造成 一等奖 二等奖 三等奖 甲级 乙级 《 "
    "免费"
)
_CHECKABLE = re.compile(
    r"建立(?!健全)|建立健全[^，。；]{0,10}(?:制度|办法|台账|档案)|均[已可能为无达符]|零[事投差故]|应.尽.|每[年季月周日天次个]|"
    r"无[^，。；]{0,6}(?:事故|投诉|纠纷|污染|违[规纪法]|差错|遗漏|死亡|伤亡|影响|损坏|泄露|故障)|"
    r"形成[^，。；]{0,12}(?:报告|手册|方案|机制|制度|清单|成果|目录|台账|案例|意见|体系|名录|数据库|图集|规范)|"
    r"通过[^，。；]{0,14}(?:验收|评审|审核|认证|鉴定|考核|评估|检查|审查|备案|审计|测评|审批)|"
    r"(?:国家|行业|地方|团体|企业|质量|验收|环保|设计|施工|排放|卫生|安全|技术|建设|食品|国际)[^，。；]{0,6}(?:标准(?!化)|规范|规程)|"
    r"(?:优于|符合|按照?|达到)[^，。；]{1,12}(?:标准(?!化)|规范|规程|规定|水质|级)"
)
# What praise is made of: 持续 (adverb) 促进 (verb) 产业发展; 反响 良好 (quality).
# The verbs of `_DRIVEN` are praise only behind an adverb.
_ADVERB = (
    "持续|不断|稳步|逐步|逐渐|进一步|有效|明显|显著|大幅度?|切实|积极|充分|全面|有力|有所|较好地?|更好地?|很好地?|深入|较大|"
    "极大地?|大大|大力|一定程度上?|长期|继续|能够?|可以|将|得到|得以|使得?|着力|努力|不同程度"
)
_VERB = (
    "提升|提高|增强|改善|优化|促进|推动|推进|扩大|拓展|拓宽|增长|增加|加强|加大|强化|深化|完善|丰富|营造|弘扬|带动|助力|引导|发挥|"
    "缓解|降低|减少|减轻|维护|树立|巩固|激发|满足|保障|健全|建立健全|繁荣|扩展|夯实|提振|改进|活跃"
)
_DRIVEN = (
    f"{_VERB}|培育|培养|输送|发展|影响|支持|服务|推广|吸引|落实|保护|防控|防范|"
    "遏制|化解|控制|利用|支撑|普及|传播|受益|节约"
)
_QUALITY = (
    "良好|较好|很好|更好|优良|满意|有效|合理|明显|显著|到位|充分|健全|较高|较大|较强|较低|较广|较快|较少|顺利|稳定|有序|高效|"
    "规范|先进|便捷|舒适|和谐|浓厚|适当|适宜|可控|优异|突出|深远|广泛|积极|科学|完好|完备|理想|可观|达到预期|长期|长远|"
    "中长期|可持续|好评|节约|控制|圆满|热烈"
)
_OPENING = tuple(_VERB.split("|"))
_ENDING = (*_OPENING, *_QUALITY.split("|"))
_PRAISE = "较[好大强高]|很好|良好|显著|明显|积极|一定|广泛|重要|不错|预期"
_VAGUE = re.compile(
    "|".join(
        (
            f"^(?:{_ADVERB})+(?:地?(?:{_DRIVEN})|$)",  # 持续培养人才; 明显
            f"(?:{_ADVERB})地?(?:{_VERB})",  # 能力进一步提升
            f"^(?:比较|非常|十分|基本|相对|总体|整体|较为|更[加为]|很|较)?(?:{_QUALITY})[的地]",  # 良好的社会效益
            "(?<!变)更(?:[加为][^，。；]{1,4}|[^新换正改名替，。；][^，。；]?)了?$",  # 受众更为精准
            "^(?:[好高强大佳优低少]|强烈)$",
            "(?:效果|质量|水平|程度|影响力?|反响|评价|性|意识|口碑|氛围|成本|费用)[很较]?[好高强大佳优低]$",  # 效果好
            "合理(?:范围|区间|水平|限度)[之以]?内?$",
            "预期(?:效果|目标|要求)$|达到(?:要求|目标|效果)$|符合(?:要求|需要|需求|预期)$",
            "(?:广泛|一致|高度)(?:认可|肯定|关注|赞誉)$",
            "^(?:高质量|高标准|高水平|圆满|顺利|保质保量|认真|积极|扎实)地?(?:完成|开展|实施|举办|推进|做好)",
            "^(?:确保|保证)(?:质量|安全|效果|进度|稳定|正常)$",
            f"^(?:取得|获得|产生|具有|形成|起到|达到|有)了?(?:{_PRAISE})",  # 形成良好氛围
            "^有(?:影响|作用|效果|意义|帮助|[提改促]..?)$",
        )
    )
)
_LONGEST = 60
"""Characters in a clause of mere praise; a longer one says something, and would take long to search."""
_CLAUSE = re.compile(r"[，。；！？,;!?\s]+")
_GRADED = re.compile(
    r"(?:等级|级别|评级|档次|等次|评定|结论|结果|考核|评估|测评|验收|鉴定|审计|督导|评审)$|(?:绩效|质量)评价$"
)
_GRADE = re.compile(r"(?:评[为定])?(?:优秀?|优良|良好?|合格|中等?|一般)(?:及?以上|级)?")


def excerpt(text: str) -> str:
    """Return a text as a message quotes it: its first line, at most 20 characters."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= 20 else line[:20] + "…"


def clauses(text: str) -> list[str]:
    """Return the parts of a text between commas, full stops and blanks."""
    return [part for part in _CLAUSE.split(text) if part]


def is_vague(value: str, name: str = "") -> bool:
    """Return whether every clause of a value is vague praise that nobody can check at the end of the year.

    A number, a date, a named year to compare with, a document, an approval, a result that is there or is not: any of
    these in the value makes it mean something. A grade (良好) does for a name that asks for one (评估等级).
    """
    if _DIGIT.search(value) or _BASELINE.search(value) or _holds(value, _CHECKABLE_WORDS) or _CHECKABLE.search(value):
        return False
    if _GRADED.search(head(name)) and _GRADE.fullmatch(value.strip()):
        return False
    parts = clauses(value)
    return bool(parts) and all(_is_praise(part) for part in parts)


def _is_praise(clause: str) -> bool:
    """Return whether a clause opens with a verb such as 促进, ends in a word such as 良好, or is built like praise."""
    if len(clause) > _LONGEST:
        return False
    return clause.startswith(_OPENING) or clause.rstrip("了的").endswith(_ENDING) or bool(_VAGUE.search(clause))


_EMPTY = re.compile(
    r"无|暂无|没有|略|空|不涉及|未涉及|不适用|不考核|不作要求|无要求|无此项|无该项|同上|同前|如上|无内容|na|none|null|"
    r"(?:详?见|参见)(?:附件|附表|上|前|方案|材料|文件|申报书|实施方案)+"
)
_NO_SUCH = re.compile(
    r"(?:因?(?:本|该|此)?(?:项目|资金|经费))?(?:是|为|属于?)?(?:社会)?(?:公益[类性]?|非[营盈]利[类性]?)?(?:的)?(?:事业|项目|活动)?"
    r"(?:暂?无|不涉及|未涉及|没有|不产生|不具有|不具备|不存在|不考虑|不适用|不考核|不体现)"
    r"(?:直接|明显|任何|相关|具体|此项|该项|此类)?的?"
    r"(?:(?:经济|社会|生态|环境|可持续|生态环境|服务对象|成本|效益|满意度|时效|质量|数量)*"
    r"(?:效益|影响|成本|指标|满意度|要求|内容|指标要求)|经济收[益入])"
)
_EVENTS_WORDS = _words(
    "事故 投诉 违规 违纪 违法 差错 缺陷 污染 舆情 问题 损失 伤亡 死亡 超标 中断 故障 失误 "
    "举报 纠纷 影响 拖欠 欠薪 隐患 侵权 丢失 破坏 逾期 流失 风险 遗漏 死角 盲区 安全事件 是否 "
    "有无 信访 上访 干扰 扰民 损坏 破损 处罚 病害 火灾 债务 欠款 浪费 超支 延误 延期 漏报 "
    "漏检 异议 不良 感染 疫情 攻击 漏洞 入侵 裂缝 渗漏 积水 抄袭 败诉 泄露 泄漏 泄密"
)


def is_filler(text: str, name: str = "") -> bool:
    """Return whether a text only says that there is nothing to say: 无, 不涉及, 见附件, 公益性项目无经济效益.

    Args:
        text: a name or a value.
        name: of the indicator when `text` is its value: 无 is a full answer to 重大安全事故.
    """
    words = plain(text)
    if _holds(name, _EVENTS_WORDS):
        return False
    return bool(_EMPTY.fullmatch(words) or _NO_SUCH.fullmatch(words))


_ANSWER_NAME = re.compile(
    r"^(?:是否|有无)|(?:情况|结果|等级|级别|状态|状况|时间|范围|地点|对象|方式|形式|类型|类别|依据|频率|标准|结论|与否|档次|日期|期限|要求)$"
)
_ANSWERS = re.compile(
    r"(?:已|均|全部)?(?:通过|合格|达标|完成|优秀|优良|良好|建成|上线|到位|正常|验收合格|通过验收|是|有|全覆盖)"
)
_TARGET = re.compile(r"[0-9]|[ivx一二三四五六七八九十甲乙丙]+[级等类]")  # 达到Ⅲ类: Ⅲ类 is what to reach
_ASKS = re.compile(r"(?:度|率|性|数|数量|量|比例|占比|人次|人数)$")
_SAID = re.compile(
    r"[不超达按较比有无为是于在能可将已被]|提[升高]|增[强长加]|改善|优化|促进|推[动进]|扩大|加[强大]|完[成善]|丰富|营造|带动|"
    r"降低|减少|保[障持证]|良好|满意$|控制|低于|高于|符合|实现|覆盖(?!率|面|度)|形成|建[立成]|通过|合格|及时$|先进|领先|平均"
)
_ABSTRACT = re.compile(r"(?:效益|意识|水平|能力|素养|影响力|氛围|积极性|知名度|凝聚力|竞争力|获得感|幸福感)$")
_NAMES = {Measured.RATE, Measured.SATISFACTION, Measured.HEADS, Measured.SESSIONS, Measured.COUNT, Measured.VOLUME}


def repeats(name: str, value: str) -> bool:
    """Return whether a value says no more than its name: 按时完成 for 按时完成, 满意 for 家长满意度."""
    asked, answer = plain(head(name)), plain(value)
    if len(answer) < 2 or _TARGET.search(answer):
        return False
    if answer in (plain(name), asked):
        return not asked.startswith(("是否", "有无"))
    if _ASKS.search(asked):
        return asked.endswith(answer) or _ASKS.sub("", asked).endswith(answer)
    if _ANSWER_NAME.search(plain(name)) or _ANSWERS.fullmatch(answer):
        return False
    return answer in asked


def is_bare_name(value: str) -> bool:
    """Return whether a value is the name of a thing to measure, with nothing said about it: 科技企业参与度."""
    words = "".join(unicodedata.normalize("NFKC", value).split()).strip("，。；,;")
    if len(words) > _LONGEST or len(clauses(words)) != 1 or re.search(r"[0-9%]", words) or _SAID.search(words):
        return False
    return measured(words) in _NAMES or bool(_ABSTRACT.search(words))


_BENEFIT_WORDS = _words(
    "提升 提高 增强 促进 推动 带动 扩大 弘扬 营造 培养 改善 知晓度 知晓率 参与度 参与率 满意度 满意率 覆盖率 覆盖面 "
    "效益 认可度 受益 就业 增收 普及率 素养 影响力 知名度 获得感 幸福感 优良率 绿化率"
)
_BENEFIT = re.compile(r"优化[^，。；]{0,4}环境")
_BURDEN_WORDS = _words(
    "负担 损失 污染 扬尘 粉尘 排放 垃圾 投诉 占用 占道 拥堵 破坏 能耗 事故 干扰 扰民 风险 "
    "支出 费用 修复 补偿 治理 砍伐 占地 负面 减排 绕行 超标 伤亡 碳 消耗 安置 拆迁 流失 恢复 "
    "失业 延误"
)
_BURDEN = re.compile(
    r"噪[声音]|废[弃水气物渣]|封[路闭]|耗[能电水材]|损[害坏耗]|"
    r"(?<!社会)(?<!环境)影响(?!力)|节[能水电约]|停[水电工课]|挤[占出]|"
    r"减少[^，。；]{0,4}(?:岗位|收入|面积|绿地)|[不未没]有?(?:增加|提高)"
)


def is_benefit(text: str) -> bool:
    """Return whether a text speaks of a benefit, and of no cost, burden or damage."""
    return bool(_holds(text, _BENEFIT_WORDS) or _BENEFIT.search(text)) and not is_burden(text)


def is_burden(text: str) -> bool:
    """Return whether a text speaks of what people or nature pay: noise, closed roads, emissions, damage."""
    return _holds(text, _BURDEN_WORDS) or bool(_BURDEN.search(text))
