# Sourced by the commands beside it: goes to the checkout, finds Python, makes var/venv and installs what is pinned.
#
#   . "$(dirname "$(readlink -f "$0")")/.environment.sh"
#   install_packages requirements.txt      # sets $python
#
# Written for bash 3.2 and later (macOS).

set -eu

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
unset PYTHONHOME PYTHONPATH
state="${POBATT_VAR:-var}"
python="$PWD/$state/venv/bin/python"
case "$state" in /*) python="$state/venv/bin/python" ;; esac

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 이상이 필요합니다. / Python 3.11 or newer is needed:  sudo apt install python3 python3-venv"
    return 1
}

# Two commands at once must not install into the same place: the second waits. The lock is the kernel's, so it goes
# with the process. Python does the locking, since macOS has no flock command.
alone() {
    local found="$1"
    shift
    "$found" -c '
import fcntl, os, subprocess, sys
with open(sys.argv[1], "a") as lock:
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("다른 명령이 설치하고 있습니다… / Another command is installing…", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(subprocess.call(sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
' "$state/venv.lock" "$@"
}

# The digest of everything that decides what is installed.
wanted() {
    "$1" -c '
import hashlib, sys
print(hashlib.sha256(sys.version.encode() + b"".join(open(name, "rb").read() for name in sys.argv[1:])).hexdigest())
' "$2"
}

install_packages() {
    local file="$1" found stamp
    mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || {
        say "$PWD/$state 에 쓸 수 없습니다. / Cannot write to $PWD/$state."
        exit 1
    }
    found="$(find_python)" || exit 1
    stamp="$state/venv/installed-${file//\//-}"
    if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(wanted "$python" "$file" 2>/dev/null)" ]; then
        return
    fi
    alone "$found" bash "${BASH_SOURCE[0]}" install "$found" "$file" "$stamp" || exit 1
}

# Called under the lock. The stamp is written last; where an installation was interrupted, all of it is done again.
install_under_lock() {
    local found="$1" file="$2" stamp="$3"
    [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(wanted "$python" "$file" 2>/dev/null)" ] && return
    say "필요한 패키지를 설치합니다 (처음 한 번, 1분쯤). / Installing packages (once, about a minute)…"
    if [ -e "$state/venv/interrupted" ] || ! "$python" -c 'import pip' 2>/dev/null; then
        rm -rf "$state/venv"
        if ! "$found" -m venv "$state/venv" >"$state/venv.log" 2>&1; then
            rm -rf "$state/venv"
            cat "$state/venv.log" >&2
            say "가상환경을 만들 수 없습니다. / The virtual environment could not be made. On Debian and Ubuntu:"
            say "    sudo apt install python3-venv"
            return 1
        fi
        rm -f "$state/venv.log"
    fi
    rm -f "$stamp"
    : >"$state/venv/interrupted"
    if ! "$python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$file"; then
        rm -f "$state/venv/interrupted" # pip itself gave up, and has cleaned up
        say "패키지를 설치하지 못했습니다. / The packages could not be installed."
        return 1
    fi
    rm -f "$state/venv/interrupted"
    wanted "$python" "$file" >"$stamp"
}

if [ "${1:-}" = install ] && [ "${BASH_SOURCE[0]}" = "$0" ]; then
    shift
    install_under_lock "$@"
fi
