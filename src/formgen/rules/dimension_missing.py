"""A form has at least one indicator in each dimension that no form may lack.

Why:
    产出和效益说明钱花在哪里、换来什么，缺了一样表会退回。没有满意度指标或成本指标只是多半要补，所以只提醒。
    以前的表写“产出”，现在写“产出指标”，算同一个。

Basis:
    产出、效益已证实：财预〔2021〕101号规定了成本、产出、效益、满意度四类，缺产出或缺效益的表会退回。满意度、
    成本是从填好的表推断的：有的表没有这两类也通过了。

Bind:
    {table: 绩效指标, dimensions: [产出指标, 效益指标]}

Bad:
    绩效指标:  # <- dimension-missing
      产出指标:
        数量指标:
          - 三级指标: STEM 研学活动
            指标值: ≥3.00(场)

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: STEM 研学活动
            指标值: ≥3.00(场)
      效益指标:
        社会效益指标:
          - 三级指标: 参加活动的学生人次
            指标值: ≥500.00(人次)
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import excerpt

SEVERITY = Severity.ERROR
TITLE = "缺少必须有的一级指标"
FIELD_OPTIONS = ("table",)


def check(project: Project, *, table: str, dimensions: list[str]) -> Iterator[Diagnostic]:
    """Yield an error for each of `dimensions` under which no row of `table` stands, at any level.

    Why at any: older forms have 服务对象满意度指标 under 效益指标, and 成本指标 under 产出指标.
    """
    unread = any(key.startswith(f"{table}.") and "]." not in key for key in project.unreadable)
    if table not in project.tables or unread:
        return
    rows = project.tables[table]
    labels = ["".join(label.split()) for label in {level.label for row in rows for level in row.levels}]
    for name in dimensions:
        core = name.removesuffix("指标")
        if not any(core in label for label in labels):
            present = "、".join(list(dict.fromkeys(excerpt(row.levels[0].label) for row in rows))[:8]) or "无"
            message = f"缺少“{name}”，现有：{present}"
            yield error("dimension-missing", message, project.places[table], f"至少写一条{name}")
