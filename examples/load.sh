# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The load of examples/run: who may log in at the backend, and what a person, a machine identity of
# another organization, and somebody without a session send it. Sourced by it, never executed; needs
# its $scratch, $api, $requests and fail().

random() { od -An -N12 -tx1 /dev/urandom | tr -d ' '; }
uuid() { cat /proc/sys/kernel/random/uuid; }
jane_password=$(random) operator_secret=$(random) web=$(uuid) models=$(uuid)

write_directory() {
  (umask 077 && printf '%s\t%s\t%s\n' >"$scratch/directory" \
    organization "$(uuid)" 'Platform Engineering Team' \
    project "$web" web \
    user "$(uuid)" $'jane.doe@example.org\t'"$jane_password" \
    organization "$(uuid)" 'Data Science' \
    project "$models" models \
    identity "$(uuid)" $'prod-k8s-operator\toperator\t'"$operator_secret")
}

login() { printf '{"email":"jane.doe@example.org","password":"%s"}' "$1"; }
token() {  # token BODY-FILE PATH
  curl -sf -H "$json" -d @"$1" "$api$2" | sed 's/.*"accessToken":"\([^"]*\)".*/\1/'
}

parts=13 part=0
# load NUMBER WHAT H2LOAD-ARGUMENTS...   8 connections, 4,000 requests a second at most
load() {
  local number=$1 what=$2 out=$scratch/h2load
  shift 2
  ((number >= 8)) || number=8
  ((++part))
  printf '   %2d/%d %7d x %-48s' "$part" "$parts" "$number" "$what"
  h2load --h1 -n "$number" -c 8 -t 1 --rps=500 "$@" >"$out" 2>&1 ||
    { echo; fail 'h2load failed' "$out"; }
  sed -n 's/^finished in \([^,]*\),.*/\1,/p; s/^status codes: //p' "$out" | tr '\n' ' '
  echo
}

send_requests() {
  json='content-type: application/json'
  login "$jane_password" >"$scratch/login.json"
  login wrong >"$scratch/wrong.json"
  printf '{"clientId":"operator","clientSecret":"%s"}' "$operator_secret" >"$scratch/operator.json"
  echo '{"secretValue":"swordfish"}' >"$scratch/secret.json"
  echo '{"secretValue":' >"$scratch/broken.json"
  jane="authorization: Bearer $(token "$scratch/login.json" /api/v1/auth/login)"
  operator_login=/api/v1/auth/universal-auth/login
  operator="authorization: Bearer $(token "$scratch/operator.json" "$operator_login")"
  demo="$api/api/v3/secrets/demo?workspaceId=$web"
  model="$api/api/v3/secrets/model?workspaceId=$models"

  load $((requests / 100)) 'POST /api/v1/auth/login' -H "$json" -d "$scratch/login.json" \
    "$api/api/v1/auth/login"
  load $((requests / 100)) "POST $operator_login" -H "$json" -d "$scratch/operator.json" \
    "$api$operator_login"
  load $((requests / 4)) 'POST /api/v3/secrets/demo, a person' -H "$json" -H "$jane" \
    -d "$scratch/secret.json" "$demo"
  load "$requests" 'GET /api/v3/secrets/demo, a person' -H "$jane" "$demo"
  load $((requests / 20)) 'POST /api/v3/secrets/model, a machine' -H "$json" -H "$operator" \
    -H 'user-agent: operator/2.1' -d "$scratch/secret.json" "$model"
  load $((requests / 2)) 'GET /api/v3/secrets/model, a machine' -H "$operator" \
    -H 'user-agent: operator/2.1' "$model"
  load $((requests / 4)) 'GET /api/status' "$api/api/status"
  load $((requests / 20)) 'GET /api/v3/secrets/demo, not logged in' "$demo"
  load $((requests / 20)) 'GET /api/v3/secrets/none, no such secret' -H "$jane" "${demo/demo/none}"
  load $((requests / 20)) 'GET /api/v3/secrets/demo, not its project' -H "$operator" "$demo"
  load $((requests / 100)) 'POST /api/v3/secrets/demo, broken JSON' -H "$json" -H "$jane" \
    -d "$scratch/broken.json" "$demo"
  load $((requests / 100)) 'GET /no/such/path' "$api/no/such/path"
  load 24 'POST /api/v1/auth/login, wrong password' -H "$json" -d "$scratch/wrong.json" \
    "$api/api/v1/auth/login"
}
