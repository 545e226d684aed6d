# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What a bare Debian 12 lacks before anything of ours can run.  Sourced by bash, never executed:
#
#   say WORDS...           one line of progress
#   ensure_packages P...   install those packages that are missing; no service is started by it
#   probe_port DEFAULT     print the first port from DEFAULT on that nothing listens on

say() { printf '== %s\n' "$*"; }

package_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
}

package_known() {
  apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'
}

ensure_packages() {
  local package missing=() as_root=()
  for package; do
    package_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    say "these packages are missing, and this is no Debian: ${missing[*]}" >&2
    return 1
  fi
  if ((EUID)); then
    if ! command -v sudo >/dev/null; then
      say "these packages are missing; install them as root: ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  (
    # One installation at a time: a second run would lose the policy file that it found to the
    # first run's clean-up.
    exec 9>"${TMPDIR:-/tmp}/zerometer-packages-$UID.lock"
    flock 9
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy && ! -L $policy ]]; then
      # 101: "action forbidden", so that installing a package starts no service of it.
      trap '"${as_root[@]}" rm -f "$policy"' EXIT
      trap 'exit 130' INT TERM
      printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
      "${as_root[@]}" chmod 755 "$policy"
    fi
    apt() {
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=900 -o Dpkg::Use-Pty=0 "$@" </dev/null
    }
    fresh=0
    for package in "${missing[@]}"; do
      package_known "$package" && continue
      apt update || exit
      fresh=1
      break
    done
    apt install --no-install-recommends "${missing[@]}" && exit
    ((fresh)) && exit 1
    # The lists are there but older than the archive.
    apt update && apt install --no-install-recommends "${missing[@]}"
  )
}

# Reads the kernel's table of listening sockets: connecting would touch what runs there.
port_taken() {
  local port
  printf -v port '%04X' "$1"
  grep -qsE "^ *[0-9]+: [0-9A-F]+:$port [0-9A-F]+:0000 0A" /proc/net/tcp /proc/net/tcp6
}

probe_port() {
  local port
  for ((port = $1; port < $1 + 1000 && port < 65536; ++port)); do
    port_taken "$port" || { echo "$port"; return; }
  done
  say "no free port from $1 on" >&2
  return 1
}
