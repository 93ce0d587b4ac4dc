"""The manual of files, folders and outputs."""

from formgen.catalogue.entry import ERROR, WARNING, entry

ENTRIES = (
    entry("file-unavailable", ERROR, "文件读不了", "核对路径和权限；项目文件是不超过 1 MB 的普通文件。"),
    entry("no-projects", ERROR, "文件夹里没有项目文件", "项目文件以 .yaml 结尾，放在 projects/<年度>/ 里。"),
    entry("batch-misnamed", ERROR, "batch.yaml 的文件名不对", "应当叫 batch.yaml，不是 batch.yml。"),
    entry("project-not-found", ERROR, "batch.yaml 列的文件不存在", "核对文件名，或删掉那一行。"),
    entry("project-listed-twice", ERROR, "batch.yaml 里同一个文件列了两次", "一个项目文件只列一次，删掉其中一行。"),
    entry("project-unlisted", WARNING, "项目文件没有列在 batch.yaml 里", "加一行；不列的排在最后。"),
    entry("rule-unknown", ERROR, "batch.yaml 里的规则代号不存在", "代号见 formgen rules。"),
    entry("kind-unknown", ERROR, "没有这种表格", "batch.yaml 的“表单”要写 templates/ 里的文件夹名。"),
    entry(
        "year-differs",
        ERROR,
        "年度不一致",
        "项目的年度、batch.yaml 的年度和文件夹的名称要一致，免得覆盖别的年度的文件。",
    ),
    entry("output-collision", ERROR, "两个项目会生成同一个文件", "改其中一个项目的名称，或者改 form.yaml 里的输出名。"),
    entry(
        "output-changed",
        ERROR,
        "要写的位置有别人改过的文件",
        "生成的文件在 Word 或 Excel 里改过，再生成会把改动盖掉，所以没有写。要留下的改动写进项目文件，再把文件移走；"
        "不要了，就加上 --force 重新生成。",
    ),
    entry(
        "computed-differs",
        ERROR,
        "写的数和算出来的不一样",
        "合计、执行率这样的项可以不写，由程序算；写了就要和算出来的一样。核对各项，或者删掉这一行。",
    ),
    entry(
        "value-without-form",
        WARNING,
        "写了内容，却没有表来印它",
        "这一项属于另一种表。项目文件里要有那种表的一部分（例如“自评:”），batch.yaml 的“表单”里也要有它，才会生成。",
    ),
    entry("form-fault", ERROR, "表格种类的设置有错", "照消息改 templates/ 里的那个文件；写法见 docs/forms.md。"),
    entry(
        "template-fault",
        ERROR,
        "Word 或 Excel 模板有错",
        "在 Word 或 Excel 里改模板；占位符的写法见 docs/forms.md。",
    ),
    entry(
        "document-differs",
        ERROR,
        "做好的文件和应有的内容不一致",
        "这是程序或模板的错误，没有写出任何文件，请报告维护者。",
    ),
    entry("value-not-printed", ERROR, "有一项没有印出来", "模板里少了这一项的占位符，加上再生成；没有写出任何文件。"),
    entry(
        "template-ambiguous",
        WARNING,
        "Word 模板里有两项印在一起，分不开",
        "在两个占位符之间加上文字或标点，或者放到不同的格里，做好的文件才能读回每一项。",
    ),
    entry(
        "document-text-differs",
        WARNING,
        "读回的文件里固定的文字和模板不同",
        "照模板改回来；确实要改时，先改模板。",
    ),
    entry(
        "document-part-missing",
        WARNING,
        "读回的文件少了模板里有的表格、行、格或页眉",
        "照着模板补上，或者核对这个文件是不是用这份模板做的。",
    ),
    entry(
        "document-part-extra",
        WARNING,
        "读回的文件多了模板里没有的内容",
        "不需要时删掉；需要时先改模板。",
    ),
    entry("document-values-differ", WARNING, "读回的文件里同一项印在两处，内容不同", "核对后改成一样的。"),
    entry("document-unmatched", WARNING, "读回的文件和模板差别太大", "照着模板改，或者人工核对。"),
)
