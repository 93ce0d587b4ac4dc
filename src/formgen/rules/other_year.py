"""No text still gives the year of an older form as its own.

Why:
    表常常是复制上一年的改出来的，“2024年度目标”“2024年12月底前完成”“二〇二四年春节后启动”会忘在里面。指出的是把别的年份当作本年的计划、
    期限来写的地方；作为基期、历史、规划名称、文号的年份（较2024年增长、2024年底存量、2021—2025年规划、
    财预〔2021〕101号、引号和书名号里的名称）不看，项目起止年份之内的也不看。

Basis:
    推断：文字里留有别的年份，审核时会退回；哪些说法算历史或名称，是按通常的用法定的。

Bind:
    year: 年度
    start: 计划开始日期
    end: 计划完成日期
    title: 项目名称
    fields: [项目绩效目标.年度总体目标]
    table: 绩效指标
    columns: [三级指标, 指标值]

Bad:
    年度: 2025
    项目名称: 示例区2024年科技节  # <- other-year

Bad:
    年度: 2025
    项目绩效目标:
      年度总体目标: 2024年度计划举办讲座10场。  # <- other-year
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 讲座完成时间
            指标值: 2024年12月底前  # <- other-year

Good:
    年度: 2025
    计划开始日期: 2025-01-01
    计划完成日期: 2026-06-30
    项目绩效目标:
      年度总体目标: |
        根据财预〔2021〕101号和《三年行动计划（2022—2024年）》，在2024年底已建成20个站点的基础上新建10个，
        参观人次较2024年增长10%，完成2024年度决算审计，2026年6月底前全部验收。
"""

import re
from collections.abc import Iterator
from datetime import date

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.texts import texts

SEVERITY = Severity.WARNING
TITLE = "文字里是别的年份"
FIELD_OPTIONS = ("year", "start", "end", "title", "fields", "table")
COLUMN_OPTIONS = ("columns",)

_HISTORY_BEFORE = (
    r"(?:较|比|同比|对比|相比|超过|高于|低于|不低于|与|同|自|从|由|截[至止]到?|基于|继|早在|始于|起自|以|参照|参考|依据|根据|按照|按|延续|沿用"
    r"|承接|巩固|[（(\[【]|达到|恢复到|维持|保持)[^，。；：\n]{0,6}\Z"
)
_HISTORY_AFTER = (
    r"相比|相较|以来|起|基础|存量|基[数准期线]|数据|水平|同期|已|曾|了|的|现状|实际|决算|年报|报告|审计|评价|考核|结转|汇算|清算|清缴|尾款|结余"
    r"|奖|统计|普查|调查|监测|表彰|评选|总结|版|级|届|修订|发布|出台|印发|颁布|成立|立项|启动|投入使用|获|列入|评为|获评|为\s*[0-9]"
    r"|末[^，。；]{0,4}[数量]|增长|下降|提高|持平|标准|规范|指南|目录|规划|行动计划|方案|纲要|条例|办法|意见|预算执行|未|续建|遗留|跨年|延续|招生|毕业|学年|[春秋]季(?![^，。；]{0,6}前)"
)
_DOING = r"(?:举办|开展|组织|实施|承办|筹办|完成|推进|做好)\Z"
_TERM = r"[^，。；]{0,8}前"
_DATE = r"[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?日?(?:[ ]?(?:[之以]?前|止|完成|到位|验收|开|启|交)|\Z)"
_FEAST = (
    r"(?:[^，。；\n0-9]{1,10}(?:期间|前后|之际|当天|当日)[^，。；\n了]{0,2}(?:启动|开始|举办|开展|组织|实施|完成)|(?:春节|元旦|清明|五一|端午|中秋|国庆|暑[假期]|寒假|汛期|[春夏秋冬][季天]?|开学|年[初中])[^，。；\n的了]{0,4}"
    r"(?:前|后|启动|开始|开工|举办|开展|完成|实施|上线|开放))"
)
_UNTIL = r"(?:[0-9]{1,2}月)?[底末内中][之以]?前(?![期述后])(?![^，。；]{0,5}的)"  # 于2025年底前投入使用
_SINCE = "以来|起|了|已|曾|的"
_UP_TO = r"截[至止]到?\Z"
_NEAR = 3  # years between a form and the two figures of a year, which may count something else
_AS_A_PLAN = (
    r"[ ]?(?:年度?)?[ ]?(?:[0-9]{1,2}[ ]?月|[一二三四五六七八九十]{1,2}月|第?[一二三四1-4]季度"
    r"|[上下]半年|[底末内前]|全年|计划|拟|将|预计|力争|确保"
    r"|[^，。；、]{1,6}?(?:计划|拟|将|预计|力争)"
    r"|举办|开展|组织|完成|实现|继续|新增|新建|培训|建设|采购|推进|实施|总体|年?度?目标|绩效|任务|重点|工作|项目)"
)


def check(
    project: Project, *, year: str, start: str, end: str, title: str, fields: list[str], table: str, columns: list[str]
) -> Iterator[Diagnostic]:
    """Yield a warning at each year that a text gives for its own plan and that is not the form's."""
    form_year, first, last = project.value(year), project.value(start), project.value(end)
    if not isinstance(form_year, int):
        return
    own = {form_year}
    if isinstance(first, date) and isinstance(last, date):
        own |= set(range(first.year, last.year + 1))
    for field, text in texts(project, [title, *fields], table, columns):
        found_years = phrases.years(text)
        names = phrases.quoted(text) if found_years else []
        tells_history = any(found.first in own for found in found_years)
        for found in found_years:
            if text[found.start : found.start + 4] != str(found.first) and abs(found.first - form_year) > _NEAR:
                continue
            if found.first != found.last or found.first in own or phrases.within(names, found.start):
                continue
            _, clause_end = phrases.clause(text, found.start, found.end)
            if clause_end == found.end and text[found.end : found.end + 1] in ("，", ","):  # 2024年，举办讲座
                _, clause_end = phrases.clause(text, found.end + 1, found.end + 1)
            before, after = text[max(0, found.start - 12) : found.start], text[found.end : clause_end].lstrip("，, ")
            feast = re.match(_FEAST, after)
            until = re.match(_UNTIL, after)
            dated = (
                re.match(_DATE, after) is not None
                or (until is not None and not re.match("[^，。；]{0,8}[已曾了]", after))
                or (feast is not None and not re.search(_SINCE, after[: feast.end() + 2]) and found.first < form_year)
            )
            whole = text[found.end - 1] == "度" and not after.strip()
            meant = (
                field.key == title
                or whole
                or re.match(_AS_A_PLAN, after) is not None
                or dated
                or (re.search(_DOING, before) is not None and not text[found.end - 1].isdigit())
            )
            if found.first < form_year and tells_history and field.key != title:  # 2024年完成一期，2025年…
                meant = whole or re.match(_TERM, after) is not None
            if found.first > form_year:  # 到2035年建成…: an outlook; only a term can have been mistyped
                meant = re.match(_TERM, after) is not None and before[-1:] not in ("到", "至", "向")
            term = re.search(_UP_TO, before) is not None and re.match(_TERM, after) is not None
            if (
                meant
                and (term or not re.search(_HISTORY_BEFORE, before))
                and (dated or not re.search(_HISTORY_AFTER, after))
            ):
                written = text[found.start : found.end]
                message = f"“{field.label}”里写的是“{written}”，表的年度是 {form_year} 年"
                at = field.span(found.start, found.end)
                yield warning("other-year", message, at, "改成本年度；说的是以前的情况，就写明“较某年”“截至某年底”")
