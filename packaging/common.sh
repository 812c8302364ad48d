# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of this folder share: saying what goes on, installing packages, building a preset.
# shellcheck shell=bash
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
source "$repository/packaging/packages.sh"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() {
  printf 'packaging: %s\n' "$*" >&2
  exit 1
}

# The packages of the arguments that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# As root at once; else by sudo, after asking. Without a terminal nobody can answer, so the command is printed instead.
apt_as_root() {
  if [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get "$@"
  else
    sudo DEBIAN_FRONTEND=noninteractive apt-get "$@"
  fi
}

install_missing() {
  command -v apt-get >/dev/null || fail "needs Debian 12 or a relative of it: there is no apt-get here"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "To install: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    local by_hand="apt-get install --no-install-recommends ${missing[*]}"
    command -v sudo >/dev/null || fail "there is no sudo; as root: $by_hand"
    [ -t 0 ] || fail "cannot ask without a terminal; please run: sudo $by_hand"
    local answer
    read -r -p "Install these with sudo? [Y/n] " answer
    case $answer in '' | [Yy]*) ;; *) fail "not installed; to do it yourself: sudo $by_hand" ;; esac
  fi
  # Package lists may be absent or old: try with what is there first, since a refresh costs several seconds.
  if ! apt_as_root install -y -q --no-install-recommends "${missing[@]}" >"$install_log" 2>&1; then
    say "Refreshing the package lists"
    apt_as_root update -q >"$install_log" 2>&1 || { tail -n 20 "$install_log" >&2; fail "apt-get update failed"; }
    apt_as_root install -y -q --no-install-recommends "${missing[@]}" >"$install_log" 2>&1 ||
      { tail -n 20 "$install_log" >&2; fail "apt-get install failed"; }
  fi
}

jobs() { echo "${HUBBUB_JOBS:-$(nproc)}"; }

# configure_and_build PRESET [TARGET...]
configure_and_build() {
  local preset=$1
  shift
  cd "$repository"
  # Only a new or changed tree is configured; Ninja configures again by itself where a CMakeLists.txt changed.
  if [ ! -f "build/$preset/build.ninja" ] || [ CMakePresets.json -nt "build/$preset/build.ninja" ]; then
    say "Configuring preset $preset"
    mkdir -p "build/$preset"
    cmake --preset "$preset" >"build/$preset/configure.log" 2>&1 ||
      { tail -n 40 "build/$preset/configure.log" >&2; fail "cmake failed; all of it is in build/$preset/configure.log"; }
  fi
  say "Building preset $preset"
  # The folder of the clone does not matter to the cache.
  CCACHE_BASEDIR=${CCACHE_BASEDIR:-$repository} CCACHE_NOHASHDIR=1 ninja -C "build/$preset" -j "$(jobs)" "$@"
}

has_display() { [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; }

# Runs a command on a virtual screen of its own.
on_virtual_screen() { xvfb-run -a -s '-screen 0 1600x1000x24' "$@"; }

install_log=$(mktemp "${TMPDIR:-/tmp}/hubbub-install-XXXXXX.log")
trap 'rm -f "$install_log"' EXIT
