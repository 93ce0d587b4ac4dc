# formgen：从 YAML 项目文件生成申报表和汇总表。单独运行 make 列出可以做的事。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
ITSELF := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .

.DEFAULT_GOAL := help
.PHONY: help forms check-forms test check golden schema docs fuzz bench pictures lock floors clean

help: ## 列出可以做的事
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

forms: $(VENV)/.forms ## 检查并生成最近一年的全部申报表和汇总表
	@$(BIN)/formgen build

check-forms: $(VENV)/.forms ## 只检查项目文件，不生成
	@$(BIN)/formgen check

test: $(VENV)/.dev ## 运行全部测试（改程序的人用）
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## 检查程序的写法：ruff、mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

golden: $(VENV)/.dev ## 重新写出 tests/golden（改了模板之后；差别要逐行看过）
	@$(BIN)/python -m pytest --quiet tests/test_golden.py --rewrite-golden

schema: $(VENV)/.forms ## 重新写出编辑器用的 schema.json（改了 schema.yaml 或 batch.yaml 之后）
	@for form in $(wildcard templates/*/form.yaml tests/kinds/*/form.yaml); do \
	  folder=$${form%/form.yaml}; \
	  $(BIN)/formgen schema $${folder##*/} --templates $${folder%/*} > $$folder/schema.json.new || exit 1; \
	  mv $$folder/schema.json.new $$folder/schema.json; \
	done
	@$(BIN)/formgen schema batch > templates/batch.schema.json

docs: $(VENV)/.forms ## 重新写出 docs/rules.md（改了规则或说明之后）
	@$(BIN)/formgen explain --all > docs/rules.md

bench: $(VENV)/.dev ## 量一量有多快，写出 docs/performance.md（不判断对错；N=100 少些项目，ONLY=workbook 只量一部分）
	@$(BIN)/python tests/bench/run.py $(if $(N),--projects $(N)) $(if $(ONLY),--only $(ONLY))

fuzz: $(VENV)/.dev ## 用乱改的文件找程序的毛病，FUZZ_SECONDS=300 秒；找到的留在 tests/fuzz/corpus
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-300} $(BIN)/python tests/fuzz/run.py

pictures: forms $(VENV)/.dev ## 重新画 README 和 docs/forms.md 里的图（要有 LibreOffice、poppler 和 .ci/run 里的字体）
	@rm -rf output/pictures && mkdir -p output/pictures docs/images
	@$(BIN)/python tests/forms_page.py output/pictures
	@FONTCONFIG_FILE="$(CURDIR)/tests/fonts.conf" soffice --headless -env:UserInstallation="file://$(CURDIR)/output/pictures/profile" \
	  --convert-to pdf --outdir output/pictures output/2025/*.xlsx output/2025/申报表/*.docx output/pictures/*.docx </dev/null >/dev/null
	@cd output/pictures && pdftoppm -r 72 -png -f 1 -l 1 -singlefile 科技创新后备人才培养.pdf ../../docs/images/declaration
	@cd output/pictures && pdftoppm -r 72 -png -f 1 -l 1 -singlefile *年度项目绩效目标汇总表.pdf ../../docs/images/summary
	@cd output/pictures && pdftoppm -r 72 -png -f 2 -l 2 -singlefile *年度项目绩效目标汇总表.pdf ../../docs/images/stacked
	@cd output/pictures && for name in blank-form:580 drafted-form:660 finished-form:580 plan-template:690 plan-finished:520; do \
	  pdftoppm -r 70 -png -singlefile -x 30 -y 30 -W 519 -H $${name#*:} $${name%:*}.pdf ../../docs/images/$${name%:*} || exit 1; \
	done
	@rm -rf output/pictures

lock: $(VENV)/.dev ## 按 pyproject.toml 重新锁定依赖
	@for extra in "" dev; do \
	  $(BIN)/uv pip compile pyproject.toml --extra libyaml $${extra:+--extra $$extra --extra cluster} requirements-build.in --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	    --output-file requirements$${extra:+-$$extra}.lock || exit 1; \
	done

floors: $(VENV)/.dev ## 用 pyproject.toml 写的最低版本跑一遍测试
	@rm -rf $(VENV)-floors
	@$(BIN)/uv venv --quiet $(VENV)-floors
	@$(BIN)/uv pip install --quiet --python $(VENV)-floors/bin/python --resolution lowest-direct --editable ".[cluster,dev,libyaml]"
	@$(VENV)-floors/bin/python -m pytest

clean: ## 删掉生成的文件和环境
	rm -rf output $(VENV) $(VENV)-floors .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/validator/node_modules tests/editor/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新的版本；现有的是：$$($(PYTHON) --version 2>&1)。可以这样指定：make PYTHON=python3.12 forms"; exit 1; }
	@echo "第一次运行：建立环境 $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "建不了环境；Debian、Ubuntu 请先安装 python3-venv"; exit 1; }

$(VENV)/.forms: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "安装 requirements.lock 里的依赖 …"
	@$(INSTALL) --requirement requirements.lock
	@$(ITSELF)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "安装 requirements-dev.lock 里的依赖 …"
	@$(INSTALL) --requirement requirements-dev.lock
	@$(ITSELF)
	@touch $@ $(VENV)/.forms
