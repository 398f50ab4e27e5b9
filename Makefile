# Two commands: `make run` starts everything, `make test` checks everything. The rest are parts of them.
PYTHON ?= python3

.PHONY: help run setup test lint format bench lock clean

help:
	@echo 'make run      准备环境并启动（PORT、DATABASE_URL、DEMO=0、TONGJIAN_HOME 可用环境变量设置）'
	@echo 'make setup    只准备，不启动'
	@echo 'make test     全部检查：风格、类型、导入约定、迁移、SQLite 与 PostgreSQL 测试、浏览器全流程'
	@echo 'make lint     只做静态检查'
	@echo 'make bench    性能对比，结果写入 bench/results/'
	@echo 'make clean    删除生成物（不动数据目录 var/）'

run:
	@$(PYTHON) scripts/run.py

setup:
	@$(PYTHON) scripts/setup.py

test:
	@$(PYTHON) scripts/check.py

lint:
	@$(PYTHON) scripts/check.py ruff format templates types imports migrations

format:
	@$(PYTHON) scripts/setup.py --dev
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format --quiet .

bench:
	@$(PYTHON) scripts/setup.py --dev
	@.venv/bin/python -m bench

# Compile the locked, hashed requirements anew after a change of requirements/*.in.
lock:
	@$(PYTHON) scripts/setup.py --dev
	@for name in base build dev uv; do \
		.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
			requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean:
	rm -rf .venv .cache node_modules src/tongjian/doors/face/vendor src/*.egg-info build test-results
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis
