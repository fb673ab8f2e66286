# What this machine has to have, and how to get it. Sourced by the other scripts.

NODE_AT_LEAST=20

say() { printf '%s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

need_cargo() {
    command -v cargo >/dev/null && return
    stop "Rust is missing. Get it from https://rustup.rs, then open a new terminal and run this again."
}

need_node() {
    local how="Get Node $NODE_AT_LEAST or newer (it brings npm) from https://nodejs.org, or with: apt-get install -y nodejs npm"
    command -v node >/dev/null || stop "Node is missing. $how"
    command -v npm >/dev/null || stop "npm is missing. $how"
    local version
    version=$(node --version)
    version=${version#v}
    [ "${version%%.*}" -ge "$NODE_AT_LEAST" ] || stop "Node is too old: $version. $how"
}

# Installs Debian packages when their sign is missing: need_packages PACKAGE=SIGN… where SIGN is a
# path, or the name of a program.
need_packages() {
    local missing=() pair
    for pair in "$@"; do
        has_sign "${pair#*=}" || missing+=("${pair%%=*}")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local line="apt-get update && apt-get install -y ${missing[*]}"
    command -v apt-get >/dev/null || stop "The tests need ${missing[*]} (Debian's names). Please install them."
    [ "$(id -u)" -eq 0 ] || stop "The tests need more programs. Please run this once, then again make test:

    sudo sh -c '$line'"
    say "Installing ${missing[*]} ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || stop "apt-get update failed; see above."
    apt-get install -y -qq --no-install-recommends "${missing[@]}" || stop "Installing failed; see above. The line was: $line"
}

has_sign() {
    case "$1" in
        /*) compgen -G "$1" >/dev/null ;;
        *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null ;;
    esac
}

# npm packages of a folder, when its lock file is newer than what is there.
need_npm() {
    local folder=$1
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
    say "Fetching npm packages for $folder ..."
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
}

# The Python that runs the peers, in .venv. (Each line says when it fails: inside a step the shell does not.)
need_python_peers() {
    local list=tests/peers/requirements.txt stamp=.venv/requirements.txt
    cmp -s "$list" "$stamp" && return
    say "Fetching Python packages for the peers into .venv ..."
    python3 -m venv .venv || stop "Python's venv does not work. Try: apt-get install -y python3-venv"
    .venv/bin/pip install --quiet --disable-pip-version-check -r "$list" || stop "pip failed; see above."
    cp "$list" "$stamp"
}

# A file that is there when python3 can make a venv; Debian keeps it in a package of its own.
python_venv_sign() {
    python3 -c 'import ensurepip; print(ensurepip.__file__)' 2>/dev/null || echo /nothing/is/here
}
