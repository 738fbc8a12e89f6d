# `make run` starts the demo on http://localhost:8000, `make test` checks everything, `make attack` attacks the site.
# A recipe is one process, so that make's own SIGTERM reaches it.
.PHONY: run test attack lock

run:
	@python3 tools/run.py

test:
	@python3 tools/check.py

attack:
	@python3 tools/attack.py

# After a change of dependencies in pyproject.toml; needs `uv` on the PATH.
LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
