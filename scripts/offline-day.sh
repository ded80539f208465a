#!/usr/bin/env bash
# A field agent's day without a network, walked by hand against a running ./dev up: what the phone queued is sent twice, and nothing is lost or doubled.
set -euo pipefail
URL=${URL:-http://localhost:8000}

step() { printf '\n=== %s\n' "$*"; }
json() { node -e 'const v = process.argv[1].split(".").reduce((o, k) => o?.[k], JSON.parse(require("fs").readFileSync(0))); console.log(typeof v === "object" ? JSON.stringify(v) : v ?? "")' "$1"; }
uuid() { node -e 'console.log(crypto.randomUUID())'; }

TOKEN=$(curl -sS "$URL/auth/mobile/login" -H 'Content-Type: application/json' --data '{"email":"agente@imoveismais.pt","password":"senha123","device_name":"telemóvel"}' | json access_token)

# send METHOD PATH KEY BODY [HEADER…]: shows request and answer; the answer's body is then in $ANSWER
send() {
  local method=$1 path=$2 key=$3 body=$4 out
  shift 4
  printf '\n> %s %s  %s\n' "$method" "$path" "$body"
  out=$(curl -sS -X "$method" "$URL$path" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' ${key:+-H "Idempotency-Key: $key"} ${body:+--data "$body"} "${@/#/-H}" -D /tmp/headers.$$ -w '\n%{http_code}')
  ANSWER=${out%$'\n'*}
  printf '< %s %s %s\n' "${out##*$'\n'}" "$(tr -d '\r' </tmp/headers.$$ | grep -iE '^(idempotency-replayed|etag)' | tr '\n' ' ')" "$(cut -c1-400 <<<"$ANSWER")"
  rm -f /tmp/headers.$$
}

step "In the morning the phone fetches everything it may see"
send GET /mobile/sync '' '' >/dev/null
CURSOR=$(json next_cursor <<<"$ANSWER")
for kind in leads properties visits tasks; do printf '%s: %s\n' "$kind" "$(json "changes.$kind.length" <<<"$ANSWER")"; done
ME=$(curl -sS "$URL/mobile/auth/me" -H "Authorization: Bearer $TOKEN" | json agent_id)
PROPERTY=$(curl -sS "$URL/mobile/properties?agent_id=$ME&per_page=1" -H "Authorization: Bearer $TOKEN" | json 0.id)

step "No network: a lead, a visit with it, the check-in and the check-out are queued under the phone's own ids"
LEAD=$(uuid) VISIT=$(uuid) K1=$(uuid) K2=$(uuid) K3=$(uuid) K4=$(uuid)
AT=$(node -e 'const d = new Date(Date.now() - 36e5 * (2 + Math.random() * 2) - 864e5 * Math.floor(Math.random() * 300)); console.log(d.toISOString())')
flush() {
  send POST /mobile/leads "$K1" "{\"name\":\"Rosa Tavares\",\"phone\":\"+351 919 000 111\",\"client_id\":\"$LEAD\",\"occurred_at\":\"$AT\"}"
  send POST /mobile/visits "$K2" "{\"property_id\":$PROPERTY,\"lead_client_id\":\"$LEAD\",\"scheduled_at\":\"$AT\",\"client_id\":\"$VISIT\"}"
  send POST "/mobile/visits/$VISIT/check-in" "$K3" "{\"latitude\":38.7,\"longitude\":-9.2,\"accuracy\":20,\"occurred_at\":\"$AT\"}"
  send POST "/mobile/visits/$VISIT/check-out" "$K4" "{\"feedback\":\"Gostou da varanda.\",\"rating\":4,\"interest\":\"high\"}"
}
step "The network is back: the queue is sent"
flush
step "The answers were lost: the queue is sent again"
flush

step "Somebody changed the lead meanwhile: the phone's old version is refused, with both versions"
send PATCH "/mobile/leads/$LEAD/status" '' '{"status":"contacted"}'
send PUT "/mobile/leads/$LEAD" "$(uuid)" '{"notes":"escrito sem rede"}' 'If-Match: "1"'

step "What the phone did not know: its own writes, and nothing else"
send GET "/mobile/sync?since=$CURSOR" '' ''
for kind in leads properties visits tasks; do printf '%s changed: %s, gone: %s\n' "$kind" "$(json "changes.$kind.length" <<<"$ANSWER")" "$(json "deleted.$kind.length" <<<"$ANSWER")"; done
step "Done"
