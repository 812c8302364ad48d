# SPDX-License-Identifier: GPL-3.0-or-later
# What Hubbub needs of Debian 12, by use: the one place that names packages. Sourced by the scripts beside it.
# Nothing here relies on recommended packages, so each thing that a script or a test starts is named.
# shellcheck shell=bash disable=SC2034

packages_build=(
  g++ cmake ninja-build pkg-config ccache mold
  qt6-base-dev qt6-websockets-dev qt6-svg-dev libqcustomplot-dev qtkeychain-qt6-dev
  libhiredis-dev libsodium-dev liburing-dev libsimdjson-dev libmd4c-dev libssl-dev
)

# Plugins and programs that are looked for at run time only.
packages_runtime=(
  redis-server ca-certificates
  libqt6sql6-sqlite libqt6svg6 qt6-qpa-plugins
  fonts-inter fonts-jetbrains-mono fonts-noto-core fonts-noto-color-emoji
)

# A machine without a screen: a virtual one, and the cookie program that it needs.
packages_headless=(xvfb xauth)

packages_test=(
  haproxy libwslay-dev openssl procps dbus clang-format-14
)

packages_fuzz=(clang-14 libclang-rt-14-dev)
packages_tidy=(clang-tidy-14)
packages_bench_node=(nodejs npm)
packages_bench_nchan=(nginx libnginx-mod-nchan) # unpacked only
