# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the commands of bench/ share.  Sourced by bash from the project's root, never executed:
#
#   usage                  the first comment of the command, on stderr, and exit 2; asked for by
#                          --help it is on stdout, with exit 0, before anything else happens
#   output_of OPTION FILE  FILE from where the caller stood, in $caller; what cannot be written is
#                          told, with exit status 2, before minutes are spent on it
#   build_bench TARGET...  build them in release mode, in the directory $build of CXX's own
#   compiler               the compiler and the flags that the benchmarks were built with
# shellcheck source=tests/setup.sh
source tests/setup.sh

command=$(cd "$caller" && readlink -f "${BASH_SOURCE[1]}")
usage_text() { sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$command"; }
usage() { usage_text >&2; exit 2; }
[[ " $* " != *' --help '* ]] || { usage_text; exit; }

output_of() {
  [[ -n $2 ]] || return 0
  local file=$2
  [[ $file == /* ]] || file=$caller/$file
  local is_new=true
  [[ ! -e $file ]] || is_new=false
  { : >>"$file"; } 2>/dev/null ||
    { echo "$1 $2: cannot be written: is there a directory for it?" >&2; return 2; }
  ! $is_new || rm -f "$file"
  echo "$file"
}

bench_packages() {
  local packages=(libbenchmark-dev meson ninja-build pkg-config python3 "$@")
  [[ -n ${CXX:-} ]] || packages+=(g++)
  ensure_packages "${packages[@]}"
  ensure_packages prometheus-cpp-dev || say 'going on without prometheus-cpp'
}

build_bench() {
  local pkg_config_path=${PKG_CONFIG_PATH:-}
  local options=(-Dbench=enabled -Dtests=disabled -Dexamples=disabled -Dwerror=false
    -Doptimization=2 -Ddebug=false -Db_ndebug=true
    # Meson keeps the one of its first set-up otherwise.
    "-Dpkg_config_path=${pkg_config_path//:/,}")
  build=.build/bench${CXX:+-${CXX##*/}}
  say "building in $build"
  mkdir -p .build
  exec {one_at_a_time}>"$build.lock"
  flock "$one_at_a_time"
  unset CXXFLAGS CPPFLAGS LDFLAGS  # figures under other flags would be of another program
  if [[ -e $build/build.ninja ]]; then
    # Peers may have come and gone since.
    meson configure "$build" --clearcache "${options[@]}"
    meson setup --reconfigure "$build" >"$build.log" || { cat "$build.log"; exit 1; }
  else
    CXX=${CXX:-g++} meson setup "$build" "${options[@]}" >"$build.log" ||
      { cat "$build.log"; exit 1; }
  fi
  ninja -C "$build" "$@"
  flock --unlock "$one_at_a_time"
}

compiler() {
  local flags
  flags=$(ninja -C "$build" -t commands bench/zerometer_bench | grep -m 1 'main\.cpp' |
    grep -oE -- ' (-std=[^ ]+|-O[^ ]*|-g|-DNDEBUG|-m[^ ]+|-f[^ ]+|-stdlib=[^ ]+)' |
    grep -v diagnostics | tr -d '\n')
  echo "$("${CXX:-g++}" --version | head -n 1),$flags"
}
