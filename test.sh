#!/usr/bin/env bash
# Builds everything and runs every test. Last line: "N passed, N failed, N skipped". Exit code 0 only if tests ran and none failed.
#   ./test.sh                all test projects
#   ./test.sh Unit Spec      only these (folders of tests/, or samples/WordCountTests)
#   WEIR_CONFIGURATION=Debug ./test.sh
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
configuration=${WEIR_CONFIGURATION:-Release}
started=$SECONDS

say() { printf '%s\n' "$*"; }
stop() { say "test.sh: $*"; say "0 passed, 1 failed, 0 skipped"; exit 1; }

need_sdk() {
  if command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1; then return; fi
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "No .NET 10 SDK here; installing Debian's dotnet-sdk-10.0."
    apt-get update -qq >/dev/null 2>&1
    apt-get install -y -qq dotnet-sdk-10.0 >/dev/null 2>&1
  fi
  command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1 \
    || stop "no .NET 10 SDK (global.json names the version). Install it from https://dotnet.microsoft.com/download and try again."
}

# The skipped tests of a result file, each with its reason.
skip_reasons() {
  awk '
    /<UnitTestResult / { skipped = /outcome="NotExecuted"/; if (match($0, / testName="[^"]*"/)) name = substr($0, RSTART + 11, RLENGTH - 12) }
    skipped && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print "  skipped " name ": " $0; skipped = 0 }
    skipped && /<\/UnitTestResult>/ { print "  skipped " name; skipped = 0 }' "$1"
}

# The journals' tests start a server of their own, and skip where there is none. Debian's cluster is neither made nor started.
need_postgresql() {
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && return
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "No PostgreSQL here; installing Debian's postgresql for the tests of the journals."
    apt-get update -qq >/dev/null 2>&1
    apt-get install -y -qq postgresql-common >/dev/null 2>&1
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf 2>/dev/null
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null 2>&1
  fi
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || say "No PostgreSQL could be installed; the tests that need it are skipped."
}

# Tests of whole processes make certificates with openssl, and cut nodes off with ip netns where that is permitted.
need_tools() {
  local missing=()
  command -v openssl >/dev/null || missing+=(openssl)
  command -v ip >/dev/null || missing+=(iproute2)
  [ ${#missing[@]} -eq 0 ] && return
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "Installing ${missing[*]} for the tests of whole processes."
    apt-get update -qq >/dev/null 2>&1
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1
  fi
  command -v openssl >/dev/null || say "No openssl could be installed; the tests of TLS fail."
}

# The pages are looked at with the system's own browser.
need_browser() {
  for program in chromium chromium-browser google-chrome; do [ -x "/usr/bin/$program" ] && return; done
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "No browser here; installing chromium for the tests of the web page."
    apt-get update -qq >/dev/null 2>&1
    apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1
  fi
  [ -x /usr/bin/chromium ] || say "No chromium could be installed; the tests that need it are skipped."
}

# Newest of the system's librocksdb packages; without it the tests of the RocksDB backend are skipped.
need_rocksdb() {
  compgen -G "/usr/lib/*/librocksdb.so*" >/dev/null && return
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    local package
    package=$(apt-cache search --names-only '^librocksdb[0-9.]+$' | awk '{print $1}' | sort -V | tail -n 1)
    say "No librocksdb here; installing ${package:-librocksdb7.8} for the tests of state in RocksDB."
    apt-get install -y -qq --no-install-recommends "${package:-librocksdb7.8}" >/dev/null 2>&1
  fi
  compgen -G "/usr/lib/*/librocksdb.so*" >/dev/null || say "No librocksdb could be installed; the tests that need it are skipped."
}

# Test projects are the folders of tests/, and the samples that show how a job is tested.
folder_of() { if [ -d "tests/$1" ]; then echo "tests/$1"; else echo "samples/$1"; fi; }

# One test project: output goes to a log of its own, a summary line to the terminal, its counts to a file.
run_project() {
  local name=$1 log="$logs/$1.log" from=$SECONDS code line limit=600
  # Clusters of processes that are killed for minutes, one test after the other.
  [ "$name" = EndToEnd ] && limit=2400
  timeout --kill-after=10s $limit dotnet test "$(folder_of "$name")" -c "$configuration" --no-build --nologo -v q \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$logs/$name.trx" >"$log" 2>&1
  code=$?
  line=$(grep -E '^(Passed!|Failed!|Skipped!) +- Failed:' "$log" | tail -n 1)
  local failed passed skipped
  failed=$(sed -nE 's/.*Failed: +([0-9]+).*/\1/p' <<<"$line")
  passed=$(sed -nE 's/.*Passed: +([0-9]+).*/\1/p' <<<"$line")
  skipped=$(sed -nE 's/.*Skipped: +([0-9]+).*/\1/p' <<<"$line")
  : "${failed:=0}" "${passed:=0}" "${skipped:=0}"
  local note=""
  if [ $code -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
    note=" (the test run itself ended with code $code)"
  fi
  printf '%s %s %s\n' "$passed" "$failed" "$skipped" >"$logs/$name.counts"
  printf '%-22s %5d passed %3d failed %3d skipped %5d s%s\n' "$name" "$passed" "$failed" "$skipped" $((SECONDS - from)) "$note"
  [ "$skipped" -eq 0 ] || skip_reasons "$logs/$name.trx" | sort -u | head -40
  if [ "$failed" -ne 0 ]; then
    # From the first failure on: name, message and stack, without the runner's own lines.
    grep -vE '^(Test run for|VSTest version|Starting test execution|A total of|Passed!|Failed!)' "$log" | head -200
  fi
}

need_sdk
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

if [ $# -gt 0 ]; then projects=("$@"); else
  projects=()
  for file in tests/*/*.csproj samples/*Tests/*.csproj; do projects+=("$(basename "$(dirname "$file")")"); done
fi
for name in "${projects[@]}"; do compgen -G "$(folder_of "$name")/*.csproj" >/dev/null || stop "no test project tests/$name"; done
case " ${projects[*]} " in *" Journals "*) need_postgresql ;; esac
case " ${projects[*]} " in *" Standin.Conformance "* | *" Unit "* | *" Spec "* | *" EndToEnd "*) need_rocksdb ;; esac
case " ${projects[*]} " in *" EndToEnd "*) need_tools ;; esac
case " ${projects[*]} " in *" Browser "* | *" EndToEnd "*) need_browser ;; esac

say "Building Actors.sln ($configuration)"
dotnet build Actors.sln -c "$configuration" --nologo -v q -clp:ErrorsOnly >"$logs/build.log" 2>&1 \
  || { tail -n 60 "$logs/build.log"; stop "the build failed"; }
say "Built in $((SECONDS - started)) s"

# The simulator and the unit tests want a core each; tests of whole processes come last, with the machine to themselves.
alone=() together=()
for name in "${projects[@]}"; do
  case $name in EndToEnd) alone+=("$name") ;; Simulation) together=("$name" "${together[@]}") ;; *) together+=("$name") ;; esac
done
running=0
for name in "${together[@]}"; do
  if [ $running -ge 2 ]; then wait -n; running=$((running - 1)); fi
  run_project "$name" &
  running=$((running + 1))
done
wait
for name in "${alone[@]}"; do run_project "$name"; done

passed=0 failed=0 skipped=0
for name in "${projects[@]}"; do
  read -r p f s <"$logs/$name.counts"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
say "Took $((SECONDS - started)) s"
say "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
