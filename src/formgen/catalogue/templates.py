"""The manual of form kinds: what looking over a folder and drafting one say."""

from formgen.catalogue.entry import ERROR, INFO, WARNING, entry

ENTRIES = (
    entry(
        "field-unknown",
        ERROR,
        "占位符写的字段没有",
        "占位符、循环和条件里的名称要和 schema.yaml 里的一样；下级的字段写全，例如 项目资金.其他资金。"
        "循环的变量只在它的循环里面有。",
    ),
    entry(
        "placeholder-misused",
        ERROR,
        "占位符或过滤器用错了地方",
        "一组内容不能整个印出来；过滤器各有各的用处，例如“金额”只用于金额，“符号”只用于指标值；文字不能和数比较。",
    ),
    entry("loop-not-over-rows", ERROR, "循环的不是表格", "循环只用于表格、列表，和“… | 段落”给出的各段。"),
    entry(
        "merge-outside-loop",
        ERROR,
        "竖向合并不在循环里",
        "“竖向合并”把循环的几行合成一格，要写在循环的行里，用循环的变量，例如 {{ 行.一级指标 | 竖向合并 }}。",
    ),
    entry(
        "name-not-certain",
        WARNING,
        "全年一份的文件用了不一定有的项",
        "全年一份的文件只知道各个项目都相同的项，和 batch.yaml 里填了的项。"
        "不一定有的，用 {% if … is defined %} 和 {% endif %} 括起来。",
    ),
    entry("braces-full-width", ERROR, "用了全角的花括号", "占位符要用半角的 {{ }} 和 {% %}；全角的会照样印在表上。"),
    entry(
        "braces-unpaired",
        ERROR,
        "花括号没有配对",
        "占位符写成 {{ 字段 }}，循环和条件写成 {% … %}，两头都是两个符号，少一个就不起作用。",
    ),
    entry(
        "placeholder-split",
        ERROR,
        "一个占位符分在两段或两格里",
        "占位符从头到尾要在同一段里，中间不要按回车；太长就让它自己换行。",
    ),
    entry("block-unclosed", ERROR, "循环或条件缺开头或结尾", "每个 for 要有 endfor，每个 if 要有 endif，一层套一层。"),
    entry(
        "block-across",
        ERROR,
        "循环或条件的两头不在一处",
        "{%tr … %} 的两头在同一个表格里，各占一行；{% … %} 和 {%p … %} 的两头在同一格里，或者都在表格外面。",
    ),
    entry(
        "tag-not-alone",
        ERROR,
        "循环那一行还有别的内容",
        "写 {%tr … %} 的那一行、写 {%p … %} 的那一段，生成时整个去掉，里面的别的内容会一起丢掉。"
        "开头、要重复的行、结尾，各占一行。",
    ),
    entry("row-tag-outside-table", ERROR, "表格外面用了 {%tr", "{%tr … %} 重复表格的行；表格外面用 {%p … %}。"),
    entry(
        "template-code-refused",
        ERROR,
        "占位符里有不能用的写法",
        "占位符里只能写字段、过滤器、循环和条件，标点用半角；写法见 docs/forms.md。",
    ),
    entry(
        "field-not-printed",
        ERROR,
        "有一项没有印在表上",
        "在模板里加上它的占位符。确实不用印的，在 schema.yaml 里写明理由：meta: {unprinted: 原因}。",
    ),
    entry("table-without-loop", ERROR, "表格没有循环", "表格有几行要到填表时才知道，模板里要有一个循环印它的各行。"),
    entry(
        "font-unnamed",
        WARNING,
        "没有指定中文字体",
        "没有指定时，各台电脑各选各的。在“字体”对话框里给“中文字体”选一种，最好写在样式里。",
    ),
    entry(
        "font-from-theme",
        WARNING,
        "用的是主题字体",
        "主题字体（名称后面有“标题”“正文”）换一台电脑可能变成别的字体，选一种有名称的字体。",
    ),
    entry("font-embedded", WARNING, "模板里嵌了字体", "字体文件很大，而且多半没有授权；只写字体的名称。"),
    entry(
        "table-not-fixed",
        WARNING,
        "表格的列宽会变",
        "在“表格属性”的“选项”里去掉“自动重调尺寸以适应内容”，内容多的时候列宽才不变。",
    ),
    entry(
        "row-may-split",
        WARNING,
        "行可能断在两页",
        "在“表格属性”的“行”里去掉“允许跨页断行”。印多行文字的行可以断开，免得空出半页。",
    ),
    entry("row-height-exact", WARNING, "行高是固定值", "内容多了就印不全，行高改成“最小值”。"),
    entry(
        "heads-not-repeated",
        INFO,
        "标题行不会在每页重复",
        "表格长到第二页时，第二页上看不到各列的名称。选中标题行，勾上“在各页顶端以标题行形式重复出现”。",
    ),
    entry(
        "paragraph-missing",
        ERROR,
        "表格后面没有段落",
        "一格的最后是表格时，Word 会说文件已经损坏，加一个空段落。全文的最后是表格时只提醒：Word 会自己加一段。",
    ),
    entry(
        "text-justified",
        WARNING,
        "几行的文字会被拉开",
        "两端对齐的段落里换行，前面的每一行都拉到满。用“段落”一段一段地印，或者改成左对齐。",
    ),
    entry("cell-not-wrapped", WARNING, "单元格没有自动换行", "印多行文字的单元格要勾上“自动换行”，否则印不全。"),
    entry(
        "formula-refused",
        ERROR,
        "公式不能用",
        "Excel 模板里只能有 =SUM(C5:C5) 这样的公式，引用循环的那一行，生成时跟着行数变。",
    ),
    entry(
        "part-lost", ERROR, "模板里有留不住的内容", "Excel 模板里的图片、批注、图表、外部链接和宏生成时会丢，请删掉。"
    ),
    entry(
        "origin-sent",
        ERROR,
        "模板里的个人信息会送出去",
        "批注、修订记录里有人的姓名，路径里有电脑的用户名，会随每一份表送到收表的单位。删掉批注，接受修订。",
    ),
    entry(
        "origin-in-template",
        INFO,
        "模板文件里留有个人信息",
        "作者、单位、自定义属性这些，做出来的表里会去掉；模板文件本身还留着，传给别人之前可以删掉。",
    ),
    entry("link-outside", ERROR, "模板里有指向外面的链接", "打开表的人会连到别处。取消链接，图片嵌在文件里。"),
    entry("active-content", ERROR, "模板里有宏、控件或别的程序的对象", "收表的单位打不开或者会拦下，请删掉。"),
    entry("field-runs", ERROR, "Word 的域会去取别处的内容", "选中它按 Ctrl+Shift+F9，变成普通文字。"),
    entry(
        "field-changes",
        WARNING,
        "Word 的域在每台电脑上不一样",
        "日期、作者、文件名这些域，收表的人打开时会变成他的。变成普通文字，或者换成占位符。",
    ),
    entry(
        "output-not-distinct",
        ERROR,
        "几个文件会重名",
        "每个项目一份的文件，名称里要有项目的名称；同一种表的几个文件，名称要不同。",
    ),
    entry("output-ending-wrong", ERROR, "文件名的结尾不对", "word 下面的以 .docx 结尾，excel 下面的以 .xlsx 结尾。"),
    entry("template-missing", ERROR, "没有这个模板文件", "form.yaml 里的 template 要是同一个文件夹里的文件。"),
    entry(
        "name-not-usable",
        ERROR,
        "字段的名称不能写在占位符里",
        "名称由文字、数字和下划线组成，不以数字开头；表上的标点、单位写在 meta 的 label 里。",
    ),
    entry("label-repeated", WARNING, "两个字段同名", "消息里只说名称，同一组里两个一样就分不清。"),
    entry("hint-missing", INFO, "必填的字段没有写怎样填", "在 meta 里写 hint，漏填时告诉填表的人怎样填。"),
    entry(
        "example-missing",
        WARNING,
        "没有填满的例子",
        "example.yaml 是填满的项目文件：新项目从它复制，检查时用它做一份表，看做出来的对不对。",
    ),
    entry(
        "draft-cleaned",
        INFO,
        "空白表里的作者等信息已经去掉",
        "formgen kind new 不改原来的文件；文件夹里的 form.docx 不再带着作者、批注、修订和模板的来历。",
    ),
    entry(
        "draft-unsure",
        INFO,
        "建表时拿不准的地方",
        "照消息说的位置看一眼空白表；猜错了就改 form.docx 里的占位符和 schema.yaml 里的字段。",
    ),
    entry("draft-unnamed", WARNING, "空格旁边找不到名称", "给它起一个名称，在 form.docx 和 schema.yaml 里一起改。"),
    entry(
        "draft-left-blank",
        INFO,
        "空格没有当作要填的",
        "要填的话，在 form.docx 里加上占位符，在 schema.yaml 里加一项。",
    ),
)
